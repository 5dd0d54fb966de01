"""What every part of the interpreter shares: where it is, what may raise, whom it tells.

The interpreter is one object built in layers, each in a module of its own: `Machine` (this
one: activations, names, raising, events), `tapes.Tapes` (what is done to tapes),
`evaluate.Evaluator` (expressions), `calls.Calls` (calls) and `interpret.Interpreter`
(statements and control flow).

Terms: an *activation* is one run of a function or of the module; a *round* is one iteration
of a loop as the interpreter runs it; a *way out* is an entry of `Exits`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import field
from typing import Any, NamedTuple, TypeVar

from tapelint import libraries
from tapelint.bound import Usage
from tapelint.enums import Single
from tapelint.events import Context, Event
from tapelint.fates import Fates
from tapelint.history import History
from tapelint.meanwhile import Instead
from tapelint.outside import NOTHING_SAID, Outside
from tapelint.program import (
    Block,
    Exit,
    Expr,
    Form,
    Function,
)
from tapelint.records import dataclass
from tapelint.spelling import mentioned
from tapelint.state import Gathered, Object, State, join
from tapelint.tape_state import Taken, Tape, Test
from tapelint.values import (
    NOTHING,
    UNBOUND,
    UNKNOWN,
    Atom,
    FunctionRef,
    Key,
    Record,
    Site,
    Symbol,
    Value,
    symbol,
)

F = TypeVar("F")
Exits = dict[Exit, State]
MODULE = "module"
DEPTH = 8
"""Calls within the file are followed this deep."""
SHALLOW = DEPTH // 2
"""What is called in a function that is called no deeper is followed far enough."""
UNROLL = 8
"""A loop over so many elements at most is run element by element."""
UNROLLED = 16
"""Nested loops are run element by element as long as that makes no more rounds than this."""
STEPS = 6000
"""Statements that one run may take before what follows is unknown."""

GRAPHS = frozenset({"Graph", "Session", "InteractiveSession"})
"""Where a program says one of these, what stands in no function may make a graph as well."""


class BudgetSpent(Exception):
    """A run took too many steps; what it has told so far stands."""


class PathEnds(Exception):
    """No execution gets past this expression; `state` is where it raised."""

    def __init__(self, state: State) -> None:
        super().__init__()
        self.state = state


class Staging(Single):
    """Whether the running code is traced into a graph."""

    EAGER = "eager"
    TRACED = "traced"
    UNKNOWN = "unknown"


class Round(NamedTuple):
    """One iteration of a loop.

    `certain`: every execution of the loop gets to it. `silent`: it stands for several
    iterations at once, so what happens in it is not told. `exact`: it is just this one, and
    what it makes has names of its own.
    """

    number: int
    certain: bool
    silent: bool = False
    exact: bool = False


@dataclass(frozen=True, slots=True)
class Activation:
    """One run of a function (`function` None: of the module or a class body).

    `at_yield`: what runs at each `yield`, with its value and the state there, and gives the
    state in which the function goes on; None: code out of sight does. `sites`: what tells the
    `callers` apart.
    """

    frame: Key
    scope: tuple[Key, ...]
    function: Function | None = None
    staging: Staging = Staging.UNKNOWN
    callers: tuple[Site, ...] = ()
    running: tuple[Function, ...] = ()
    at_yield: Callable[[Value, State], State] | None = None
    sites: tuple[int, ...] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "sites", tuple(map(id, self.callers)))


class Catcher:
    """Collects the states in which something may have raised.

    `usual`: in an operation that hardly ever does; `foreign`: in code out of sight, which may
    raise anything; `tapes`: in a tape's own method, which raises `libraries.TAPE_ERRORS`.
    """

    __slots__ = ("foreign", "tapes", "usual")

    def __init__(self) -> None:
        self.usual, self.foreign, self.tapes = Gathered(), Gathered(), Gathered()

    @property
    def every(self) -> State | None:
        """All of them."""
        return join(join(self.usual.state, self.foreign.state), self.tapes.state)


@dataclass(slots=True)
class Machine:
    """The interpreter's context; see the module."""

    tell: Callable[[Event], None]
    withdraw: Callable[[Site], None]
    outside: Outside = NOTHING_SAID
    here: Activation = field(default_factory=lambda: Activation(MODULE, (MODULE,)))
    rounds: tuple[Round, ...] = ()
    catchers: list[Catcher] = field(default_factory=list)
    expecting: int = 0
    handled: int = 0
    asserting: bool = False
    variables_certain: bool = True
    steps: int = STEPS
    unrolled: int = 1
    finals: int = 0
    total_steps: int = 0
    local_names: dict[Key, frozenset[str] | None] = field(default_factory=dict)
    shared_frames: set[Key] = field(default_factory=set)
    module_body: Block = ()
    words: frozenset[str] = frozenset()
    base_names: frozenset[str] = frozenset()
    derived_from: set[Atom] = field(default_factory=set)
    methods: dict[Function, Value] = field(default_factory=dict)
    frame_functions: dict[Key, Function] = field(default_factory=dict)
    kept_frames: dict[Key, Mapping[str, Value]] = field(default_factory=dict)
    pending: list[FunctionRef] = field(default_factory=list)
    captured: set[Key] = field(default_factory=set)
    traced: set[tuple[Function, tuple[Key, ...]]] = field(default_factory=set)
    told_to_end: set[object] = field(default_factory=set)
    alone: bool = False
    looked_around: bool = False
    rehearsing: Collection[Key] | None = None
    names: dict[Site, str | None] = field(default_factory=dict)
    history: History = field(default_factory=History)
    fates: Fates = field(default_factory=Fates)
    watch_calls: dict[Key, dict[Site, frozenset[Key]]] = field(default_factory=dict)
    rebound: dict[Key, Site] = field(default_factory=dict)
    derived: dict[Key, Value] = field(default_factory=dict)
    doubtful: set[Key] = field(default_factory=set)
    last_tapes: Mapping[Key, Tape] | None = None
    last_recorders: list[tuple[Tape, Record]] = field(default_factory=list)
    _keys: dict[tuple[object, ...], int] = field(default_factory=dict)
    _wild: dict[Key, Tape] = field(default_factory=dict)
    _blurred: dict[Key, Object] = field(default_factory=dict)
    _settled: dict[Value, frozenset[str]] = field(default_factory=dict)
    _calm: State = field(default_factory=lambda: State({}))
    _test_words: dict[int, frozenset[str]] = field(default_factory=dict)
    _turns: dict[Site, int] = field(default_factory=dict)
    _usages: dict[int, Usage] = field(default_factory=dict)
    _written: dict[tuple[int, str], Any] = field(default_factory=dict)
    _edges: dict[int, Mapping[str, frozenset[str]]] = field(default_factory=dict)

    # --- where we are ---------------------------------------------------------------------

    def key(self, site: Site, part: object = None) -> Key:
        """The name of what this site makes when reached by these calls."""
        rounds = tuple([r.number for r in self.rounds if r.exact]) if self.rounds else ()
        where = (id(site), part, rounds, self.here.sites)
        return self._keys.setdefault(where, len(self._keys))

    def take_names(self, other: Machine) -> None:
        """Give what a copy of this interpreter has made the names that it has there."""
        self._keys, self.history = other._keys, other.history

    def layer_key(self, site: Site) -> Key:
        """The name of all layers of Keras that this site makes for these calls, in any round."""
        where = (id(site), "layer", *self.here.sites)
        return self._keys.setdefault(where, len(self._keys))

    def turn(self, site: Site) -> int:
        """The place of a site among those that had their turn: sets of sites have no order."""
        return self._turns.setdefault(site, len(self._turns))

    @property
    def running_body(self) -> Block:
        """The statements of the function or module that runs."""
        return self.module_body if self.here.function is None else self.here.function.body

    def step(self) -> None:
        """Count one statement."""
        self.steps -= 1
        self.total_steps += 1
        if self.steps < 0:
            raise BudgetSpent

    def reach_end(self, statements: Block) -> None:
        """The last of these statements is run; of functions that the module calls that is kept."""
        depth = len(self.here.running)
        if not self.alone and 0 < depth <= SHALLOW and self.told:
            self.told_to_end.add(statements[-1].origin)

    def within(self, activation: Activation) -> Instead:
        """Run something in another activation."""
        return Instead(self, "here", activation)

    def in_round(self, round_: Round) -> Instead:
        """Run something as one iteration of a loop."""
        return Instead(self, "rounds", (*self.rounds, round_))

    def silence(self) -> Instead:
        """Run something whose events must not be told."""
        return self.in_round(Round(1, False, True))

    def one_of(self, several: Value) -> AbstractContextManager[None]:
        """Do something to one of the things that a value may be: nothing of it is certain."""
        return nullcontext() if len(several) == 1 else self.in_round(Round(1, False))

    # --- what may raise -------------------------------------------------------------------

    def note(self, state: State) -> None:
        """Something may raise in this state."""
        if self.catchers:
            self.catchers[-1].usual.add(state)

    def note_foreign(self, state: State) -> None:
        """Code out of sight is called in this state."""
        if self.catchers:
            self.catchers[-1].foreign.add(state)

    def note_tape(self, state: State) -> None:
        """A method of a tape is called in this state."""
        if self.catchers:
            self.catchers[-1].tapes.add(state)

    def pass_on(self, catcher: Catcher) -> None:
        """What a catcher collected goes on to the one around it."""
        if catcher.usual.state is not None:
            self.note(catcher.usual.state)
        if catcher.foreign.state is not None:
            self.note_foreign(catcher.foreign.state)
        if catcher.tapes.state is not None:
            self.note_tape(catcher.tapes.state)

    @contextmanager
    def catching(self, *, needed: bool = False) -> Iterator[Catcher]:
        """Collect what may raise, instead of the catcher around.

        Unless it is needed here, nothing is collected where nobody around collects.
        """
        catcher = Catcher()
        if not (needed or self.catchers):
            yield catcher
            return
        self.catchers.append(catcher)
        try:
            yield catcher
        finally:
            self.catchers.pop()

    # --- whom we tell ---------------------------------------------------------------------

    @property
    def told(self) -> bool:
        """Whether an event here would be told."""
        return not self.expecting and not any(r.silent for r in self.rounds)

    @property
    def is_eager(self) -> bool:
        """Whether the code that runs certainly makes no graph."""
        return self.here.staging is Staging.EAGER and self.words.isdisjoint(GRAPHS)

    def context(self) -> Context:
        """How far an event here holds."""
        later = [r.number for r in self.rounds if r.number > 1]
        certain = all(r.certain for r in self.rounds)
        return Context(certain, later[-1] if later else 1, self.here.callers)

    # --- names ----------------------------------------------------------------------------

    def lookup(self, name: str, state: State) -> Value:
        """What a name may be here, by Python's scopes."""
        own = self.here.frame
        names = state.frames.get(own)
        value = None if names is None else names.get(name)
        if value is None and own != MODULE:
            value = self._find(name, state)
        if value is None:
            return self._unbound(name, state)
        if value.isdisjoint(UNBOUND):
            return value or UNKNOWN
        return value - UNBOUND or UNKNOWN

    def _find(self, name: str, state: State) -> Value | None:
        """What a name may be that is not bound in the frame of the function that runs."""
        own = self.here.frame
        for frame in reversed(self.here.scope):
            local = self.local_names.get(frame)
            if local is None or name not in local:
                continue
            if frame == own or frame in self.shared_frames:
                return UNKNOWN
            value = state.read(frame, name)
            return UNKNOWN if value is None else value
        return state.read(MODULE, name)

    def _unbound(self, name: str, state: State) -> Value:
        stars = state.read(MODULE, "*") or NOTHING
        if stars:
            if Symbol("tensorflow") in stars and name in libraries.STAR_NAMES:
                return frozenset({Symbol(libraries.canonical(f"tensorflow.{name}"))})
            if name in ("tf", "tensorflow"):
                return frozenset({Symbol("tensorflow")})
            if Symbol("tensorflow") in stars:
                return UNKNOWN
        if name in libraries.BUILTINS:
            return symbol(f"builtins.{name}")
        return UNKNOWN

    def frame_of(self, name: str) -> Key:
        """The frame that an assignment to `name` here binds in."""
        function = self.here.function
        if function is not None:
            if name in function.globals_:
                return MODULE
            if name in function.nonlocals:
                for frame in reversed(self.here.scope[:-1]):
                    if name in (self.local_names.get(frame) or ()):
                        return frame
        return self.here.frame

    # --- forms of our own -----------------------------------------------------------------

    def written(self, expr: Form, role: str, make: Callable[[], F]) -> F:
        """A form that is made once for each expression, as every form of the program is."""
        where = (id(expr), role)
        if where not in self._written:
            self._written[where] = make()
        form: F = self._written[where]
        return form

    # --- conditions -----------------------------------------------------------------------

    def taken(self, test: Expr, state: State, arm: bool) -> State:
        """The state inside one arm of a condition."""
        words = self._test_words.get(id(test))
        if words is None:
            words = self._test_words[id(test)] = frozenset(mentioned(test))
        mark: Taken = (Test(test.origin, words, tuple(r.number for r in self.rounds)), arm)
        return state.with_tests(state.tests | {mark})
