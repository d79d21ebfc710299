"""A pass killed at any moment leaves the state as it was or as it should be, and the next pass completes."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

DRIVER = Path(__file__).with_name("killed_passes.py")


@pytest.mark.parametrize(("trials", "least"), [("steps 7", 24), ("moments 4", 3)])
def test_a_pass_killed_at_any_moment_leaves_the_state_whole(tmp_path: Path, trials: str, least: int) -> None:
    mode, stride = trials.split()
    done = subprocess.run([sys.executable, DRIVER, mode, tmp_path, stride], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    result = json.loads(done.stdout)
    assert (result["broken"], done.stderr) == ([], "")
    assert result["deaths"] >= least
