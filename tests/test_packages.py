"""What setup.cfg does not name of a package is in no wheel, and missing once it is installed."""

import configparser
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[1]


@pytest.mark.parametrize("package", ["saleor_brandpay", "sandbox/brandpay_sandbox"])
def test_each_file_that_is_no_module_is_named_in_setup_cfg(package: str) -> None:
    folder = REPOSITORY / package
    read = configparser.ConfigParser()
    read.read(folder.parent / "setup.cfg", encoding="utf-8")
    patterns = read["options.package_data"][folder.name].split()
    named = {path for pattern in patterns for path in folder.glob(pattern)}
    files = {path for path in folder.rglob("*") if path.is_file()}
    assert named
    assert {path for path in files - named if path.suffix not in {".py", ".pyc"}} == set()
