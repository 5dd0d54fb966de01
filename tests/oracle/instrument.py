"""The probes at run time, and the patches under `tf.GradientTape` for calls no probe sees.

A probe knows the place in the source; it records what the tape's method did there, once,
and hides from the patches beneath. The patches see calls made by `map`, by Keras or by a
wrapper, and take the innermost line of the program. On marked lines the exception is
swallowed and a neutral value goes on, so that several marks in one function are seen.
"""

from __future__ import annotations

import functools
import linecache
import logging
import sys
import threading
import types
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import tensorflow as tf  # type: ignore[import-untyped, unused-ignore]
from tensorflow.python.ops import (  # type: ignore[import-untyped, unused-ignore]
    resource_variable_ops,
)
from tensorflow.python.platform import (  # type: ignore[import-untyped, unused-ignore]
    tf_logging,
)

from .effects import Effects
from .marks import Place
from .record import ANYWHERE, Outcome, Record
from .rewrite import DERIVATIVES
from .updates import Updates

Tape = tf.GradientTape
_METHODS = ("gradient", "jacobian", "batch_jacobian", "watch", "reset", "watched_variables")
_EAGER = type(tf.constant(0))
_ENTRIES = ("__enter__", "__exit__")
_AUGMENTED = tuple(
    f"__i{name}__" for name in "add sub mul truediv floordiv mod pow matmul and or xor".split()
)


class Recorder:
    """Knows the cell that runs, which lines swallow, and writes the record."""

    def __init__(self) -> None:
        self.record = Record()
        self.files: dict[str, int] = {}
        self.swallowing: set[Place] = set()
        self.guarded: set[tuple[Place, int]] = set()
        self.effects = Effects()
        self.tapes: weakref.WeakSet[Any] = weakref.WeakSet()
        self.updates = Updates()
        self._busy = threading.local()

    # --- what the probes call ---------------------------------------------------------------

    def probes(self) -> tuple[Callable[..., Any], ...]:
        """The functions CALL, ENTER and AUGMENT."""
        plain = tf.autograph.experimental.do_not_convert
        return (
            plain(lambda cell, line, column, func: self._call((cell, line), column, func)),
            plain(lambda cell, line, column, it: self._enter((cell, line), column, it)),
            plain(lambda cell, line, column, *it: self._augment((cell, line), column, *it)),
        )

    def _call(self, place: Place, column: int, func: Any) -> Any:
        operation, tape = _operation(func)
        if self._own(func):
            operation = None
        if operation in DERIVATIVES or getattr(func, "__name__", "") in DERIVATIVES:
            self.record.reached.add((place, column))
        updates = operation is None and _is_update(func)
        if operation is None and not updates and place not in self.swallowing:
            return func

        def probed(*args: Any, **kwargs: Any) -> Any:
            call = functools.partial(func, *args, **kwargs)
            if updates:
                pairs = args[0] if args else kwargs.get("grads_and_vars")
                return self._update(place, column, func.__self__, pairs, call)
            if operation is None:
                return self._foreign(place, column, call)
            owner = tape if tape is not None or not args else args[0]
            neutral = functools.partial(_neutral, operation, args, kwargs)
            return self.observe((place, column), operation, owner, call, neutral)

        return tf.autograph.experimental.do_not_convert(probed)

    def _enter(self, place: Place, column: int, manager: Any) -> Any:
        pause = getattr(getattr(manager, "func", None), "__name__", "") == "stop_recording"
        if pause or isinstance(manager, Tape) or _is_class(manager):
            return _Entry(self, place, column, manager)
        return manager

    def _augment(self, place: Place, column: int, value: Any, operator: str, other: Any) -> Any:
        scope = {"value": value, "other": other}
        call = functools.partial(exec, f"value {operator} other", scope)
        self.observe((place, column), "augment", None, call, lambda: None)
        return scope["value"]

    def _own(self, func: Any) -> bool:
        """Whether `func` is a function of the program, whose lines speak for themselves."""
        code = getattr(func, "__code__", None)
        return code is not None and code.co_filename in self.files

    def _foreign(self, place: Place, column: int, call: Callable[[], Any]) -> Any:
        """A call on a marked line that is no tape's method."""
        before = self.effects.before()
        try:
            result = call()
        except Exception as error:
            if _seen(error) is None:
                self.record.add(place, column, _raised("call", error))
                _mark_seen(error, place)
            if _seen(error) == place and (place, column) not in self.guarded:
                return None
            raise
        facts = self.effects.after((place, column), "call", None, call, result, before)
        self.record.add(place, column, Outcome("call", facts=facts))
        return result

    def _update(
        self, place: Place, column: int, optimizer: Any, pairs: Any, call: Callable[[], Any]
    ) -> Any:
        """A call of `apply_gradients`: what it does to the variables is seen on every line."""

        def watched() -> Any:
            result, wrong = self.updates.of_update(optimizer, pairs, call)
            if wrong:
                self.record.add(place, column, Outcome("call", wrong=wrong))
            return result

        watched.func = getattr(call, "func", None)  # type: ignore[attr-defined]
        return self._foreign(place, column, watched) if place in self.swallowing else watched()

    # --- recording --------------------------------------------------------------------------

    def observe(
        self,
        site: tuple[Place, int],
        operation: str,
        tape: Any,
        call: Callable[[], Any],
        neutral: Callable[[], Any],
    ) -> Any:
        """Run `call`, record its outcome at `site`, swallow its exception if it is marked."""
        place, column = site
        before = self.effects.before()
        with self._inside(tape, operation), _logged() as lines:
            try:
                result = call()
            except Exception as error:  # noqa: BLE001 - it is recorded, then goes on
                failure: Exception = error
            else:
                facts = self.effects.after(site, operation, tape, call, result, before)
                outcome = _returned(operation, call, result, lines)
                self.record.add(place, column, replace(outcome, facts=facts))
                self.tapes.update(it for it in (tape, result) if isinstance(it, Tape))
                if operation in DERIVATIVES:
                    self.updates.learn(result, _sources(call))
                return result
        if _seen(failure) != place:
            self.record.add(place, column, _raised(operation, failure))
        _mark_seen(failure, place)
        if place in self.swallowing and site not in self.guarded:
            return neutral()
        raise failure

    @contextmanager
    def _inside(self, tape: Any, operation: str) -> Iterator[None]:
        stack = self.stack
        stack.append((id(tape), operation))
        try:
            yield
        finally:
            stack.pop()

    @property
    def stack(self) -> list[tuple[int, str]]:
        """The tape operations of this thread that are being observed."""
        if not hasattr(self._busy, "stack"):
            self._busy.stack = []
        stack: list[tuple[int, str]] = self._busy.stack
        return stack

    def hidden(self, tape: Any) -> bool:
        """Whether this is none of the program's tapes, or a probe is already watching it."""
        foreign = isinstance(tape, Tape) and tape not in self.tapes
        return foreign or any(busy == id(tape) for busy, _ in self.stack)

    def innermost(self) -> Place | None:
        """The innermost line of the program on the stack of calls."""
        frame: types.FrameType | None = sys._getframe(1)
        while frame is not None:
            if (cell := self.files.get(frame.f_code.co_filename)) is not None:
                return cell, frame.f_lineno
            frame = frame.f_back
        return None


class _Entry:
    """Stands for a tape, its class or its pause in a `with` statement."""

    def __init__(self, recorder: Recorder, place: Place, column: int, manager: Any) -> None:
        self.recorder, self.site, self.manager = recorder, (place, column), manager
        self.entered: Any = None

    def __enter__(self) -> Any:
        owner = None if _is_class(self.manager) else self.manager
        return self.recorder.observe(self.site, "enter", owner, self._real, self._neutral)

    def __exit__(self, *error: object) -> Any:
        return self.entered.__exit__(*error) if self.entered is not None else None

    def _real(self) -> Any:
        if _is_class(self.manager):
            with self.manager:
                pass
        value = self.manager.__enter__()
        self.entered = self.manager
        return value

    def _neutral(self) -> Any:
        if not _is_class(self.manager):
            return self.manager
        self.entered = tape = Tape(persistent=True)
        return tape.__enter__()


def _is_class(value: Any) -> bool:
    return isinstance(value, type) and issubclass(value, Tape)


def _operation(func: Any) -> tuple[str | None, Any]:
    """Which operation of which tape `func` is, if it is one."""
    while isinstance(func, functools.partial):
        func = func.func
    if _is_class(func):
        return "construct", None
    owner = getattr(func, "__self__", None)
    name = getattr(func, "__name__", None)
    if isinstance(owner, Tape):
        return name, owner
    if name in _METHODS and getattr(func, "_oracle", False):
        return name, None
    return None, None


def _returned(operation: str, call: Callable[[], Any], result: Any, lines: list[str]) -> Outcome:
    if operation not in DERIVATIVES:
        return Outcome(operation, logged=tuple(lines))
    leaves = tf.nest.flatten(result)
    missing = any(leaf is None for leaf in leaves)
    asked = getattr(call, "keywords", {}).get("unconnected_gradients")
    zeros = operation == "batch_jacobian" or getattr(asked, "value", asked) == "zero"
    blank = zeros and any(_is_zero(leaf) for leaf in leaves)
    bits = tuple(_bits(leaf) for leaf in leaves)
    return Outcome(operation, missing=missing, zeros=blank, logged=tuple(lines), result=bits)


def _bits(leaf: Any) -> object:
    """The value of one tensor, dtype and shape included; its class if it is symbolic."""
    if isinstance(leaf, tf.IndexedSlices):
        return _bits(leaf.values), _bits(leaf.indices)
    if not isinstance(leaf, _EAGER):
        return type(leaf).__name__
    array = leaf.numpy()
    return str(array.dtype), array.shape, array.tobytes()


def _is_zero(leaf: Any) -> bool:
    return isinstance(leaf, _EAGER) and not leaf.numpy().any()


def _raised(operation: str, error: BaseException) -> Outcome:
    names = tuple(kind.__name__ for kind in type(error).__mro__)
    return Outcome(operation, errors=names, message=str(error))


def _seen(error: BaseException) -> Place | None:
    place: Place | None = getattr(error, "_oracle_place", None)
    return place


def _mark_seen(error: BaseException, place: Place) -> None:
    error._oracle_place = place  # type: ignore[attr-defined]


def _neutral(operation: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    """What stands for the result of a call that raised: zeros, a fresh tape, None."""
    if operation == "construct":
        return Tape(persistent=True)
    if operation not in DERIVATIVES:
        return None
    sources = _given(args, kwargs)
    try:
        with tf.init_scope():
            return tf.nest.map_structure(lambda leaf: tf.zeros(leaf.shape, leaf.dtype), sources)
    except (AttributeError, TypeError, ValueError):
        return None


def _given(args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    """The sources among the arguments of a derivative call."""
    return kwargs.get("sources", kwargs.get("source", args[-1] if args else None))


def _sources(call: Callable[[], Any]) -> Any:
    return _given(call.args, call.keywords) if isinstance(call, functools.partial) else None


def _is_update(func: Any) -> bool:
    """Whether it is `apply_gradients` of an optimizer of Keras 3."""
    owner = getattr(func, "__self__", None)
    named = getattr(func, "__name__", "") == "apply_gradients"
    return named and isinstance(owner, tf.keras.optimizers.Optimizer)


class _Lines(logging.Handler):
    """Appends what is logged to a list."""

    def __init__(self, lines: list[str]) -> None:
        super().__init__()
        self.lines = lines

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage())


@contextmanager
def _logged() -> Iterator[list[str]]:
    """The lines that TensorFlow logs meanwhile; nothing is said only once per process."""
    lines: list[str] = []
    handler = _Lines(lines)
    logger = logging.getLogger("tensorflow")
    tf_logging._log_counter_per_token.clear()
    propagate, logger.propagate = logger.propagate, False
    logger.addHandler(handler)
    try:
        yield lines
    finally:
        logger.removeHandler(handler)
        logger.propagate = propagate


# --- patches ------------------------------------------------------------------------------------


@contextmanager
def patched(recorder: Recorder) -> Iterator[None]:
    """Patch `tf.GradientTape` and the variable so that calls without a probe are recorded."""
    variable = resource_variable_ops.BaseResourceVariable
    undo: list[tuple[type, str, Any]] = []
    for owner, names in ((Tape, (*_METHODS, *_ENTRIES)), (variable, _AUGMENTED)):
        for name in names:
            if (original := getattr(owner, name, None)) is not None:
                undo.append((owner, name, owner.__dict__.get(name)))
                setattr(owner, name, _patch(recorder, name, original))
    Tape.__getattr__ = lambda tape, name: _attribute(recorder, tape, name)
    try:
        yield
    finally:
        del Tape.__getattr__
        for owner, name, original in undo:
            if original is None:
                delattr(owner, name)
            else:
                setattr(owner, name, original)


def _patch(recorder: Recorder, name: str, original: Any) -> Any:
    operation = "augment" if name in _AUGMENTED else name.strip("_")

    @functools.wraps(original)
    def method(self: Any, *args: Any, **kwargs: Any) -> Any:
        if recorder.hidden(self) or recorder.hidden(None):
            return original(self, *args, **kwargs)
        call = functools.partial(original, self, *args, **kwargs)
        place = recorder.innermost()
        if place is None:
            return call()
        swallowing, recorder.swallowing = recorder.swallowing, set()
        try:
            return recorder.observe((place, ANYWHERE), operation, self, call, lambda: None)
        finally:
            recorder.swallowing = swallowing

    method._oracle = True  # type: ignore[attr-defined]
    return method


def _attribute(recorder: Recorder, tape: Any, name: str) -> Any:
    """`tape.name` for a name that tapes do not have, written in the program itself."""
    error = AttributeError(f"'{type(tape).__name__}' object has no attribute '{name}'")
    frame = sys._getframe(2)
    cell = recorder.files.get(frame.f_code.co_filename)
    line = linecache.getline(frame.f_code.co_filename, frame.f_lineno)
    if cell is None or "hasattr(" in line or "getattr(" in line:
        raise error

    def fail() -> Any:
        raise error

    site = (cell, frame.f_lineno), ANYWHERE
    return recorder.observe(site, "attribute", tape, fail, lambda: lambda *_, **__: None)
