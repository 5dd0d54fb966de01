"""The pages under `docs/rules/` are what `tapelint explain` prints.

python -m tests.house.test_docs     writes them
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tapelint.pages import page
from tapelint.rule import Rule, all_rules

PAGES = Path(__file__).parents[2] / "docs" / "rules"


def index() -> str:
    rows = ["# Rules", "", "| rule | what it finds | default |", "|---|---|---|"]
    rows += [
        f"| [{r.code} {r.name}]({r.code}.md) | {r.summary} | {'on' if r.enabled else 'off'} |"
        for r in all_rules()
    ]
    return "\n".join(rows) + "\n"


def wanted() -> dict[str, str]:
    return {"README.md": index(), **{f"{rule.code}.md": page(rule) + "\n" for rule in all_rules()}}


def test_pages_are_current() -> None:
    there = {path.name: path.read_text(encoding="utf-8") for path in PAGES.iterdir()}
    assert there == wanted(), "python -m tests.house.test_docs writes them anew"


@pytest.mark.parametrize("rule", all_rules(), ids=lambda rule: rule.code)
def test_a_page_is_complete(rule: Rule) -> None:
    heads = [line for line in page(rule).splitlines() if line.startswith("#") and line[1] in " #"]
    assert heads[0] == f"# {rule.code} {rule.name}"
    assert heads[1:] == [
        "## What it does",
        "## Why it is bad",
        "## Bad",
        "## Good",
        "## Fix",
        "## What TensorFlow says",
        "## References",
    ]
    assert f"[{rule.name}]" in page(rule)


def main() -> None:
    PAGES.mkdir(parents=True, exist_ok=True)
    for old in PAGES.iterdir():
        old.unlink()
    for name, text in wanted().items():
        (PAGES / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
