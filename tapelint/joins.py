"""What a place may hold where two paths meet: the union, with what is alike merged.

Tensors become one, arrays become one, and of many tuples of one length one is left.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from functools import reduce

from tapelint.values import Detached, Dtype, Key, Record, Sequence, Tensor, Value

MOST_SEQUENCES = 8
"""Of so many tuples of one length each is known by itself; a loop may make one in every round."""


def join_values(a: Value, b: Value) -> Value:
    """What may be there where two paths meet; tensors of one origin are merged."""
    if a is b or b <= a:
        return a
    union = a | b
    if len(union) == len(b):
        union = b
    tensors: list[Tensor] = []
    detached: list[Detached] = []
    for atom in union:
        if isinstance(atom, Tensor):
            tensors.append(atom)
        elif isinstance(atom, Detached):
            detached.append(atom)
    if len(tensors) > 1:
        union = union.difference(tensors) | {_merge_tensors(tensors)}
    if len(detached) > 1:
        union = union.difference(detached) | {_merge_detached(detached)}
    if len(union) > MOST_SEQUENCES:
        union = _with_few_sequences(union)
    # What does not change stays the same object: most joins find that out first.
    return a if union == a else union


def _with_few_sequences(value: Value) -> Value:
    """Where there are too many of one length, one that holds what any of them holds."""
    sequences = [atom for atom in value if isinstance(atom, Sequence)]
    if len(sequences) <= MOST_SEQUENCES:
        return value
    alike: defaultdict[tuple[int, Key | None], list[Sequence]] = defaultdict(list)
    for atom in sequences:
        alike[len(atom.items), atom.once].append(atom)
    for (_, once), several in alike.items():
        if len(several) > MOST_SEQUENCES:
            items = zip(*(one.items for one in several), strict=True)
            merged = Sequence(tuple(reduce(join_values, each) for each in items), once)
            value = value.difference(several) | {merged}
    return value


def _merge_tensors(tensors: list[Tensor]) -> Tensor:
    links: dict[Record, frozenset[Key] | None] = {}
    for tensor in tensors:
        add_links(links, tensor.links)
    return Tensor(
        frozenset[Key]().union(*(tensor.keys for tensor in tensors)),
        frozenset(links.items()),
        all(tensor.solid for tensor in tensors),
        common_dtype(tensor.dtype for tensor in tensors),
        any(tensor.assumed for tensor in tensors),
        tensors[0].count if len({tensor.count for tensor in tensors}) == 1 else None,
        frozenset.intersection(*(tensor.sure for tensor in tensors)),
        any(tensor.doubtful for tensor in tensors),
    )


def _merge_detached(several: list[Detached]) -> Detached:
    return Detached(
        frozenset[Key]().union(*(one.keys for one in several)),
        common_dtype(one.dtype for one in several),
        all(one.array for one in several),
    )


def common_dtype(dtypes: Iterable[Dtype]) -> Dtype:
    """The one that all of them are."""
    found = set(dtypes)
    return found.pop() if len(found) == 1 else Dtype.UNKNOWN


def add_links(
    links: dict[Record, frozenset[Key] | None],
    more: Iterable[tuple[Record, frozenset[Key] | None]],
) -> None:
    """Union of reaches, in place."""
    for record, reach in more:
        known = links.get(record, frozenset())
        links[record] = None if known is None or reach is None else known | reach
