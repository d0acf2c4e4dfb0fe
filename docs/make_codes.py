"""`python docs/make_codes.py`: docs/codes.md and docs/codes.ko.md, from the tables in the code.

What is not in those tables, what to do for each code, stands in codes.toml.
"""

from __future__ import annotations

import datetime
import re
import sys
import tomllib
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent
PAGES = {"en": FOLDER / "codes.md", "ko": FOLDER / "codes.ko.md"}
ADVICE: dict[str, dict[str, dict[str, str]]] = tomllib.loads(
    (FOLDER / "codes.toml").read_text(encoding="utf-8")
)
LINK = re.compile(r"\]\(([\w-]+)\.md\)")
WORDS = ADVICE.pop("page")
"""What stands between the tables, by language."""


def problems_in(*modules: Any) -> dict[str, Any]:
    """Every Problem that the modules define, by its code."""
    from saleor_brandpay.core.messages.problems import Problem

    found = [value for module in modules for value in vars(module).values()]
    return {problem.code: problem for problem in found if isinstance(problem, Problem)}


def staff_codes() -> dict[str, Any]:
    from saleor_brandpay.core.messages import refund_problems
    from saleor_brandpay.core.sync import unsent_requests

    noon = datetime.datetime(2026, 1, 2, 3, 4, 5, tzinfo=datetime.UTC)
    made = (
        refund_problems.balance_differs(5000),
        refund_problems.repeated_refund(15000, noon, 42),
    )
    found = problems_in(refund_problems, unsent_requests)
    return found | {problem.code: problem for problem in made}


def check_ids() -> set[str]:
    source = (FOLDER.parent / "saleor_brandpay/checks.py").read_text(encoding="utf-8")
    return set(re.findall(r'"saleor_brandpay\.([EW]\d{3})"', source))


def page(language: str) -> str:
    from saleor_brandpay.api.error_codes import KINDS, Kind
    from saleor_brandpay.core.messages.problems import OURS
    from saleor_brandpay.core.messages.toss_codes import buyer_problem

    words = WORDS[language]
    do, buyer, staff = words["do"], words["buyer"], words["staff"]
    parts = [words["top"], words["ours"]]
    told = {code: getattr(problem, language) for code, problem in OURS.items()}
    parts.append(
        table(
            language,
            {code: (advice("ours", code, language), text) for code, text in told.items()},
            do,
            buyer,
        )
    )
    parts.append(words["refunds"])
    refused = {code: getattr(problem, language) for code, problem in staff_codes().items()}
    parts.append(
        table(
            language,
            {code: (text, advice("refunds", code, language)) for code, text in refused.items()},
            staff,
            do,
        )
    )
    parts.append(words["toss"])
    for kind in Kind:
        own = [code for code, found in KINDS.items() if found is kind]
        about = ADVICE["kinds"][kind.value]
        parts += [f"### {about[f'title_{language}']}", linked(about[language], language)]
        section = kind.value if kind.value in ADVICE else ""
        if section:
            rows = {code: (advice(section, code, language),) for code in own}
            parts.append(table(language, rows, do))
        else:
            same: dict[str, list[str]] = {}
            for code in own:
                same.setdefault(getattr(buyer_problem(code), language), []).append(code)
            rows = {"`, `".join(codes): (text,) for text, codes in same.items()}
            parts.append(table(language, rows, buyer))
    for section in ("internal", "checks"):
        parts.append(words[section])
        rows = {code: (advice(section, code, language),) for code in ADVICE[section]}
        parts.append(table(language, rows, do))
    return "\n\n".join(parts) + "\n"


def advice(section: str, code: str, language: str) -> str:
    return linked(ADVICE[section][code][language], language)


def linked(text: str, language: str) -> str:
    """With its links to pages of the same language."""
    return LINK.sub(r"](\1.ko.md)", text) if language == "ko" else text


def table(language: str, rows: dict[str, tuple[str, ...]], *heads: str) -> str:
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
