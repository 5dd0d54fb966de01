"""Faults of an analysis, planted: the fuzz has to notice each of them.

An analysis that is blind to a piece of control flow sees another program than CPython runs;
so it is the good one, shown a text in which that piece means something else. Every line stays
where it is. The other faults are wrong entries in the table of a tape's life.
"""

from __future__ import annotations

import re

from tapelint.lifecycle import Operation, Persistence, Phase, Step

from .campaign import analysed
from .execute import explore
from .verdict import Verdict, compare, tapelint_findings

TEXTS = {
    "break goes on": (r"^( *)break$", r"\1pass"),
    "continue goes on": (r"^( *)continue$", r"\1pass"),
    "return goes on": (r"^( *)return$", r"\1pass"),
    "raise goes on": (r"^( *)raise .*$", r"\1pass"),
    "else always runs": (r"^( *)else:$", r"\1if True:"),
    "elif always tests": (r"^( *)elif (.*):$", r"\1if \2:"),
    "with enters nothing": (r"^( *)with (t|u|a|b|o\.tape)(?: as .*)?:$", r"\1with nullcontext():"),
    "rebinding binds nothing": (r"^( *)(?:t|u|a|b) = (.*)$", r"\1\2"),
    "persistent is not read": (r"GradientTape\(.*?\)", "GradientTape()"),
    "conditional expressions do both": (r"(\S+) if \S+ else (\S+)$", r"(\1, \2)"),
    "tests are true": (r"^( *)(if|while) .*:$", r"\1\2 True:"),
}
"""Regular expression and replacement, by what the analysis gets wrong."""

LIVES = {
    "entry does not refresh": (
        (Phase.SPENT, Persistence.NO, Operation.ENTER),
        Step(Phase.SPENT),
    ),
    "entry does not begin": (
        (Phase.FRESH, Persistence.NO, Operation.ENTER),
        Step(Phase.FRESH),
    ),
    "exit spends": ((Phase.RECORDING, Persistence.NO, Operation.EXIT), Step(Phase.SPENT)),
    "persistent tapes are spent in their block": (
        (Phase.RECORDING, Persistence.YES, Operation.GRADIENT),
        Step(Phase.SPENT),
    ),
    "persistent tapes are spent": (
        (Phase.IDLE, Persistence.YES, Operation.GRADIENT),
        Step(Phase.SPENT),
    ),
}


def misread(fault: str, text: str) -> str:
    """What an analysis with this blindness takes the text for."""
    pattern, replacement = TEXTS[fault]
    return re.sub(pattern, replacement, text, flags=re.MULTILINE)


def misled(text: str, seen: str) -> bool:
    """Whether the fuzz has something to say of an analysis that saw another text."""
    findings, wrong = analysed(text, tapelint_findings), analysed(seen, tapelint_findings)
    if isinstance(findings, str) or isinstance(wrong, str) or findings == wrong:
        return False
    new = [finding for finding in wrong if finding not in findings]
    return bool(compare(text, new, explore(text)).of(Verdict.FALSE))
