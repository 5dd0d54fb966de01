"""Faults of an analysis, planted: the fuzz has to notice each of them.

An analysis that is blind to a piece of control flow sees another program than CPython runs;
so the blind analyser is the good one, shown a text in which that piece means something else.
Every line stays where it is. The other faults are wrong entries in the table of a tape's life.
"""

from __future__ import annotations

import re

from tapelint.lifecycle import Operation, Persistence, Phase, Step

from .verdict import Analyser, Finding, tapelint_findings

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
    "conditional expressions do both": (r" if (\S+) else None$", " if True else None"),
    "tests are true": (r"^( *)(if|while) .*:$", r"\1\2 True:"),
    "try always fails": (r"^( *)except [^:]*:$", r"\1finally:"),
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


def blind(name: str) -> Analyser:
    """tapelint, reading something else."""
    pattern, replacement = TEXTS[name]

    def analyser(text: str) -> list[Finding]:
        seen = re.sub(pattern, replacement, text, flags=re.MULTILINE)
        return tapelint_findings(seen)

    return analyser
