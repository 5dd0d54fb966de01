"""Scenes of what tapes are given: wrong arguments, options, names that tapes do not have."""

from __future__ import annotations

from tests.differential.writer import Table, Writer

from .asks import ask
from .places import placed
from .scenes import SCENES, bound, names, path, some_values, unwatched, walked
from .steps import step
from .tapes import constructor, opened, watch
from .values import Value, constant, variable

TARGETS: Table[str] = Table("wrong target")
TARGETS.extend(
    "{y}.numpy()",
    "float({y})",
    "np.square({y})",
    "None",
    "[{y}, None]",
    "np.array([1.0])",
    "print({y})",
    "3.0",
    eager=True,
)
SOURCES: Table[str] = Table("wrong source")
SOURCES.extend(
    "{x}.numpy()",
    "3.0",
    "np.ones(2)",
    "None",
    "'x'",
    "[{x}, 1.0]",
    "(v for v in [{x}])",
    "map(tf.identity, [{x}])",
    "lambda: {x}",
    eager=True,
)
WATCHED: Table[str] = Table("wrong watch")
WATCHED.extend("3.0", "np.ones(3)", "[1.0, 2.0]", "None", "np.float32(2.0)", eager=True)


@SCENES.add("wrong target", 3)
def wrong_target(w: Writer) -> None:
    values = [variable(w, 0)]
    with placed(w, values) as here:
        if w.graph:
            w.put("pass")
            return
        with opened(w) as tape:
            target = walked(w, here, number=True).name
        wrong = w.choose(TARGETS).format(y=target)
        if w.chance(0.4):
            w.put(f"number = {wrong}")
            wrong = "number"
        ask(w, tape, wrong, names(here), "argument")


@SCENES.add("wrong target from the block", 1.5)
def wrong_target_inside(w: Writer) -> None:
    values = [variable(w, 1)]
    with opened(w) as tape:
        target = path(w, values)
        wrong = w.pick("np.square({})", "{}.numpy()", "float(tf.reduce_sum({}))", "np.sum({})")
        w.put(f"loss = {wrong.format(target)}")
    ask(w, tape, "loss", names(values), "argument")


@SCENES.add("loss without return", 1.5)
def without_return(w: Writer) -> None:
    function = w.name("loss_fn", "objective", "criterion")
    w.define(f"def {function}(v):\n    result = tf.square(v)\n    print('loss')")
    with placed(w, [variable(w, 0)]) as here:
        with opened(w) as tape:
            w.put(f"loss = {function}({here[0].name})")
        ask(w, tape, "loss", names(here), "argument")


@SCENES.add("wrong source", 2.5)
def wrong_source(w: Writer) -> None:
    values = [variable(w, 0)]
    with opened(w) as tape:
        target = path(w, values)
    ask(w, tape, target, [w.choose(SOURCES).format(x=values[0].name)], "argument")


@SCENES.add("wrong watch", 1.5)
def wrong_watch(w: Writer) -> None:
    values = [variable(w, 0)]
    with placed(w, values) as here:
        with opened(w) as tape:
            with w.indented("try:"):
                w.put(f"{tape}.watch({w.choose(WATCHED) if not w.graph else '3.0'})")
            with w.indented("except ValueError as error:"):
                w.put("print('not a tensor')")
            target = path(w, here)
        ask(w, tape, target, names(here))


@SCENES.add("unknown member", 1.5)
def unknown_member(w: Writer) -> None:
    values = [variable(w, 0)]
    with opened(w, plain=True) as tape:
        target = path(w, values)
    with w.indented("try:"):
        w.put(f"{tape}.{w.pick('gradients', 'grad', 'backward')}({target}, {values[0].name})")
    with w.indented("except AttributeError:"):
        w.put("print('no such method')")
    ask(w, tape, target, names(values))


@SCENES.add("unknown keyword", 1.5)
def unknown_keyword(w: Writer) -> None:
    with w.indented("try:"):
        word = w.pick("persistant=True", "persist=True", "watch_accessed_variable=False")
        w.put(f"tape = tf.GradientTape({word})")
    with w.indented("except TypeError:"):
        w.put("tape = tf.GradientTape(persistent=True)")
    values = [variable(w, 0)]
    with w.indented("with tape:"):
        target = path(w, values)
    ask(w, "tape", target, names(values))


@SCENES.add("class not called", 1.5)
def not_called(w: Writer) -> None:
    with w.indented("try:"), w.indented("with tf.GradientTape as tape:"):
        w.put("y = tf.constant(1.0)")
    with w.indented("except TypeError:"):
        w.put("print('forgot the parentheses')")


@SCENES.add("zeros for None", 3)
def zeros(w: Writer) -> None:
    cause = w.pick("", "after-block", "before-block", "unwatched", "unrelated")
    values = [constant(w, 0) if cause == "unwatched" else variable(w, 0), variable(w, 0)]
    zero = w.pick(
        "unconnected_gradients=tf.UnconnectedGradients.ZERO",
        'unconnected_gradients="zero"',
    )
    with placed(w, values) as here:
        asked = names(here)[:1]
        if cause == "before-block":
            w.put(f"early = {here[0].name} * 2.0")
        with opened(w) as tape:
            start = {"unrelated": here[1], "before-block": Value("early", 0)}.get(cause, here[0])
            target = path(w, [start])
        if cause == "after-block":
            target = bound(w, f"{target} * 2.0")
        ask(w, tape, target, asked, cause, options=zero)


@SCENES.add("output gradients", 1.5)
def output_gradients(w: Writer) -> None:
    values = some_values(w, most=1)
    with placed(w, values) as here:
        with opened(w) as tape:
            watch(w, tape, unwatched(here))
            target = walked(w, here)
        weights = w.pick("tf.ones_like({})", "2.0 * tf.ones_like({})").format(target.name)
        ask(w, tape, target.name, names(here), options=f"output_gradients={weights}")


@SCENES.add("watched variables as sources", 1.5)
def watched_variables(w: Writer) -> None:
    values = [variable(w, 0), variable(w, 0)]
    with placed(w, values) as here:
        with opened(w, plain=True) as tape:
            target = path(w, here)
        w.put(f"print({tape}.gradient({target}, {tape}.watched_variables()))")


@SCENES.add("nested containers", 1.5)
def containers(w: Writer) -> None:
    cause = w.pick("", "", "after-block")
    params = w.name("params", "weights", "model")
    w.put(f'{params} = {{"w": tf.Variable(2.0), "b": [tf.Variable(1.0), tf.Variable(0.5)]}}')
    with placed(w, [Value(params, 0, True, params)]) as here:
        of = here[0].name
        with opened(w) as tape:
            w.put(f'pred = {of}["w"] ** 2 + {of}["b"][0] * {of}["b"][1]')
        sources = w.pick(of, f'[{of}["w"], *{of}["b"]]', f'list({of}["b"])', f'{of}["b"]')
        target = step(w, Value("pred", 0)).name if cause else "pred"
        ask(w, tape, target, [sources], cause, plain=True)


@SCENES.add("dataclass", 1.5)
def dataclass(w: Writer) -> None:
    w.need("dataclasses")
    cls = w.name("Params", "Config", "State")
    w.define(f"@dataclasses.dataclass\nclass {cls}:\n    w: tf.Variable\n    rate: float = 0.1")
    right = w.chance(0.5)
    w.put(f"p = {cls}(tf.Variable({w.pick('2.0', '[1.0, 2.0, 3.0]')}))")
    with opened(w) as tape:
        target = path(w, [Value("p.w", 0)])
    if not right:
        target = f"{target} * p.rate"
    ask(w, tape, target, ["p.w"], "" if right else "after-block")


@SCENES.add("value and gradient", 2)
def value_and_gradient(w: Writer) -> None:
    function = w.name("value_and_grad", "loss_and_grads", "evaluate")
    value = w.pick(variable, constant)(w, w.pick(0, 1))
    watched = value.watched or w.chance(0.7)
    told = [] if value.watched or not watched else ["        tape.watch(v)"]
    mark = "" if watched else "  # cause: unwatched"
    w.define(
        "\n".join(
            [
                f"def {function}(fn, v):",
                f"    with {constructor(w, persistent=False)} as tape:",
                *told,
                "        y = fn(v)",
                f"    return y, tape.gradient(y, v){mark}",
            ]
        )
    )
    body = step(w, Value("s", value.rank)).name
    with placed(w, [value]) as here:
        w.put(f"loss, grad = {function}(lambda s: {body}, {here[0].name})")


@SCENES.add("branches of a traced function", 1.5)
def traced_branches(w: Writer) -> None:
    function, x = w.name("branchy", "piecewise"), w.name("x", "w")
    w.put(f"{x} = tf.Variable(2.0)")
    persistent = w.chance(0.5)
    test = w.pick("flag", "tf.reduce_sum(y) > 1.0")
    cause = "" if persistent or test == "flag" else "  # cause: spent"
    made = "tf.GradientTape(persistent=True)" if persistent else "tf.GradientTape()"
    w.define(
        f"@tf.function\ndef {function}(x, flag=True):\n    with {made} as tape:\n"
        f"        y = x * x\n    if {test}:\n        g = tape.gradient(y, x)\n"
        f"    else:\n        g = tape.gradient(y, x){cause}\n    return g"
    )
    caught = w.chance(0.7)
    with w.indented("try:" if caught else "if True:"):
        w.put(f"print({function}({x}))")
    if caught:
        with w.indented("except Exception:"):
            w.put("print('failed')")


@SCENES.add("loop of a traced function", 1.5)
def traced_loop(w: Writer) -> None:
    function, x = w.name("train_loop", "iterate"), w.name("x", "w")
    w.put(f"{x} = tf.Variable(2.0)")
    over = w.pick("tf.range(3)", "range(3)")
    w.define(
        f"@tf.function\ndef {function}():\n    for _ in {over}:\n"
        f"        with tf.GradientTape() as tape:\n            y = {x} ** 2\n"
        f"        {x}.assign_sub(0.1 * tape.gradient(y, {x}))\n    return {x}.read_value()"
    )
    w.put(f"print({function}())")


@SCENES.add("default argument", 1.5)
def default_argument(w: Writer) -> None:
    function, x = w.name("energy", "potential"), variable(w, 0)
    wrong = w.chance(0.4)
    here = f"v={x.root}"
    w.put(f"def {function}({here}):", f"    return {step(w, Value('v', 0)).name}")
    if wrong:
        w.put("early = " + f"{function}()")
    with opened(w) as tape:
        w.put("out = early * 2.0" if wrong else f"out = {function}()")
    ask(w, tape, "out", [x.root], "before-block" if wrong else "")


@SCENES.add("generator of batches", 1.5)
def generator(w: Writer) -> None:
    function, x = w.name("batches", "stream"), variable(w, 0)
    w.define(f"def {function}():\n    for k in (1.0, 2.0):\n        yield tf.constant(k)")
    with w.indented(f"for batch in {function}():"):
        with opened(w) as tape:
            w.put(f"loss = tf.square({x.root} * batch)")
        right = w.chance(0.6)
        ask(w, tape, "loss", [x.root if right else "batch"], "" if right else "unwatched")


@SCENES.add("double precision", 1.5)
def double_precision(w: Writer) -> None:
    name = w.name("x64", "xd", "w64")
    w.put(f"{name} = tf.Variable({w.pick('np.array([1.0, 2.0])', '2.0, dtype=tf.float64')})")
    with opened(w) as tape:
        w.put(f"y = {name} ** 2", f"z = tf.cast(y, {w.pick('tf.float32', 'tf.float64')})")
    ask(w, tape, w.pick("z", "z", "y"), [name])
