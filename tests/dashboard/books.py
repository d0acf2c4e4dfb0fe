"""Reports that are files: settlements and reconciling."""

import csv
import html
from pathlib import Path

from .browser import Staff


def settlements(staff: Staff) -> None:
    """A month that Toss pays out."""
    saleor = staff.saleor
    saleor("traded")
    if path := saleor("settled", folder=str(staff.out)):
        with staff.file(path) as page:
            staff.save("6-settlements", page, full=True)
    else:
        staff.open("orders")
        staff.save("6-settlements")


def reconciling(staff: Staff) -> None:
    """A run's report on a phone, as a mail and as a table."""
    saleor = staff.saleor
    saleor("traded")
    made = saleor("reconciled", folder=str(staff.out))
    for name, title, phone in (
        ("html", "phone", True),
        ("html", "wide", False),
        ("mail", "mail", False),
    ):
        if name in made:
            with staff.file(made[name], phone=phone) as page:
                staff.save(f"7-reconcile-{title}", page)
    if "csv" in made:
        with staff.file(table(Path(made["csv"]))) as page:
            staff.save("7-reconcile-csv", page)


def table(path: Path) -> str:
    """The CSV as a spreadsheet shows it, in a file beside it."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = ["".join(f"<td>{html.escape(cell)}" for cell in row) for row in csv.reader(file)]
    shown = path.with_suffix(".csv.html")
    style = "<meta charset=utf-8><style>td{border:1px solid #999;font:12px sans-serif}</style>"
    shown.write_text(style + "<table><tr>" + "<tr>".join(rows) + "</table>", encoding="utf-8")
    return str(shown)
