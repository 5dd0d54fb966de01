"""Runs one expression under TensorFlow and says what came of it."""

from __future__ import annotations

import inspect
import io
import os
import re
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import keras
import numpy as np
import tensorflow as tf

from tapelint.operations import DType

MODES = ("variable", "watched", "traced")
NO_GRADIENT = "gradient registry has no entry"


class Observation(NamedTuple):
    """What a call did."""

    outcome: str
    """connected, zeros, none, lookup: what the derivative by x is; left: no tensors; error."""
    same: bool = False
    """Whether a tensor of the result is a tensor among the arguments."""
    structure: bool = False
    """Whether the result is a list or tuple."""
    classes: frozenset[DType] = frozenset()
    """Of the tensors or arrays of the result."""
    given: dict[str, Any] = {}  # noqa: RUF012
    """Arguments by parameter."""
    fed: frozenset[str] = frozenset()
    """The parameters whose arguments are made of x, or are functions that know it."""
    classes_given: dict[str, frozenset[DType]] = {}  # noqa: RUF012
    detail: str = ""


def function_of(path: str) -> Callable[..., Any]:
    """The function that a canonical path names; what is gone from TensorFlow 2 is in compat.v1."""
    root, *parts = path.split(".")
    for module in {"numpy": (np,), "keras": (tf.keras, keras)}.get(root, (tf, tf.compat.v1)):
        thing: Any = module
        for part in parts:
            thing = getattr(thing, part, None)
        if thing is not None:
            return thing  # type: ignore[no-any-return]
    raise AttributeError(path)


def dtype_class(dtype: Any) -> DType:
    """The class of a TensorFlow or NumPy dtype."""
    dtype = tf.as_dtype(dtype)
    if dtype.is_floating:
        return DType.FLOAT
    if dtype.is_complex:
        return DType.COMPLEX
    if dtype.is_integer:
        return DType.INTEGER
    return {tf.bool: DType.BOOL, tf.string: DType.STRING}.get(dtype, DType.UNKNOWN)


def tensors_in(value: Any) -> list[Any]:
    """All tensors and variables inside."""
    if isinstance(value, tf.data.Dataset):
        return []
    leaves = tf.nest.flatten(value, expand_composites=True)
    return [leaf for leaf in leaves if isinstance(leaf, (tf.Tensor, tf.Variable))]


def classes_of(value: Any) -> frozenset[DType]:
    """The dtype classes of the tensors, arrays or numbers inside."""
    found = set()
    for leaf in tf.nest.flatten(value, expand_composites=True):
        dtype = getattr(leaf, "dtype", None)
        if isinstance(leaf, (bool, int, float, complex)):
            dtype = np.asarray(leaf).dtype
        if dtype is not None:
            found.add(dtype_class(dtype))
    return frozenset(found)


def knows_x(value: Any) -> bool:
    """Whether a function uses x."""
    return "x" in getattr(getattr(value, "__code__", None), "co_names", ())


class Fixed:
    """Makes tensors that have nothing to do with x, for functions that want no lists."""

    def __init__(self) -> None:
        self.made: list[Any] = []

    def __call__(self, *numbers: Any) -> Any:
        self.made.append(tf.constant(list(numbers)))
        return self.made[-1]

    def scalar(self, number: Any) -> Any:
        self.made.append(tf.constant(number))
        return self.made[-1]

    def is_one(self, tensor: Any) -> bool:
        return any(tensor is one for one in self.made)


class Recorder:
    """Calls a function and keeps its arguments."""

    def __init__(self, function: Callable[..., Any]) -> None:
        self.function = function
        self.given: dict[str, Any] = {}

    def __call__(self, *positional: Any, **keywords: Any) -> Any:
        try:
            bound = inspect.signature(self.function).bind(*positional, **keywords)
            self.given = dict(bound.arguments)
        except (TypeError, ValueError):  # a ufunc has no signature
            self.given = dict(enumerate(positional)) | keywords  # type: ignore[arg-type]
        return self.function(*positional, **keywords)

    def fed(self, fixed: Fixed) -> Iterator[str]:
        """The parameters that were given something made of x."""
        for name, value in self.given.items():
            tensors = [tensor for tensor in tensors_in(value) if not fixed.is_one(tensor)]
            if tensors or any(map(knows_x, tf.nest.flatten(value))):
                yield str(name)


def ramp(tensor: Any) -> Any:
    """Weights that differ, lest gradients of a softmax or a variance add up to zero."""
    if dtype_class(tensor.dtype) not in (DType.FLOAT, DType.COMPLEX):
        return None
    steps = tf.cast(tf.range(1, tf.size(tensor) + 1), tensor.dtype)
    slope = tf.cast(0.5 + 0.25j if tensor.dtype.is_complex else 0.5, tensor.dtype)
    return tf.reshape(steps * steps / 4 + steps * slope, tf.shape(tensor))


def observe(path: str, expression: str, mode: str, numbers: tuple[float, ...]) -> Observation:
    """Evaluate `expression` with f the function of `path`, and differentiate it by x."""
    fixed = Fixed()
    recorder = Recorder(function_of(path))
    names = {"f": recorder, "tf": tf, "np": np, "keras": keras, "io": io, "os": os, "a": fixed}
    if isinstance(numbers[0], int):
        expression = re.sub(r"(?<=\d)\.(?!\d)", "", expression)  # 1. to 1
    seen: dict[str, Any] = {}

    def differentiate(x: Any) -> Any:
        with tf.GradientTape() as tape:
            if mode != "variable":
                tape.watch(x)
            result = eval(expression, names | {"x": x})
        targets = tensors_in(result)
        sources = [x, *(t for value in recorder.given.values() for t in tensors_in(value))]
        seen.update(
            same=any(target is source for target in targets for source in sources),
            structure=isinstance(result, (list, tuple)),
            classes=classes_of(result) if not isinstance(result, tf.data.Dataset) else frozenset(),
            given=recorder.given,
            fed=frozenset(recorder.fed(fixed)),
            classes_given={k: classes_of(v) for k, v in recorder.given.items() if tensors_in(v)},
        )
        if not targets:
            return "left"
        if isinstance(numbers[0], int):  # gradients of integers are none of our business
            return "unasked"
        weights = [ramp(target) for target in targets]
        weighed = any(weight is not None for weight in weights)
        gradient = tape.gradient(targets, x, output_gradients=weights if weighed else None)
        return "none" if gradient is None else tf.convert_to_tensor(gradient)

    values = list(numbers)
    try:
        if mode == "variable":
            got = differentiate(tf.Variable(values))
        elif mode == "watched":
            got = differentiate(tf.constant(values))
        else:
            got = traced(differentiate, tf.constant(values))
    except Exception as error:  # noqa: BLE001
        lookup = NO_GRADIENT in str(error)
        return Observation("lookup" if lookup else "error", **seen, detail=repr(error)[:300])
    if not isinstance(got, str):
        got = "connected" if np.any(np.nan_to_num(got.numpy(), nan=1.0)) else "zeros"
    return Observation(got, **seen)


def traced(differentiate: Callable[[Any], Any], x: Any) -> Any:
    """Run inside a `tf.function`, from which only tensors come out."""
    said: list[str] = []

    def body(x: Any) -> Any:
        got = differentiate(x)
        if isinstance(got, str):
            said.append(got)
            return None
        return got

    function = tf.function(body, autograph=False).get_concrete_function(x)
    return said[-1] if said else function(x)
