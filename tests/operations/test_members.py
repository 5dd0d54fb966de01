"""TensorFlow confirms what members give, and every member has a sample."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tapelint.libraries import canonical
from tapelint.operations.members import MEMBERS, METRICS, Gives, Member, Owner, member

from .samples.members import MEMBER_SAMPLES, METRIC_SAMPLES

CLASSES = {
    f"keras.metrics.{name}": use for use, names in METRIC_SAMPLES.items() for name in names.split()
}
ROWS = sorted(MEMBERS, key=lambda key: (key[0].name, key[1]))
NAMES = [f"{owner.name}.{name}" for owner, name in ROWS]


def test_every_member_has_a_sample_and_every_sample_a_member() -> None:
    assert MEMBER_SAMPLES.keys() == MEMBERS.keys()
    assert CLASSES.keys() == METRICS
    assert {canonical(name) for name in METRICS} == METRICS


def test_a_model_is_a_layer_and_the_rest_is_unknown() -> None:
    assert member(Owner.MODEL, "get_weights") == Member(Gives.LEAVES, method=True)
    assert member(Owner.MODEL, "predict") == Member(Gives.LEAVES, method=True)
    assert member(Owner.LAYER, "predict") is None
    assert member(Owner.TENSOR, "assign") is None


def complaints(row: tuple[Owner, str], known: Member) -> list[str]:
    """What TensorFlow has to say against a row, run eagerly and traced."""
    from .owners import observe

    expression = MEMBER_SAMPLES[row]
    special = dict(re.findall(r"(\w+): (\w+)", expression.partition("  # ")[2]))
    found = []
    for mode in ("eager", "traced"):
        seen = observe(row[0], expression, mode)
        wanted = special.get(mode, known.gives.name)
        no_numbers = mode == "traced" and seen.startswith("error")
        if seen != wanted and not (no_numbers and known.gives is Gives.LEAVES):
            found.append(f"{mode}: {seen}, not {wanted}")
    return found


@pytest.mark.tensorflow
@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("row", ROWS, ids=NAMES)
def test_tensorflow_agrees(row: tuple[Owner, str]) -> None:
    from .owners import is_method

    assert complaints(row, MEMBERS[row]) == []
    assert is_method(*row) is MEMBERS[row].method


WRONG: dict[tuple[Owner, str], Gives] = {
    (Owner.TENSOR, "numpy"): Gives.TENSOR,
    (Owner.VARIABLE, "value"): Gives.STATE,
    (Owner.VARIABLE, "read_value"): Gives.CUTS,
    (Owner.VARIABLE, "assign"): Gives.TENSOR,
    (Owner.VARIABLE, "assign_add"): Gives.ARGUMENT,
    (Owner.VARIABLE, "is_initialized"): Gives.LEAVES,
    (Owner.KERAS_VARIABLE, "assign"): Gives.STATE,
    (Owner.KERAS_VARIABLE, "assign_add"): Gives.ARGUMENT,
    (Owner.KERAS_VARIABLE, "value"): Gives.TENSOR,
    (Owner.LAYER, "output"): Gives.LEAVES,
    (Owner.MODEL, "predict"): Gives.CUTS,
    (Owner.METRIC, "__call__"): Gives.TENSOR,
}


@pytest.mark.tensorflow
@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("row", WRONG, ids=lambda row: f"{row[0].name}.{row[1]}")
def test_a_wrong_row_is_found(row: tuple[Owner, str]) -> None:
    assert complaints(row, MEMBERS[row]._replace(gives=WRONG[row]))


@pytest.mark.tensorflow
@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("path", sorted(METRICS))
def test_metrics_cut(path: str) -> None:
    import keras
    import tensorflow as tf

    metric: Any = getattr(keras.metrics, path.rpartition(".")[2])
    assert issubclass(metric, keras.metrics.Metric)
    x = tf.constant([1.0, 2.0])
    with tf.GradientTape() as tape:
        tape.watch(x)
        result = eval(CLASSES[path], {"f": metric, "keras": keras, "tf": tf, "x": x})
    assert tf.is_tensor(result)
    assert tape.gradient(result, x) is None
