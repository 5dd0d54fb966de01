"""How the arguments of a call reach the parameters of a function of the file."""

from __future__ import annotations

from tapelint.places import Places
from tapelint.program import Parameter
from tapelint.state import Object, State
from tapelint.tapes import Arguments
from tapelint.values import NOTHING, UNKNOWN, FunctionRef, Sequence, Stream, Value


def bind_parameters(
    machine: Places, ref: FunctionRef, arguments: Arguments, state: State
) -> tuple[dict[str, Value], State]:
    """The names of a new frame, by Python's rules for binding arguments."""
    names: dict[str, Value] = {}
    positional = list(arguments.positional)
    if ref.receiver is not None:
        positional.insert(0, ref.receiver)
    keywords = dict(arguments.keywords)
    defaults = dict(ref.defaults)
    for parameter in ref.function.parameters:
        value: Value | None = None
        if parameter.kind in ("positional", "normal") and positional:
            value = positional.pop(0)
        elif parameter.kind in ("normal", "keyword") and parameter.name in keywords:
            value = keywords.pop(parameter.name)
        elif parameter.kind == "star":
            known = Sequence(tuple(positional))
            value = frozenset({Stream(UNKNOWN) if arguments.opaque else known})
            positional = []
        elif parameter.kind == "doublestar":
            rest = UNKNOWN if arguments.opaque else NOTHING
            extra = Object("dict", dict(keywords), rest)
            value, state = machine.make_object(parameter, extra, state)
            keywords = {}
        elif not arguments.opaque:
            value = defaults.get(parameter.name)
        names[parameter.name] = UNKNOWN if value is None else value
    return names, state


def unknown_arguments(parameters: tuple[Parameter, ...]) -> dict[str, Value]:
    """The names of the frame of a function whose caller is not known."""
    return {
        p.name: frozenset({Stream(UNKNOWN)}) if p.kind == "star" else UNKNOWN for p in parameters
    }
