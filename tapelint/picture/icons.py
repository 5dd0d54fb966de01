"""The shapes of lanes: tracks as bars and lines, signs as those of a tape recorder.

No two signs differ in colour alone.
"""

from __future__ import annotations

from tapelint.picture.markup import element
from tapelint.picture.panel import Sign, Track

BAR = 14.0
"""The width of a recording."""


def track(kind: Track, x: float, top: float, bottom: float) -> str:
    """A stretch of a lane."""
    if bottom <= top or kind is Track.ABSENT:
        return ""
    if kind in (Track.RECORDING, Track.SOMETIMES):
        bar = element("rect", x=x - BAR / 2, y=top, width=BAR, height=bottom - top, rx=BAR / 2,
                      class_="fill")  # fmt: skip
        if kind is Track.RECORDING:
            return bar
        height = max(bottom - top - 6, 1.0)
        inner = element("rect", x=x - BAR / 2 + 3, y=top + 3, width=BAR - 6, height=height,
                        rx=BAR / 2 - 3, class_="hollow")  # fmt: skip
        return bar + inner
    style = {Track.SPENT: "line spent", Track.UNCLEAR: "line unclear", Track.FRESH: "line fresh"}
    return element("path", d=f"M{x:g} {top:g}V{bottom:g}", class_=style.get(kind, "line"))


def sign(kind: Sign, x: float, y: float) -> str:
    """What happens, drawn on a lane."""
    return _SHAPES[kind](x, y)


def tone(kind: Sign | None) -> str | None:
    """The class of a sign that is no good news."""
    return {Sign.RAISES: "error", Sign.NONE: "warning", Sign.POSSIBLE: "warning"}.get(
        kind or Sign.ASKED
    )


def _diamond(x: float, y: float) -> str:
    return element("path", d=f"M{x:g} {y - 11:g}l11 11l-11 11l-11 -11z", class_="fill")


def _letter(letter: str, x: float, y: float) -> str:
    return element("text", letter, x=x, y=y + 4.6, class_="symbol")


def _asked(x: float, y: float) -> str:
    return _diamond(x, y) + _letter("∂", x, y)


def _raises(x: float, y: float) -> str:
    cross = f"M{x - 4:g} {y - 4:g}l8 8m0 -8l-8 8"
    return _diamond(x, y) + element("path", d=cross, class_="shape paperline")


def _none(x: float, y: float) -> str:
    return _diamond(x, y) + _letter("∅", x, y)


def _possible(x: float, y: float) -> str:
    return _diamond(x, y) + _letter("?", x, y)


def _ring(x: float, y: float, inner: str) -> str:
    return element("circle", cx=x, cy=y, r=10.0, class_="shape hollow stroke") + inner


def _enter(x: float, y: float) -> str:
    return _ring(x, y, element("circle", cx=x, cy=y, r=5.0, class_="fill"))


def _leave(x: float, y: float) -> str:
    square = element("rect", x=x - 4, y=y - 4, width=8.0, height=8.0, rx=1.0, class_="fill")
    return _ring(x, y, square)


def _pause(x: float, y: float) -> str:
    bars = f"M{x - 2.5:g} {y - 4:g}v8m5 -8v8"
    return _ring(x, y, element("path", d=bars, class_="shape stroke"))


def _reset(x: float, y: float) -> str:
    arrows = f"M{x:g} {y - 4:g}l-5 4l5 4zM{x + 5:g} {y - 4:g}l-5 4l5 4z"
    return _ring(x, y, element("path", d=arrows, class_="fill"))


def _watch(x: float, y: float) -> str:
    eye = f"M{x - 11:g} {y:g}Q{x:g} {y - 13:g} {x + 11:g} {y:g}Q{x:g} {y + 13:g} {x - 11:g} {y:g}Z"
    return element("path", d=eye, class_="shape hollow stroke") + element(
        "circle", cx=x, cy=y, r=3.5, class_="fill"
    )


def _value(x: float, y: float) -> str:
    return element("circle", cx=x, cy=y, r=3.5, class_="hollow")


def _release(x: float, y: float) -> str:
    return element("path", d=f"M{x - 6:g} {y - 6:g}l12 12m0 -12l-12 12", class_="line stroke")


def _created(x: float, y: float) -> str:
    return element("circle", cx=x, cy=y, r=7.0, class_="shape hollow stroke")


_SHAPES = {
    Sign.RAISES: _raises,
    Sign.NONE: _none,
    Sign.POSSIBLE: _possible,
    Sign.ASKED: _asked,
    Sign.ONCE: _enter,
    Sign.ENTER: _enter,
    Sign.RESET: _reset,
    Sign.PAUSE: _pause,
    Sign.WATCH: _watch,
    Sign.VALUE: _value,
    Sign.LEAVE: _leave,
    Sign.RESUME: _enter,
    Sign.RELEASE: _release,
    Sign.CREATED: _created,
}
