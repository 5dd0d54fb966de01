"""What calls of libraries for data give, against TensorFlow."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tapelint import libraries
from tapelint.data_libraries import batches, data
from tapelint.state import State
from tapelint.tapes import Arguments
from tapelint.values import Constant, Detached, Product, Sequence, Stream, only


def _said(path: str, **keywords: str) -> object:
    named = tuple((name, frozenset({Constant(value)})) for name, value in keywords.items())
    return only(data(path, Arguments(keywords=named), State({})) or frozenset())


DATASET = Product(libraries.DATASET)


@pytest.mark.tensorflow
def test_datasets(tmp_path: Path) -> None:
    import tensorflow as tf

    for label in ("a", "b"):
        (tmp_path / label).mkdir()
        for i in range(4):
            image = tf.io.encode_png(tf.zeros([2, 2, 3], tf.uint8))
            tf.io.write_file(str(tmp_path / label / f"{i}.png"), image)
            (tmp_path / label / f"{i}.txt").write_text("word")
    table = tmp_path / "table.csv"
    table.write_text("x,y\n1,2\n3,4\n")
    utils: Any = tf.keras.utils
    made = {
        "tensorflow.data.TFRecordDataset": tf.data.TFRecordDataset("no such file"),
        "tensorflow.data.TextLineDataset": tf.data.TextLineDataset("no such file"),
        "tensorflow.data.FixedLengthRecordDataset": tf.data.FixedLengthRecordDataset("no", 3),
        "tensorflow.data.experimental.CsvDataset": tf.data.experimental.CsvDataset("no", [0.0]),
        "tensorflow.data.experimental.make_csv_dataset": tf.data.experimental.make_csv_dataset(
            str(table), 2
        ),
        "keras.utils.image_dataset_from_directory": utils.image_dataset_from_directory(tmp_path),
        "keras.preprocessing.image_dataset_from_directory": (
            tf.keras.preprocessing.image_dataset_from_directory(tmp_path)
        ),
        "keras.utils.text_dataset_from_directory": utils.text_dataset_from_directory(tmp_path),
        "keras.utils.timeseries_dataset_from_array": utils.timeseries_dataset_from_array(
            tf.range(10), None, 3
        ),
    }
    assert [path for path, each in made.items() if not isinstance(each, tf.data.Dataset)] == []
    assert [path for path in made if _said(path) != DATASET] == []
    both = utils.image_dataset_from_directory(tmp_path, validation_split=0.5, subset="both", seed=1)
    assert [isinstance(each, tf.data.Dataset) for each in both] == [True, True]
    told = _said("keras.utils.image_dataset_from_directory", subset="both")
    assert told == Sequence((frozenset({DATASET}), frozenset({DATASET})))


@pytest.mark.tensorflow
def test_batches_of_arrays() -> None:
    import numpy as np
    import tensorflow as tf

    generator = tf.keras.preprocessing.image.ImageDataGenerator()
    of_images = next(generator.flow(np.ones((4, 2, 2, 3)), np.ones(4)))
    of_dataset = next(tf.data.Dataset.from_tensors((1.0, 2)).as_numpy_iterator())
    for given in (of_images, of_dataset):
        assert all(isinstance(each, np.ndarray | np.generic) for each in given)
    arrays = Stream(frozenset({Detached()}), staged=None)
    path = "keras.preprocessing.image.ImageDataGenerator"
    assert only(batches(path, "flow") or frozenset()) == arrays
    assert only(batches(libraries.DATASET, "as_numpy_iterator") or frozenset()) == arrays
    assert batches(path, "standardize") is None


def test_what_is_given_matters() -> None:
    tensors = Arguments((frozenset({Product("unknown")}),))
    data_of = Arguments((frozenset({Detached(data=True)}),))
    assert data("sklearn.utils.shuffle", tensors, State({})) is None
    assert data("sklearn.utils.shuffle", data_of, State({})) is not None
    assert data("pandas.read_csv", tensors, State({})) is not None
    assert data("sklearn.datasets.make_moons", tensors, State({})) is not None
    assert data("somewhere.read_csv", data_of, State({})) is None
    assert data("pandas.read_pickle", tensors, State({})) is None
