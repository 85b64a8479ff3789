"""On the PYTHONPATH of every process a test starts: Python imports it by itself, and the outside is closed."""

import runpy
from pathlib import Path

runpy.run_path(str(Path(__file__).resolve().parent.parent / "network.py"))["close_the_outside"]()
