"""Which names of a block are computed from which, or set under which condition.

Tells conditions that hang together from those that do not: after `if a: done = True`, a test
of `done` is a test of `a`. Order plays no part, so more names depend than really do.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from tapelint.program import (
    Attribute,
    Augment,
    Bind,
    Block,
    Branch,
    For,
    Items,
    Name,
    Star,
    Subscript,
    Try,
    Walrus,
    While,
    With,
)
from tapelint.spelling import mentioned


def dependencies(block: Block) -> Mapping[str, frozenset[str]]:
    """For each name that the block binds, the names of the values and conditions."""
    edges: dict[str, set[str]] = {}
    for name, words in _edges(block, frozenset()):
        edges.setdefault(name, set()).update(words)
    return {name: frozenset(words) for name, words in edges.items()}


def _edges(block: Block, under: frozenset[str]) -> Iterator[tuple[str, frozenset[str]]]:
    for statement in block:
        match statement:
            case Bind(targets=targets, value=value):
                words = under | frozenset(mentioned(value))
                for target in targets:
                    for name in _bound(target):
                        yield name, words
            case Augment(target=target, value=value):
                for name in _bound(target):
                    yield name, under | frozenset(mentioned(value))
            case Branch(test=test, then=then, orelse=orelse):
                inner = under | frozenset(mentioned(test))
                yield from _walrus(test, under)
                yield from _edges(then, inner)
                yield from _edges(orelse, inner)
            case While(test=test, body=body, orelse=orelse):
                inner = under | frozenset(mentioned(test))
                yield from _edges(body, inner)
                yield from _edges(orelse, inner)
            case For(target=target, iterable=iterable, body=body, orelse=orelse):
                inner = under | frozenset(mentioned(iterable))
                for name in _bound(target):
                    yield name, inner
                yield from _edges(body, inner)
                yield from _edges(orelse, inner)
            case With(body=body):
                yield from _edges(body, under)
            case Try(body=body, handlers=handlers, orelse=orelse, final=final):
                for part in (body, orelse, final, *(h.body for h in handlers)):
                    yield from _edges(part, under)


def _walrus(test: object, under: frozenset[str]) -> Iterator[tuple[str, frozenset[str]]]:
    if isinstance(test, Walrus):
        yield test.target.id, under | frozenset(mentioned(test.value))


def _bound(target: object) -> Iterator[str]:
    match target:
        case Name(id):
            yield id
        case Attribute(name=name):
            yield name
        case Subscript(base=base):
            yield from _bound(base)
        case Star(inner):
            yield from _bound(inner)
        case Items(elements=elements):
            for element in elements:
                yield from _bound(element)
