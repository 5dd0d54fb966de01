"""Scenes of a class of which nothing in sight makes an object; what its methods use, it is given.

Some attributes are set in more places than `__init__`.
"""

from __future__ import annotations

from tests.differential.writer import Table, Writer

from .asks import ask
from .scenes import SCENES
from .tapes import opened

LOSSES: Table[str] = Table("loss of a trainer")
LOSSES.extend("tf.keras.losses.MeanSquaredError()", "Losses().squares", weight=3)
LOSSES.extend("tf.keras.losses.mean_squared_error", "second_of", "made_loss(rate)", "None")
MODELS: Table[str] = Table("model of a trainer")
MODELS.extend("made(units)", "self.make()", weight=2)
MODELS.extend("Net()", "shared", "made(3) if rate else shared")
OTHERS: Table[str] = Table("another attribute of a trainer")
OTHERS.extend("tf.Variable(1.5)", "self.model", "made(3)", weight=2)
OTHERS.extend("tf.Variable(1.5, trainable=False)", "scale", "tf.ones([3])")
SETTING: Table[str] = Table("method of a trainer that sets")
SETTING.extend("self.loss = second_of", "self.model = shared", "self.other = scale")
SETTING.extend("self.model.add(tf.keras.layers.Dense(3))", "self.rate = 2.0")
FROM_OUTSIDE: Table[str] = Table("trainer that is set from outside")
FROM_OUTSIDE.extend("", weight=5)
FROM_OUTSIDE.extend("{it}.loss = second_of", "{it}.model = shared", 'setattr({it}, "other", scale)')
FROM_OUTSIDE.extend("{it}.change()", "Trainer.loss = second_of", "{it}.unused = scale")
INSIDE: Table[str] = Table("output of a trainer")
INSIDE.extend("self.model({v})", weight=4)
INSIDE.extend("self.model(tf.stop_gradient({v}))", "self.model({v}) * tf.reduce_sum(self.weight)")
INSIDE.extend("tf.constant(self.model({v}).numpy())", "self.call({v})")
SOURCES = [
    ["self.model.trainable_variables"], ["self.model.trainable_variables"], ["self.weight"],
    ["self.model.trainable_variables", "self.weight"], ["self.other"], ["self.model.variables"],
]  # fmt: skip


def _around(w: Writer) -> None:
    """What the class uses."""
    w.put("batch = tf.ones([2, 3])", "scale = tf.Variable(0.5)")
    with w.indented("def made(units):"):
        w.put("layers = [tf.keras.Input((3,)), tf.keras.layers.Dense(units)]")
        w.put("return tf.keras.Sequential(layers)")
    with w.indented("def second_of(one, other):"):
        w.put("return other")
    with w.indented("def made_loss(rate):"):
        w.put("return lambda one, other: tf.reduce_sum(one * rate - other)")
    with w.indented("class Losses:"), w.indented("def __init__(self):"):
        w.put("self.squares = tf.keras.losses.MeanSquaredError()")
    with w.indented("class Net(tf.keras.Model):"):
        with w.indented("def __init__(self):"):
            w.put("super().__init__()", "self.inner = tf.keras.layers.Dense(3)")
        with w.indented("def call(self, inputs):"):
            w.put("return self.inner(inputs)")
    w.put("shared = made(3)", "shared(batch)")


def _init(w: Writer, base: str) -> None:
    with w.indented("def __init__(self, units=3, rate=0.1):"):
        w.put(*(["super().__init__()"] if base else []))
        w.put(f"self.model = {w.choose(MODELS)}")
        lines = [f"self.loss = {w.choose(LOSSES)}", f"self.other = {w.choose(OTHERS)}"]
        w.put(*w.pick(lines, lines[::-1]))
        w.put("self.weight = tf.Variable(1.5)", "self.rate = rate")
        if w.chance(0.2):
            with w.indented("if units > 4:"):
                w.put(f"self.loss = {w.choose(LOSSES)}")
        if w.chance(0.1):
            w.put("self.change()")


def _step(w: Writer) -> None:
    with w.indented("def step(self, given, wanted):"):
        out = w.choose(INSIDE).format(v="given")
        before, after = w.chance(0.3), w.chance(0.3)
        loss = w.pick("self.loss({y}, out)", "self.loss({y}, out)", "tf.reduce_mean({y} - out)")
        loss = f"loss = {loss.format(y=w.pick('wanted', 'batch', 'tf.zeros([2, 3])'))}"
        if before:
            w.put(f"out = {out}")
        with opened(w) as tape:
            w.put(*([] if before else [f"out = {out}"]), *([] if after else [loss]))
            if before and after:
                w.put("pass")
        if after:
            w.put(loss)
        ask(w, tape, "loss", w.pick(*SOURCES))


@SCENES.add("trainers", 4)
def trainers(w: Writer) -> None:
    _around(w)
    base = w.pick("", "", "(tf.keras.Model)", "(tf.Module)")
    with w.indented(f"class Trainer{base}:"):
        _init(w, base)
        with w.indented("def make(self):"):
            w.put("return made(3)")
        with w.indented("def call(self, inputs):"):
            w.put("return self.model(inputs)")
        with w.indented("def change(self):"):
            w.put(w.choose(SETTING) if w.chance(0.4) else "pass")
        _step(w)
    made = w.pick('type("Derived", (Trainer,), {})()', "Trainer()") if not base else "Trainer()"
    w.put(f"trainer = {made}")
    outside = w.choose(FROM_OUTSIDE).format(it="trainer")
    w.put(*([outside] if outside else []))
    with w.indented("try:"):
        w.put("trainer.step(batch, batch * 0.5)")
    with w.indented("except (AttributeError, TypeError, ValueError) as error:"):
        w.put("print(type(error).__name__)")
