"""A built dashboard, served from its folder, that talks to one Saleor."""

import http.server
import mimetypes
import re
import threading
import urllib.parse
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def missing(folder: Path) -> str | None:
    """Why that is no built dashboard, in words for the person who can mend it."""
    if not (folder / "index.html").is_file():
        return f"{folder} has no index.html: build the dashboard, and name its build/dashboard"
    if not re.search(r"\bAPI_URL:", (folder / "index.html").read_text(encoding="utf-8")):
        return f"{folder}/index.html names no API_URL: it is not the index of a built dashboard"
    return None


def configured(index: str, api: str) -> str:
    for name, value in (("API_URL", f"{api}/graphql/"), ("APP_MOUNT_URI", "/dashboard/")):
        index = re.sub(rf'\b{name}:\s*"[^"]*"', f'{name}: "{value}"', index)
    return index


@contextmanager
def serving(folder: Path, api: str) -> Iterator[str]:
    """The address of the dashboard in `folder`; `api` is that of Saleor."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path = urllib.parse.unquote(urllib.parse.urlsplit(self.path).path)
            file = folder / path.removeprefix("/dashboard").lstrip("/")
            if not file.is_file() or not file.resolve().is_relative_to(folder.resolve()):
                file = folder / "index.html"
            content = file.read_bytes()
            if file.name == "index.html":
                content = configured(content.decode(), api).encode()
            self.send_response(200)
            kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            """Not to stderr."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/dashboard"
    finally:
        server.shutdown()
        server.server_close()
