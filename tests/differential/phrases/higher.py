"""Scenes of higher derivatives: nested tapes, right and wrong."""

from __future__ import annotations

from tests.differential.writer import Writer

from .asks import Ask, ask, assigned
from .places import placed
from .scenes import SCENES, bound, names, unwatched
from .steps import step
from .tapes import constructor, opened, watch
from .values import Value, constant, variable

LINEAR = ("{v} * 3.0", "2.0 * {v} + 1.0", "{v} / 4.0", "{v} - 5.0")


def _source(w: Writer) -> Value:
    return w.pick(variable, variable, constant)(w, w.pick(0, 0, 1))


def _smooth(w: Writer, value: Value) -> str:
    name = w.name("y", "u", "f", "energy", "loss")
    first = step(w, value, smooth=True)
    if w.chance(0.3):
        middle = w.name("h", "hidden")
        w.put(f"{middle} = {first.name}")
        first = step(w, value.spelled(middle), smooth=True)
    w.put(f"{name} = {first.name}")
    return name


def _first(
    w: Writer, tape: str, target: str, source: str, cause: str = "", method: str = "gradient"
) -> str:
    """A derivative under a name, as one uses it for the next one."""
    return assigned(w, Ask(tape, target, (source,), cause, method))


@SCENES.add("second order", 5)
def second_order(w: Writer) -> None:
    with placed(w, [_source(w)]) as here:
        x = here[0].name
        with opened(w) as outer:
            watch(w, outer, unwatched(here))
            with opened(w) as inner:
                watch(w, inner, unwatched(here))
                target = _smooth(w, here[0])
                inside = w.chance(0.2)
                if inside:
                    slope = _first(w, inner, target, x)
            if not inside:
                slope = _first(w, inner, target, x)
            if w.chance(0.3):
                slope = bound(w, step(w, Value(slope, 0), smooth=True).name)
        ask(w, outer, slope, [x], method="jacobian" if w.chance(0.04) else "gradient")


@SCENES.add("second order outside", 6)
def second_order_outside(w: Writer) -> None:
    with placed(w, [_source(w)]) as here:
        x = here[0].name
        with opened(w, w.chance(0.3)) as outer:
            watch(w, outer, unwatched(here))
            with opened(w, w.chance(0.2)) as inner:
                watch(w, inner, unwatched(here))
                target = _smooth(w, here[0])
        slope = _first(w, inner, target, x)
        if w.chance(0.3):
            slope = bound(w, w.pick("{} * 2.0", "tf.reduce_sum({})", "tf.square({})").format(slope))
        ask(w, outer, slope, [x], "outside-outer")


@SCENES.add("two tapes in one with", 2)
def two_in_one(w: Writer) -> None:
    right = w.chance(0.5)
    with placed(w, [_source(w)]) as here:
        x = here[0].name
        first, second = w.name("t1", "tape1", "outer"), w.name("t2", "tape2", "inner")
        head = f"with {constructor(w, persistent=False)} as {first}, "
        with w.indented(f"{head}{constructor(w, persistent=False)} as {second}:"):
            watch(w, first, unwatched(here))
            watch(w, second, unwatched(here))
            target = _smooth(w, here[0])
            if right:
                slope = _first(w, second, target, x)
        if not right:
            slope = _first(w, second, target, x)
        ask(w, first, slope, [x], "" if right else "outside-outer")


@SCENES.add("second derivative of something linear", 2)
def linear(w: Writer) -> None:
    with placed(w, [_source(w)]) as here:
        x = here[0].name
        with opened(w) as outer:
            watch(w, outer, unwatched(here))
            with opened(w) as inner:
                watch(w, inner, unwatched(here))
                w.put(f"line = {w.pick(*LINEAR).replace('{v}', x)}")
            slope = _first(w, inner, "line", x)
        ask(w, outer, slope, [x], "linear")


@SCENES.add("watched by one of two tapes", 2)
def watched_by_one(w: Writer) -> None:
    with placed(w, [constant(w, w.pick(0, 1))]) as here:
        x = here[0].name
        with opened(w) as outer:
            with opened(w) as inner:
                watch(w, inner, here)
                target = _smooth(w, here[0])
            slope = _first(w, inner, target, x)
        ask(w, outer, slope, [x], "unwatched")


@SCENES.add("only the outer tape watches", 1.5)
def watched_by_outer(w: Writer) -> None:
    with placed(w, [constant(w, w.pick(0, 1))]) as here:
        x = here[0].name
        with opened(w) as outer:
            watch(w, outer, here)
            with opened(w) as inner:
                target = _smooth(w, here[0])
            slope = _first(w, inner, target, x, "unwatched")
        if w.chance(0.5):
            ask(w, outer, slope, [x], "argument")
        else:
            ask(w, outer, target, [x])


@SCENES.add("third order", 2.5)
def third_order(w: Writer) -> None:
    wrong = w.pick("", "", "outside-outer")
    with placed(w, [_source(w)]) as here:
        x = here[0].name
        with opened(w, w.chance(0.3)) as third:
            watch(w, third, unwatched(here))
            with opened(w) as second:
                watch(w, second, unwatched(here))
                with opened(w) as first:
                    watch(w, first, unwatched(here))
                    target = _smooth(w, here[0])
                slope = _first(w, first, target, x)
            if not wrong:
                curve = _first(w, second, slope, x)
        if wrong:
            curve = _first(w, second, slope, x)
        ask(w, third, curve, [x], wrong)


@SCENES.add("mixed partials", 2.5)
def mixed_partials(w: Writer) -> None:
    values = [variable(w, 0), variable(w, 0)]
    wrong = w.pick("", "outside-outer")
    with placed(w, values) as here:
        x, y = names(here)
        with opened(w, w.chance(0.4)) as outer:
            with opened(w, persistent=True) as inner:
                target = bound(
                    w, w.pick("tf.sin({0}) * {1} ** 3", "tf.exp({0} * {1})").format(x, y)
                )
            if not wrong:
                slope = _first(w, inner, target, x)
        if wrong:
            slope = _first(w, inner, target, x)
            _first(w, inner, target, y)
        ask(w, outer, slope, [y] if w.chance(0.6) else [x, y], wrong)


@SCENES.add("derivative by a function", 3)
def by_function(w: Writer) -> None:
    value = _source(w)
    function = w.name("first_derivative", "df", "grad_f")
    wrong = w.pick("", "", "outside-outer")
    body = step(w, Value("v", value.rank), smooth=True).name
    w.define(
        f"def {function}(v):\n    with tf.GradientTape() as inner:\n        inner.watch(v)\n"
        f"        y = {body}\n    return inner.gradient(y, v)"
    )
    with placed(w, [value]) as here:
        x = here[0].name
        if wrong:
            w.put(f"slope = {function}({x})")
        with opened(w) as outer:
            watch(w, outer, unwatched(here))
            w.put(*([f"slope = {function}({x})"] if not wrong else []))
            w.put(*([f"other = {x} * 2.0"] if wrong else []))
        ask(w, outer, "slope", [x], wrong)


@SCENES.add("nested derivative functions", 1.5)
def nested_functions(w: Writer) -> None:
    value = _source(w)
    f, first, second = w.name("f", "fn", "func"), w.name("df", "d1"), w.name("d2f", "d2")
    body = step(w, Value("v", value.rank), smooth=True).name
    w.define(f"def {f}(v):\n    return {body}")
    for outer, inner in ((first, f), (second, first)):
        w.define(
            f"def {outer}(v):\n    with tf.GradientTape() as tape:\n        tape.watch(v)\n"
            f"        y = {inner}(v)\n    return tape.gradient(y, v)"
        )
    with placed(w, [value]) as here:
        w.put(f"print({second}({here[0].name}))")


@SCENES.add("persistent tape, its own second order", 2)
def own_second_order(w: Writer) -> None:
    right = w.chance(0.5)
    with placed(w, [_source(w)]) as here:
        x = here[0].name
        with opened(w, persistent=True) as tape:
            watch(w, tape, unwatched(here))
            target = _smooth(w, here[0])
            if right:
                slope = _first(w, tape, target, x)
        if not right:
            slope = _first(w, tape, target, x)
        ask(w, tape, slope, [x], "" if right else "outside-outer")


@SCENES.add("forward before the outer block", 1.5)
def forward_before(w: Writer) -> None:
    direct = w.chance(0.5)
    with placed(w, [variable(w, 0)]) as here:
        x = here[0].name
        with opened(w) as inner:
            target = _smooth(w, here[0])
        with opened(w) as outer:
            slope = _first(w, inner, target, x)
            w.put(f"final = {slope} * {x if direct else '2.0'}")
        ask(w, outer, "final", [x], "" if direct else "inner-before-outer")


@SCENES.add("gradient penalty", 2)
def gradient_penalty(w: Writer) -> None:
    weights, point = variable(w, 1), constant(w, 1)
    late = w.chance(0.4)
    with placed(w, [weights, point]) as here:
        by, x = names(here)
        with opened(w) as outer:
            with opened(w) as inner:
                w.put(f"{inner}.watch({x})", f"score = tf.reduce_sum(tf.tanh({by} * {x}))")
            slope = "" if late else _first(w, inner, "score", x)
            w.put(*([f"penalty = (tf.norm({slope}) - 1.0) ** 2"] if not late else []))
        if late:
            slope = _first(w, inner, "score", x)
            w.put(f"penalty = (tf.norm({slope}) - 1.0) ** 2")
        ask(w, outer, "penalty", [by], "outside-outer" if late else "")


@SCENES.add("PINN residual", 3)
def pinn(w: Writer) -> None:
    x = w.name("x", "t", "x_f", "coords")
    weight = w.name("w", "kernel", "theta")
    place_of_second = w.pick("in", "in", "after")
    w.put(f"{x} = tf.linspace(0.1, 1.0, 5)", f"{weight} = tf.Variable(0.5)")
    network = w.name("u_net", "network", "ansatz")
    w.define(f"def {network}(x, w):\n    return tf.sin(w * x) + x ** 3")
    values = [Value(weight, 0, True, weight), Value(x, 1, False, x)]
    with placed(w, values) as here:
        w_name, x_name = names(here)
        with opened(w) as loss_tape:
            with opened(w, persistent=True) as outer:
                w.put(f"{outer}.watch({x_name})")
                with opened(w, w.chance(0.3)) as inner:
                    w.put(f"{inner}.watch({x_name})", f"u = {network}({x_name}, {w_name})")
                if place_of_second == "in":
                    slope = _first(w, inner, "u", x_name)
            if place_of_second != "in":
                slope = _first(w, inner, "u", x_name)
            cause = "" if place_of_second == "in" else "outside-outer"
            curve = _first(w, outer, slope, x_name, cause)
            residual = f"{curve} + u" if not cause else "u"
            w.put(f"residual = tf.reduce_mean(tf.square({residual}))")
        ask(w, loss_tape, "residual", [w_name])


@SCENES.add("Hessian", 1.5)
def hessian(w: Writer) -> None:
    late = w.chance(0.4)
    with placed(w, [variable(w, 1)]) as here:
        x = here[0].name
        with opened(w) as outer:
            with opened(w) as inner:
                w.put(f"y = tf.reduce_sum({x} ** 3)")
            slope = "" if late else _first(w, inner, "y", x)
        if late:
            slope = _first(w, inner, "y", x)
        ask(w, outer, slope, [x], "outside-outer" if late else "", method="jacobian")
