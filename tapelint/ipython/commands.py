"""`%tapelint` and `%%tapelint`: what a user says to the extension."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from tapelint.config import nearest
from tapelint.ipython.session import MAGIC, Session
from tapelint.ipython.show import show

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell

USAGE = "usage: %tapelint on|off|status|fix, or %%tapelint above a cell"
NAME = "tapelint"


class Commands:
    """The extension in one shell, from `%load_ext` to `%unload_ext`."""

    def __init__(self, shell: InteractiveShell) -> None:
        self._shell = shell
        self._session = session = Session(shell, partial(show, shell))
        shell.events.register("pre_run_cell", session.pre_run_cell)
        shell.events.register("post_run_cell", session.post_run_cell)
        shell.input_transformers_cleanup.append(without_magic)
        shell.magics_manager.register_function(self.line, "line", NAME)
        _warm_up()

    def leave(self) -> None:
        """Take all of it back."""
        self._shell.events.unregister("pre_run_cell", self._session.pre_run_cell)
        self._shell.events.unregister("post_run_cell", self._session.post_run_cell)
        self._shell.input_transformers_cleanup.remove(without_magic)
        self._shell.magics_manager.magics["line"].pop(NAME, None)

    def line(self, line: str) -> None:
        """Check cells for misuse of tf.GradientTape before they run: %tapelint on|off|status|fix.

        `on` and `off`: every cell, or only those under `%%tapelint`. `fix`: put the cell with the
        last findings into the next input, as it should be.
        """
        word = line.strip()
        known = {"on": self._turn_on, "off": self._turn_off, "status": self._say, "fix": self._fix}
        if word in known:
            known[word]()
        else:
            print(f"tapelint: unknown `{word}`{nearest(word, known)}; {USAGE}" if word else USAGE)

    def _turn_on(self) -> None:
        self._session.checks = True

    def _turn_off(self) -> None:
        self._session.checks = False

    def _say(self) -> None:
        print(self._session.status())

    def _fix(self) -> None:
        from tapelint.ipython.mend import mended

        checked = self._session.latest
        done = mended(checked) if checked is not None else None
        if checked is None or done is None:
            print("tapelint: there is nothing that can be fixed safely")
            return
        first, *others = sorted(done.texts)
        self._shell.set_next_input(done.texts[first], replace=True)
        for title in done.titles:
            print(f"tapelint: {title}")
        again = [n for n in (*others, checked.number) if n != first]
        if again:
            cells = " and ".join(str(n) for n in dict.fromkeys(again))
            print(f"tapelint: this is cell {first}; run it, and then cell {cells} again")


def without_magic(lines: list[str]) -> list[str]:
    """A cell without `%%tapelint`, which is for us; every other line keeps its number."""
    if not lines or lines[0].split()[:1] != [MAGIC]:
        return lines
    is_under_another = len(lines) > 1 and lines[1].startswith("%%")
    return lines[1:] if is_under_another else ["\n", *lines[1:]]


def _warm_up() -> None:
    """Import now what the first cell with a tape would wait for."""
    from tapelint.analysis import analyse  # noqa: F401
    from tapelint.fixing import choice  # noqa: F401
