"""Knows how people ask for a derivative, and what they do with what they get.

The cause that was planted stands in a comment on the line of the call.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tests.differential.writer import Table, Writer, listed

RAISES = frozenset(
    "spent never-entered argument needs-persistent truthy internal member no-registered".split()
)
"""Causes of exceptions: such calls stand in a `try`, or end the program."""

RESULTS = ("grad", "dy_dx", "g", "dx", "gradient", "grads", "deriv", "result")


@dataclass(frozen=True, slots=True)
class Ask:
    """A call that is to be written: tape, target and sources as they are spelled."""

    tape: str
    target: str
    sources: tuple[str, ...]
    cause: str = ""
    method: str = "gradient"
    options: str = ""

    @property
    def source(self) -> str:
        """The sources as one argument."""
        return self.sources[0] if len(self.sources) == 1 else listed(self.sources)

    def call(self, source: str = "", method: str = "") -> str:
        """The plain call."""
        function = method or f"{self.tape}.{self.method}"
        arguments = [self.target, source or self.source, *([self.options] if self.options else [])]
        return f"{function}({', '.join(arguments)})"

    @property
    def mark(self) -> str:
        """The comment that ends the line."""
        return f"  # cause: {self.cause}" if self.cause else ""


Form = Callable[[Writer, Ask], str]
FORMS: Table[Form] = Table("ask")


def ask(
    w: Writer,
    tape: str,
    target: str,
    sources: Sequence[str],
    cause: str = "",
    *,
    method: str = "gradient",
    options: str = "",
    plain: bool = False,
) -> str:
    """Write the call; gives the name of its result, or of nothing if it has none."""
    it = Ask(tape, target, tuple(sources), cause, method, options)
    raising = cause in RAISES
    if raising and (w.repeated or w.chance(0.6)):
        error = w.pick("RuntimeError", "Exception", "Exception")
        if cause not in ("spent", "never-entered", "needs-persistent"):
            error = "Exception"
        with w.indented("try:"):
            assigned(w, it)
        with w.indented(f"except {error} as error:"):
            w.put("print(type(error).__name__)")
        return ""
    if plain or raising:
        return assigned(w, it)
    return w.choose(FORMS)(w, it)


@FORMS.add("assigned", 16)
def assigned(w: Writer, it: Ask) -> str:
    name = w.name(*RESULTS)
    w.put(f"{name} = {it.call()}{it.mark}")
    return name


@FORMS.add("printed", 4)
def printed(w: Writer, it: Ask) -> str:
    w.put(f"print({it.call()}){it.mark}")
    return ""


@FORMS.add("keywords", 3)
def keywords(w: Writer, it: Ask) -> str:
    name = w.name(*RESULTS)
    if it.method == "batch_jacobian":
        return assigned(w, it)
    arguments = [f"target={it.target}", f"sources={it.source}"]
    if w.chance(0.3):
        arguments.reverse()
    if it.options:
        arguments.append(it.options)
    w.put(f"{name} = {it.tape}.{it.method}({', '.join(arguments)}){it.mark}")
    return name


@FORMS.add("unpacked", 4)
def unpacked(w: Writer, it: Ask) -> str:
    if it.method == "batch_jacobian":
        return assigned(w, it)
    names = [w.name(f"d_{index}", f"g{index}") for index in range(len(it.sources))]
    left = ", ".join(names) + ("," if len(names) == 1 else "")
    w.put(f"{left} = {it.call(listed(it.sources, w.pick('[]', '()')))}{it.mark}")
    return names[0]


@FORMS.add("dict of sources", 1.5)
def dict_of_sources(w: Writer, it: Ask) -> str:
    if it.method == "batch_jacobian":
        return assigned(w, it)
    name = w.name(*RESULTS)
    pairs = ", ".join(f'"k{index}": {source}' for index, source in enumerate(it.sources))
    w.put(f"{name} = {it.call(f'{{{pairs}}}')}{it.mark}")
    return f'{name}["k0"]'


@FORMS.add("list of sources in a name", 2.5)
def list_in_a_name(w: Writer, it: Ask) -> str:
    if it.method == "batch_jacobian":
        return assigned(w, it)
    sources, name = w.name("params", "variables", "wrt", "sources"), w.name(*RESULTS)
    if w.chance(0.3):
        w.put(f"{sources} = []", *(f"{sources}.append({source})" for source in it.sources))
    else:
        w.put(f"{sources} = {listed(it.sources)}")
    w.put(f"{name} = {it.call(sources)}{it.mark}")
    return f"{name}[0]"


@FORMS.add("comprehension", 1)
def comprehension(w: Writer, it: Ask) -> str:
    if len(it.sources) > 1:
        return assigned(w, it)
    name = w.name(*RESULTS)
    w.put(f"{name} = [{it.call('s')} for s in {listed(it.sources)}]{it.mark}")
    return f"{name}[0]"


@FORMS.add("helper", 2)
def helper(w: Writer, it: Ask) -> str:
    function, name = w.name("derivative", "grad_of", "compute_gradient"), w.name(*RESULTS)
    more = f", {it.options}" if it.options else ""
    w.define(
        f"def {function}(tape, loss, params):\n"
        f"    return tape.{it.method}(loss, params{more}){it.mark}"
    )
    w.put(f"{name} = {function}({it.tape}, {it.target}, {it.source})")
    return name


@FORMS.add("bound method", 0.7)
def bound(w: Writer, it: Ask) -> str:
    function, name = w.name("grad_fn", "get_gradient"), w.name(*RESULTS)
    w.put(f"{function} = {it.tape}.{it.method}", f"{name} = {it.call(method=function)}{it.mark}")
    return name


@FORMS.add("partial", 0.4)
def partial(w: Writer, it: Ask) -> str:
    w.need("functools")
    function, name = w.name("wrt", "grad_wrt"), w.name(*RESULTS)
    more = f", {it.options}" if it.options else ""
    w.put(f"{function} = functools.partial({it.tape}.{it.method}, {it.target}{more})")
    w.put(f"{name} = {function}({it.source}){it.mark}")
    return name


@FORMS.add("lambda", 0.7)
def lambda_(w: Writer, it: Ask) -> str:
    function, name = w.name("take", "d"), w.name(*RESULTS)
    w.put(f"{function} = lambda: {it.call()}{it.mark}", f"{name} = {function}()")
    return name


@FORMS.add("condition", 1)
def condition(w: Writer, it: Ask) -> str:
    name = w.name(*RESULTS)
    w.put(f"{name} = {it.call()} if {w.pick('True', 'len([1]) == 1', 'not []')} else None{it.mark}")
    return name


@FORMS.add("under if", 2)
def under_if(w: Writer, it: Ask) -> str:
    name = w.name(*RESULTS)
    with w.indented(f"if {w.pick('True', '1 < 2', 'isinstance(0.1, float)')}:"):
        w.put(f"{name} = {it.call()}{it.mark}")
    return name


@FORMS.add("tried", 1.5)
def tried(w: Writer, it: Ask) -> str:
    name = w.name(*RESULTS)
    with w.indented("try:"):
        w.put(f"{name} = {it.call()}{it.mark}")
    with w.indented(w.pick("except RuntimeError:", "except Exception as error:")):
        w.put(f"{name} = None")
    return name


@FORMS.add("looked at", 1)
def looked_at(w: Writer, it: Ask) -> str:
    name = assigned(w, it)
    if not w.graph:
        w.put(f"if {name} is None:", "    print('no gradient')")
    return name


@FORMS.add("in a dict", 1)
def in_a_dict(w: Writer, it: Ask) -> str:
    w.put("results = {}", f'results["dx"] = {it.call()}{it.mark}')
    return 'results["dx"]'


@FORMS.add("several lines", 1)
def several_lines(w: Writer, it: Ask) -> str:
    name = w.name(*RESULTS)
    w.put(f"{name} = {it.tape}.{it.method}({it.mark}", f"    {it.target},", f"    {it.source},")
    w.put(*([f"    {it.options},"] if it.options else []), ")")
    return name


@FORMS.add("loop over sources", 0.5)
def loop_over_sources(w: Writer, it: Ask) -> str:
    if len(it.sources) > 1:
        return assigned(w, it)
    name = w.name(*RESULTS)
    with w.indented(f"for param in {listed(it.sources)}:"):
        w.put(f"{name} = {it.call('param')}{it.mark}")
    return name
