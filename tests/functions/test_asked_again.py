"""What is found out only when it is asked for, or once for all: the same as if at once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from functools import partial
from pathlib import Path

from tapelint.bound import forms
from tapelint.history import MOST_WAITING, History, How, Made
from tapelint.lower import lower
from tapelint.program import Form, Function
from tapelint.source import Source

FIXTURES = Path(__file__).parents[2] / "fixtures"


def anything(part: object) -> Iterator[object]:
    """Everything that stands in a form or block, whatever the field is said to be."""
    todo = [part]
    while todo:
        part = todo.pop()
        yield part
        if isinstance(part, (tuple, list)):
            todo += part
        elif is_dataclass(part):
            todo += [getattr(part, field.name) for field in fields(part) if field.name != "origin"]


def test_walks_through_a_program_miss_no_form() -> None:
    seen: set[type] = set()
    for path in sorted(FIXTURES.rglob("*.py")):
        program, _ = lower(Source.from_text(path.read_text(encoding="utf-8", errors="replace")))
        for cell in program.cells:
            there = {id(part) for part in anything(cell.body) if isinstance(part, Form)}
            walked = {id(form): type(form) for form in forms(cell.body)}
            assert walked.keys() == there, path
            seen |= set(walked.values())
    assert len(seen) > 25
    assert Function in seen


def made(number: int) -> Made:
    return Made(
        f"site {number}", How.OPERATION, frozenset({number}), frozenset(), number == 1,
        frozenset(), {}, word=f"word {number}",
    )  # fmt: skip


def test_makings_add_up_however_many_wait() -> None:
    for count in (1, 2, MOST_WAITING - 1, MOST_WAITING, 3 * MOST_WAITING + 1):
        history = History()
        for number in range(count):
            history.add("tensor", How.OPERATION, partial(made, number))
        known = history.of("tensor")
        assert known is not None
        assert known.carrying == frozenset(range(count))
        assert known.open is (count > 1)
        assert known.word == f"word {count - 1}"
        assert history.of("tensor") == known


def test_what_is_asked_of_a_copy_is_not_lost_to_the_other() -> None:
    history = History()
    history.add("a", How.OPERATION, partial(made, 1))
    other = history.copy()
    other.add("a", How.OPERATION, partial(made, 2))
    other.add("b", How.FAILING, partial(made, 3))
    asked = other.of("a")
    assert asked is not None
    assert asked.carrying == {1, 2}
    kept = history.of("a")
    assert kept is not None
    assert kept.carrying == {1}
    assert history.of("b") is None
    assert (other.rank("a"), other.rank("b"), history.rank("b")) == (0, 1, -1)


def test_a_making_nobody_asks_for_is_not_made() -> None:
    def never() -> Made:
        raise AssertionError

    history = History()
    history.add("a", How.OPERATION, never)
    history.add("b", How.OPERATION, partial(made, 1))
    assert list(history.ancestors(["b"])) == ["b", 1]
