"""What stands around the tapes, lowered from `ast`, which costs a tenth of libcst's tree.

What speaks of tapes, a statement at a time, is given to libcst as it stands (see `tapes`). Of
the rest the forms are just those that libcst's tree would give. What is not plain raises
`Unusual`; libcst then reads the whole text.
"""

from tapelint.lower.around.expressions import Unusual
from tapelint.lower.around.statements import around

__all__ = ["Unusual", "around"]
