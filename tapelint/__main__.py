"""`python -m tapelint`."""

from __future__ import annotations

import sys

from tapelint.cli import main

sys.exit(main())
