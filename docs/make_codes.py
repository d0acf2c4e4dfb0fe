"""`python docs/make_codes.py`: docs/codes.md and docs/codes.ko.md, from the tables in the code.

What is not in those tables, what to do for each code, stands in codes.toml.
"""

from __future__ import annotations

import datetime
import re
import sys
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from saleor_brandpay.api.error_codes import Kind
    from saleor_brandpay.core.messages.problem import Problem

FOLDER = Path(__file__).parent
PAGES = {"en": FOLDER / "codes.md", "ko": FOLDER / "codes.ko.md"}
ADVICE: dict[str, dict[str, dict[str, str]]] = tomllib.loads(
    (FOLDER / "codes.toml").read_text(encoding="utf-8")
)
WORDS = ADVICE.pop("page")
"""What stands between the tables, by language."""
LINK = re.compile(r"\]\(([\w-]+)\.md\)")


def staff_codes() -> dict[str, Problem]:
    """Why a refund was not made, as staff read it."""
    from saleor_brandpay.core.messages import refund_problems
    from saleor_brandpay.core.messages.problem import Problem
    from saleor_brandpay.core.sync import unsent_requests

    noon = datetime.datetime(2026, 1, 2, 3, 4, 5, tzinfo=datetime.UTC)
    found: list[Any] = [*vars(refund_problems).values(), *vars(unsent_requests).values()]
    found.append(refund_problems.balance_differs(5000))
    found.append(refund_problems.repeated_refund(15000, noon, 42))
    return {problem.code: problem for problem in found if isinstance(problem, Problem)}


def check_ids() -> set[str]:
    files = (FOLDER.parent / "saleor_brandpay/checks").glob("*.py")
    source = "".join(path.read_text(encoding="utf-8") for path in files)
    return set(re.findall(r'"saleor_brandpay\.([EW]\d{3})"', source))


def page(language: str) -> str:
    return "\n\n".join(parts(language)) + "\n"


def parts(language: str) -> Iterator[str]:
    from saleor_brandpay.api.error_codes import Kind
    from saleor_brandpay.core.messages.ours import OURS

    words = WORDS[language]
    do = words["do"]
    yield words["top"]
    yield words["ours"]
    ours = {code: (advice("ours", code, language), OURS[code].text(language)) for code in OURS}
    yield table(language, ours, do, words["buyer"])
    yield words["refunds"]
    refused = staff_codes().items()
    refunds = {
        code: (why.text(language), advice("refunds", code, language)) for code, why in refused
    }
    yield table(language, refunds, words["staff"], do)
    yield words["toss"]
    for kind in Kind:
        about = ADVICE["kinds"][kind.value]
        yield f"### {about[f'title_{language}']}"
        yield linked(about[language], language)
        yield of_kind(kind, language)
    for section in ("internal", "checks"):
        yield words[section]
        rows = {code: (advice(section, code, language),) for code in ADVICE[section]}
        yield table(language, rows, do)


def of_kind(kind: Kind, language: str) -> str:
    """Toss's codes: with what is to be done where somebody has to, else with what buyers read."""
    from saleor_brandpay.api.error_codes import KINDS
    from saleor_brandpay.core.messages.refund_remedies import REMEDIES
    from saleor_brandpay.core.messages.toss_codes import buyer_problem

    do, buyer = WORDS[language]["do"], WORDS[language]["buyer"]
    own = [code for code, found in KINDS.items() if found is kind]
    told = {code: buyer_problem(code).text(language) for code in own}
    if kind.value == "not_allowed":
        remedies = {code: (REMEDIES[code][language != "ko"],) for code in own}
        return table(language, remedies, do)
    if kind.value not in ADVICE:
        return table(language, by_text(told), buyer)
    done = {code: advice(kind.value, code, language) for code in own}
    return table(language, {code: (done[code], told[code]) for code in own}, do, buyer)


def by_text(told: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """One row for the codes of which the customer is told the same."""
    same: dict[str, list[str]] = {}
    for code, text in told.items():
        same.setdefault(text, []).append(code)
    return {"`, `".join(codes): (text,) for text, codes in same.items()}


def advice(section: str, code: str, language: str) -> str:
    return linked(ADVICE[section][code][language], language)


def linked(text: str, language: str) -> str:
    """With its links to pages of the same language."""
    return LINK.sub(r"](\1.ko.md)", text) if language == "ko" else text


def table(language: str, rows: Mapping[str, tuple[str, ...]], *heads: str) -> str:
    lines = [
        f"| {WORDS[language]['code']} | {' | '.join(heads)} |",
        "|---" * (len(heads) + 1) + "|",
    ]
    lines += [f"| `{code}` | {' | '.join(cells)} |" for code, cells in rows.items()]
    return "\n".join(lines)


def main() -> int:
    from django.conf import settings

    settings.configure(INSTALLED_APPS=["saleor_brandpay"], USE_TZ=True)
    import django

    django.setup()
    for language, path in PAGES.items():
        path.write_text(page(language), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
