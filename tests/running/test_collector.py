"""What the garbage collector does while we run in a program that is not ours."""

from __future__ import annotations

import subprocess
import sys
from textwrap import dedent

import pytest

PERMANENT = """
    with permanent():
        made = [[number] for number in range(5000)]
        assert not gc.isenabled()
    assert gc.get_freeze_count() >= 5000
"""
UNCOLLECTED = """
    with uncollected():
        assert not gc.isenabled()
    assert gc.get_freeze_count() == 0
"""


@pytest.mark.parametrize("block", [PERMANENT, UNCOLLECTED], ids=["permanent", "uncollected"])
@pytest.mark.parametrize("enabled", [True, False])
def test_the_collector_is_left_as_it_was(block: str, *, enabled: bool) -> None:
    code = f"""
import gc
from tapelint.collector import permanent, uncollected
if not {enabled}:
    gc.disable()
{dedent(block)}
assert gc.isenabled() is {enabled}
"""
    subprocess.run([sys.executable, "-c", code], check=True)


def test_garbage_is_still_collected_afterwards() -> None:
    code = """
import gc, weakref
from tapelint.collector import permanent
class Node: pass
with permanent():
    kept = Node()
node = Node()
node.itself = node
gone = weakref.ref(node)
del node
gc.collect()
assert gone() is None
"""
    subprocess.run([sys.executable, "-c", code], check=True)
