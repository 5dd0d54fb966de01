"""Calls of libraries for data: what they give is numbers and arrays, or a dataset of tensors.

None of it is a variable, and nothing of it was computed by TensorFlow. (A list or `Series` of
tensors keeps them, as does `sklearn.utils.shuffle([tensor])`: what is given them matters.)
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from tapelint import keras_library, libraries
from tapelint.program import Call
from tapelint.state import Object, State, leaves, substituted
from tapelint.structures import parts
from tapelint.tapes import Arguments
from tapelint.tensors import is_barren
from tapelint.values import (
    NONE,
    UNKNOWN,
    Atom,
    Constant,
    Detached,
    Dtype,
    Method,
    Product,
    Sequence,
    Stream,
    Value,
    only,
)

if TYPE_CHECKING:
    from tapelint.calls import Calls
    from tapelint.exposure import Exposure

Result = tuple[Value, State]
_DATASET: Value = frozenset({Product(libraries.DATASET)})
_DATA: Value = frozenset({Detached(data=True)})
_ARRAYS: Value = frozenset({Detached()})
_BATCHES: Value = frozenset({Stream(_ARRAYS, staged=None)})
"""Something that gives arrays, or tuples of them, one after the other."""


def data(path: str, arguments: Arguments, state: State) -> Value | None:
    """What a call of `path` gives, if that certainly is data; None: not known."""
    if libraries.root(path) in libraries.DATA:
        return _DATA if libraries.READERS.match(path) or _are_barren(arguments, state) else None
    if keras_library.LOAD_DATA.match(path):
        pair: Value = frozenset({Sequence((_ARRAYS, _ARRAYS))})
        return frozenset({Sequence((pair, pair))})
    if libraries.DATASETS.match(path) or keras_library.DATASETS.match(path):
        subset = only(dict(arguments.keywords).get("subset", NONE))
        both: Value = frozenset({Sequence((_DATASET, _DATASET))})
        known = isinstance(subset, Constant) and not arguments.opaque
        return both if known and subset == Constant("both") else _DATASET if known else None
    return None


def batches(path: str, name: str) -> Value | None:
    """What a method `name` of an object of the class `path` gives, if that gives arrays."""
    is_generator = path.endswith(".ImageDataGenerator") and name.startswith("flow")
    is_iterator = path == libraries.DATASET and name == "as_numpy_iterator"
    return _BATCHES if is_generator or is_iterator else None


def data_method(
    machine: Exposure, receiver: Detached, arguments: Arguments, state: State
) -> Result:
    """What a method of data gives; given tensors it may keep them, and give them back."""
    if _are_barren(arguments, state):
        return frozenset({replace(receiver, dtype=Dtype.UNKNOWN)}), state
    return UNKNOWN, machine.hand_over(arguments.values, substituted(state, receiver, UNKNOWN))


def may_keep(atom: Atom, value: Value) -> bool:
    """Whether data into which a value is stored is no mere data any more."""
    return isinstance(atom, Detached) and atom.data and not all(map(is_barren, value))


def _are_barren(arguments: Arguments, state: State) -> bool:
    atoms = (atom for value in arguments.values for atom in leaves(value, state))
    return not arguments.opaque and all(map(is_barren, atoms))


def _load(machine: Calls, arguments: Arguments, expr: Call, state: State) -> Result:
    """`tfds.load("mnist", split=["train", "test"], with_info=True)`."""
    given = dict(arguments.keywords)
    if arguments.opaque or "batch_size" in given or len(arguments.positional) > 2:
        return UNKNOWN, machine.expose(arguments.values, state)
    split = arguments.positional[1] if len(arguments.positional) == 2 else given.get("split", NONE)
    loaded, state = _of_split(machine, split, expr, state)
    with_info = only(given.get("with_info", frozenset({Constant(False)})))
    if with_info == Constant(False):
        return loaded, state
    pair: Value = frozenset({Sequence((loaded, UNKNOWN))})
    return pair if with_info == Constant(True) else UNKNOWN, state


def _of_split(machine: Calls, split: Value, expr: Call, state: State) -> Result:
    """Without a split a dictionary, by one of them a dataset, by several a list of them."""
    if split == NONE:
        return machine.make_object(expr.origin, Object("dict", {}, _DATASET), state)
    if isinstance(only(split), Constant):
        return _DATASET, state
    several = parts(split, state)
    return frozenset({Sequence((_DATASET,) * len(several))}) if several else UNKNOWN, state


def _as_numpy(machine: Calls, arguments: Arguments, _expr: Call, state: State) -> Result:
    """`tfds.as_numpy(dataset)`."""
    known = [only(value) for value in arguments.values] == [Product(libraries.DATASET)]
    return _BATCHES if known else UNKNOWN, machine.expose(arguments.values, state)


def _number(_machine: Calls, _arguments: Arguments, _expr: Call, state: State) -> Result:
    return frozenset({Detached(dtype=Dtype.FLOAT, array=False)}), state


DATA_CALLS: dict[str, Callable[[Calls, Arguments, Call, State], Result]] = {
    "tensorflow_datasets.load": _load,
    "tensorflow_datasets.as_numpy": _as_numpy,
    **dict.fromkeys(
        """
        random.random random.uniform random.gauss random.normalvariate time.time
        time.perf_counter time.monotonic
        """.split(),
        _number,
    ),
}


def read_of_array(value: Value) -> Value:
    """What has been read of an array, or of an object of a library that has arrays, is one too."""
    match only(value):
        case Method(Detached(array=True) as array):
            return frozenset({replace(array, dtype=Dtype.UNKNOWN)})
    return value
