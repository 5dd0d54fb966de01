"""One call at least of every operation in the tables.

Rows of `(expressions, module, names)`: in an expression `f` is the function, `x` the tensor or
variable `[1., 2., 3.]`; also known are `tf`, `np`, `keras`, `io`, `math` and `os`. Whatever
does not come from `x` is a plain number or list, so that the test sees which parameter is given
a tensor; `a(1., 2.)` is a tensor too, but has nothing to do with `x`. A comment says what
differs: `# variable: none, traced: zeros, integers: any`.
"""

from __future__ import annotations

from .arrays import ARRAYS
from .keras_calls import KERAS
from .mathematics import MATHEMATICS
from .networks import IMAGES, NETWORKS
from .numpy_calls import NUMPY, SURROUNDINGS

SAMPLES: dict[str, tuple[str, ...]] = {}
"""Path to expressions; a name may stand in several rows."""
for _expressions, _module, _names in (
    *MATHEMATICS,
    *ARRAYS,
    *NETWORKS,
    *IMAGES,
    *KERAS,
    *NUMPY,
    *SURROUNDINGS,
):
    for _name in _names.split():
        _given = (_expressions,) if isinstance(_expressions, str) else _expressions
        SAMPLES[f"{_module}.{_name}"] = SAMPLES.get(f"{_module}.{_name}", ()) + _given
