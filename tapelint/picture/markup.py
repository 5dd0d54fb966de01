"""Elements of XML: the only place where text becomes markup.

Whatever stands in a source, its characters stay text: what is special is escaped, and what XML
cannot hold or what would steer a viewer is spelled out.
"""

from __future__ import annotations

import re

from tapelint.reports.text import visible

_NO_XML = re.compile("[\ufffe\uffff\U0001fffe\U0001ffff]")
_SPECIAL = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;"}


def text(content: str) -> str:
    """The content as it may stand between tags and in an attribute."""
    safe = _NO_XML.sub(lambda match: ascii(match.group())[1:-1], visible(content))
    return "".join(_SPECIAL.get(char, char) for char in safe)


def element(tag: str, inner: str = "", /, **attributes: object) -> str:
    """`<tag name="value">inner</tag>`; `inner` is markup, the values are text.

    Names that Python has no room for: `class_`, `aria_label` for `aria-label`, `xml_space` for
    `xml:space`.
    """
    written = "".join(
        f' {_name(name)}="{text(_number(value))}"'
        for name, value in attributes.items()
        if value is not None
    )
    return f"<{tag}{written}>{inner}</{tag}>" if inner else f"<{tag}{written}/>"


def _name(name: str) -> str:
    return name.rstrip("_").replace("xml_", "xml:").replace("_", "-")


def _number(value: object) -> str:
    return f"{value:.1f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)
