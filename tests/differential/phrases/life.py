"""Scenes of the life of tapes: used twice, entered again, paused, reset, never entered."""

from __future__ import annotations

from tests.differential.writer import Writer

from .asks import ask
from .places import placed
from .scenes import SCENES, bound, more, names, path, some_values, unwatched, walked
from .steps import step
from .tapes import constructor, opened, watch
from .values import Value, constant, variable


@SCENES.add("used twice", 8)
def used_twice(w: Writer) -> None:
    values = some_values(w, most=2)
    persistent = w.chance(0.4)
    cause = "" if persistent else "spent"
    with placed(w, values) as here:
        with opened(w, persistent) as tape:
            watch(w, tape, unwatched(here))
            target = path(w, here)
        ask(w, tape, target, names(here)[:1])
        again = w.name("same_tape", "copy") if w.chance(0.15) else tape
        if again != tape:
            w.put(f"{again} = {tape}")
        ask(w, again, target, names(here)[-1:], cause)


@SCENES.add("used twice by a loop", 3)
def used_in_loop(w: Writer) -> None:
    values = [variable(w, 0), variable(w, 0)]
    persistent = w.chance(0.5)
    with placed(w, values) as here:
        with opened(w, persistent) as tape:
            target = path(w, here)
        mark = "" if persistent else "  # cause: spent"
        if w.chance(0.5):
            w.put(f"for var in [{', '.join(names(here))}]:")
            w.put(f"    print({tape}.gradient({target}, var)){mark}")
        else:
            made = w.pick("[{0} for v in {1}]", "{{v.name: {0} for v in {1}}}")
            call, of = f"{tape}.gradient({target}, v)", f"({', '.join(names(here))})"
            if here[0].name.startswith("self"):
                made = "[{0} for v in {1}]"
            w.put(f"grads = {made.format(call, of)}{mark}")


@SCENES.add("used twice by a helper", 2)
def used_by_helper(w: Writer) -> None:
    function = w.name("take_gradient", "get_grads", "differentiate")
    persistent = w.chance(0.5)
    mark = "" if persistent else "  # cause: spent"
    w.define(f"def {function}(tape, loss, by):\n    return tape.gradient(loss, by){mark}")
    values = [variable(w, 0), variable(w, 0)]
    with placed(w, values) as here:
        with opened(w, persistent) as tape:
            target = path(w, here)
        w.put(*(f"{function}({tape}, {target}, {name})" for name in names(here)))


@SCENES.add("two losses, one tape", 2)
def two_losses(w: Writer) -> None:
    values = [variable(w, 0), variable(w, 0)]
    persistent = w.chance(0.5)
    with placed(w, values) as here:
        with opened(w, persistent) as tape:
            first, second = path(w, here[:1]), path(w, here[1:])
        ask(w, tape, first, names(here)[:1])
        ask(w, tape, second, names(here)[1:], "" if persistent else "spent")


@SCENES.add("one of two ways", 2)
def one_of_two(w: Writer) -> None:
    values = some_values(w, most=2)
    with placed(w, values) as here:
        with opened(w) as tape:
            watch(w, tape, unwatched(here))
            target = path(w, here)
        with w.indented(f"if {w.pick('True', 'False', 'len([1, 2]) > 2')}:"):
            ask(w, tape, target, names(here), plain=True)
        with w.indented("else:"):
            ask(w, tape, target, names(here)[:1], plain=True)


@SCENES.add("used up under a condition", 1.5)
def used_up_maybe(w: Writer) -> None:
    flag, value = w.name("verbose", "log_grads", "debug"), w.pick("True", "False")
    w.put(f"{flag} = {value}")
    values = some_values(w, most=2)
    with placed(w, values) as here:
        with opened(w) as tape:
            watch(w, tape, unwatched(here))
            target = path(w, here)
        with w.indented(f"if {flag}:"):
            ask(w, tape, target, names(here)[:1], plain=True)
        ask(w, tape, target, names(here), "spent" if value == "True" else "")


@SCENES.add("first call fails", 1.5)
def first_fails(w: Writer) -> None:
    values = [variable(w, 0)]
    with placed(w, values) as here:
        with opened(w) as tape:
            target = path(w, here)
        with w.indented("try:"):
            w.put(f"{tape}.gradient(None, {here[0].name})  # cause: argument")
        with w.indented("except TypeError:"):
            w.put("print('again')")
        ask(w, tape, target, names(here))


@SCENES.add("entered again", 4)
def entered_again(w: Writer) -> None:
    values = some_values(w, most=1)
    used, old = w.chance(0.6), w.chance(0.5)
    with placed(w, values) as here:
        tape = w.name("tape", "recorder", "t")
        w.put(f"{tape} = {constructor(w, w.chance(0.2))}")
        with w.indented(f"with {tape}:"):
            watch(w, tape, unwatched(here))
            first = path(w, here)
        if used:
            ask(w, tape, first, names(here), plain=True)
        with w.indented(f"with {tape}:"):
            watch(w, tape, unwatched(here))
            second = bound(w, step(w, here[0]).name)
        lost = used and old and not _persistent(w, tape)
        ask(w, tape, first if old else second, names(here)[:1], "new-record" if lost else "")


def _persistent(w: Writer, tape: str) -> bool:
    """Whether the line that made the tape says so."""
    made = next(line for line in reversed(w.lines) if line.strip().startswith(f"{tape} = "))
    said = made.split("(", 1)[1]
    yes = ("True", "KEEP", "not False", "3 > 2", "bool(1)", "len([1])")
    return any(word in said for word in yes) and "not True" not in said


@SCENES.add("entered while it records", 1.5)
def entered_active(w: Writer) -> None:
    with placed(w, [variable(w, 0)]) as here:
        with opened(w, plain=True) as tape:
            target = path(w, here)
            with w.indented("try:"), w.indented(f"with {tape}:"):
                w.put(f"second = {target} * 2.0")
            with w.indented("except ValueError as error:"):
                w.put("print(error)")
        ask(w, tape, target, names(here))


@SCENES.add("one tape, each round", 2)
def each_round(w: Writer) -> None:
    outside = w.chance(0.5)
    with placed(w, [variable(w, 0)]) as here:
        tape = w.name("tape", "gtape")
        if outside:
            w.put(f"{tape} = tf.GradientTape()")
        with w.indented(w.pick("for step in range(3):", "for lr in (0.1, 0.01):")):
            head = f"with {tape}:" if outside else f"with tf.GradientTape() as {tape}:"
            with w.indented(head):
                target = path(w, here, parts=1)
            name = ask(w, tape, target, names(here), plain=True)
            w.put(f"{here[0].name}.assign_sub(0.1 * {name})")


@SCENES.add("block before the loop", 2)
def block_before_loop(w: Writer) -> None:
    persistent = w.chance(0.4)
    with placed(w, [variable(w, 0)]) as here:
        with opened(w, persistent) as tape:
            target = path(w, here, parts=1)
        with w.indented("for epoch in range(2):"):
            name = w.name("grad", "g")
            mark = "" if persistent else "  # cause: spent"
            w.put(f"{name} = {tape}.gradient({target}, {here[0].name}){mark}")
            w.put(f"{here[0].name}.assign_sub(0.01 * {name})")


@SCENES.add("paused", 4)
def paused(w: Writer) -> None:
    values = some_values(w, most=1)
    lost = w.chance(0.5)
    with placed(w, values) as here:
        with opened(w) as tape:
            watch(w, tape, unwatched(here))
            target = walked(w, here, parts=1)
            with w.indented(f"with {tape}.stop_recording():"):
                inside = more(w, target.name, target.rank)
            after = bound(w, step(w, target.spelled(inside if lost else target.name)).name)
        if not lost and w.chance(0.3):
            ask(w, tape, inside, names(here), "not-recorded")
        else:
            ask(w, tape, after, names(here), "not-recorded" if lost else "")


@SCENES.add("asked while paused", 1.5)
def asked_paused(w: Writer) -> None:
    values = some_values(w, most=1)
    with placed(w, values) as here, opened(w, w.chance(0.5)) as tape:
        watch(w, tape, unwatched(here))
        target = path(w, here, parts=1)
        with w.indented(f"with {tape}.stop_recording():"):
            ask(w, tape, target, names(here), plain=True)


@SCENES.add("own call in the block", 3)
def own_call_inside(w: Writer) -> None:
    values = some_values(w, most=1)
    persistent = w.chance(0.4)
    with placed(w, values) as here:
        with opened(w, persistent) as tape:
            watch(w, tape, unwatched(here))
            target = path(w, here, parts=1)
            ask(w, tape, target, names(here), plain=True)
            after = more(w, target)
        ask(w, tape, after, names(here), "" if persistent else "spent")


@SCENES.add("failed call in the block", 1.5)
def failed_inside(w: Writer) -> None:
    with placed(w, [variable(w, 0)]) as here:
        with opened(w, plain=True) as tape:
            target = path(w, here, parts=1)
            with w.indented("try:"):
                w.put(f"{tape}.gradient(None, {here[0].name})  # cause: argument")
            with w.indented("except TypeError:"):
                w.put("pass")
            after = more(w, target)
        ask(w, tape, after, names(here), "not-recorded")


@SCENES.add("reset", 2)
def reset(w: Writer) -> None:
    values = some_values(w, most=1)
    old = w.chance(0.5)
    with placed(w, values) as here:
        with opened(w, w.chance(0.3)) as tape:
            watch(w, tape, unwatched(here))
            first = path(w, here, parts=1)
            w.put(f"{tape}.reset()")
            watch(w, tape, unwatched(here))
            second = bound(w, step(w, here[0]).name)
        ask(w, tape, first if old else second, names(here), "new-record" if old else "")


@SCENES.add("never entered", 3)
def never_entered(w: Writer) -> None:
    values = [variable(w, 0)]
    with placed(w, values) as here:
        tape = w.name("tape", "t")
        w.put(f"{tape} = {constructor(w, w.chance(0.4))}")
        if w.chance(0.2):
            with w.indented("try:"):
                w.put(f"{tape}.watch({here[0].name} * 1.0)")
            with w.indented("except AttributeError:"):
                w.put("print('not yet')")
        target = path(w, here)
        ask(w, tape, target, names(here), "never-entered")


@SCENES.add("sibling tapes", 3)
def siblings(w: Writer) -> None:
    values = [variable(w, 0), variable(w, 0)]
    crossed = w.chance(0.4)
    with placed(w, values) as here:
        with opened(w) as first:
            one = path(w, here[:1])
        with opened(w) as second:
            two = path(w, here[1:])
        if crossed:
            ask(w, first, two, names(here)[1:], "after-block")
            ask(w, second, one, names(here)[:1], "before-block")
        else:
            ask(w, second, two, names(here)[1:])
            ask(w, first, one, names(here)[:1])


@SCENES.add("sum over two tapes", 1.5)
def sum_over_tapes(w: Writer) -> None:
    with placed(w, [variable(w, 0)]) as here:
        total = w.name("total", "running")
        w.put(f"{total} = 0.0")
        with w.indented("for _ in range(2):"), opened(w, plain=True) as tape:
            w.put(f"{total} = {total} + {step(w, here[0]).name}")
        ask(w, tape, total, names(here))


@SCENES.add("name of the tape bound again", 1.5)
def tape_rebound(w: Writer) -> None:
    values = [variable(w, 0)]
    with placed(w, values) as here:
        tape = w.name("tape", "t")
        with w.indented(f"with {constructor(w, persistent=False)} as {tape}:"):
            first = path(w, here)
        ask(w, tape, first, names(here), plain=True)
        with w.indented(f"with {constructor(w, persistent=False)} as {tape}:"):
            second = path(w, here)
        old = w.chance(0.4)
        ask(w, tape, first if old else second, names(here), "before-block" if old else "")


@SCENES.add("truthy persistent", 2.5)
def truthy(w: Writer) -> None:
    with placed(w, [variable(w, 0)]) as here:
        with opened(w, truthy=True, plain=True) as tape:
            target = path(w, here)
        ask(w, tape, target, names(here), plain=True)
        if w.chance(0.8):
            ask(w, tape, target, names(here), "truthy")


@SCENES.add("jacobian without pfor", 1.5)
def without_pfor(w: Writer) -> None:
    persistent = w.chance(0.4)
    with placed(w, [variable(w, 1)]) as here:
        with opened(w, persistent) as tape:
            w.put(f"y = {here[0].name} ** 2")
        cause = "" if persistent or w.graph else "needs-persistent"
        ask(
            w,
            tape,
            "y",
            names(here),
            cause,
            method="jacobian",
            options="experimental_use_pfor=False",
        )


@SCENES.add("batch jacobian", 1.5)
def batch_jacobian(w: Writer) -> None:
    cause = w.pick("", "unwatched", "after-block")
    with placed(w, [constant(w, 2)]) as here:
        x = here[0].name
        with opened(w) as tape:
            if cause != "unwatched":
                watch(w, tape, here)
            w.put(f"y = {x} * {x}")
        target = "y * 2.0" if cause == "after-block" else "y"
        ask(w, tape, target, [x], cause, method="batch_jacobian")


@SCENES.add("tape from a helper", 3)
def from_helper(w: Writer) -> None:
    value = w.pick(variable, constant)(w, w.pick(0, 1))
    function = w.name("record", "forward_pass", "run_tape")
    watched = value.watched or w.chance(0.6)
    body = step(w, Value("v", value.rank)).name
    told = [] if value.watched or not watched else ["        tape.watch(v)"]
    w.define(
        "\n".join(
            [
                f"def {function}(v):",
                f"    with {constructor(w, persistent=False)} as tape:",
                *told,
                f"        y = {body}",
                f"    return {w.pick('tape, y', '(tape, y)')}",
            ]
        )
    )
    with placed(w, [value]) as here:
        tape = w.name("tape", "t")
        w.put(f"{tape}, loss = {function}({here[0].name})")
        if watched and w.chance(0.3):
            ask(w, tape, "loss * 2.0", names(here), "after-block")
        else:
            ask(w, tape, "loss", names(here), "" if watched else "unwatched")
            if watched and w.chance(0.4):
                ask(w, tape, "loss", names(here), "spent")


@SCENES.add("helper that is given the tape", 2)
def helper_given(w: Writer) -> None:
    value = constant(w, w.pick(0, 1))
    function = w.name("loss_on", "traced_loss", "energy_of")
    watched = w.chance(0.6)
    lines = [f"def {function}(tape, v):", *(["    tape.watch(v)"] if watched else [])]
    w.define("\n".join([*lines, f"    return {step(w, Value('v', value.rank)).name}"]))
    with placed(w, [value]) as here:
        with opened(w) as tape:
            w.put(f"value = {function}({tape}, {here[0].name})")
        ask(w, tape, "value", names(here), "" if watched else "unwatched")
