"""Applies the fixes that findings offer, to sources and to the bytes that they come from.

Below it, by what each alone knows: `edits` (spans in the user's text), `choice` (what is applied
together), `setback` (what is worse), `rounds` (until none is left), `splice`
(notebooks), `texts` (bytes).
"""

from __future__ import annotations

from tapelint.config import Config
from tapelint.fixing.choice import Terms
from tapelint.fixing.rounds import Settled, settled
from tapelint.source import Source


def fixed(source: Source | str, config: Config | None = None, *, unsafe: bool = False) -> Settled:
    """A source, or the text of a Python file, after its safe fixes, or all of them."""
    from tapelint.analysis import analyse

    used = config or Config()
    if isinstance(source, str):
        source = Source.from_text(source, terms=used.terms)
    return settled(source, analyse(source, used), lambda each: analyse(each, used), Terms(unsafe))
