"""What a release is made of agrees: versions, pins, workflow files, and the words of the README."""

import re
from pathlib import Path

import pytest
import yaml

from tests.runner import versions

ROOT = Path(__file__).parents[1]
WORKFLOWS = sorted((ROOT / ".github/workflows").glob("*.yml"))
MAKE = re.compile(r"^([\w./$()-]+):", re.MULTILINE)

each_workflow = pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)


def steps(path: Path) -> list[str]:
    jobs = yaml.safe_load(path.read_text())["jobs"].values()
    return [step["run"] for job in jobs for step in job["steps"] if "run" in step]


def test_both_packages_and_changelogs_have_one_version():
    assert len(set(versions.versions().values())) == 1, versions.versions()


def test_a_tag_of_another_version_is_refused(capsys):
    assert versions.main("v9.9.9") == 1
    assert "saleor_brandpay/__init__.py says" in capsys.readouterr().out


def test_there_are_workflows_for_pushes_saleor_and_releases():
    assert [path.stem for path in WORKFLOWS] == ["release", "saleor", "tests"]


@each_workflow
def test_every_command_of_a_workflow_exists(path):
    targets = {
        target.replace("$(VENV)", ".venv")
        for target in MAKE.findall((ROOT / "Makefile").read_text())
    }
    named = {word for run in steps(path) for word in re.findall(r"\bmake (\S+)", run)}
    assert named <= targets
    modules = {word for run in steps(path) for word in re.findall(r"-m (tests\.\S+)", run)}
    for module in modules:
        place = ROOT / module.replace(".", "/")
        assert place.is_dir() or place.with_suffix(".py").is_file(), module


@each_workflow
def test_a_workflow_may_write_nothing_but_a_release(path):
    workflow = yaml.safe_load(path.read_text())
    assert workflow["permissions"] == {"contents": "read"}
    allowed = {
        name: job["permissions"] for name, job in workflow["jobs"].items() if "permissions" in job
    }
    assert allowed == ({"publish": {"id-token": "write"}} if path.stem == "release" else {})


def test_every_tool_of_the_extras_is_pinned():
    config = (ROOT / "setup.cfg").read_text()
    pins = (ROOT / "constraints-dev.txt").read_text().lower().replace("_", "-")
    for extra in ("dist", "docs"):
        body = re.search(rf"^{extra} =\n((?:    .+\n)+)", config, re.MULTILINE)
        assert body, extra
        for line in body[1].split():
            name = re.split(r"[<>=\[]", line)[0]
            assert f"\n{name}==" in pins, name
