"""The module graph: no module needs, through others, itself."""

from graphlib import CycleError, TopologicalSorter

import grimp
import pytest


@pytest.mark.parametrize(("package", "least"), [("saleor_brandpay", 200), ("demo", 80)])
def test_no_import_cycle(package: str, least: int) -> None:
    """Imports for type checking only are counted too."""
    graph = grimp.build_graph(package, cache_dir=None)
    imported = {module: graph.find_modules_directly_imported_by(module) for module in graph.modules}
    cycle: list[str] = []
    try:
        TopologicalSorter(imported).prepare()
    except CycleError as error:
        cycle = error.args[1]
    assert len(imported) > least
    assert cycle == []
