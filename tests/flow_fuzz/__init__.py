"""Control-flow fuzz: random programs, run by CPython with a fake tape, against the analysis.

`generate` writes programs, `execute` runs one on every stream of decisions that fits a budget
(with the tape of `fake` and the loops marked by `rounds`), `verdict` compares what was observed
with what tapelint says, `shrink` makes a disagreement small, `campaign` counts.

    python -m tests.flow_fuzz --programs 2000 --seed 7
"""
