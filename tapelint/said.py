"""What TensorFlow, Keras and Python say when a mistake shows, and the rules behind such a text.

A *text* is a template: `...` stands for what differs from program to program. Those of a rule
stand in its documentation under `SECTION`; the tests run its fixture and hold them against what
is really said. A gradient that is None says nothing where it is made: `AFTER_NONE` is what the
user reads later.
"""

from __future__ import annotations

import re

from tapelint.rule import Rule, Symptom, all_rules

SECTION = "## What TensorFlow says"

AFTER_NONE = (
    "ValueError: No gradients provided for any variable.",
    "UserWarning: Gradients do not exist for variables ... when minimizing the loss.",
    "ValueError: Attempt to convert a value (None) with an unsupported type ... to a Tensor.",
    "TypeError: unsupported operand type(s) for ...: 'float' and 'NoneType'",
    "TypeError: unsupported operand type(s) for ...: 'NoneType' and 'float'",
    "AttributeError: 'NoneType' object has no attribute 'numpy'",
    "AttributeError: 'NoneType' object has no attribute 'shape'",
    "TypeError: 'NoneType' object is not subscriptable",
    "TypeError: Argument `target` should be a list or nested structure of ... but received None.",
)
"""What is said of a gradient that is None by the code that uses it."""


def texts(rule: Rule) -> tuple[str, ...]:
    """The texts that tell of the mistake which `rule` finds."""
    section = rule.doc.partition(SECTION)[2].partition("\n## ")[0]
    blocks = re.findall(r"```text\n(.*?)```", section, re.DOTALL)
    own = tuple(line for block in blocks for line in block.splitlines() if line)
    own += tuple(re.findall(r"^Older versions: `(.*)`$", section, re.MULTILINE))
    return own + AFTER_NONE if rule.symptom is Symptom.GIVES_NONE else own


def pattern(text: str) -> re.Pattern[str]:
    """What finds the message of `text`, without the class of the exception, in an output."""
    message = text.partition(": ")[2] if re.match(r"\w+: ", text) else text
    words = (re.escape(word).replace(r"\.\.\.", ".+?") for word in message.split())
    return re.compile(r"\s+".join(words), re.IGNORECASE | re.DOTALL)


def rules_behind(said: str) -> list[Rule]:
    """The rules whose mistakes end in `said`: a message, a part of one, or a whole traceback."""
    part = " ".join(said.lower().split())
    whole = [rule for rule in all_rules() if any(pattern(t).search(said) for t in texts(rule))]
    return whole or [
        rule for rule in all_rules() if any(_is_near(part, t.lower()) for t in texts(rule))
    ]


def _is_near(part: str, text: str) -> bool:
    """Whether `part` is a piece of the text, or most of its words are."""
    words, known = set(re.findall(r"\w+", part)), set(re.findall(r"\w+", text))
    return part in text or (len(words) >= FEW and len(words & known) >= MOST * len(words))


FEW = 4
"""Fewer words than this have to stand in the text as they are."""
MOST = 0.9
"""The share of the words that makes a text near."""
