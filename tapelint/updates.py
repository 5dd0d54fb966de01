"""One call of `apply_gradients`: the pairs that it is given, and what is wrong with them.

Observed on TensorFlow 2.21 and Keras 3.15. Every optimizer iterates over pairs of gradient and
variable; given anything else it raises. One of Keras 3 raises as well for no pairs at all, and for
a variable that it did not see when it was built. Any takes the gradient of another variable.
"""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from typing import NamedTuple

from tapelint.gradients import (
    are_derivatives,
    are_tensors,
    by_what,
    given_by,
    holds_tensors,
    is_derivative,
)
from tapelint.machine import Machine
from tapelint.optimizer_events import (
    EmptyZip,
    Mispaired,
    Mispairing,
    PairsRefused,
    UnknownVariable,
    Unscaled,
)
from tapelint.program import Attribute, Call, Expr, Items
from tapelint.spelling import spell
from tapelint.state import Object, State
from tapelint.structures import parts
from tapelint.tapes import Arguments
from tapelint.values import (
    UNKNOWN,
    Constant,
    Key,
    Method,
    Ref,
    Sequence,
    Value,
    Variable,
    only,
)
from tapelint.zips import columns, exhausted_by

BUILT, FIRST, MADE, SCALES = "built for", "built by", "made", "scales"
"""What is known of an optimizer: its variables, the call that gave them, where it was made, and
whether it certainly divides by a loss scale.
"""
_PAIRS = "grads_and_vars"
_LISTS = frozenset({"trainable_variables", "trainable_weights"})
_CLASS = "LossScaleOptimizer"
_SCALING = ("scale_loss", "scaled", "loss_scal", "dynamic_scale")
"""Parts of words that a program uses which scales its loss in some way."""


class Pair(NamedTuple):
    """A gradient and a variable; `name`: how the variable is written."""

    gradient: Value
    variable: Value
    name: str | None


class Update(NamedTuple):
    """One call of `apply_gradients`; `expr`: the argument as it is written; `others`: the rest."""

    call: Call
    ref: Ref
    optimizer: Object
    value: Value
    expr: Expr | None
    others: tuple[Value, ...]

    @property
    def name(self) -> str:
        """How the optimizer is written."""
        return self._written or "optimizer"

    @property
    def method(self) -> str:
        """How the method is written."""
        return f"{self._written}.apply_gradients" if self._written else "apply_gradients"

    @property
    def _written(self) -> str | None:
        func = self.call.func
        return spell(func.base) if isinstance(func, Attribute) else None


def update_of(ref: Ref, obj: Object, arguments: Arguments, expr: Call) -> Update:
    """The call `expr` of `apply_gradients`."""
    given = dict(arguments.keywords)
    value = arguments.positional[0] if arguments.positional else given.get(_PAIRS, UNKNOWN)
    written = [a.value for a in expr.args if not a.star and a.name in (None, _PAIRS)]
    others = arguments.positional[1:]
    return Update(expr, ref, obj, value, written[0] if written else None, others)


# --- what is told -----------------------------------------------------------------------------


def tell_update(machine: Machine, update: Update, path: str, state: State) -> None:
    """Whatever is wrong with a call of `apply_gradients`."""
    modern = _is_keras_3(machine, path)
    by = exhausted_by(update.value, state)
    if by is not None:
        if modern:
            name = (spell(update.expr) if update.expr is not None else None) or "the zip"
            site, context = update.call.origin, machine.context()
            zipped = columns(update.value, state)
            made = zipped.site if zipped is not None else None
            machine.tell(EmptyZip(site, context, update.method, name, by, made))
    elif not _refused(machine, update, modern, state):
        pairs = pairs_of(update, state)
        _tell_unscaled(machine, update, modern, pairs, state)
        if pairs is not None:
            _tell_unknown_variable(machine, update, modern, pairs, state)
        _tell_mispaired(machine, update, state)


def _is_keras_3(machine: Machine, path: str) -> bool:
    module = path.rpartition(".")[0]
    old = machine.outside.may_be_old_keras(machine.words)
    return module in ("keras.optimizers", "keras.mixed_precision") and not old


def _refused(machine: Machine, update: Update, modern: bool, state: State) -> bool:
    """Whether the argument is certainly refused, which is told."""
    swapped = _is_swapped(machine, update, state)
    if not swapped and not _is_alone(machine, update, modern, state):
        return False
    gradients, variables = _names(update, swapped)
    site, context = update.call.origin, machine.context()
    given = parts(update.value, state) or [update.value]
    machine.tell(
        PairsRefused(
            site,
            context,
            update.method,
            swapped,
            gradients,
            variables,
            given_by(machine, given),
            _is_single(machine, update.value, state),
            _are_variables(update.others, state),
        )
    )
    return True


def _is_single(machine: Machine, value: Value, state: State) -> bool | None:
    """Whether these are the gradients of one variable and no list; None: not known."""
    if parts(value, state) is not None:
        return False
    source = only(by_what(machine, value))
    if isinstance(source, Method):
        return False if source.name in _LISTS else None
    return True if isinstance(source, Variable) else None


def _are_variables(others: tuple[Value, ...], state: State) -> bool:
    """Whether the other argument certainly is a list of variables."""
    if len(others) != 1:
        return False
    atom = only(others[0])
    elements = parts(others[0], state)
    listed = bool(elements) and all(isinstance(only(e), Variable) for e in elements or ())
    return listed or (isinstance(atom, Method) and atom.name in _LISTS)


def _is_swapped(machine: Machine, update: Update, state: State) -> bool:
    """Whether gradients stand where the variables belong."""
    zipped = columns(update.value, state)
    if zipped is None:
        rows = _rows(update.value, state)
        return bool(rows) and all(is_derivative(machine, row[1]) for row in rows or ())
    first, second = zipped.first, zipped.second
    return are_derivatives(machine, second, state) and not are_derivatives(machine, first, state)


def _is_alone(machine: Machine, update: Update, modern: bool, state: State) -> bool:
    """Whether it is tensors, and no pairs."""
    value = update.value
    if columns(value, state) is not None or _rows(value, state):
        return False
    some = are_derivatives(machine, value, state) or are_tensors(machine, value, state)
    return some or (modern and holds_tensors(value, state))


def _names(update: Update, swapped: bool) -> tuple[str | None, str | None]:
    """How the gradients and the variables are written."""
    if swapped:
        args = update.expr.args if isinstance(update.expr, Call) else ()
        names = [spell(argument.value) for argument in args]
        return (names[1], names[0]) if len(names) == 2 else (None, None)
    others = [argument.value for argument in update.call.args[1:]]
    gradients = spell(update.expr) if update.expr is not None else None
    return gradients, spell(others[0]) if others else None


def speaks_of_scaling(words: AbstractSet[str]) -> bool:
    """Whether a program that has these words may scale losses itself."""
    text = " ".join(words - {_CLASS}).lower()
    return any(part in text for part in _SCALING)


def _tell_unscaled(
    machine: Machine, update: Update, modern: bool, pairs: list[Pair] | None, state: State
) -> None:
    """Nobody out of sight holds the optimizer, and nobody in sight says anything of scales."""
    obj = update.optimizer
    if not modern or update.ref.key in state.exposed or only(obj.get(SCALES)) != Constant(True):
        return
    if speaks_of_scaling(machine.words):
        return
    zipped = columns(update.value, state)
    gradients = [pair.gradient for pair in pairs or ()]
    given = bool(gradients) and all(is_derivative(machine, value) for value in gradients)
    if not given and zipped is not None:
        gradients = [zipped.first]
        given = are_derivatives(machine, zipped.first, state)
    made = only(obj.get(MADE))
    if given and isinstance(made, Constant):
        site, context = update.call.origin, machine.context()
        derivative = given_by(machine, gradients)
        machine.tell(Unscaled(site, context, update.method, update.name, made.value, derivative))


def _tell_unknown_variable(
    machine: Machine, update: Update, modern: bool, pairs: list[Pair], state: State
) -> None:
    """Nobody out of sight holds the optimizer, who could have built it."""
    built, first = only(update.optimizer.get(BUILT)), only(update.optimizer.get(FIRST))
    if not modern or update.ref.key in state.exposed:
        return
    if not isinstance(built, Sequence) or not isinstance(first, Constant):
        return
    known = {atom.key for atom in map(only, built.items) if isinstance(atom, Variable)}
    if len(known) < len(built.items):
        return
    for pair in pairs:
        atom = only(pair.variable)
        if isinstance(atom, Variable) and atom.key not in known:
            name = pair.name or "a variable"
            site, context = update.call.origin, machine.context()
            machine.tell(
                UnknownVariable(site, context, update.method, update.name, name, first.value)
            )
            return


def _tell_mispaired(machine: Machine, update: Update, state: State) -> None:
    zipped = columns(update.value, state)
    gradients = parts(zipped.first, state) if zipped is not None else None
    variables = parts(zipped.second, state) if zipped is not None else None
    if zipped is None or gradients is None or variables is None:
        return
    sources = [_variable(by_what(machine, gradient)) for gradient in gradients]
    targets = [_variable(variable) for variable in variables]
    names = dict(zip(targets, zipped.names, strict=False))
    if None in sources or None in targets or len(set(sources)) < len(sources):
        return
    if len(set(targets)) < len(targets):
        return
    found = _mispairing(sources, targets, zipped.inline)
    if found is None:
        return
    how, variable, other = found
    site, context = update.call.origin, machine.context()
    written = names.get(variable), names.get(other)
    derivative = given_by(machine, gradients)
    machine.tell(Mispaired(site, context, update.method, how, *written, zipped.site, derivative))


def _mispairing(
    sources: list[Key | None], targets: list[Key | None], inline: bool
) -> tuple[Mispairing, Key | None, Key | None] | None:
    """What is wrong first; each gradient belongs to its source."""
    for source, target in zip(sources, targets, strict=False):
        if source != target and target in sources:
            return Mispairing.ORDER, target, source
        if source != target:
            return None  # On purpose: the variables of another network.
    if len(targets) > len(sources):
        return Mispairing.NO_GRADIENT, targets[len(sources)], None
    if len(sources) > len(targets) and inline:
        return Mispairing.NO_VARIABLE, sources[len(targets)], None
    return None


def _variable(value: Value) -> Key | None:
    atom = only(value)
    return atom.key if isinstance(atom, Variable) else None


# --- pairs ------------------------------------------------------------------------------------


def pairs_of(update: Update, state: State) -> list[Pair] | None:
    """The pairs of gradient and variable, if all are in sight."""
    zipped = columns(update.value, state)
    if zipped is not None:
        gradients, variables = parts(zipped.first, state), parts(zipped.second, state)
        if gradients is None or variables is None:
            return None
        rows = list(zip(gradients, variables, strict=False))
        names = (*zipped.names, *(None for _ in rows))
        return [Pair(*row, name) for row, name in zip(rows, names, strict=False)]
    found = _rows(update.value, state) or []
    written = update.expr.elements if isinstance(update.expr, Items) else ()
    each = written if len(written) == len(found) else [None for _ in found]
    return [Pair(*row, _second(expr)) for row, expr in zip(found, each, strict=True)] or None


def gradients_of(update: Update, state: State) -> list[Value]:
    """The gradients that are given, together or each by itself, as far as they are in sight."""
    zipped = columns(update.value, state)
    if zipped is not None:
        return [zipped.first]
    return [pair.gradient for pair in pairs_of(update, state) or ()]


def _second(expr: Expr | None) -> str | None:
    """How the variable of a pair is written."""
    return spell(expr.elements[1]) if isinstance(expr, Items) and len(expr.elements) == 2 else None


def _rows(value: Value, state: State) -> list[tuple[Value, Value]] | None:
    """The elements of a list of pairs."""
    elements = parts(value, state)
    rows = [parts(element, state) for element in elements or ()]
    pairs = [(row[0], row[1]) for row in rows if row is not None and len(row) == 2]
    return pairs if len(pairs) == len(rows) else None
