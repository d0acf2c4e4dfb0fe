"""Every answer that the sandbox gives in tests is held against its OpenAPI document.

As a program, the sandbox of the tests on a real Saleor, whose process is another: what differs is
written to the file that is named first, and it ends with 1.

    python -m tests.documented differences.txt --port 0
"""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from brandpay_sandbox.cli import main
from brandpay_sandbox.testing_answers import answers_watched


@pytest.fixture(scope="session")
def _differences() -> Iterator[list[str]]:
    with answers_watched() as wrong:
        yield wrong


@pytest.fixture(autouse=True)
def _documented(_differences: list[str]) -> Iterator[None]:
    yield
    found, _differences[:] = list(_differences), []
    assert not found, "answers that the OpenAPI document does not know"


if __name__ == "__main__":
    with answers_watched() as wrong:
        status = main(sys.argv[2:])
    Path(sys.argv[1]).write_text("".join(f"{one}\n" for one in wrong), encoding="utf-8")
    sys.exit(status)
