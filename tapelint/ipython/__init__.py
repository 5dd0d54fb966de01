"""The IPython extension: `%load_ext tapelint` checks each cell before it runs.

Below it, by what each alone knows: `live` (what is told of the objects of a kernel), `log` (what
was run), `session` (when a cell is checked, and that it runs whatever happens to us), `show`
(findings in a notebook and in a terminal), `mend` (the next input), `commands` (`%tapelint`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell

    from tapelint.ipython.commands import Commands

_loaded: dict[int, Commands] = {}
"""By the `id` of their shell."""


def load_ipython_extension(shell: InteractiveShell) -> None:
    """Begin to check the cells of a shell."""
    from tapelint.ipython.commands import Commands

    if id(shell) not in _loaded:
        _loaded[id(shell)] = Commands(shell)


def unload_ipython_extension(shell: InteractiveShell) -> None:
    """Leave the shell as it was."""
    commands = _loaded.pop(id(shell), None)
    if commands is not None:
        commands.leave()
