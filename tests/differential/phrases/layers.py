"""Layers and models whose classes are in the program: what `call` does, and where it is called."""

from __future__ import annotations

from tests.differential.writer import Table, Writer

from .asks import ask
from .parts import PARTS
from .scenes import SCENES
from .steps import PLAIN, fill
from .tapes import opened
from .values import Value

BASES = ("tf.keras.layers.Layer", "tf.keras.layers.Layer", "tf.keras.Model")
CALLS: Table[str] = Table("call")
"""Bodies of `call(self, v, training=None)` that keep the path; `{out}` is one more step."""
CALLS.extend("return {out}", weight=4)
CALLS.extend(
    "self.seen = v\nreturn {out}",
    "self.seen = {out}\nreturn self.seen",
    "self.count = self.count + 1\nreturn {out}",
    "if training:\n    return v * 2.0\nreturn {out}",
    "if self.count > 0:\n    return tf.stop_gradient(v)\nreturn {out}",
    "v = {out}\nreturn v",
    "return self.helper({out})",
    "return self.parts[0]({out})",
    "return v",
    "outs = [{out}, v]\nreturn outs[0]",
    "with tf.name_scope('own'):\n    return {out}",
)
WAYS: Table[str] = Table("way of calling")
"""How a layer is called that is made by `{made}`."""
WAYS.extend("{layer}({v})", weight=4)
WAYS.extend(
    "{layer}({v}, training=True)",
    "{layer}({v}, training=False)",
    "{layer}.call({v})",
    "{layer}(v={v})",
    "{layer}({layer}({v}))",
    "[{layer}][0]({v})",
)
WEIGHTS: Table[str] = Table("weight of a layer")
"""Where `self.w` is made."""
WEIGHTS.extend("self.w = tf.Variable(0.5)\n", weight=3)
WEIGHTS.extend(
    """self.w = None

    def build(self, shape):
        self.w = tf.Variable(0.5)
""",
    """
    def build(self, shape):
        super().build(shape)
        self.w = self.add_weight(shape=(), initializer="ones")
""",
)
HEAD = """\
class {cls}({base}):
    def __init__(self):
        super().__init__()
        self.count, self.seen = 0, None
        self.parts = [tf.identity]
        {weight}
    def helper(self, v):
        return v * 1.5

    def call(self, v, training=None):
"""


def layer(w: Writer, body: str) -> str:
    """Define a class with this `call` and write the line that makes one; the name of that."""
    cls, name = w.name("Block", "Net", "Scale", "Unit"), w.name("layer", "net", "block")
    lines = [f"        {line}" for line in body.splitlines()]
    weight = w.choose(WEIGHTS)
    base = w.pick(*BASES) if "super().build" not in weight else BASES[0]
    w.define(HEAD.format(cls=cls, base=base, weight=weight) + "\n".join(lines))
    w.put(f"{name} = {cls}()")
    return name


def _call(w: Writer) -> str:
    return w.choose(CALLS).replace("{out}", fill(w.choose(PLAIN), "v"))


@PARTS.add("layer of the file", 2, eager=True)
def of_the_file(w: Writer, value: Value) -> str:
    name = layer(w, _call(w))
    return w.choose(WAYS).format(layer=name, v=value.name)


@SCENES.add("layer of the file", 4)
def by_its_weight(w: Writer) -> None:
    cause = w.pick("", "", "after-block", "before-block", "no-gradient", "unrelated")
    used = {"no-gradient": "tf.stop_gradient(v * self.w)", "unrelated": "v * 2.0"}
    name = layer(w, f"v = {used.get(cause, 'v * self.w')}\n{_call(w)}")
    called = w.choose(WAYS).format(layer=name, v="tf.constant([1.0, 2.0])")
    if cause == "before-block":
        w.put(f"out = {called}")
    with opened(w) as tape:
        w.put("loss = tf.reduce_sum(out)" if cause == "before-block" else f"loss = {called}")
    target = called if cause == "after-block" else "loss"
    ask(w, tape, target, [f"{name}.w"], cause)
