"""TensorFlow confirms every row of the tables, and every row has a sample."""

from __future__ import annotations

import pytest

from tapelint.libraries import canonical
from tapelint.operations import OPERATIONS, DType, Effect, lookup
from tapelint.operations.names import ALIASES

from .samples import SAMPLES

SECOND_NAMES = {
    f"{other}.{name}": f"{module}.{name}"
    for other, module, names in ALIASES
    for name in names.split()
}
ROWS = sorted(set(OPERATIONS) - set(SECOND_NAMES))


def test_every_row_has_a_sample_and_every_sample_a_row() -> None:
    assert sorted(SAMPLES) == ROWS


def test_paths_are_canonical() -> None:
    assert [path for path in OPERATIONS if canonical(path) != path] == []


def test_the_rest_is_unknown() -> None:
    assert lookup("tensorflow.no_such_function") is None
    assert lookup(ROWS[0]) is OPERATIONS[ROWS[0]]


@pytest.mark.tensorflow
@pytest.mark.filterwarnings("ignore")  # of the libraries, about what the samples do
@pytest.mark.parametrize("path", ROWS)
def test_tensorflow_agrees(path: str) -> None:
    from .verdict import complaints

    assert list(complaints(path, OPERATIONS[path], SAMPLES[path])) == []


WRONG = {
    "tensorflow.math.sin": {"effect": Effect.CUTS},
    "tensorflow.round": {"effect": Effect.CONNECTS},
    "tensorflow.sign": {"effect": Effect.CONNECTS},
    "tensorflow.math.is_nan": {"effect": Effect.CUTS},
    "tensorflow.cast": {"effect": Effect.CONNECTS},
    "tensorflow.reshape": {"effect": Effect.SAME},
    "tensorflow.split": {"effect": Effect.CONNECTS},
    "tensorflow.linspace": {"dtype": DType.SAME_AS_INPUT},
    "tensorflow.argmax": {"dtype": DType.FLOAT},
    "tensorflow.zeros": {"otherwise": DType.INTEGER},
    "tensorflow.where": {"carries": ("condition", "x", "y")},
    "tensorflow.gather": {"carries": None},
    "tensorflow.clip_by_value": {"carries": ("t",)},
    "tensorflow.scatter_nd": {"parameters": ("updates", "indices")},
    "numpy.sin": {"effect": Effect.CONNECTS},
    "numpy.argmax": {"dtype": DType.FLOAT},
}


@pytest.mark.tensorflow
@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("path", WRONG)
def test_a_wrong_row_is_found(path: str) -> None:
    from .verdict import complaints

    wrong = OPERATIONS[path]._replace(**WRONG[path])
    sample = SAMPLES[SECOND_NAMES.get(path, path)]
    assert list(complaints(path, wrong, sample))


@pytest.mark.tensorflow
def test_second_names_are_the_same_function() -> None:
    from .observe import function_of

    others = [a for a, b in SECOND_NAMES.items() if function_of(a) is not function_of(b)]
    assert others == []
