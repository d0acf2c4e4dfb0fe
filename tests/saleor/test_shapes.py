"""The names and shapes that the repository records of a Saleor, held against this one."""

ADVICE = """
The lines with - and + are against Saleor 3.22, which is in demo/host/shapes.json. See whether the
plugin and the mini host mind. Then write down what is here, inside this checkout:

    PYTHONPATH=<this repository> .venv/bin/python -m demo.host.generate_shapes
"""


def test_this_saleor_is_as_recorded():
    from demo.host import generate_shapes, shape_differences

    version = generate_shapes.version()
    recorded = shape_differences.recorded(version)
    found = generate_shapes.differences()
    changed = [name for name in {**recorded, **found} if recorded.get(name) != found.get(name)]
    rows = [f"Saleor {version} is not as recorded in {len(changed)} of its names"]
    for name in changed:
        rows += ["", name, *told("recorded", recorded.get(name)), *told("here", found.get(name))]
    assert not changed, "\n".join([*rows, ADVICE])


def told(where, lines):
    return [f"  {where}:", *(f"    {line}" for line in lines or ["no difference"])]
