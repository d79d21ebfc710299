"""Whoever keeps the lake may be killed at any moment: nothing is lost or there twice, and the work goes on."""

import json
import subprocess
import sys
from pathlib import Path

DRIVER = Path(__file__).with_name("killed_days.py")


def test_a_keeper_of_the_lake_killed_at_any_step_loses_and_repeats_nothing(tmp_path: Path) -> None:
    done = subprocess.run([sys.executable, DRIVER, tmp_path, "61"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    result = json.loads(done.stdout)
    assert (result["broken"], done.stderr) == ([], "")
    assert result["deaths"] >= 5
