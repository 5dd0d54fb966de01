"""Methods of lists, dicts, exit stacks and pauses that the program made."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from tapelint.joins import join_values
from tapelint.keras_classes import after_quiet, is_quiet
from tapelint.lifecycle import Operation
from tapelint.state import Object, State
from tapelint.tapes import Arguments, Entering
from tapelint.values import (
    NONE,
    NOTHING,
    UNKNOWN,
    Constant,
    Ref,
    Sequence,
    Site,
    Stream,
    TapeRef,
    Value,
    only,
)

if TYPE_CHECKING:
    from tapelint.calls import Calls

Result = tuple[Value, State]


def call_container(
    machine: Calls, ref: Ref, name: str, arguments: Arguments, site: Site, state: State
) -> Result:
    """Call the method `name` of an object of the heap that is no instance."""
    obj = state.heap.get(ref.key)
    method = _METHODS.get((obj.kind, name)) if obj is not None else None
    if obj is not None and obj.kind == "super":
        return _of_base(machine, obj, name, arguments, state)
    if obj is None or method is None or arguments.opaque:
        return UNKNOWN, machine.hand_over([frozenset({ref}), *arguments.values], state)
    return method(machine, ref, obj, arguments, site, state)


def _of_base(machine: Calls, obj: Object, name: str, arguments: Arguments, state: State) -> Result:
    """`super().name()`, a method that no class of the file defines."""
    this = only(obj.get("self"))
    known = isinstance(this, Ref) and this.key in state.heap and obj.get("class") != NOTHING
    if isinstance(this, Ref) and known and is_quiet(machine, this, name, state, of_base=True):
        return UNKNOWN, after_quiet(machine, this, name, arguments, state)
    return UNKNOWN, machine.hand_over([obj.content, *arguments.values], state)


def _append(
    machine: Calls, ref: Ref, obj: Object, args: Arguments, _: Site, state: State
) -> Result:
    value = args.positional[0] if args.positional else UNKNOWN
    if obj.rest:
        obj = replace(obj, rest=join_values(obj.rest, value))
    else:
        obj = obj.put(len(obj.fields), value)
    return _write(machine, ref, obj, value, state)


def _extend(
    machine: Calls, ref: Ref, obj: Object, args: Arguments, _: Site, state: State
) -> Result:
    value = args.positional[0] if args.positional else UNKNOWN
    more = machine.elements(value, state)
    if more is None or obj.rest:
        obj = Object("list", {}, obj.content | value | UNKNOWN)
    else:
        start = len(obj.fields)
        added = {start + i: item for i, item in enumerate(more)}
        obj = replace(obj, fields={**obj.fields, **added})
    return _write(machine, ref, obj, value, state)


def _write(machine: Calls, ref: Ref, obj: Object, value: Value, state: State) -> Result:
    state = state.with_object(ref.key, obj)
    if ref.key in state.exposed:
        state = machine.expose([value], state)
    return NONE, state


def _list_pop(
    machine: Calls, ref: Ref, obj: Object, args: Arguments, _: Site, state: State
) -> Result:
    if not args.positional and not obj.rest and obj.fields:
        last = max(obj.fields, key=lambda k: k if isinstance(k, int) else -1)
        fields = {k: v for k, v in obj.fields.items() if k != last}
        return obj.fields[last], state.with_object(ref.key, replace(obj, fields=fields))
    return _blur(machine, ref, obj, args, _, state)


def _blur(machine: Calls, ref: Ref, obj: Object, args: Arguments, _: Site, state: State) -> Result:
    content = obj.content.union(*args.values)
    state = state.with_object(ref.key, Object(obj.kind, {}, content | UNKNOWN))
    return content | UNKNOWN, state


def _get(machine: Calls, ref: Ref, obj: Object, args: Arguments, _: Site, state: State) -> Result:
    key = only(args.positional[0]) if args.positional else None
    default = args.positional[1] if len(args.positional) > 1 else NONE
    if isinstance(key, Constant):
        if key.value in obj.fields:
            return obj.fields[key.value], state
        return (join_values(obj.rest, default) if obj.rest else default), state
    return join_values(obj.content, default), state


def _setdefault(
    machine: Calls, ref: Ref, obj: Object, args: Arguments, site: Site, state: State
) -> Result:
    key = only(args.positional[0]) if args.positional else None
    default = args.positional[1] if len(args.positional) > 1 else NONE
    if isinstance(key, Constant) and not obj.rest:
        if key.value in obj.fields:
            return obj.fields[key.value], state
        return default, state.with_object(ref.key, obj.put(key.value, default))
    return _blur(machine, ref, obj, args, site, state)


def _values(
    machine: Calls, ref: Ref, obj: Object, args: Arguments, _: Site, state: State
) -> Result:
    if obj.rest:
        return frozenset({Stream(obj.content)}), state
    return frozenset({Sequence(tuple(obj.fields.values()))}), state


def _items(machine: Calls, ref: Ref, obj: Object, args: Arguments, _: Site, state: State) -> Result:
    if obj.rest:
        pair = frozenset({Sequence((UNKNOWN, obj.content))})
        return frozenset({Stream(pair)}), state
    pairs = tuple(
        frozenset({Sequence((frozenset({Constant(k)}), v))}) for k, v in obj.fields.items()
    )
    return frozenset({Sequence(pairs)}), state


def _keys(machine: Calls, ref: Ref, obj: Object, args: Arguments, _: Site, state: State) -> Result:
    if obj.rest:
        return frozenset({Stream(UNKNOWN)}), state
    return frozenset({Sequence(tuple(frozenset({Constant(k)}) for k in obj.fields))}), state


def _copy(
    machine: Calls, ref: Ref, obj: Object, args: Arguments, site: Site, state: State
) -> Result:
    return machine.make_object(site, obj, state)


def _clear(machine: Calls, ref: Ref, obj: Object, args: Arguments, _: Site, state: State) -> Result:
    return NONE, state.with_object(ref.key, Object(obj.kind))


# --- exit stacks --------------------------------------------------------------------------


def _enter_context(
    machine: Calls, ref: Ref, obj: Object, args: Arguments, site: Site, state: State
) -> Result:
    manager = args.positional[0] if args.positional else UNKNOWN
    value, state = machine.enter_manager(manager, Entering(site, site), state)
    obj = state.heap[ref.key]
    return value, state.with_object(ref.key, obj.put(len(obj.fields), manager))


def _close(
    machine: Calls, ref: Ref, obj: Object, args: Arguments, site: Site, state: State
) -> Result:
    return NONE, close_stack(machine, ref, site, state)


def _pop_all(
    machine: Calls, ref: Ref, obj: Object, args: Arguments, site: Site, state: State
) -> Result:
    value, state = machine.make_object(site, obj, state)
    return value, state.with_object(ref.key, Object("stack"))


def _push(
    machine: Calls, ref: Ref, obj: Object, args: Arguments, site: Site, state: State
) -> Result:
    return NOTHING.union(*args.positional), machine.hand_over(args.values, state)


def close_stack(machine: Calls, ref: Ref, site: Site, state: State) -> State:
    """Leave everything that an exit stack has entered, last first."""
    obj = state.heap[ref.key]
    state = state.with_object(ref.key, Object("stack"))
    if obj.rest:
        return machine.hand_over([obj.content], state)
    for key in sorted(obj.fields, key=str, reverse=True):
        state = machine.leave_manager(obj.fields[key], site, state)
    return state


# --- pauses -------------------------------------------------------------------------------


def _pause(
    machine: Calls, ref: Ref, obj: Object, args: Arguments, site: Site, state: State
) -> Result:
    return NONE, switch_pause(machine, obj, Operation.PAUSE, site, state)


def _resume(
    machine: Calls, ref: Ref, obj: Object, args: Arguments, site: Site, state: State
) -> Result:
    return NONE, switch_pause(machine, obj, Operation.RESUME, site, state)


def switch_pause(
    machine: Calls, obj: Object, operation: Operation, site: Site, state: State
) -> State:
    """Enter or leave `with tape.stop_recording():`."""
    atom = only(obj.get("tape"))
    if isinstance(atom, TapeRef):
        return machine.pause_tape(atom, operation, site, state)
    return machine.hand_over([obj.content], state)


Method = Callable[["Calls", Ref, Object, Arguments, Site, State], Result]
_METHODS: dict[tuple[str, str], Method] = {
    ("list", "append"): _append,
    ("list", "extend"): _extend,
    ("list", "pop"): _list_pop,
    ("list", "insert"): _blur,
    ("list", "remove"): _blur,
    ("list", "sort"): _blur,
    ("list", "reverse"): _blur,
    ("list", "copy"): _copy,
    ("list", "clear"): _clear,
    ("dict", "get"): _get,
    ("dict", "setdefault"): _setdefault,
    ("dict", "values"): _values,
    ("dict", "items"): _items,
    ("dict", "keys"): _keys,
    ("dict", "pop"): _blur,
    ("dict", "update"): _blur,
    ("dict", "copy"): _copy,
    ("dict", "clear"): _clear,
    ("stack", "enter_context"): _enter_context,
    ("stack", "close"): _close,
    ("stack", "pop_all"): _pop_all,
    ("stack", "push"): _push,
    ("stack", "callback"): _push,
    ("pause", "__enter__"): _pause,
    ("pause", "__exit__"): _resume,
}
