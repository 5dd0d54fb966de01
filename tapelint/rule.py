"""What a rule is, and the register of all of them.

A rule is one function in one module of `tapelint.rules`: it takes the event it wants and
yields findings. Its docstring is its documentation. Nothing lists the rules; they are found
by being there.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterator
from enum import Enum
from functools import cache
from inspect import getdoc
from typing import Any, NamedTuple, Protocol, TypeVar

from tapelint.dataclass import dataclass
from tapelint.diagnostic import Certainty, Fix, Severity
from tapelint.events import Event
from tapelint.geometry import Geometry
from tapelint.values import Site


class Symptom(Enum):
    """How TensorFlow shows it when the code runs."""

    RAISES = "raises"
    GIVES_NONE = "gives None"
    WARNS = "logs a warning"
    UNSEEN = "nothing"


Message = Callable[["Places"], str]
"""Made when the finding is reported: to know the lines costs more than to find."""


Remedy = Callable[[Geometry], Fix | None]
"""Makes a fix when the finding is reported; None where it cannot be sure."""


class Finding(NamedTuple):
    """What a rule has to say about one event.

    `remedies`: the ways to mend it, the best one first. The first of them that gives a fix is
    the one that is offered.
    """

    site: Site
    message: Message
    related: tuple[tuple[Site, str], ...] = ()
    certainty: Certainty = Certainty.DEFINITE
    remedies: tuple[Remedy, ...] = ()


class Places(Protocol):
    """Where sites stand, in words for a message about `site`."""

    def line(self, site: Site) -> str:
        """`line 12`, or `line 3 of cell 5` when that is another cell than the finding's."""

    def end(self, site: Site) -> str:
        """The same for the last line of a statement."""


E = TypeVar("E", bound=Event)
Check = Callable[[E], Iterator[Finding]]


@dataclass(frozen=True, slots=True)
class Rule:
    """One entry of the catalogue."""

    code: str
    name: str
    symptom: Symptom
    severity: Severity
    enabled: bool
    event: type[Event]
    check: Check[Any]

    @property
    def doc(self) -> str:
        """The whole documentation, Markdown."""
        return getdoc(self.check) or ""

    @property
    def summary(self) -> str:
        """Its first line."""
        return self.doc.partition("\n")[0]


def rule(
    code: str, name: str, on: type[E], symptom: Symptom, *, enabled: bool = True
) -> Callable[[Check[E]], Check[E]]:
    """Register the decorated function as a rule; its severity follows from its code."""

    def register(check: Check[E]) -> Check[E]:
        _FOUND[code] = Rule(code, name, symptom, _severity(code), enabled, on, check)
        return check

    return register


def _severity(code: str) -> Severity:
    if code == "TAP114":
        return Severity.WARNING
    return {"1": Severity.ERROR, "2": Severity.WARNING}.get(code[3], Severity.INFO)


_FOUND: dict[str, Rule] = {}


@cache
def all_rules() -> tuple[Rule, ...]:
    """Every rule, in the order of the codes."""
    package = importlib.import_module("tapelint.rules")
    for module in pkgutil.iter_modules(package.__path__):
        importlib.import_module(f"tapelint.rules.{module.name}")
    return tuple(_FOUND[code] for code in sorted(_FOUND))
