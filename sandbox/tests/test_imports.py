"""The module graph: no module needs, through others, itself."""

from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter

import grimp

from brandpay_sandbox.endpoint_names import NAMES
from brandpay_sandbox.endpoints.table import ENDPOINTS


def imports() -> Iterator[tuple[str, set[str]]]:
    """Each module and those it imports, for type checking only included."""
    graph = grimp.build_graph("brandpay_sandbox", cache_dir=None)
    for module in graph.modules:
        yield module, graph.find_modules_directly_imported_by(module)


def test_no_import_cycle():
    graph = dict(imports())
    cycle: list[str] = []
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        cycle = error.args[1]

    assert len(graph) > 100
    assert cycle == []


def test_every_endpoint_name_is_an_endpoints():
    assert {endpoint.name for endpoint in ENDPOINTS} == NAMES
