"""A run of a program that also keeps what every derivative call gave, bit for bit."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

import tensorflow as tf  # type: ignore[import-untyped, unused-ignore]

from tests.oracle.instrument import Recorder
from tests.oracle.marks import expectations
from tests.oracle.programs import parse
from tests.oracle.record import Record
from tests.oracle.rewrite import DERIVATIVES
from tests.oracle.running import run

from .mending import Spot

Bits = tuple[object, ...]
"""The leaves of one result: dtype, shape and bytes."""


class Values(Recorder):
    """The recorder of the oracle, and the results of the derivative calls by their place."""

    def __init__(self) -> None:
        super().__init__()
        self.results: dict[Spot, list[Bits | None]] = defaultdict(list)

    def observe(
        self,
        site: tuple[tuple[int, int], int],
        operation: str,
        tape: Any,
        call: Callable[[], Any],
        neutral: Callable[[], Any],
    ) -> Any:
        """As the oracle does; None stands for a call that raised."""
        if operation not in DERIVATIVES:
            return super().observe(site, operation, tape, call, neutral)
        kept = self.results[site[0][1], site[1]]
        kept.append(None)
        index = len(kept) - 1

        def keeping() -> Any:
            result = call()
            kept[index] = tuple(_bits(leaf) for leaf in tf.nest.flatten(result))
            return result

        keeping.args = getattr(call, "args", ())  # type: ignore[attr-defined]
        keeping.keywords = getattr(call, "keywords", {})  # type: ignore[attr-defined]
        return super().observe(site, operation, tape, keeping, neutral)


def _bits(leaf: Any) -> object:
    if leaf is None:
        return None
    if isinstance(leaf, tf.IndexedSlices):
        return (_bits(leaf.values), _bits(leaf.indices))
    if not hasattr(leaf, "numpy"):
        return "symbolic"
    array = leaf.numpy()
    return (str(array.dtype), array.shape, array.tobytes())


def observe_values(path: Path, text: str) -> tuple[Record, dict[Spot, list[Bits | None]]]:
    """Run this text as if it stood in `path`."""
    program = parse(path, text)
    recorder = Values()
    record = run(program, expectations(program), recorder)
    return record, dict(recorder.results)
