"""How the rules about arguments that are no tensors speak of them."""

from __future__ import annotations

from tapelint.events import Kind, Misfit
from tapelint.rule import Places

_ROLES = {
    "target": ("The target", "An element of the target"),
    "source": ("The source", "One of the sources"),
    "watched": ("The argument of `watch`", "An element of the argument of `watch`"),
}
_MADE = (Kind.NUMBER, Kind.ARRAY)


def called(misfit: Misfit) -> str:
    """The argument: "`loss`", or its role if it has no name."""
    return f"`{misfit.what}`" if misfit.what else _ROLES[misfit.role][misfit.inner]


def what_it_is(misfit: Misfit, places: Places) -> str:
    """The argument and its kind: "`loss` is a Python number (made by `float()`)"."""
    name = called(misfit)
    if misfit.site is not None:
        return f"{name} is None: the derivative call on {places.line(misfit.site)} found no way"
    made = f" (made by `{misfit.word}`)" if misfit.word and misfit.kind in _MADE else ""
    return f"{name} is {misfit.kind.value}{made}"
