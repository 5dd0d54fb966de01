"""Differential test: random realistic programs, run by TensorFlow, against what tapelint says.

`generate` writes programs and says at each derivative call what was planted there, `run` has
TensorFlow run one, `compare` holds tapelint's findings against what was seen, `campaign` counts
and makes disagreements small.

    python -m tests.differential --programs 2000 --seed 7 --jobs 2
"""
