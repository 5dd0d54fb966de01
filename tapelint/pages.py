"""The page of a rule: its docstring, and what can be told from running it.

That is the finding in the bad example, its fix, and what is said at run time.
"""

from __future__ import annotations

from tapelint.analysis import check
from tapelint.config import Config
from tapelint.diagnostic import Diagnostic
from tapelint.reports.colour import plain
from tapelint.reports.full import rows
from tapelint.rule import Rule, Symptom
from tapelint.said import AFTER_NONE, SECTION
from tapelint.source import Source

EXAMPLE = "example.py"
"""What the bad example is called in its finding."""


def page(rule: Rule) -> str:
    """All that is to be said of one rule, Markdown."""
    state = "on" if rule.enabled else "off"
    found, frame = _in_bad_example(rule)
    doc = rule.doc.replace("\n## Good", f"\n{frame}\n\n## Good", 1)
    before, references, after = doc.partition("\n## References")
    if SECTION not in doc:
        before = f"{before}\n{SECTION}\n{_said(rule.symptom)}\n"
    good, says, rest = before.partition(f"\n{SECTION}")
    return (
        f"# {rule.code} {rule.name}\n\n"
        f"*{rule.severity.value}, {state} by default, TensorFlow: {rule.symptom.value}*\n\n"
        f"{good}\n## Fix\n{_fix(found)}\n{says}{rest}{references}{after}"
    )


def _in_bad_example(rule: Rule) -> tuple[Diagnostic, str]:
    """The finding in the bad example of `rule`, and what is printed of it."""
    text = rule.doc.partition("## Bad\n```python\n")[2].partition("```")[0]
    source = Source.from_text(text, EXAMPLE)
    config = Config(extend_select=(rule.code,))
    found = next(d for d in check(source, config) if d.code == rule.code)
    frame = "\n".join(map(plain, rows(source, found))).rstrip("\n")
    return found, f"```text\n{frame}\n```"


def _fix(found: Diagnostic) -> str:
    if found.fix is None:
        return "None: the message says what to do."
    how = "Safe (`--fix`)" if found.fix.safe else "Unsafe (`--fix --unsafe-fixes`)"
    return f"{how}: {found.fix.title}."


def _said(symptom: Symptom) -> str:
    """How a mistake shows of which TensorFlow itself says nothing."""
    if symptom is not Symptom.GIVES_NONE:
        return "Nothing."
    lines = "\n".join(AFTER_NONE)
    return (
        "Nothing where it happens. What uses the gradient says one of these:\n"
        f"```text\n{lines}\n```"
    )
