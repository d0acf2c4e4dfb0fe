"""The README: its test is one that passes."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[1]
README = (FOLDER / "README.md").read_text(encoding="utf-8")


def test_the_test_in_it_passes(tmp_path):
    (code,) = re.findall(r"^```python\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)
    (tmp_path / "test_shop.py").write_text(code)

    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "--rootdir", tmp_path, tmp_path],
        cwd=tmp_path,
        env={**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stdout
    assert "1 passed" in done.stdout


@pytest.mark.parametrize("readme", ["README.md", "README.ko.md"])
def test_the_ten_lines_confirm_a_payment_and_the_recipes_are_taken(tmp_path, sandbox, readme):
    """As they stand, but for the installing and the address."""
    if shutil.which("curl") is None:
        pytest.skip("no curl")
    ten, recipes = re.findall(
        r"^```sh\n(.*?)^```$",
        (FOLDER / readme).read_text(encoding="utf-8"),
        re.MULTILINE | re.DOTALL,
    )
    lines = ten.splitlines()
    assert len(lines) == 10
    start = lines.index(next(line for line in lines if line.startswith("SANDBOX=")))
    script = "\n".join([f"SANDBOX={sandbox.url}", *lines[start + 1 :], "echo", recipes])

    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script],
        cwd=tmp_path,
        env=os.environ | {"no_proxy": "*"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    assert '"status":"DONE"' in done.stdout
    assert '"error"' not in done.stdout


def test_the_test_for_node_passes(tmp_path):
    node = shutil.which("node")
    if node is None:
        pytest.skip("no node")
    (code,) = re.findall(r"^```js\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)
    (tmp_path / "shop.test.mjs").write_text(code)
    scripts = str(Path(sys.executable).parent)

    done = subprocess.run(
        [node, "--test", "shop.test.mjs"],
        cwd=tmp_path,
        env=os.environ | {"PATH": f"{scripts}{os.pathsep}{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stdout
