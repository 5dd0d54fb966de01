"""Models of Keras that a program puts together, and derivatives by the variables of one of them."""

from __future__ import annotations

from tests.differential.writer import Table, Writer

from .asks import ask
from .scenes import SCENES
from .tapes import opened

LAYERS: Table[str] = Table("layer of a model")
"""Layers that take and give three numbers for each row; `{other}` is a model that does so too."""
LAYERS.extend("Dense(3)", 'Dense(3, activation="tanh")', weight=4)
LAYERS.extend("LeakyReLU()", "Dropout(0.1)", "BatchNormalization()", "Reshape((3,))")
LAYERS.extend("Dense(3, activation=lambda v: v * scale)", "Lambda(lambda v: v + scale)", weight=0.5)
WAYS: Table[str] = Table("way of making a model")
"""`{name}` is made of the layers `{a}` and `{b}`; `{first}` knows the shape of what comes in."""
WAYS.extend(
    "{name} = tf.keras.Sequential([tf.keras.Input((3,)), {a}, {b}])",
    "{name} = tf.keras.Sequential([{a}, {b}])",
    "{name} = tf.keras.Sequential()\n{name}.add({first})\n{name}.add({b})",
    "{name} = tf.keras.Sequential()\n{name}.add({a})\n{name}.add({b})",
    "{name} = tf.keras.Sequential([tf.keras.Input((3,))])\n"
    "for _ in range(2):\n    {name}.add({a})\n{name}.add({b})",
    "given = tf.keras.Input((3,))\n{name} = tf.keras.Model(given, {b}({a}(given)))",
    "given = tf.keras.Input((3,))\nout = {a}(given)\nout = {b}(out)\n"
    "{name} = tf.keras.Model(inputs=given, outputs=out)",
    weight=3,
)
WAYS.extend(
    "def make_{name}():\n    made = tf.keras.Sequential()\n    made.add({first})\n"
    "    made.add({b})\n    return made\n\n{name} = make_{name}()",
    "def make_{name}():\n    given = tf.keras.Input((3,))\n"
    "    return tf.keras.Model(given, {b}({a}(given)))\n\n{name} = make_{name}()",
    "base = tf.keras.Sequential([tf.keras.Input((3,)), {a}, tf.keras.layers.Dense(3)])\n"
    "{name} = tf.keras.models.clone_model(base)",
    "given = tf.keras.Input((3,))\n"
    "{name} = tf.keras.models.clone_model(tf.keras.Model(given, {b}({a}(given))))",
    weight=2,
)
OWN: Table[str] = Table("body of the call of a layer of the file")
"""The class has `self.inner`, a layer, `self.factor`, a number, and `self.gain`, a variable."""
OWN.extend(
    "return inputs + tf.random.normal(tf.shape(inputs)) * self.factor",
    "return self.inner(inputs) + inputs",
    "hidden = self.inner(inputs)\nreturn tf.nn.tanh(hidden) * self.factor",
    "return inputs",
    "return tf.stop_gradient(inputs)",
    weight=3,
)
OWN.extend(
    "return self.inner(inputs) if training else inputs",
    "if training:\n    return inputs * 2.0\nreturn tf.identity(inputs)",
    "return inputs * scale",
    "return inputs * self.gain",
    "self.factor = scale\nreturn inputs * self.factor",
    "self.add_loss(tf.reduce_sum(inputs))\nreturn inputs * 2.0",
    "rows = [row * self.factor for row in tf.unstack(inputs, axis=1)]\n"
    "return tf.stack(rows, axis=1)",
    "return helped(self, inputs)",
)
FIELDS: Table[str] = Table("attribute of a layer of the file")
FIELDS.extend("self.inner = tf.keras.layers.Dense(3)", "self.factor = 0.5", weight=4)
FIELDS.extend(
    "self.gain = tf.Variable(1.5)",
    'self.gain = self.add_weight(shape=(), initializer="ones")',
    "self.inner = shared",
    "self.inner = [tf.keras.layers.Dense(3)][0]",
    "self.inner = tf.keras.Sequential([tf.keras.layers.Dense(3)])",
    "self.inner = abs",
)
CHANGED: Table[str] = Table("attribute set from outside")
CHANGED.extend("own.factor = scale", "own.inner = shared", "own.gain = scale", "Own.factor = scale")
MODULE: Table[str] = Table("attribute of a module of the file")
MODULE.extend(
    "self.w = tf.Variable(tf.ones([3, 3]))",
    "self.parts = [tf.Variable(1.5), tf.Variable(tf.zeros([3]))]",
    weight=3,
)
MODULE.extend(
    "self.w = tf.Variable(2.0, trainable=False)",
    "self.inner = inner",
    'self.parts = {"w": tf.Variable(1.5), "v": scale}',
    "self.parts = [inner]",
    "self.inner = tf.keras.layers.Dense(3)",
    "self.w = scale",
)
PASSES: Table[str] = Table("body of the call of a module")
PASSES.extend(
    "return inputs * tf.reduce_sum(self.trainable_variables[0])",
    "return tf.tanh(inputs * sum(tf.reduce_sum(v) for v in self.trainable_variables))",
    "return inputs * tf.reduce_sum(self.w)",
    "self.w = tf.Variable(1.0)\nreturn inputs * self.w",
    "return inputs * tf.stop_gradient(self.w)",
    "return inputs if self.inner is None else self.inner(inputs)",
)
MADE: Table[str] = Table("modules made")
MADE.extend("Net()", weight=3)
MADE.extend("Net({other})", "Net(scale)", "Net(Net())", "made_net()", "made_net()")
LATER: Table[str] = Table("model made longer")
LATER.extend("", weight=8)
LATER.extend("{name}.extra = scale", "{name}.extra = {a}", weight=0.5)
LATER.extend("{name}.add({a})", "{name}.pop()", "{name}.add({a})\n{name}.pop()", "{name}(batch)")
CALLS: Table[str] = Table("way of calling a model")
CALLS.extend("{name}({v})", "{name}({v}, training=True)", weight=4)
CALLS.extend(
    "tf.stop_gradient({name}({v}))",
    "tf.constant({name}({v}).numpy())",
    "{name}.layers[0]({v})",
    "{name}({v}) * 2.0",
)
LOSSES: Table[str] = Table("loss of a model")
LOSSES.extend("tf.reduce_mean({out})", "tf.reduce_sum({out} ** 2)", weight=4)
LOSSES.extend(
    "tf.reduce_mean({out}) + sum(tf.reduce_sum(v) for v in {one}.trainable_variables)",
    "tf.reduce_mean(tf.keras.losses.mean_squared_error(batch, {out}))",
    "tf.reduce_mean({out}) + tf.reduce_mean({one}(batch))",
)


def _layer(w: Writer, known: list[str]) -> str:
    if known and w.chance(0.3):
        return w.pick(*known)
    text = "tf.keras.layers." + w.choose(LAYERS)
    return text.replace("lambda v", "lambda v, scale=scale") if w.chance(0.3) else text


def _module(w: Writer) -> None:
    """The class `Net` of a module, and a function that makes one."""
    with w.indented("class Net(tf.Module):"):
        with w.indented("def __init__(self, inner=None):"):
            w.put("super().__init__()", "self.inner = self.w = None")
            w.put("self.bias = tf.Variable(0.5)")  # A model without variables is none.
            w.put(*(w.choose(MODULE) for _ in range(w.pick(1, 1, 2, 3))))
        if w.chance(0.2):
            w.put("@tf.function")
        with w.indented("def __call__(self, inputs, training=None):"):
            w.put(*w.choose(PASSES).splitlines())
    with w.indented("def made_net():"):
        w.put("return Net()")


def _model(w: Writer, known: list[str]) -> str:
    name = w.name("generator", "critic", "encoder", "decoder", "net")
    modules = [each for each in known if each.startswith("Net(")]
    if modules:
        other = w.pick("None", *modules)
        w.put(f"{name} = {w.choose(MADE).format(other=other)}")
        return name
    a, b = _layer(w, known), _layer(w, known)
    first = f"tf.keras.layers.Dense(3, {w.pick('input_shape=(3,)', 'input_dim=3')})"
    for line in w.choose(WAYS).format(name=name, a=a, b=b, first=first).splitlines():
        w.put(line)
    return name


def _class(w: Writer) -> None:
    """The class `Own` of a layer."""
    with w.indented("def helped(layer, inputs):"):
        w.put(w.pick("return inputs * 2.0", "return inputs * scale", "return layer.inner(inputs)"))
    with w.indented("class Own(tf.keras.layers.Layer):"):
        with w.indented("def __init__(self):"):
            w.put("super().__init__()", "self.gain = self.factor = 1.5")
            w.put("self.inner = tf.keras.layers.ReLU()")
            w.put(*(w.choose(FIELDS) for _ in range(w.pick(1, 1, 2, 3))))
        body = w.choose(OWN)
        training = ", training=None" if "training" in body or w.chance(0.3) else ""
        with w.indented(f"def call(self, inputs{training}):"):
            w.put(*body.splitlines())


@SCENES.add("models", 5)
def models(w: Writer) -> None:
    w.put("batch = tf.ones([2, 3])", "scale = tf.Variable(0.5)")
    known, own = [], w.chance(0.4)
    if own or w.chance(0.3):
        w.put("shared = tf.keras.layers.Dense(3)")
        known = ["shared"]
    if not own and w.chance(0.3):
        _module(w)
        known = ["Net()"]
    if own:
        _class(w)
        known = [*w.pick([], known), *w.pick(["Own()"], ["Own()"], ["own"])]
        if "own" in known:
            w.put("own = Own()")
    one = _model(w, known)
    other = _model(w, [*known, *([one] if w.chance(0.4) else [])])
    for name in (one, other):
        later = w.choose(LATER).format(name=name, a=_layer(w, known))
        if not later:
            continue
        with w.indented("try:"):
            w.put(*later.splitlines())
        with w.indented("except (AttributeError, TypeError, ValueError) as error:"):
            w.put("print(type(error).__name__)")
    if "own" in known and w.chance(0.3):
        w.put(w.choose(CHANGED))
    before = w.chance(0.4)
    inner = w.choose(CALLS).format(name=one, v="batch")
    if before:
        w.put(f"made = {inner}")
    with opened(w) as tape:
        if not before:
            w.put(f"made = {inner}")
        out = w.choose(CALLS).format(name=other, v=w.pick("made", "made", "batch"))
        w.put(f"loss = {w.choose(LOSSES).format(out=out, one=w.pick(one, other))}")
    lists = [f"{name}.{w.pick('trainable_variables', 'trainable_weights', 'variables')}"
             for name in (one, other)]  # fmt: skip
    sources = w.pick(
        [lists[0]], [lists[0]], [lists[1]], lists, ["scale"], [f"{lists[0]}[:1]"],
        [f"[*{lists[0]}, *{lists[1]}]"], [f"list({lists[0]})"], [f"{lists[1]} + [scale]"],
        [f"{lists[0]} + {lists[1]}"], [f"({lists[0]} + {lists[1]})[-1:]"], [f"{lists[0]}[1:]"],
    )  # fmt: skip
    ask(w, tape, "loss", sources)
