"""The README says what is so: its output is what the program prints, its table is the rules.

python -m tests.house.test_readme     writes both into the README
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from tapelint.rule import all_rules

ROOT = Path(__file__).parents[2]
README = ROOT / "README.md"
EXAMPLE = ("fixtures/seed/expired_tape.py", "fixtures/seed/second_order_outside.py")


def block(name: str, text: str) -> str:
    found = re.search(rf"<!-- {name} -->\n(.*?)<!-- end {name} -->", text, re.DOTALL)
    assert found is not None
    return found[1]


def rule_table() -> str:
    rows = ["| code | name | what it finds | TensorFlow | default |", "|---|---|---|---|---|"]
    rows += [
        f"| {r.code} | {r.name} | {r.summary} | {r.symptom.value} | {'off on'.split()[r.enabled]} |"
        for r in all_rules()
    ]
    return "\n".join(rows) + "\n"


def example() -> str:
    words = [sys.executable, "-m", "tapelint", "check", "--isolated", *EXAMPLE]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    return f"```text\n$ tapelint check {' '.join(EXAMPLE)}\n{done.stdout}```\n"


def test_rule_table_is_current() -> None:
    assert block("rules", README.read_text(encoding="utf-8")) == rule_table()


def test_example_is_real_output() -> None:
    assert block("example", README.read_text(encoding="utf-8")) == example()


def test_changelog_names_every_rule() -> None:
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert [r.code for r in all_rules() if r.code not in text] == []


def main() -> None:
    text = README.read_text(encoding="utf-8")
    for name, new in (("rules", rule_table()), ("example", example())):
        before, mark, rest = text.partition(f"<!-- {name} -->\n")
        text = before + mark + new + rest[rest.index(f"<!-- end {name} -->") :]
    README.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
