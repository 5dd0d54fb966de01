"""Scenes whose code has a shape of its own: recursion, inheritance, properties, decorators."""

from __future__ import annotations

from tests.differential.writer import Writer

from .asks import ask
from .cuts import blocked
from .places import placed
from .scenes import SCENES, bound, names, path, some_values, unwatched
from .steps import step
from .tapes import constructor, opened, watch
from .values import Value, constant, variable


@SCENES.add("global variable rebound in a function", 2)
def global_rebound(w: Writer) -> None:
    value, function = variable(w, 0), w.name("update", "sgd_step", "one_step")
    right = w.chance(0.5)
    update = f"{value.name}.assign_sub(0.1 * grad)"
    rebinding = f"{value.name} = {value.name} - 0.1 * (0.0 if grad is None else grad)"
    mark = "" if right else "  # cause: rebound"
    w.put(f"def {function}():")
    with w.indented():
        w.put(f"global {value.name}")
        with opened(w, plain=True) as tape:
            w.put(f"loss = {step(w, value).name}")
        w.put(f"grad = {tape}.gradient(loss, {value.name}){mark}", update if right else rebinding)
    w.put("", f"{function}()", f"{function}()")


@SCENES.add("recursion", 1.5)
def recursion(w: Writer) -> None:
    function, value = w.name("power", "repeat", "unroll"), w.pick(variable, constant)(w, 0)
    watched = value.watched or w.chance(0.5)
    w.define(
        f"def {function}(v, n):\n    if n == 0:\n        return v\n"
        f"    return {step(w, Value(f'{function}(v, n - 1)', 0)).name}"
    )
    with placed(w, [value]) as here:
        with opened(w) as tape:
            watch(w, tape, unwatched(here) if watched else [])
            w.put(f"y = {function}({here[0].name}, 2)")
        ask(w, tape, "y", names(here), "" if watched else "unwatched")


@SCENES.add("nth derivative by recursion", 1.5)
def nth_derivative(w: Writer) -> None:
    function, x = w.name("nth_derivative", "diff"), variable(w, 0)
    order, linear = w.pick(1, 2, 3), w.chance(0.2)
    mark = "  # cause: linear" if linear else ""
    w.define(
        f"def {function}(fn, x, n):\n    if n == 0:\n        return fn(x)\n"
        f"    with tf.GradientTape() as tape:\n        y = {function}(fn, x, n - 1)\n"
        f"    return tape.gradient(y, x){mark}"
    )
    fn = "lambda s: 2.0 * s" if linear else w.pick("tf.sin", "lambda s: s ** 5", "tf.exp")
    w.put(f"print({function}({fn}, {x.name}, {2 if linear else order}))")


@SCENES.add("inheritance", 1.5)
def inheritance(w: Writer) -> None:
    base, child = w.name("Base", "Problem"), w.name("Poisson", "Heat", "Child")
    cause = w.pick("", "no-gradient")
    good = step(w, Value("self.w", 0)).name
    body = blocked(w, Value("self.w", 0)) if cause else good
    mark = f"  # cause: {cause}" if cause else ""
    w.define(
        f"class {base}:\n    def __init__(self):\n        self.w = tf.Variable(2.0)\n\n"
        f"    def loss(self):\n        raise NotImplementedError\n\n"
        f"    def grad(self):\n        with {constructor(w, persistent=False)} as tape:\n"
        f"            value = self.loss()\n        return tape.gradient(value, self.w){mark}"
    )
    w.define(f"class {child}({base}):\n    def loss(self):\n        return {body}")
    w.put(f"print({child}().grad())")


@SCENES.add("property", 1.5)
def property_(w: Writer) -> None:
    cls = w.name("Energy", "Potential", "System")
    cause = w.pick("", "", "after-block")
    w.define(
        f"class {cls}:\n    def __init__(self):\n        self.x = tf.Variable(1.5)\n\n"
        f"    @property\n    def value(self):\n        return {step(w, Value('self.x', 0)).name}"
    )
    w.put(f"system = {cls}()")
    with opened(w) as tape:
        w.put("e = system.value")
    ask(w, tape, "system.value" if cause else "e", ["system.x"], cause)


@SCENES.add("decorator", 1.5)
def decorator(w: Writer) -> None:
    w.need("functools")
    name, function = w.name("with_grad", "differentiated"), w.name("loss_fn", "objective", "cost")
    value = w.pick(variable, constant)(w, 0)
    watched = value.watched or w.chance(0.5)
    told = "" if value.watched or not watched else "            tape.watch(v)\n"
    mark = "" if watched else "  # cause: unwatched"
    w.define(
        f"def {name}(fn):\n    @functools.wraps(fn)\n    def wrapper(v):\n"
        f"        with {constructor(w, persistent=False)} as tape:\n{told}"
        f"            y = fn(v)\n        return y, tape.gradient(y, v){mark}\n\n    return wrapper"
    )
    w.define(f"@{name}\ndef {function}(v):\n    return {step(w, Value('v', 0)).name}")
    w.put(f"loss, grad = {function}({value.name})")


@SCENES.add("early return", 1.5)
def early_return(w: Writer) -> None:
    function, value = w.name("maybe_grad", "fast_path"), variable(w, 0)
    second = w.chance(0.5)
    mark = "  # cause: spent" if second else ""
    w.define(
        f"def {function}(v, quick):\n    with {constructor(w, persistent=False)} as tape:\n"
        f"        y = {step(w, Value('v', 0)).name}\n    if quick:\n"
        f"        {'g' if second else 'return'}{' = ' if second else ' '}tape.gradient(y, v)\n"
        f"    return tape.gradient(y, v){mark}"
    )
    flags = w.pick("True", "False") if not second else "True"
    call = f"print({function}({value.name}, {flags}))"
    if second:
        w.put("try:", f"    {call}", "except RuntimeError:", "    print('once only')")
    else:
        w.put(call)


@SCENES.add("starred arguments", 1.5)
def starred(w: Writer) -> None:
    function = w.name("grads_of", "differentiate_all")
    late = w.chance(0.4)
    mark = "  # cause: after-block" if late else ""
    w.define(
        f"def {function}(fn, *args, **options):\n"
        f"    with tf.GradientTape(**options) as tape:\n        tape.watch(args)\n"
        f"        y = fn(*args)\n    return tape.gradient({'-y' if late else 'y'}, args){mark}"
    )
    values = [constant(w, 0), constant(w, 0)]
    options = w.pick("", "", ", persistent=True")
    w.put(f"print({function}(lambda a, b: a * b, {', '.join(names(values))}{options}))")


@SCENES.add("dict of parameters", 2)
def parameters(w: Writer) -> None:
    params = w.name("params", "weights")
    persistent = w.chance(0.6)
    w.put(f'{params} = {{"w": tf.Variable(2.0), "b": tf.Variable(1.0)}}')
    with opened(w, persistent) as tape:
        w.put(f'loss = ({params}["w"] * 3.0 + {params}["b"]) ** 2')
    mark = "" if persistent else "  # cause: spent"
    with w.indented(f"for name, var in {params}.items():"):
        w.put(f"slope = {tape}.gradient(loss, var){mark}", "var.assign_sub(0.1 * slope)")


@SCENES.add("module", 2)
def module(w: Writer) -> None:
    cls = w.name("Dense", "Affine", "Policy")
    cause = w.pick("", "", "nothing-watched")
    off = "watch_accessed_variables=False" if cause or w.chance(0.3) else ""
    w.define(
        f"class {cls}(tf.Module):\n    def __init__(self, name=None):\n"
        f"        super().__init__(name=name)\n        self.w = tf.Variable([[0.5], [1.5]])\n"
        f"        self.b = tf.Variable([0.1])\n\n"
        f"    def __call__(self, x):\n        return x @ self.w + self.b"
    )
    w.put(f"layer = {cls}()")
    with opened(w, options=off) as tape:
        w.put(*([f"{tape}.watch(layer.trainable_variables)"] if off and not cause else []))
        w.put("loss = tf.reduce_sum(layer(tf.ones([3, 2])) ** 2)")
    ask(w, tape, "loss", ["layer.trainable_variables"], cause, plain=True)


@SCENES.add("list of functions", 1.5)
def list_of_functions(w: Writer) -> None:
    value = variable(w, 0)
    fns = w.name("terms", "fns", "losses")
    w.put(f"{fns} = [tf.sin, tf.square, lambda s: s ** 3]")
    outside = w.chance(0.4)
    with placed(w, [value]) as here, w.indented(f"for fn in {fns}:"):
        x = here[0].name
        with opened(w, plain=True) as tape:
            w.put(f"y = {f'{x} * 2.0' if outside else f'fn({x})'}")
        ask(w, tape, "fn(y)" if outside else "y", [x], "after-block" if outside else "")


@SCENES.add("two reasons", 2)
def two_reasons(w: Writer) -> None:
    value = constant(w, w.pick(0, 1))
    with placed(w, [value]) as here:
        before = bound(w, step(w, here[0]).name)
        with opened(w) as tape:
            lost = bound(w, blocked(w, Value(before, value.rank)))
        target = bound(w, f"{lost} * 2.0") if w.chance(0.5) else lost
        ask(w, tape, target, names(here), "several")


@SCENES.add("tape deleted", 1.5)
def deleted(w: Writer) -> None:
    values = some_values(w, most=2)
    with placed(w, values) as here:
        with opened(w, persistent=True, plain=True) as tape:
            watch(w, tape, unwatched(here))
            target = path(w, here)
        ask(w, tape, target, names(here)[:1], plain=True)
        ask(w, tape, target, names(here), plain=True)
        w.put(f"del {tape}")


@SCENES.add("optimizer on variables", 1.5)
def optimizer(w: Writer) -> None:
    values = [variable(w, 0), variable(w, 0)]
    spelled = ", ".join(names(values))
    late = w.chance(0.4)
    w.put(f"opt = tf.keras.optimizers.{w.pick('SGD(0.1)', 'Adam(0.01)')}")
    with w.indented("for _ in range(2):"):
        with opened(w, plain=True) as tape:
            target = path(w, values, parts=1)
        if late:
            target = bound(w, f"{target} * 2.0")
        mark = "  # cause: after-block" if late else ""
        w.put(f"grads = {tape}.gradient({target}, [{spelled}]){mark}")
        guard = "if grads[0] is not None:" if late else "if True:"
        w.put(guard, f"    opt.apply_gradients(zip(grads, [{spelled}]))")


@SCENES.add("match", 1.5)
def match(w: Writer) -> None:
    value, mode = variable(w, 0), w.name("mode", "activation_name")
    w.put(f"{mode} = {w.pick(repr('sin'), repr('square'), repr('none'))}")
    with placed(w, [value]) as here:
        x = here[0].name
        with opened(w) as tape, w.indented(f"match {mode}:"):
            w.put('case "sin":', f"    y = tf.sin({x})")
            w.put('case "square":', f"    y = tf.square({x})")
            w.put("case _:", f"    y = {x} * 1.0")
        ask(w, tape, "y", [x])
