"""A short storm over real engines: what `make chaos` does for ten minutes, on this database for some seconds."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from harness import ROOT

SECONDS = 12


@pytest.mark.timeout(400)
def test_r06_after_a_storm_nothing_is_lost_nothing_doubled_and_every_repeat_says_so(tmp_path):
    """R1-R3, R6, R9, R11, R12, R26-R29 at once: killed, frozen, restarted, set to another hour, and providers failing."""
    database = "postgresql" if os.environ.get("EVENKEEL_TEST_CLUSTER_URL") else "sqlite"
    answer = tmp_path / "storm.json"
    command = [sys.executable, str(ROOT / "bench" / "chaos.py"), "--database", database, "--alone"]
    done = subprocess.run(
        [*command, "--seconds", str(SECONDS), "--seed", "5", "--json", str(answer)],
        cwd=ROOT,
        env={n: v for n, v in os.environ.items() if not n.startswith(("EVENKEEL_", "DJANGO_", "COV_"))},
        capture_output=True,
        text=True,
        timeout=380,
        check=False,
    )
    said = f"{done.stdout[-6000:]}\n{done.stderr[-3000:]}"
    assert answer.exists(), said
    found = json.loads(answer.read_text())[database]
    assert found["violations"] == [], said
    assert done.returncode == 0, said
    weather = found["weather"]
    assert weather["engines killed"] >= 2, weather
    assert weather["jumps of the clock"] >= 3, weather
    assert found["timers fired"], said
    assert found["accepted by the world"] > 0, said
