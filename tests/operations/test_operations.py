"""TensorFlow confirms every row of the tables, and every row has a sample."""

from __future__ import annotations

import pytest

from tapelint.libraries import canonical
from tapelint.operations import OPERATIONS, lookup
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


@pytest.mark.tensorflow
def test_second_names_are_the_same_function() -> None:
    from .observe import function_of

    others = [a for a, b in SECOND_NAMES.items() if function_of(a) is not function_of(b)]
    assert others == []
