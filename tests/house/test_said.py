"""What the documentation says that TensorFlow says is what TensorFlow says."""

from __future__ import annotations

import warnings
from pathlib import Path

import pytest

from tapelint.rule import Rule, Symptom, all_rules
from tapelint.said import AFTER_NONE, SECTION, pattern, rules_behind, texts

FIXTURES = Path(__file__).parents[2] / "fixtures"
RAISING = [rule for rule in all_rules() if rule.symptom is Symptom.RAISES]
FIXTURE_OF = {FIXTURES / "rules" / f"{rule.code}.py": rule for rule in RAISING}


def measured(rule: Rule) -> list[str]:
    """The texts without those of versions that are not at hand."""
    return [text for text in texts(rule) if f"Older versions: `{text}`" not in rule.doc]


@pytest.mark.tensorflow
@pytest.mark.parametrize("path", FIXTURE_OF, ids=lambda path: path.stem)
def test_each_text_is_said_where_the_fixture_is_marked(path: Path) -> None:
    from tests.oracle.observed import observe

    rule = FIXTURE_OF[path]
    lines = path.read_text(encoding="utf-8").split("\n")
    said = [
        f"{outcome.errors[0]}: {outcome.message}"
        for (_, number), columns in observe(path).record.outcomes.items()
        if f"# {rule.code}" in lines[number - 1]
        for outcomes in columns.values()
        for outcome in outcomes
        if outcome.errors
    ]
    known = measured(rule)
    assert known
    for text in known:
        error = text.partition(": ")[0]
        assert any(it.startswith(error) and pattern(text).search(it) for it in said), text


def uses_of_none():
    """What programs do with a gradient that turns out to be None."""
    import tensorflow as tf

    a, b = tf.Variable([1.0]), tf.Variable([1.0])
    gradient = None

    def differentiated_again():
        with tf.GradientTape() as tape:
            pass
        tape.gradient(gradient, a)

    sgd = tf.keras.optimizers.SGD
    return (
        lambda: sgd().apply_gradients([(gradient, a)]),
        lambda: sgd().apply_gradients([(gradient, a), (tf.ones(1), b)]),
        lambda: tf.reduce_sum(gradient),
        lambda: 0.1 * gradient,
        lambda: gradient * 0.1,
        lambda: gradient.numpy(),  # noqa: PLW0108 - only reading it fails
        lambda: gradient.shape,
        lambda: gradient[0],
        differentiated_again,
    )


@pytest.mark.tensorflow
def test_what_is_said_of_a_gradient_that_is_none() -> None:
    said = []
    for use in uses_of_none():
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            try:
                use()
            except Exception as error:  # noqa: BLE001 - whatever it is
                said.append(f"{type(error).__name__}: {error}")
        said += [f"{it.category.__name__}: {it.message}" for it in caught]
    assert len(said) == len(AFTER_NONE)
    for text, it in zip(AFTER_NONE, said, strict=True):
        assert it.startswith(text.partition(": ")[0])
        assert pattern(text).search(it)


def codes(said: str) -> list[str]:
    return [rule.code for rule in rules_behind(said)]


NONE = [rule.code for rule in all_rules() if rule.symptom is Symptom.GIVES_NONE]


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("GradientTape.gradient can only be called once on non-persistent", ["TAP101", "TAP114"]),
        ("No gradients provided for any variable", NONE),
        ("no gradients provided", NONE),
        ("'GradientTape' object has no attribute 'gradients'", ["TAP106"]),
        ("Tape is still recording", ["TAP103"]),
        ("gradients do not exist for variables", NONE),
        ("'KerasTensor' object has no attribute '_id'", ["TAP108", "TAP109"]),
        ("expected an indented block after 'with' statement", []),
        ("'list' object has no attribute 'append_all'", []),
    ],
)
def test_the_rules_behind_a_text(said: str, expected: list[str]) -> None:
    assert codes(said) == expected


def test_the_rules_behind_a_traceback() -> None:
    said = """Traceback (most recent call last):
  File "train.py", line 9, in <module>
    optimizer.apply_gradients(zip(grads, variables))
  File "base_optimizer.py", line 344, in apply_gradients
    self.apply(grads, trainable_variables)
ValueError: No gradients provided for any variable.
"""
    assert codes(said) == NONE


def test_every_rule_that_raises_says_how() -> None:
    assert [rule.code for rule in RAISING if SECTION not in rule.doc] == []
