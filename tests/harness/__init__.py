"""What the tests stand on: databases, sinks that play the outside world, a browser, real processes."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# Public data and scoring, beside the project; tests take the fixture `shared`, which skips where there is none.
SHARED = ROOT.parent / "shared"
