"""Calls of library functions and classes that mean something to tapes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache, partial
from itertools import zip_longest
from typing import TYPE_CHECKING

from tapelint import keras_library, keras_objects, libraries
from tapelint.clipping import CLIPPING, tell_clipped
from tapelint.data_libraries import DATA_CALLS, data
from tapelint.higher_order import RUNNERS
from tapelint.history import How
from tapelint.instances import RECORDS
from tapelint.joins import join_values
from tapelint.known_calls import compute, named_dtype
from tapelint.lifecycle import Persistence
from tapelint.machine import PathEnds, Staging
from tapelint.manager_calls import MANAGER_CALLS
from tapelint.optimizers import KIND, make_optimizer
from tapelint.program import Call
from tapelint.python_calls import PYTHON, range_of
from tapelint.spelling import spell
from tapelint.state import Object, State, join, leaves
from tapelint.tapes import Arguments
from tapelint.tensors import MAYBE_SAME, Recipe, joint_dtype
from tapelint.values import (
    NONE,
    NOTHING,
    UNKNOWN,
    Constant,
    Detached,
    FunctionRef,
    Method,
    Partial,
    Product,
    Ref,
    Sequence,
    Symbol,
    TapeRef,
    Tensor,
    Value,
    Variable,
    leads_on,
    only,
)
from tapelint.zips import exhausted

if TYPE_CHECKING:
    from tapelint.calls import Calls

Result = tuple[Value, State]


def call_symbol(
    machine: Calls, path: str, arguments: Arguments, expr: Call, state: State
) -> Result:
    """Call the library function or class `path`."""
    value, state = _call(machine, path, arguments, expr, state)
    if path in libraries.CONSUMERS and len(arguments.positional) == 1:
        state = exhausted(arguments.positional[0], expr.origin, state)
    return value, state


def _call(machine: Calls, path: str, arguments: Arguments, expr: Call, state: State) -> Result:
    special = _special(path)
    if special is not None:
        return special(machine, arguments, expr, state)
    if path in machine.outside.wrappers:
        return _own_wrapper(machine, arguments, expr, state)
    if path in machine.outside.consumers:
        return _consumer(machine, arguments, expr, state)
    return _plain(machine, path, arguments, expr, state)


@lru_cache(maxsize=4096)
def _special(path: str) -> Special | None:
    """What runs the calls of something special."""
    if path in _SPECIAL:
        return _SPECIAL[path]
    if path.endswith(".LazyLoader"):
        return _load
    if path in RUNNERS:
        return partial(_run, path)
    if path in libraries.CUSTOM_GRADIENTS:
        return _custom_gradient
    if path.startswith(f"{libraries.TAPE}."):
        return partial(_unbound_method, path)
    if path in libraries.TAPE_WRAPPERS:
        return _wrapper
    return _never_returns if path in libraries.NO_RETURN else None


def _plain(machine: Calls, path: str, arguments: Arguments, expr: Call, state: State) -> Result:
    root = libraries.root(path)
    if root not in libraries.SILENT_ROOTS:
        machine.note_foreign(state)
        return UNKNOWN, machine.hand_over(arguments.values, state)
    if path in libraries.CHECKPOINTS:
        return frozenset({Product(path)}), state
    if _may_run(arguments, state):
        state = machine.hand_over(arguments.values, state)
    if path in CLIPPING:
        tell_clipped(machine, arguments, expr, state)
    known = compute(machine, path, arguments, expr, state)
    known = data(path, arguments, state) if known is None else known
    if known is not None:
        return known, state
    if libraries.is_optimizer(path):
        return make_optimizer(machine, path, arguments, expr, state)
    if path.startswith(f"{libraries.DATASET}."):
        return frozenset({Product(libraries.DATASET)}), machine.expose(arguments.values, state)
    ours = root in ("tensorflow", "keras")
    if ours and libraries.is_class(path):
        layer = machine.layer_key(expr.origin)
        product = Product(path)
        if not arguments.opaque:
            given, named = arguments.positional, arguments.keywords
            product = keras_objects.made(path, given, named, layer, state)
        if keras_library.is_model(path) or keras_library.is_layer(path):
            product = _model(machine, product, expr)
        return frozenset({product}), machine.retain(arguments.values, state)
    if root != "builtins":
        keep = machine.retain if ours else machine.expose
        state = keep(arguments.values, state)
    return UNKNOWN, state


def _model(machine: Calls, product: Product, expr: Call) -> Product:
    """A model or layer of Keras that a call makes."""
    lone = all(round_.exact for round_ in machine.rounds)
    product = keras_objects.told_apart(product, machine.key(expr.origin), lone=lone)
    machine.fates.models.add(product)
    return product


def _may_run(arguments: Arguments, state: State) -> bool:
    """Whether a library can do something to tapes and objects with these: call one, above all."""
    for value in filter(leads_on, arguments.values):
        for atom in value:
            if isinstance(atom, (FunctionRef, TapeRef, Partial)):
                return True
            if isinstance(atom, Method) and isinstance(atom.receiver, (TapeRef, Ref)):
                return True
            obj = state.heap.get(atom.key) if isinstance(atom, Ref) else None
            if obj is not None and obj.kind not in ("list", "dict", KIND):
                return True
    return False


def _run(path: str, machine: Calls, arguments: Arguments, expr: Call, state: State) -> Result:
    """A call of what runs functions that it is given."""
    value, state = RUNNERS[path](machine, arguments, expr, state)
    known = compute(machine, path, arguments, expr, state) if value == UNKNOWN else None
    return known or value, state


def _never_returns(machine: Calls, arguments: Arguments, expr: Call, state: State) -> Result:
    raise PathEnds(state)


# --- tapes and variables ------------------------------------------------------------------


def _tape(machine: Calls, arguments: Arguments, expr: Call, state: State) -> Result:
    return machine.make_tape(expr.origin, arguments, state, frozenset())


def _wrapper(machine: Calls, arguments: Arguments, expr: Call, state: State) -> Result:
    inner = only(arguments.positional[0]) if arguments.positional else None
    return machine.wrap_tape(expr.origin, inner, arguments, state, ended=True)


def _custom_gradient(machine: Calls, arguments: Arguments, expr: Call, state: State) -> Result:
    state = machine.hand_over(arguments.values, state)
    return frozenset({Product(libraries.CUSTOM_GRADIENT)}), state


def _own_wrapper(machine: Calls, arguments: Arguments, expr: Call, state: State) -> Result:
    """What the user says gives a tape: around the one that it is given, or else a new one."""
    given = [only(value) for value in arguments.values]
    inner = next((atom for atom in given if isinstance(atom, TapeRef)), None)
    if inner is not None:
        return machine.wrap_tape(expr.origin, inner, arguments, state, ended=False)
    if arguments.opaque or not all(isinstance(atom, Constant) for atom in given):
        return UNKNOWN, machine.hand_over(arguments.values, state)
    options = tuple(pair for pair in arguments.keywords if pair[0] in libraries.TAPE_PARAMETERS)
    # What stands without a keyword may be `persistent`.
    made = Arguments(keywords=options, opaque=bool(arguments.positional))
    return machine.make_tape(expr.origin, made, state, frozenset())


def _consumer(machine: Calls, arguments: Arguments, expr: Call, state: State) -> Result:
    """What the user says takes a gradient from a tape; of a persistent one it may take more."""
    used: dict[TapeRef, str | None] = {}
    others: list[Value] = []
    written = [None if it.star else spell(it.value) for it in expr.args]
    for value, name in zip_longest(arguments.values, written):
        atom = only(value or NOTHING)
        tape = state.tapes.get(atom.key) if isinstance(atom, TapeRef) else None
        if isinstance(atom, TapeRef) and tape and tape.persistence == {Persistence.NO}:
            used.setdefault(atom, name)
        elif value:
            others.append(value)
    state = machine.hand_over(others, state)
    for ref, name in used.items():
        state = machine.use_up(ref, name, expr, state)
    return UNKNOWN, state


def _unbound_method(
    path: str, machine: Calls, arguments: Arguments, expr: Call, state: State
) -> Result:
    ref = only(arguments.positional[0]) if arguments.positional else None
    if not isinstance(ref, TapeRef):
        return UNKNOWN, machine.hand_over(arguments.values, state)
    rest = Arguments(arguments.positional[1:], arguments.keywords, arguments.opaque)
    return machine.method_of_base(ref, path.rpartition(".")[2], rest, expr, state)


def _variable(machine: Calls, arguments: Arguments, expr: Call, state: State) -> Result:
    if not machine.variables_certain:
        return UNKNOWN, state
    bound = arguments.bound(libraries.VARIABLE_PARAMETERS)
    initial = bound.get("initial_value", UNKNOWN)
    dtype = named_dtype(bound.get("dtype", NONE)) or joint_dtype(leaves(initial, state))
    trainable = _flag(bound.get("trainable"), arguments)
    variable = Variable(machine.key(expr.origin), trainable, dtype)
    machine.write_variable(variable.key, expr.origin, [initial], state, "tf.Variable")
    return frozenset({variable}), state


def _flag(value: Value | None, arguments: Arguments) -> bool | None:
    """`trainable=`, True if it is left out; who synchronizes may mean otherwise."""
    if arguments.opaque or any(name == "synchronization" for name, _ in arguments.keywords):
        return None
    atom = only(value) if value is not None else Constant(True)
    return bool(atom.value) if isinstance(atom, Constant) and atom.value is not None else None


def _constant(machine: Calls, arguments: Arguments, expr: Call, state: State) -> Result:
    """`tf.constant(value)`: of a variable a copy of the number, of a tensor the tensor itself."""
    bound = arguments.bound(("value", "dtype", "shape", "name"))
    atoms = list(leaves(bound.get("value", UNKNOWN), state))
    if not arguments.opaque and atoms and all(isinstance(a, Variable) for a in atoms):
        dtype = named_dtype(bound.get("dtype", NONE))
        recipe = Recipe(How.NO_GRADIENT, solid=True, dtype=dtype, word=spell(expr.func) or "")
        return machine.operation(expr.origin, [bound["value"]], state, recipe), state
    return _plain(machine, "tensorflow.constant", arguments, expr, state)


def _clone(machine: Calls, arguments: Arguments, expr: Call, state: State) -> Result:
    """`keras.models.clone_model(model)`: the same layers anew."""
    model = only(arguments.positional[0]) if arguments.positional else None
    known = len(arguments.values) == 1 and not arguments.opaque
    if not known or not isinstance(model, Product) or not keras_library.is_model(model.path):
        return UNKNOWN, machine.expose(arguments.values, state)
    clone = keras_objects.cloned(model, machine.layer_key(expr.origin))
    return frozenset({_model(machine, clone, expr)}), state


# --- functions about functions ------------------------------------------------------------


def _function(machine: Calls, arguments: Arguments, expr: Call, state: State) -> Result:
    """`tf.function(f)`, `tf.function(jit_compile=True)`."""
    if not arguments.positional:
        keywords = Symbol("tensorflow.function")
        return frozenset({Partial(frozenset({keywords}), (), ())}), state
    return traced(arguments.positional[0]), state


def traced(value: Value) -> Value:
    """A function, compiled."""
    return frozenset(
        replace(atom, traced=True) if isinstance(atom, FunctionRef) else atom for atom in value
    )


def _partial(machine: Calls, arguments: Arguments, expr: Call, state: State) -> Result:
    if not arguments.positional or arguments.opaque:
        return UNKNOWN, machine.hand_over(arguments.values, state)
    first, *rest = arguments.positional
    return frozenset({Partial(first, tuple(rest), arguments.keywords)}), state


def _wraps(machine: Calls, arguments: Arguments, expr: Call, state: State) -> Result:
    return frozenset({Symbol("functools.<transparent>")}), state


def _transparent(machine: Calls, arguments: Arguments, expr: Call, state: State) -> Result:
    return (arguments.positional[0] if arguments.positional else UNKNOWN), state


def _cond(machine: Calls, arguments: Arguments, expr: Call, state: State) -> Result:
    """`tf.cond(pred, f, g)`: one of them when eager, both in order when traced."""
    bound = arguments.bound(("pred", "true_fn", "false_fn"))
    branches = [bound.get("true_fn"), bound.get("false_fn")]
    if machine.here.staging is Staging.TRACED:
        value = NOTHING
        for branch in branches:
            got, state = machine.apply(branch or UNKNOWN, Arguments(), expr, state)
            value = join_values(value, got)
        return value, state
    then, orelse = (
        machine.apply(branch or UNKNOWN, Arguments(), expr, machine.taken(expr, state, arm))
        for arm, branch in zip((True, False), branches, strict=True)
    )
    after = join(then[1], orelse[1])
    value = join_values(then[0], orelse[0])
    graph = machine.operation(expr.origin, [value], after, MAYBE_SAME)
    return join_values(value, graph), after


def _flatten(machine: Calls, arguments: Arguments, expr: Call, state: State) -> Result:
    """`tf.nest.flatten(structure)`: the list of its leaves, variables as they are."""
    atoms = frozenset(atom for value in arguments.values for atom in leaves(value, state))
    known = all(isinstance(a, (Tensor, Variable, Constant, Detached)) for a in atoms)
    if arguments.opaque or len(arguments.values) != 1 or not known:
        return UNKNOWN, machine.expose(arguments.values, state)
    return machine.make_object(expr.origin, Object("list", {}, atoms), state)


# --- more of TensorFlow, and of the standard library ------------------------------------------


def _tensor_range(machine: Calls, arguments: Arguments, expr: Call, state: State) -> Result:
    numbers = range_of(arguments)
    count = None if numbers is None else len(numbers)
    value = compute(machine, "tensorflow.range", arguments, expr, state) or UNKNOWN
    counted = {replace(a, count=count) if isinstance(a, Tensor) else a for a in value}
    return frozenset(counted), state


def _load(machine: Calls, arguments: Arguments, expr: Call, state: State) -> Result:
    """A module by its name: `importlib.import_module("tensorflow")`."""
    names = [only(value) for value in arguments.positional]
    for name in names:
        if isinstance(name, Constant) and name.value in ("tensorflow", "tensorflow.compat.v2"):
            return frozenset({Symbol("tensorflow")}), state
    return UNKNOWN, machine.hand_over(arguments.values, state)


def _try_import(machine: Calls, arguments: Arguments, expr: Call, state: State) -> Result:
    """RLlib's `tf1, tf, tfv = try_import_tf()`."""
    module = frozenset({Symbol("tensorflow")})
    return frozenset({Sequence((module, module, UNKNOWN))}), state


def _namespace(machine: Calls, arguments: Arguments, expr: Call, state: State) -> Result:
    rest = UNKNOWN if arguments.opaque or arguments.positional else NOTHING
    obj = Object("instance", dict(arguments.keywords), rest)
    return machine.make_object(expr.origin, obj, state)


Special = Callable[["Calls", Arguments, Call, State], Result]
_SPECIAL: dict[str, Special] = {
    **RECORDS,
    **PYTHON,
    **DATA_CALLS,
    **MANAGER_CALLS,
    libraries.TAPE: _tape,
    libraries.VARIABLE: _variable,
    "tensorflow.function": _function,
    "functools.partial": _partial,
    "functools.wraps": _wraps,
    "functools.<transparent>": _transparent,
    "tensorflow.autograph.experimental.do_not_convert": _transparent,
    "tensorflow.constant": _constant,
    "keras.models.clone_model": _clone,
    "tensorflow.cond": _cond,
    "tensorflow.nest.flatten": _flatten,
    "tensorflow.range": _tensor_range,
    "types.SimpleNamespace": _namespace,
    "builtins.__import__": _load,
    "importlib.import_module": _load,
    "pytest.importorskip": _load,
    "ray.rllib.utils.framework.try_import_tf": _try_import,
}
