"""The mini host's functions and calls have the shapes that `shapes.json` says."""

import importlib
import inspect

import pytest

from demo.host import generate_shapes, saleor_names, saleor_package, shape_differences, shapes


@pytest.mark.parametrize("path", shapes.section("functions"))
def test_function_takes_what_saleors_takes(path):
    assert (
        generate_shapes.parameters(generate_shapes.find(path)) == shapes.section("functions")[path]
    )


@pytest.mark.parametrize("hook", saleor_names.HOOKS)
def test_hook_is_called_as_saleor_calls_it(hook):
    assert generate_shapes.hook_calls()[hook] == shapes.section("hooks")[hook]


@pytest.mark.parametrize("path", shapes.section("dataclasses"))
def test_dataclass_has_saleors_fields(path):
    fields = [field["name"] for field in shapes.section("dataclasses")[path]]
    made = generate_shapes.dataclass_shape(generate_shapes.find(path))
    assert [field["name"] for field in made] == fields


@pytest.mark.parametrize("path", shapes.section("models"))
def test_model_has_saleors_columns(path):
    columns = set(shapes.section("models")[path]["columns"])
    meta = generate_shapes.find(path)._meta
    assert columns == {field.name for field in [*meta.fields, *meta.many_to_many]}


@pytest.mark.parametrize("name", [*saleor_package.MODULES, *saleor_package.PACKAGES])
def test_every_module_of_the_small_saleor_can_be_imported(name):
    assert inspect.ismodule(importlib.import_module(name))


def test_no_other_module_pretends_to_be_there():
    with pytest.raises(ImportError):
        importlib.import_module("saleor.graphql.api")


def test_it_is_the_mini_host_and_says_so():
    saleor = importlib.import_module("saleor")
    assert "mini host" in saleor.__version__
    assert not hasattr(saleor, "__file__")


def test_page_says_that_it_is_not_saleor(saleor):
    from tests.saleor.helpers import visit

    status, _, body = visit(f"{saleor.url}/")
    assert status == 200
    assert b"This is not Saleor" in body


PAY = ["payment", "manager"]
ADDED = [' "payment"', '+"x"', ' "manager"']
MOVED = ['+"manager"', ' "payment"', '-"manager"']


@pytest.mark.parametrize(
    ("theirs", "differences"),
    [
        ({"pay": PAY, "void": []}, {}),
        ({"pay": PAY}, {"void": ["+missing"]}),
        ({"pay": PAY, "void": [], "sell": []}, {"sell": ["-missing"]}),
        ({"pay": ["manager", "payment"], "void": []}, {"pay": MOVED}),
        ({"pay": ["payment", "x", "manager"], "void": []}, {"pay": ADDED}),
    ],
)
def test_differences_say_what_and_where(theirs, differences, tmp_path, monkeypatch):
    monkeypatch.setattr(shape_differences, "FOLDER", tmp_path)
    found = shape_differences.between(
        {"functions": {"pay": PAY, "void": []}}, {"functions": theirs}
    )
    assert found == differences
    shape_differences.record("3.99", found)
    assert shape_differences.recorded("3.99") == differences


def test_version_without_a_file_has_no_differences():
    assert shape_differences.recorded("1.0") == {}
