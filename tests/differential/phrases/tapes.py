"""Knows how tapes are made, entered and told to watch."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from tests.differential.writer import Table, Writer, listed

from .values import Value

TAPE_NAMES = ("tape", "t", "g", "gt", "grad_tape", "tape1", "tp")

KEPT: Table[str] = Table("persistent")
KEPT.extend("persistent=True", weight=8)
KEPT.extend("True", weight=2)
KEPT.extend(
    "persistent=not False",
    "persistent=(3 > 2)",
    "persistent=bool(1)",
    '**{"persistent": True}',
    "persistent=KEEP",
    "persistent=len([1]) == 1",
)
ONCE: Table[str] = Table("not persistent")
ONCE.extend("", weight=20)
ONCE.extend("persistent=False", weight=2)
ONCE.extend("False", "persistent=None", "persistent=not True", "persistent=DEBUG", "persistent=0")
TRUTHY: Table[str] = Table("truthy persistent")
TRUTHY.extend("persistent=1", weight=3)
TRUTHY.extend("1", 'persistent="yes"', "persistent=np.bool_(True)", "persistent=np.array(1) > 0")

CLASSES: Table[str] = Table("tape class")
CLASSES.extend("tf.GradientTape", weight=16)
CLASSES.extend("tf.autodiff.GradientTape", "GradientTape", "tf.compat.v2.GradientTape", "MyTape")

ENTRIES: Table[str] = Table("entry")
for _kind, _weight in (
    ("with as", 20),
    ("made before", 3),
    ("made before, other name", 1),
    ("context manager", 1.5),
    ("exit stack", 0.7),
    ("enter by hand", 0.5),
    ("in a dict", 0.5),
    ("with another", 1),
    ("from a function", 1),
    ("partial", 0.7),
):
    ENTRIES.add(_kind, _weight)(_kind)


def constructor(w: Writer, persistent: bool, *, options: str = "", truthy: bool = False) -> str:
    """A call that makes a tape."""
    argument = w.choose(TRUTHY if truthy else KEPT if persistent else ONCE)
    for flag, value in (("KEEP", "True"), ("DEBUG", "False")):
        if flag in argument:
            line = f"{flag} = {value}"
            if line not in w.definitions:
                w.definitions += ["", line]
    return f"{_class(w)}({', '.join(part for part in (argument, options) if part)})"


def _class(w: Writer) -> str:
    spelled = w.choose(CLASSES)
    if spelled == "GradientTape":
        w.need("from tensorflow import GradientTape")
    if spelled == "MyTape" and "class MyTape(tf.GradientTape):" not in w.definitions:
        w.define('class MyTape(tf.GradientTape):\n    """A tape of our own."""')
    return spelled


@contextmanager
def opened(
    w: Writer,
    persistent: bool = False,
    *,
    options: str = "",
    truthy: bool = False,
    plain: bool = False,
) -> Iterator[str]:
    """Enter a tape; what is written meanwhile stands in its block. Gives its name."""
    made = constructor(w, persistent, options=options, truthy=truthy)
    name = w.name(*TAPE_NAMES)
    kind = "with as" if plain else w.choose(ENTRIES)
    head, made = _before(w, kind, made, name)
    if kind == "enter by hand":
        w.put(f"{name} = {made}", f"{name}.__enter__()")
        yield name
        w.put(f"{name}.__exit__(None, None, None)")
        return
    with w.indented(head):
        if kind == "exit stack":
            w.put(f"{name} = stack.enter_context({made})")
        yield 'tapes["main"]' if kind == "in a dict" else name


def _before(w: Writer, kind: str, made: str, name: str) -> tuple[str, str]:
    """Write what comes before the block; the `with` line, and the constructor."""
    if kind.startswith("made before"):
        made_as = w.name("recorder", "outer_scope") if "other" in kind else name
        w.put(f"{made_as} = {made}")
        return f"with {made_as}{f' as {name}' if made_as != name else ''}:", made
    if kind in ("context manager", "from a function"):
        function = w.name("recording", "new_tape", "make_tape", "scope")
        if kind == "context manager":
            w.need("contextlib")
            w.define(
                f"@contextlib.contextmanager\ndef {function}():\n"
                f"    with {made} as inner_tape:\n        yield inner_tape"
            )
        else:
            w.define(f"def {function}():\n    return {made}")
        return f"with {function}() as {name}:", made
    if kind == "partial":
        w.need("functools")
        function = w.name("Tape", "make", "new")
        w.put(f"{function} = functools.partial({made.replace('(', ', ', 1)}".replace(", )", ")"))
        return f"with {function}() as {name}:", made
    if kind == "exit stack":
        w.need("contextlib")
        return "with contextlib.ExitStack() as stack:", made
    if kind == "in a dict":
        w.put("tapes = {}")
        return f'with {made} as tapes["main"]:', made
    if kind == "with another":
        return f'with {made} as {name}, tf.name_scope("train"):', made
    return f"with {made} as {name}:", made


WATCHES: Table[str] = Table("watch")
WATCHES.extend("{tape}.watch({all})", weight=5)
WATCHES.extend("one by one", weight=5)
WATCHES.extend("loop", "helper", "alias", "same tensor", "bound method", "map")


def watch(w: Writer, tape: str, values: Sequence[Value], *, variables: bool = False) -> None:
    """Have the tape watch these tensors; of variables nothing gives the very same thing."""
    names = [value.name for value in values]
    if not names:
        return
    kind = w.choose(WATCHES)
    if kind == "loop":
        variable = w.pick("v", "tensor", "item")
        w.put(f"for {variable} in {listed(names)}:", f"    {tape}.watch({variable})")
    elif kind == "helper":
        function = w.name("watch_all", "register", "observe")
        w.define(
            f"def {function}(tape, *tensors):\n    for each in tensors:\n        tape.watch(each)"
        )
        w.put(f"{function}({', '.join([tape, *names])})")
    elif kind == "alias":
        alias = w.name("watched", "probe")
        w.put(f"{alias} = {names[0]}", f"{tape}.watch({alias})")
        w.put(*(f"{tape}.watch({name})" for name in names[1:]))
    elif kind == "bound method":
        w.put("see = " + f"{tape}.watch", *(f"see({name})" for name in names))
    elif kind == "map":
        w.put(f"list(map({tape}.watch, {listed(names)}))")
    elif kind == "same tensor" and not w.graph and not variables:
        w.put(*(f"{tape}.watch(tf.convert_to_tensor({name}))" for name in names))
    elif len(names) == 1 and kind != "one by one":
        w.put(f"{tape}.watch({w.pick(names[0], listed(names), listed(names, '()'), names[0])})")
    elif kind == "one by one":
        w.put(*(f"{tape}.watch({name})" for name in names))
    else:
        w.put(f"{tape}.watch({listed(names, w.pick('[]', '()'))})")
