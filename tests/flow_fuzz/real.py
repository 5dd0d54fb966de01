"""The real TensorFlow in place of the fake one, told to the same observer.

Only to check the fake: values are replaced wherever a program could tell the two apart.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Any

from tapelint.lifecycle import Error, Operation

from .fake import Observer, Told, where


def real_tensorflow(tf: Any) -> Callable[[Observer], ModuleType]:
    """Makes modules with the names that generated programs use, from TensorFlow's own."""

    def module(observer: Observer) -> ModuleType:
        made = ModuleType("tensorflow")
        made.__dict__["GradientTape"] = _tape_class(tf, observer)
        made.__dict__["Variable"] = lambda _: tf.Variable([[1.0, 2.0], [3.0, 4.0]])
        return made

    return module


def _error(error: Exception) -> Error | None:
    """The error of the model that TensorFlow's exception is."""
    for known in Error:
        if known.exception == type(error).__name__ and known.text in str(error):
            return known
    return None


def _tape_class(tf: Any, observer: Observer) -> type:
    """A tape that tells what is done to it; what it does to itself it keeps to itself."""

    class RealTape(tf.GradientTape):  # type: ignore[misc]
        busy = False

        def _do(self, operation: Operation, action: Callable[[], Any]) -> Any:
            if self.busy:
                return action()
            line, stack = where(sys._getframe(2))
            self.busy, error = True, None
            try:
                return action()
            except Exception as raised:
                error = _error(raised)
                raise
            finally:
                self.busy = False
                observer.tell(Told(line, stack, operation, error))

        def __enter__(self) -> Any:
            return self._do(Operation.ENTER, super().__enter__)

        def __exit__(self, *raised: object) -> None:
            self._do(Operation.EXIT, lambda: super(RealTape, self).__exit__(*raised))

        @contextmanager
        def stop_recording(self) -> Iterator[None]:
            paused = super().stop_recording()
            self._do(Operation.PAUSE, paused.__enter__)
            try:
                yield
            finally:
                self._do(Operation.RESUME, lambda: paused.__exit__(None, None, None))

        def reset(self) -> None:
            self._do(Operation.RESET, super().reset)

        def watch(self, tensor: Any) -> None:
            self._do(Operation.WATCH, lambda: super(RealTape, self).watch(tensor))

        def gradient(self, target: Any, sources: Any, **options: Any) -> Any:
            whole = super().gradient
            found = self._do(Operation.GRADIENT, lambda: whole(target, sources, **options))
            return found if self.busy else target

        def jacobian(self, target: Any, sources: Any, **options: Any) -> Any:
            unrolled = not options.get("experimental_use_pfor", True)
            operation = Operation.JACOBIAN_UNROLLED if unrolled else Operation.JACOBIAN
            self._do(operation, lambda: super(RealTape, self).jacobian(target, sources, **options))
            return target

        def batch_jacobian(self, target: Any, source: Any) -> Any:
            whole = super().batch_jacobian
            self._do(Operation.BATCH_JACOBIAN, lambda: whole(target, source))
            return target

    return RealTape
