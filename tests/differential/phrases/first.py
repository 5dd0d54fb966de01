"""Scenes of first derivatives: right ones, and those whose path from source to target is lost."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from tests.differential.writer import Writer

from .asks import ask
from .cuts import blocked, leaving, written
from .places import placed
from .scenes import SCENES, bound, more, names, path, some_values, unwatched, walked
from .steps import PLAIN, fill, same, step
from .tapes import opened, watch
from .values import VARIABLE_NAMES, Value, constant, frozen, integer, variable


def _method(w: Writer) -> str:
    return "jacobian" if w.chance(0.03) else "gradient"


def _options(w: Writer) -> str:
    if w.chance(0.93):
        return ""
    return w.pick(
        'unconnected_gradients="zero"',
        "unconnected_gradients=tf.UnconnectedGradients.ZERO",
        "unconnected_gradients=tf.UnconnectedGradients.NONE",
    )


@SCENES.add("first order", 16)
def first_order(w: Writer) -> None:
    values = some_values(w)
    with placed(w, values) as here:
        persistent = w.chance(0.25)
        with opened(w, persistent) as tape:
            watch(w, tape, unwatched(here))
            target = path(w, here)
            inside = w.chance(0.06)
            if inside:
                ask(w, tape, target, names(here))
        if not inside:
            ask(w, tape, target, names(here), method=_method(w), options=_options(w))
        if persistent and w.chance(0.6):
            ask(w, tape, target, names(here)[:1])


@SCENES.add("several targets", 3)
def several_targets(w: Writer) -> None:
    values = some_values(w, most=2)
    with placed(w, values) as here:
        with opened(w) as tape:
            watch(w, tape, unwatched(here))
            first, second = path(w, here), path(w, here)
        spelled = w.pick("[{0}, {1}]", "({0}, {1})", '{{"a": {0}, "b": {1}}}', "[{0}, [{1}]]")
        ask(w, tape, spelled.format(first, second), names(here))


@SCENES.add("intermediate as source", 4)
def intermediate(w: Writer) -> None:
    values = some_values(w, most=1)
    wrong = w.chance(0.3) and not values[0].watched
    with placed(w, values) as here:
        with opened(w) as tape:
            if not wrong:
                watch(w, tape, unwatched(here))
            middle = bound(w, step(w, here[0]).name)
            target = path(w, [Value(middle, here[0].rank)])
        ask(w, tape, target, [middle], "unwatched" if wrong else "")


@SCENES.add("same tensor after the block", 3)
def same_after(w: Writer) -> None:
    values = some_values(w)
    with placed(w, values) as here:
        with opened(w) as tape:
            watch(w, tape, unwatched(here))
            target = bound(w, step(w, walked(w, here)).name)
        again = same(w, Value(target, 0)) if not w.graph else target
        if w.chance(0.5) and again != target:
            again = _named(w, again)
        ask(w, tape, again, names(here))


def _named(w: Writer, expression: str) -> str:
    name = w.name("final", "alias", "result")
    w.put(f"{name} = {expression}")
    return name


@SCENES.add("target is source", 2)
def target_is_source(w: Writer) -> None:
    values = some_values(w, most=1)
    with placed(w, values) as here:
        with opened(w) as tape:
            path(w, here)
        ask(w, tape, here[0].name, names(here))


@SCENES.add("target after the block", 6)
def after_block(w: Writer) -> None:
    values = some_values(w)
    with placed(w, values) as here:
        with opened(w, w.chance(0.2)) as tape:
            watch(w, tape, unwatched(here))
            value = walked(w, here)
        if w.chance(0.5):
            ask(w, tape, more(w, value.name, value.rank), names(here), "after-block")
        else:
            ask(w, tape, fill(w.choose(PLAIN), value.name), names(here), "after-block")


@SCENES.add("expression in the call, in the block", 1.5)
def expression_inside(w: Writer) -> None:
    values = some_values(w)
    with placed(w, values) as here, opened(w) as tape:
        watch(w, tape, unwatched(here))
        value = walked(w, here)
        ask(w, tape, step(w, value).name, names(here))


@SCENES.add("all of it after the block", 1.5)
def all_after(w: Writer) -> None:
    values = some_values(w)
    with placed(w, values) as here:
        with opened(w) as tape:
            watch(w, tape, unwatched(here))
            w.put("pass")
        ask(w, tape, path(w, here), names(here), "after-block")


@SCENES.add("target before the block", 4)
def before_block(w: Writer) -> None:
    values = some_values(w)
    with placed(w, values) as here:
        before = walked(w, here)
        with opened(w) as tape:
            watch(w, tape, unwatched(here))
            target = before.name if w.chance(0.3) else more(w, before.name, before.rank)
            w.put(*(["pass"] if target == before.name else []))
        ask(w, tape, target, names(here), "before-block")


@SCENES.add("not watched", 6)
def not_watched(w: Writer) -> None:
    source = constant(w, w.pick(0, 1, 2))
    others = [variable(w, source.rank)] if w.chance(0.4) else []
    with placed(w, [source, *others]) as here:
        with opened(w, w.chance(0.2)) as tape:
            if w.chance(0.2):
                w.put(f"{tape}.watch({w.pick('tf.identity({})', '{} * 1.0').format(here[0].name)})")
            target = path(w, here)
        asked = here if w.chance(0.4) else here[:1]
        ask(w, tape, target, names(asked), "unwatched", method=_method(w), options=_options(w))


@SCENES.add("watched late", 5)
def watched_late(w: Writer) -> None:
    source = constant(w, w.pick(0, 1, 2))
    with placed(w, [source]) as here:
        inside = w.chance(0.6)
        with opened(w) as tape:
            target = path(w, here)
            if inside:
                watch(w, tape, here)
        if not inside:
            watch(w, tape, here)
        ask(w, tape, target, names(here), "late-watch")


@SCENES.add("watched late, but recorded for another", 1.5)
def watched_late_connected(w: Writer) -> None:
    values = [constant(w, 0), variable(w, 0)]
    with placed(w, values) as here:
        with opened(w) as tape:
            target = bound(
                w, w.pick("{} * {}", "{} + {}", "tf.multiply({}, {})").format(*names(here))
            )
            w.put(f"{tape}.watch({here[0].name})")
        ask(w, tape, target, names(here))


@SCENES.add("watched between two uses", 1.5)
def watched_between(w: Writer) -> None:
    source = constant(w, 0)
    with placed(w, [source]) as here:
        with opened(w) as tape:
            first = bound(w, step(w, here[0]).name)
            watch(w, tape, here)
            target = bound(w, f"{first} * {here[0].name}")
        ask(w, tape, target, names(here))


@SCENES.add("accessed variables off", 3)
def accessed_off(w: Writer) -> None:
    rank = w.pick(0, 1)
    values = [variable(w, rank), variable(w, rank)]
    wrong = w.pick("", "nothing-watched", "nothing-watched")
    off = w.pick("watch_accessed_variables=False", "watch_accessed_variables=not True")
    with placed(w, values) as here:
        with opened(w, options=off) as tape:
            if not wrong or w.chance(0.5):
                watch(w, tape, here[:1] if wrong else here, variables=True)
            target = path(w, here)
        ask(w, tape, target, names(here)[1:] if w.chance(0.5) else names(here), wrong)


@SCENES.add("frozen variable", 3)
def frozen_variable(w: Writer) -> None:
    rank = w.pick(0, 1)
    values = [frozen(w, rank), variable(w, rank)]
    right = w.chance(0.3)
    with placed(w, values) as here:
        with opened(w) as tape:
            if right:
                watch(w, tape, here[:1], variables=True)
            target = path(w, here)
        ask(w, tape, target, names(here)[: w.pick(1, 2)], "" if right else "frozen")


@SCENES.add("integers", 4)
def integers(w: Writer) -> None:
    source = integer(w)
    with placed(w, [source]) as here:
        with opened(w) as tape:
            if not source.watched or w.chance(0.3):
                watch(w, tape, here)
            middle = bound(
                w, w.pick("tf.cast({0}, tf.float32)", "{0} * {0}", "{0} * 2").format(here[0].name)
            )
            target = middle
            if "cast" in w.lines[-1]:
                target = path(w, [Value(middle, source.rank)])
        ask(w, tape, target, names(here), "integer")


@SCENES.add("integers cast before", 1.5)
def integers_cast(w: Writer) -> None:
    source = integer(w)
    name = w.name("x_float", "xf", "features")
    with placed(w, [source]) as here:
        w.put(f"{name} = tf.cast({here[0].name}, tf.float32)")
        with opened(w) as tape:
            w.put(f"{tape}.watch({name})")
            target = path(w, [Value(name, source.rank)])
        ask(w, tape, target, [name])


Cut = Callable[[Writer, Value], str]


def _cut(w: Writer, cut: Cut, cause: str) -> None:
    """A scene whose whole path goes through something that cuts it."""
    values: Sequence[Value] = some_values(w, most=1)
    with placed(w, values) as here:
        with opened(w, w.chance(0.15)) as tape:
            watch(w, tape, unwatched(here))
            value = here[0]
            if w.chance(0.6):
                value = walked(w, here, parts=1)
            lost = bound(w, cut(w, value))
            target = more(w, lost) if w.chance(0.6) else lost
        ask(w, tape, target, names(here), cause, options=_options(w))


@SCENES.add("path leaves TensorFlow", 5)
def leaves(w: Writer) -> None:
    _cut(w, _leaving, "leaves-tensorflow")


def _leaving(w: Writer, value: Value) -> str:
    """Made a tensor again, lest the target be an array."""
    inner = leaving(w, value)
    return inner if w.graph else f"tf.convert_to_tensor({inner}) * 1.0"


@SCENES.add("no gradient", 6)
def no_gradient(w: Writer) -> None:
    _cut(w, blocked, "no-gradient")


@SCENES.add("state write", 2)
def state_write(w: Writer) -> None:
    values = some_values(w, most=1)
    with opened(w) as tape:
        watch(w, tape, unwatched(values))
        target = more(w, written(w, walked(w, values, parts=1)))
    ask(w, tape, target, names(values), "state-write")


@SCENES.add("cut on one of two ways", 3)
def cut_beside(w: Writer) -> None:
    values = some_values(w, most=1)
    with placed(w, values) as here:
        with opened(w) as tape:
            watch(w, tape, unwatched(here))
            side = w.pick(blocked, _leaving)(w, here[0])
            other = bound(w, step(w, here[0]).name)
            target = bound(w, f"tf.reduce_sum({other}) + tf.reduce_sum({side})")
        ask(w, tape, target, names(here))


@SCENES.add("unrelated", 3)
def unrelated(w: Writer) -> None:
    values = [variable(w, 0), variable(w, 0)]
    with placed(w, values) as here:
        with opened(w) as tape:
            target = path(w, here[:1])
        sources = names(here)[1:] if w.chance(0.6) else names(here)
        if w.chance(0.3):
            target, sources = here[0].name, [target]  # the arguments the wrong way round
        ask(w, tape, target, sources, "unrelated", options=_options(w))


@SCENES.add("source rebound", 2.5)
def source_rebound(w: Writer) -> None:
    value = constant(w, 0)
    with placed(w, [value], rebinds=True) as here:
        name = here[0].name
        before = w.chance(0.5)
        with opened(w) as tape:
            w.put(f"{tape}.watch({name})")
            if before:
                w.put(f"{name} = {name} * 2.0")
            target = path(w, here)
        if not before:
            w.put(f"{name} = {w.pick('{} + 1.0', 'tf.identity({})').format(name)}")
        ask(w, tape, target, [name], "" if before else "unrelated", plain=True)


@SCENES.add("variable in the block", 1.5)
def variable_inside(w: Writer) -> None:
    name = w.name(*VARIABLE_NAMES)
    with opened(w) as tape:
        w.put(f"{name} = tf.Variable({w.pick('2.0', '3.0')})")
        target = path(w, [Value(name, 0)])
    ask(w, tape, target, [name])


@SCENES.add("sliced source", 2)
def sliced(w: Writer) -> None:
    value = variable(w, 1)
    right = w.chance(0.5)
    with placed(w, [value]) as here:
        part = f"{here[0].name}[0]"
        with opened(w) as tape:
            if right:
                part = _named(w, part)
            target = path(w, [Value(part, 0)])
        ask(w, tape, target, [part], "" if right else "unrelated")
