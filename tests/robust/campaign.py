"""Many inputs, and a table of what became of them."""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from .mutate import Input
from .shrink import shrink
from .workshop import Outcome, Workshop

SLOWEST = 8


@dataclass(slots=True)
class Tally:
    """What became of all inputs."""

    words: Counter[tuple[str, str]] = field(default_factory=Counter)
    failures: dict[str, list[tuple[Input, Outcome]]] = field(default_factory=dict)
    slow: list[tuple[float, float, int, Input]] = field(default_factory=list)
    """Seconds for a kB, seconds, a number, and the input."""
    memory: int = 0

    def take(self, given: Input, found: Outcome) -> None:
        """Count one input."""
        self.words[given.kind, found.word or "FAILED"] += 1
        self.memory = max(self.memory, found.memory)
        if found.failure:
            self.failures.setdefault(found.kind, []).append((given, found))
        pace = found.seconds / max(len(given.data) / 1024, 4)
        heapq.heappush(self.slow, (pace, found.seconds, self.words.total(), given))
        if len(self.slow) > SLOWEST:
            heapq.heappop(self.slow)

    def table(self) -> str:
        """By kind of damage what became of the inputs; the slowest; the memory."""
        words = sorted({word for _, word in self.words})
        rows = [f"{'':16}" + "".join(f"{word:>10}" for word in words)]
        rows += [
            f"{kind:16}" + "".join(f"{self.words[kind, word]:>10}" for word in words)
            for kind in sorted({kind for kind, _ in self.words})
        ]
        rows.append(f"{self.words.total()} inputs, {self.memory // 1024} MB at most; the slowest:")
        rows += [
            f"  {pace * 1000:.0f} ms per kB: {seconds:.2f} s, {len(given.data)} bytes, {given.kind}"
            for pace, seconds, _, given in sorted(self.slow, reverse=True, key=lambda s: s[:3])
        ]
        return "\n".join(rows)


def campaign(given: Iterable[Input], workshop: Workshop) -> Tally:
    """Try them all."""
    tally = Tally()
    for each in given:
        tally.take(each, workshop.tried(each))
    return tally


def explained(failures: list[tuple[Input, Outcome]], workshop: Workshop) -> str:
    """The smallest of the inputs that fail in one way, made smaller still."""
    given, found = min(failures, key=lambda each: len(each[0].data))

    def fails(data: bytes) -> bool:
        return workshop.tried(replace(given, data=data)).kind == found.kind

    small = shrink(given.data, fails)
    return f"{len(failures)} times ({given.kind}): {found.failure}\n{given.path}: {small!r}"
