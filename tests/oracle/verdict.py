"""Holds the marks of a fixture against what TensorFlow did."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from .marks import Expectations, Mark, Place
from .record import Outcome, Record
from .symptoms import SILENT, SYMPTOMS, Predicate


def complaints(expected: Expectations, record: Record) -> list[str]:
    """Why the marks and the record disagree; empty if they agree."""
    found = [*_escapes(expected, record), *_unreached(expected, record)]
    for place in sorted({*expected.marks, *record.outcomes}):
        found += _line(place, expected.marks.get(place, Mark()), record.at(place), record)
    return found


def _line(
    place: Place, mark: Mark, sites: dict[int, list[Outcome]], record: Record
) -> Iterator[str]:
    predicates = [
        *((code, SYMPTOMS.get(code), times) for code, times in Counter(mark.codes).items()),
        *((word, SILENT.get(word), times) for word, times in Counter(mark.silent).items()),
    ]
    for name, predicate, times in predicates:
        if predicate is None:
            yield f"{_at(place)}: nothing is known of the symptom of {name}"
            continue
        shown = sum(predicate(outcomes) for outcomes in sites.values())
        if name == "raises" and any(escape.place == place for escape in record.escapes):
            continue
        if shown < times:
            seen = "; ".join(str(it) for outcomes in sites.values() for it in outcomes)
            yield f"{_at(place)}: {name} marked, not shown ({seen or 'nothing was seen'})"
    known = [predicate for _, predicate, _ in predicates if predicate is not None]
    yield from _unmarked(place, known, sum(times for _, _, times in predicates), sites)


def _unmarked(
    place: Place, predicates: list[Predicate], marks: int, sites: dict[int, list[Outcome]]
) -> Iterator[str]:
    """The calls of a line that go wrong beyond what its marks say."""
    bad = {column: [it for it in outcomes if it.bad] for column, outcomes in sites.items()}
    wrong = [column for column, outcomes in bad.items() if outcomes]
    for column in wrong:
        if not any(predicate(sites[column]) for predicate in predicates):
            yield f"{_at(place)}: unmarked, but {bad[column][0]}"
            return
    if len(wrong) > marks:
        yield f"{_at(place)}: {marks} marks for {len(wrong)} calls that go wrong"


def _escapes(expected: Expectations, record: Record) -> Iterator[str]:
    for escape in record.escapes:
        mark = expected.marks.get(escape.place, Mark())
        if not escape.place[0] or (not mark.codes and "raises" not in mark.silent):
            yield f"{_at(escape.place)}: the program ended with {escape.error}"


def _unreached(expected: Expectations, record: Record) -> Iterator[str]:
    said = {place for place, mark in expected.marks.items() if mark.unreached}
    for place in sorted(record.unreached - said):
        yield f"{_at(place)}: a derivative call that no execution reaches proves nothing"
    for place in sorted(said - record.unreached):
        yield f"{_at(place)}: marked as unreached, but reached"


def _at(place: Place) -> str:
    cell, line = place
    return f"cell {cell} line {line}" if cell else f"line {line}"
