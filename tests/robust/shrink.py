"""Makes an input smaller while it fails in the same way."""

from __future__ import annotations

from collections.abc import Callable, Sequence


def shrink(data: bytes, fails: Callable[[bytes], bool], tries: int = 400) -> bytes:
    """A smaller input that fails: lines go first, then bytes, as long as there are tries left."""
    left = [tries]

    def holds(parts: Sequence[bytes]) -> bool:
        left[0] -= 1
        return left[0] >= 0 and fails(b"".join(parts))

    lines = _smaller(data.splitlines(keepends=True), holds)
    return b"".join(_smaller([bytes([byte]) for byte in b"".join(lines)], holds))


def _smaller(parts: list[bytes], holds: Callable[[Sequence[bytes]], bool]) -> list[bytes]:
    size = max(len(parts) // 2, 1)
    while parts:
        at, before = 0, len(parts)
        while at < len(parts):
            fewer = parts[:at] + parts[at + size :]
            if holds(fewer):
                parts = fewer
            else:
                at += size
        if size == 1 and len(parts) == before:
            break
        size = max(size // 2, 1)
    return parts
