"""The lists of variables that layers and models of Keras have: `model.trainable_variables`.

`words` are those of the program, by which it may freeze a model or change its layers.
"""

from __future__ import annotations

from tapelint import keras_library
from tapelint.keras_objects import (
    has_state,
    has_weights,
    is_bare,
    is_closed,
    is_lone,
    is_old,
    is_unbuilt,
    makes_weights,
)
from tapelint.values import Atom, Method, Product, Weights


def is_list(atom: Atom) -> bool:
    """Whether it is a list of variables of Keras, which a program can change like any other."""
    return isinstance(atom, Weights) or (
        isinstance(atom, Method) and atom.name in keras_library.VARIABLES
    )


def lists_variables(name: str, words: frozenset[str]) -> bool:
    """Whether an attribute lists variables, frozen ones too if there may be some."""
    return name in keras_library.ALL_VARIABLES or (
        name in keras_library.VARIABLES and words.isdisjoint(keras_library.FROZEN)
    )


def lists_all(name: str) -> bool:
    """Whether an attribute lists variables that are not trainable, too."""
    return name in keras_library.ALL_VARIABLES


def owner(variables: Atom, words: frozenset[str]) -> Product | None:
    """The closed model whose variables these certainly are, at least one."""
    if not isinstance(variables, Method) or not lists_variables(variables.name, words):
        return None
    model = variables.receiver
    if not isinstance(model, Product) or not has_weights(model):
        return None
    return model if is_closed(model, words) else None


def are_variables(atom: Atom) -> bool:
    """Whether it certainly is a variable of Keras, or a list of some that is not empty."""
    match atom:
        case Weights(certain=certain, keras=keras):
            return certain and keras
        case Method(Product(path) as receiver, name):
            if name == "kernel":
                known = path.rpartition(".")[2] in keras_library.WITH_KERNEL
                return known and keras_library.is_layer(path) and makes_weights(receiver)
            return (
                name in keras_library.VARIABLES and has_weights(receiver) and not is_old(receiver)
            )
    return False


def lists_state(variables: Atom) -> bool:
    """Whether it lists the variables of a model that certainly has some that are not trainable."""
    match variables:
        case Method(model, name):
            return lists_all(name) and has_state(model)
    return False


def may_list_none(variables: Atom, words: frozenset[str]) -> bool:
    """Whether it is the list of variables of a model that may well have none, or none so far."""
    if not isinstance(variables, Method) or variables.name not in keras_library.VARIABLES:
        return False
    if not lists_variables(variables.name, words):
        return True
    model = variables.receiver
    if not isinstance(model, Product):
        return False
    return is_bare(model) or (is_lone(model) and is_unbuilt(model))
