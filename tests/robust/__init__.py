"""Whatever the bytes are, there is a result or one clear line, and the process lives on.

`python -m tests.robust --inputs 10000 --seed 1` mutates real files and notebooks and does with
each of them all that the fronts do, in a worker process that may crash or hang without harm.
"""
