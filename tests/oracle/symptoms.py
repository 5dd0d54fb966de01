"""What TensorFlow must show for each code. The one table: a new rule adds its line here."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from .record import MISPAIRED, UNSCALED, Outcome

Predicate = Callable[[Sequence[Outcome]], bool]
"""Whether the executions of one call show the symptom."""

DERIVATIVE = ("gradient", "jacobian", "batch_jacobian")
JACOBIAN = ("jacobian", "batch_jacobian")


def raises(*errors: str, at: Sequence[str] = ()) -> Predicate:
    """Some execution raises one of these, in one of these operations."""

    def shown(outcomes: Sequence[Outcome]) -> bool:
        return any(
            (not at or outcome.operation in at) and not set(errors).isdisjoint(outcome.errors)
            for outcome in outcomes
        )

    return shown


def sometimes(predicate: Predicate) -> Predicate:
    """Some execution shows it and some other one succeeds."""
    return lambda outcomes: predicate(outcomes) and any(not it.errors for it in outcomes)


def any_of(*predicates: Predicate) -> Predicate:
    """At least one of these."""
    return lambda outcomes: any(predicate(outcomes) for predicate in predicates)


def missing(outcomes: Sequence[Outcome]) -> bool:
    """A leaf of the result is None, or the zeros that were asked for instead."""
    return any(
        it.operation in DERIVATIVE and not it.errors and (it.missing or it.zeros) for it in outcomes
    )


def logs(text: str) -> Predicate:
    """TensorFlow logs this."""
    return lambda outcomes: any(text in line for it in outcomes for line in it.logged)


def lived(*facts: str, last: bool = False) -> Predicate:
    """All this became of every tape that the call made, or at least of the last one."""

    def shown(outcomes: Sequence[Outcome]) -> bool:
        lives = [it for it in outcomes if it.operation == "lived"]
        seen = lives[-1:] if last else lives
        return bool(seen) and all(set(facts) <= set(it.facts) for it in seen)

    return shown


def measured(fact: str, *, times: int = 1) -> Predicate:
    """This was measured of so many executions."""
    return lambda outcomes: sum(fact in it.facts for it in outcomes) >= times


def does(effect: str) -> Predicate:
    """An optimizer does this to the variables."""
    return lambda outcomes: any(effect in it.wrong for it in outcomes)


def works(outcomes: Sequence[Outcome]) -> bool:
    """Nothing goes wrong, so that there is nothing to silence."""
    return not any(it.bad for it in outcomes)


SYMPTOMS: dict[str, Predicate] = {
    "TAP001": works,
    "TAP101": raises("RuntimeError", at=DERIVATIVE),
    "TAP102": any_of(
        raises("RuntimeError", at=(*DERIVATIVE, "enter")),
        raises("AttributeError", at=("watch",)),
        raises("ValueError", at=("reset",)),
    ),
    "TAP103": raises("ValueError", at=("enter",)),
    "TAP104": raises("RuntimeError", "ValueError", at=JACOBIAN),
    "TAP105": raises("TypeError", "AttributeError", at=("enter",)),
    "TAP106": raises("AttributeError", at=("attribute",)),
    "TAP107": any_of(
        raises("TypeError", at=("construct", *DERIVATIVE)),
        raises("InternalError", at=DERIVATIVE),
        missing,
    ),
    "TAP108": raises("TypeError", "AttributeError", "ValueError", at=DERIVATIVE),
    "TAP109": raises("Exception", at=(*DERIVATIVE, "watch")),
    "TAP110": raises("ValueError", at=("watch",)),
    "TAP111": raises(
        "ValueError", "TypeError", "AttributeError", "NotImplementedError", at=("call",)
    ),
    "TAP112": raises("ValueError", at=("call",)),
    "TAP113": raises("RuntimeError", "TypeError", "InternalError", at=DERIVATIVE),
    "TAP114": sometimes(raises("RuntimeError", at=DERIVATIVE)),
    "TAP115": raises("RuntimeError", at=("augment",)),
    **{f"TAP{number}": missing for number in (*range(201, 214), 216)},
    "TAP214": does(MISPAIRED),
    "TAP215": does(UNSCALED),
    "TAP301": lived("persistent", "asked 1", "held when asked"),
    "TAP302": logs("on a persistent tape inside its context"),
    "TAP303": lived("persistent", "kept", last=True),
    "TAP304": lived("idle"),
    "TAP305": measured("watched anyway"),
    "TAP306": measured("recorded"),
    "TAP402": measured("built a graph", times=2),
    "TAP403": measured("not training"),
    "TAP404": measured("penalties unread"),
    "TAP406": measured("eager", times=2),
    "TAP401": raises("ValueError", at=("call",)),
    "TAP405": raises("ValueError", at=("call",)),
}
"""Code → symptom."""

SILENT: dict[str, Predicate] = {
    "None": missing,
    "raises": raises("Exception"),
    "effect": lambda outcomes: any(it.wrong for it in outcomes),
}
"""The word after `silent:` → what the program expects there, so that it is no finding."""
