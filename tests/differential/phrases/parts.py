"""Knows statements that keep the path: loops, branches, containers, helpers."""

from __future__ import annotations

from collections.abc import Callable

from tests.differential.writer import Table, Writer

from .steps import PLAIN, SMOOTH, fill, step
from .values import Value

Part = Callable[[Writer, Value], str]
"""Writes statements that compute something of the same rank, and returns how it is called."""

PARTS: Table[Part] = Table("part")
RESULTS = ("y", "h", "out", "pred", "z", "f", "u", "hidden", "value")
HELPERS = ("f", "forward", "model_fn", "compute", "energy", "net", "predict", "activation")


def _plain(w: Writer, name: str) -> str:
    return fill(w.choose(w.pick(PLAIN, PLAIN, SMOOTH)), name)


@PARTS.add("assignment", 16)
def assignment(w: Writer, value: Value) -> str:
    name = w.name(*RESULTS)
    w.put(f"{name} = {step(w, value).name}")
    return name


@PARTS.add("two assignments", 5)
def rebinding(w: Writer, value: Value) -> str:
    name = w.name(*RESULTS)
    w.put(f"{name} = {step(w, value).name}", f"{name} = {_plain(w, name)}")
    return name


@PARTS.add("augmented", 2)
def augmented(w: Writer, value: Value) -> str:
    name = w.name(*RESULTS)
    w.put(
        f"{name} = {step(w, value).name}",
        f"{name} {w.pick('+=', '*=', '-=')} {w.pick('2.0', '0.5')}",
    )
    return name


@PARTS.add("for range", 3)
def for_range(w: Writer, value: Value) -> str:
    name = w.name(*RESULTS)
    w.put(f"{name} = {step(w, value).name}")
    counter = w.pick("_", "i", "step")
    kind = w.pick(f"for {counter} in range(2):", f"for {counter} in [1, 2, 3]:")
    with w.indented(kind):
        w.put(f"{name} = {_plain(w, name)}")
    return name


@PARTS.add("zip and enumerate", 2)
def for_zip(w: Writer, value: Value) -> str:
    name = w.name("total", "acc", "s")
    head = w.pick("for i, c in enumerate([1.0, 2.0]):", "for c, d in zip([1.0, 2.0], [3.0, 4.0]):")
    w.put(f"{name} = {w.pick('0.0', value.name + ' * 0.0')}")
    with w.indented(head):
        w.put(f"{name} = {name} + c * {step(w, value).name}")
    return name


@PARTS.add("while", 2)
def while_loop(w: Writer, value: Value) -> str:
    name, count = w.name(*RESULTS), w.name("i", "k", "count", "n")
    w.put(f"{name}, {count} = {step(w, value).name}, 0")
    with w.indented(f"while {count} < 2:"):
        w.put(f"{name} = {_plain(w, name)}", f"{count} += 1")
    return name


@PARTS.add("tf.range loop", 1)
def for_tensor_range(w: Writer, value: Value) -> str:
    name = w.name(*RESULTS)
    w.put(f"{name} = {step(w, value).name}")
    with w.indented("for _ in tf.range(2):"):
        w.put(f"{name} = {name} * 0.5")
    return name


@PARTS.add("if on a Python value", 3)
def if_python(w: Writer, value: Value) -> str:
    name = w.name(*RESULTS)
    test = w.pick("True", "False", "len([1, 2]) > 1", "np.pi > 3")
    with w.indented(f"if {test}:"):
        w.put(f"{name} = {step(w, value).name}")
    with w.indented("else:"):
        w.put(f"{name} = {step(w, value).name}")
    return name


@PARTS.add("if on a tensor", 2)
def if_tensor(w: Writer, value: Value) -> str:
    name = w.name(*RESULTS)
    w.put(f"{name} = {step(w, value).name}")
    with w.indented(f"if tf.reduce_sum({name}) > 0.5:"):
        w.put(f"{name} = {name} * 2.0")
    if w.chance(0.5):
        with w.indented("else:"):
            w.put(f"{name} = tf.sin({name})")
    return name


@PARTS.add("conditional expression", 2)
def conditional(w: Writer, value: Value) -> str:
    name = w.name(*RESULTS)
    test = w.pick("True", "False", "1 > 2")
    w.put(f"{name} = {step(w, value).name} if {test} else {step(w, value).name}")
    return name


@PARTS.add("list of terms", 3)
def list_of_terms(w: Writer, value: Value) -> str:
    name = w.name("terms", "losses", "parts", "layers")
    if w.chance(0.5):
        w.put(f"{name} = [{step(w, value).name} for _ in range(2)]")
    else:
        w.put(
            f"{name} = []", f"{name}.append({step(w, value).name})", f"{name}.append({value.name})"
        )
    return w.pick(f"tf.add_n({name})", f"{name}[0]", f"sum({name})", f"({name}[0] + {name}[1])")


@PARTS.add("dict", 2)
def in_dict(w: Writer, value: Value) -> str:
    name, key = w.name("outputs", "results", "cache"), w.pick("loss", "pred", "y")
    if w.chance(0.5):
        w.put(f'{name} = {{"{key}": {step(w, value).name}, "lr": 0.1}}')
    else:
        w.put(f"{name} = {{}}", f'{name}["{key}"] = {step(w, value).name}')
    return f'{name}["{key}"]'


@PARTS.add("unpacking", 2)
def unpacking(w: Writer, value: Value) -> str:
    first, second = w.name(*RESULTS), w.name("aux", "extra", "other")
    w.put(f"{first}, {second} = {step(w, value).name}, {w.pick('1.0', value.name)}")
    return first


@PARTS.add("walrus", 1, eager=True)
def walrus(w: Writer, value: Value) -> str:
    name, result = w.name("mid", "tmp"), w.name(*RESULTS)
    w.put(f"{result} = ({name} := {step(w, value).name}) * 2.0 + {name}")
    return result


@PARTS.add("logging on the side", 2, eager=True)
def logged(w: Writer, value: Value) -> str:
    name = w.name(*RESULTS)
    w.put(f"{name} = {step(w, value).name}")
    w.put(
        w.pick(
            f"print('value', {name}.numpy())",
            f"print(f'{{tf.reduce_sum({name})}}')",
            f"history = [float(tf.reduce_sum({name}))]",
            f"assert np.all(np.isfinite({name}))",
        )
    )
    return name


@PARTS.add("helper function", 6)
def helper(w: Writer, value: Value) -> str:
    function, parameter = w.name(*HELPERS), w.pick("v", "x", "inputs", "q")
    body = _plain(w, parameter)
    signature, call = w.pick(
        (parameter, value.name),
        (f"{parameter}, scale=2.0", value.name),
        (f"{parameter}, *, scale", f"{value.name}, scale=0.5"),
        (f"{parameter}, power=1", f"{parameter}={value.name}"),
    )
    lines = [f"def {function}({signature}):"]
    if w.chance(0.4):
        lines += [f"    hidden = {body}", f"    return {_plain(w, 'hidden')}"]
    else:
        lines.append(f"    return {body}")
    w.define("\n".join(lines))
    name = w.name(*RESULTS)
    w.put(f"{name} = {function}({call})")
    return name


@PARTS.add("higher-order helper", 2)
def higher_order(w: Writer, value: Value) -> str:
    function = w.name("apply", "twice", "compose")
    w.define(f"def {function}(fn, v):\n    return fn(fn(v))")
    name = w.name(*RESULTS)
    w.put(
        f"{name} = {function}({w.pick('tf.sin', 'tf.square', 'lambda s: s * 2.0')}, {value.name})"
    )
    return name


@PARTS.add("lambda", 3)
def lambda_(w: Writer, value: Value) -> str:
    function, name = w.name("fn", "g", "loss_fn", "func"), w.name(*RESULTS)
    w.put(f"{function} = lambda q: {_plain(w, 'q')}", f"{name} = {function}({value.name})")
    return name


@PARTS.add("partial", 1)
def partial(w: Writer, value: Value) -> str:
    w.need("functools")
    function, name = w.name("double", "scaled"), w.name(*RESULTS)
    w.put(f"{function} = functools.partial(tf.multiply, 2.0)", f"{name} = {function}({value.name})")
    return name


@PARTS.add("nested function", 2)
def nested(w: Writer, value: Value) -> str:
    function, name = w.name("inner", "closure", "objective"), w.name(*RESULTS)
    w.put(f"def {function}():", f"    return {step(w, value).name}", f"{name} = {function}()")
    return name


@PARTS.add("object with a method", 3)
def method(w: Writer, value: Value) -> str:
    cls, obj = w.name("Model", "Net", "Layer", "Field"), w.name("model", "net", "layer", "field")
    base = w.pick("", "", "(tf.Module)")
    call = w.pick("__call__", "forward", "loss")
    w.define(
        f"class {cls}{base}:\n"
        f"    def __init__(self, scale=2.0):\n"
        f"        self.scale = scale\n\n"
        f"    def {call}(self, v):\n"
        f"        return self.scale * {_plain(w, 'v')}"
    )
    name = w.name(*RESULTS)
    spelled = f"{cls}()" if w.chance(0.3) else obj
    if spelled == obj:
        w.put(f"{obj} = {cls}()")
    w.put(f"{name} = {spelled}{'' if call == '__call__' else '.' + call}({value.name})")
    return name


@PARTS.add("static method", 1)
def static_method(w: Writer, value: Value) -> str:
    cls, name = w.name("Physics", "Ops", "Losses"), w.name(*RESULTS)
    w.define(f"class {cls}:\n    @staticmethod\n    def apply(v):\n        return {_plain(w, 'v')}")
    w.put(f"{name} = {cls}.apply({value.name})")
    return name


@PARTS.add("map", 1)
def mapped(w: Writer, value: Value) -> str:
    name = w.name(*RESULTS)
    w.put(f"{name}, _ = map(tf.square, [{value.name}, {value.name}])")
    return name


@PARTS.add("tf.cond", 2)
def tf_cond(w: Writer, value: Value) -> str:
    name = w.name(*RESULTS)
    arms = f"lambda: {step(w, value).name}, lambda: {value.name} * 1.0"
    w.put(f"{name} = tf.cond(tf.reduce_sum({value.name}) > 0.0, {arms})")
    return name


@PARTS.add("tf.while_loop", 0.5)
def tf_while(w: Writer, value: Value) -> str:
    name = w.name(*RESULTS)
    w.put(
        f"_, {name} = tf.while_loop(lambda i, a: i < 2,"
        f" lambda i, a: (i + 1, a * 2.0), [0, {value.name} * 1.0])"
    )
    return name


@PARTS.add("custom gradient", 1)
def custom_gradient(w: Writer, value: Value) -> str:
    function, name = w.name("clip_grad", "reverse", "ste"), w.name(*RESULTS)
    w.define(
        f"@tf.custom_gradient\ndef {function}(v):\n"
        f"    def grad(upstream):\n        return {w.pick('-upstream', 'upstream * 2.0')}\n\n"
        f"    return {w.pick('v * 1.0', 'tf.round(v)')}, grad"
    )
    w.put(f"{name} = {function}({value.name})")
    return name


@PARTS.add("tf.function helper", 0.7)
def traced(w: Writer, value: Value) -> str:
    function, name = w.name(*HELPERS), w.name(*RESULTS)
    w.define(f"@tf.function\ndef {function}(v):\n    return {_plain(w, 'v')}")
    w.put(f"{name} = {function}({value.name})")
    return name


@PARTS.add("tf.py_function", 0.7, eager=True)
def py_function(w: Writer, value: Value) -> str:
    name = w.name(*RESULTS)
    w.put(f"{name} = tf.py_function(lambda a: a * a, [{value.name}], tf.float32)")
    return name


@PARTS.add("scope", 1)
def scope(w: Writer, value: Value) -> str:
    name = w.name(*RESULTS)
    with w.indented(w.pick('with tf.name_scope("loss"):', 'with tf.device("/CPU:0"):')):
        w.put(f"{name} = {step(w, value).name}")
    return name


@PARTS.add("try", 1)
def tried(w: Writer, value: Value) -> str:
    name = w.name(*RESULTS)
    with w.indented("try:"):
        w.put(f"{name} = {step(w, value).name}")
    with w.indented("except ValueError:"):
        w.put(f"{name} = {value.name}")
    return name


@PARTS.add("ndarray factor", 1)
def array_factor(w: Writer, value: Value) -> str:
    name, array = w.name(*RESULTS), w.name("mask", "weights", "noise")
    shape = {0: "np.float32(2.0)", 1: "np.ones(3, np.float32)", 2: "np.ones((2, 2), np.float32)"}
    w.put(f"{array} = {shape[value.rank]}", f"{name} = {array} * {value.name}")
    return name


@PARTS.add("map_fn", 0.3)
def map_fn(w: Writer, value: Value) -> str:
    name = w.name(*RESULTS)
    w.put(f"{name} = tf.map_fn(lambda e: e * e, tf.stack([{value.name}, {value.name}]))[0]")
    return name
