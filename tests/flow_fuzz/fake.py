"""The modules that a generated program imports: a fake TensorFlow and an opaque world.

The fake tape is the table of `tapelint.lifecycle`, which `tests/lifecycle` compares with
TensorFlow; a copy is taken at import, so that a fault planted in the analysis spares it.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType, ModuleType
from typing import ClassVar, NamedTuple, Protocol

from tapelint.lifecycle import TABLE, Error, Operation, Persistence, Phase

LIFE = dict(TABLE)

PROGRAM = "<program>"
"""The file name under which generated programs are compiled."""

EXCEPTIONS: dict[str, type[Exception]] = {
    "RuntimeError": RuntimeError,
    "ValueError": ValueError,
    "AttributeError": AttributeError,
    "TypeError": TypeError,
    "LookupError": LookupError,
    "InternalError": type("InternalError", (Exception,), {}),
}


DERIVATIVES = frozenset(
    {Operation.GRADIENT, Operation.JACOBIAN, Operation.JACOBIAN_UNROLLED, Operation.BATCH_JACOBIAN}
)


LOSING = frozenset({Operation.JACOBIAN, Operation.JACOBIAN_UNROLLED})
"""These answer None where a gradient would raise: they record an operation of their own first."""


class Told(NamedTuple):
    """An operation of a tape at this line, called through these lines.

    `lost`: it succeeds with None, because the record it needs is gone.
    """

    line: int
    stack: tuple[int, ...]
    operation: Operation
    error: Error | None
    lost: bool = False


class Observer(Protocol):
    """Who decides what is unknown to an analyser, and who is told what happens."""

    def choose(self, options: int) -> int:
        """A number below `options`."""

    def may_fail(self) -> None:
        """Raise here what need not be raised, or do not."""

    def forgives(self) -> bool:
        """Whether this failure of a derivative call is to be overlooked."""

    def tell(self, told: Told) -> None:
        """Take notice."""


class Tensor:
    """A value of which nothing is known but that one can compute with it."""

    def __init__(self, observer: Observer) -> None:
        self.observer = observer

    def _new(self, *_: object) -> Tensor:
        self.observer.may_fail()
        return Tensor(self.observer)

    __add__ = __radd__ = __mul__ = __rmul__ = __sub__ = __neg__ = _new


class FakeTape:
    """The life of a tape, and nothing else of it."""

    observer: ClassVar[Observer]

    def __init__(self, persistent: object = False, watch_accessed_variables: object = True) -> None:
        assert watch_accessed_variables is True
        self.persistence = Persistence.NO
        if persistent:
            self.persistence = Persistence.YES if persistent is True else Persistence.TRUTHY
        self.phase = Phase.FRESH

    def _do(self, operation: Operation) -> None:
        if operation in DERIVATIVES:
            self.observer.may_fail()
        lost = self.phase is Phase.BROKEN and operation in LOSING
        self.phase, error, _ = LIFE[self.phase, self.persistence, operation]
        self.observer.tell(Told(*where(sys._getframe(2)), operation, error, lost))
        if error is not None and not (operation in DERIVATIVES and self.observer.forgives()):
            raise EXCEPTIONS[error.exception](error.text)

    def __enter__(self) -> FakeTape:  # noqa: PYI034 - Self is younger than Python 3.10
        self._do(Operation.ENTER)
        return self

    def __exit__(self, *_: object) -> None:
        self._do(Operation.EXIT)

    @contextmanager
    def stop_recording(self) -> Iterator[None]:
        self._do(Operation.PAUSE)
        try:
            yield
        finally:
            self._do(Operation.RESUME)

    def reset(self) -> None:
        self._do(Operation.RESET)

    def watch(self, *_: Tensor) -> None:
        self._do(Operation.WATCH)

    def gradient(self, target: Tensor, sources: Tensor | list[Tensor]) -> object:
        self._do(Operation.GRADIENT)
        return [target + source for source in sources] if isinstance(sources, list) else target

    def jacobian(
        self, target: Tensor, sources: Tensor, experimental_use_pfor: bool = True
    ) -> Tensor:
        unrolled = not experimental_use_pfor
        self._do(Operation.JACOBIAN_UNROLLED if unrolled else Operation.JACOBIAN)
        return target + sources

    def batch_jacobian(self, target: Tensor, source: Tensor) -> Tensor:
        self._do(Operation.BATCH_JACOBIAN)
        return target + source


def fake_tensorflow(observer: Observer) -> ModuleType:
    """A module with the few names of TensorFlow that generated programs use."""
    module = ModuleType("tensorflow")
    module.__dict__["GradientTape"] = type("GradientTape", (FakeTape,), {"observer": observer})
    module.__dict__["Variable"] = lambda _: Tensor(observer)
    return module


def where(frame: FrameType | None) -> tuple[int, tuple[int, ...]]:
    """The innermost line of the program, and the lines of the calls that led there."""
    lines = []
    while frame is not None:
        if frame.f_code.co_filename == PROGRAM:
            lines.append(frame.f_lineno)
        frame = frame.f_back
    return (lines[0], tuple(lines[1:])) if lines else (0, ())


def opaque_world(observer: Observer) -> ModuleType:
    """A module no analyser knows: every answer of it is a decision."""

    def flip() -> bool:
        observer.may_fail()
        return bool(observer.choose(2))

    def pick() -> int:
        observer.may_fail()
        return observer.choose(3)

    def some() -> list[int]:
        observer.may_fail()
        return list(range(observer.choose(4)))

    def risky() -> None:
        raised: tuple[Callable[[], Exception] | None, ...] = (None, ValueError, RuntimeError)
        error = raised[observer.choose(3)]
        if error is not None:
            raise error()

    def use(*values: object) -> None:
        """Take anything, do nothing."""
        observer.may_fail()

    @contextmanager
    def manager() -> Iterator[None]:
        try:
            yield
        except Exception:
            if observer.choose(2) == 0:
                raise

    module = ModuleType("world")
    module.__dict__.update(flip=flip, pick=pick, some=some, risky=risky, use=use, manager=manager)
    return module
