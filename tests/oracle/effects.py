"""What no exception and no None shows, measured: what tapes hold, and how calls are made.

A tape is followed from the call that makes it to the end of the program; there it is said how
often it was asked, and whether its record was still held. Of other calls it is said what happened
while they ran: how many graphs were built, which layers were told that nobody
trains, and whether the penalties of a model had been read.
"""

from __future__ import annotations

import gc
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import tensorflow as tf  # type: ignore[import-untyped, unused-ignore]
from tensorflow.python.framework import func_graph  # type: ignore[import-untyped, unused-ignore]

from .marks import Place
from .record import Outcome, Record
from .rewrite import DERIVATIVES

_NOISY = (tf.keras.layers.Dropout, tf.keras.layers.BatchNormalization)
_LAYER = tf.keras.layers.Layer
_LOSSES: Any = _LAYER.losses
UPDATES = ("apply_gradients", "assign", "assign_add", "assign_sub")


@dataclass(slots=True)
class _Life:
    site: tuple[Place, int]
    persistent: bool
    asked: int = 0
    held: bool = False
    left: bool = False
    read: bool = False


class Effects:
    """Follows the tapes of one run, and what happens while a call runs."""

    def __init__(self) -> None:
        self._lives: dict[int, _Life] = {}
        self._tapes: weakref.WeakValueDictionary[int, Any] = weakref.WeakValueDictionary()
        self._done: list[_Life] = []
        self._graphs = 0
        self._idle_layers = 0
        self._models: weakref.WeakSet[Any] = weakref.WeakSet()
        self._read: weakref.WeakSet[Any] = weakref.WeakSet()

    def before(self) -> tuple[int, int]:
        """To be given to `after` when the call has returned."""
        return self._graphs, self._idle_layers

    def after(
        self,
        site: tuple[Place, int],
        operation: str,
        tape: Any,
        call: Callable[[], Any],
        result: Any,
        before: tuple[int, int],
    ) -> tuple[str, ...]:
        """The facts of a call that returned."""
        if operation == "construct" and isinstance(result, tf.GradientTape):
            self._follow(site, result)
        # Another object may stand where a tape was that is gone.
        life = self._lives.get(id(tape)) if self._tapes.get(id(tape)) is tape else None
        if life is not None:
            life.asked += operation in DERIVATIVES
            life.held = tape._tape is not None
            life.left = life.left or operation == "exit"
            life.read = life.read or operation == "watched_variables"
        return tuple(self._facts(operation, tape, call, before))

    def _facts(
        self, operation: str, tape: Any, call: Any, before: tuple[int, int]
    ) -> Iterator[str]:
        if operation == "watch" and _watches_anyway(tape, getattr(call, "args", ())):
            yield "watched anyway"
        if operation in DERIVATIVES and self._penalties_unread(call):
            yield "penalties unread"
        if self._graphs > before[0] and tf.executing_eagerly():
            yield "built a graph"
        if self._idle_layers > before[1]:
            yield "not training"
        if getattr(getattr(call, "func", None), "__name__", "") in UPDATES:
            yield "eager" if tf.executing_eagerly() else "traced"
            if any(tape._recording and self._lives[key].persistent and self._lives[key].asked
                   for key, tape in self._tapes.items()):  # fmt: skip
                yield "recorded"

    def _penalties_unread(self, call: Any) -> bool:
        """Whether it is by the variables of a model whose `losses` nobody has read."""
        given = {
            id(it)
            for it in tf.nest.flatten(
                [*getattr(call, "args", ()), *getattr(call, "keywords", {}).values()]
            )
        }
        return any(
            given & {id(it) for it in model.trainable_variables} and _LOSSES.fget(model)
            for model in self._models - self._read
        )

    def _follow(self, site: tuple[Place, int], tape: Any) -> None:
        # The newest stands last, even where it has the place of one that is gone.
        old = self._lives.pop(id(tape), None)
        if old is not None:
            self._done.append(old)
        self._lives[id(tape)] = _Life(site, tape._persistent is True)
        self._tapes[id(tape)] = tape

    def end(self, record: Record, *, marked: bool) -> None:
        """The program has ended, and its names still hold what they hold.

        To let go of what nothing holds takes half a second: only where marks ask what is kept.
        """
        if marked:
            gc.collect()
        alive = {id(tape) for tape in self._tapes.values() if tape._tape is not None}
        for key, life in [*((0, life) for life in self._done), *self._lives.items()]:
            facts = [f"asked {life.asked}"]
            facts += ["persistent"] * life.persistent
            facts += ["held when asked"] * (life.held and life.asked > 0)
            facts += ["idle"] * (life.held and life.left and not life.asked and not life.read)
            facts += ["kept"] * (key in alive)
            record.add(*life.site, Outcome("lived", facts=tuple(facts)))

    @contextmanager
    def counting(self) -> Iterator[None]:
        """Count graphs that are built, and calls of layers that behave differently in training."""
        undo: list[tuple[type, str, Any]] = [(_LAYER, "losses", _LOSSES)]
        _LAYER.losses = property(self._losses)
        for owner, name, count in (
            (_LAYER, "__call__", self._note_model),
            (func_graph.FuncGraph, "__init__", self._count_graph),
            *((layer, "call", self._count_layer) for layer in _NOISY),
        ):
            original = owner.__dict__[name]
            undo.append((owner, name, original))
            setattr(owner, name, count(original))
        try:
            yield
        finally:
            for owner, name, original in undo:
                setattr(owner, name, original)

    def _losses(self, layer: Any) -> Any:
        self._read.add(layer)
        return _LOSSES.fget(layer)

    def _note_model(self, original: Callable[..., Any]) -> Callable[..., Any]:
        def call(layer: Any, *args: Any, **kwargs: Any) -> Any:
            if isinstance(layer, tf.keras.Model):
                self._models.add(layer)
            return original(layer, *args, **kwargs)

        return call

    def _count_graph(self, original: Callable[..., Any]) -> Callable[..., Any]:
        def init(graph: Any, *args: Any, **kwargs: Any) -> None:
            self._graphs += 1
            original(graph, *args, **kwargs)

        return init

    def _count_layer(self, original: Callable[..., Any]) -> Callable[..., Any]:
        def call(layer: Any, inputs: Any, training: Any = None, **kwargs: Any) -> Any:
            self._idle_layers += not training
            return original(layer, inputs, training=training, **kwargs)

        return call


def _watches_anyway(tape: Any, args: tuple[Any, ...]) -> bool:
    given = tf.nest.flatten([arg for arg in args if arg is not tape])
    alone = all(isinstance(it, tf.Variable) and it.trainable for it in given)
    return bool(given) and alone and tape._recording and tape._watch_accessed_variables is True
