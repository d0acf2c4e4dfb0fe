"""The mini host follows names and shapes in a file: here the file is held against this Saleor."""

import json

import pytest

SECTIONS = ["dataclasses", "constants", "functions", "hooks", "models"]


@pytest.fixture(scope="module")
def written():
    from demo.host import generate_shapes

    known = json.loads(generate_shapes.FILE.read_text(encoding="utf-8"))
    version = generate_shapes.version()
    if version not in known:
        # One that the mini host does not follow: say so, there is nothing to compare.
        pytest.skip(f"demo/host/shapes.json has no section for Saleor {version}")
    return known[version]


@pytest.fixture(scope="module")
def real():
    from demo.host import generate_shapes

    return json.loads(json.dumps(generate_shapes.shapes()))


@pytest.mark.parametrize("section", SECTIONS)
def test_shapes_file_is_true(written, real, section):
    """Else run demo/host/generate_shapes.py inside this checkout, and mend the mini host."""
    assert written[section] == real[section]
