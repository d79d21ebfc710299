"""Start-up stays light: what is heavy is imported by the command that needs it."""

import subprocess
import sys

import pytest

HEAVY = {
    *("numpy", "pyarrow", "polars", "scipy", "numba", "highspy"),
    *("pydantic", "lxml", "sigma", "sqlalchemy", "jinja2", "rich"),
}


@pytest.mark.parametrize("module", ["forestall", "forestall.cli.main"])
def test_starting_imports_nothing_heavy(module: str) -> None:
    code = f"import sys, {module}; print(' '.join(sorted(m for m in sys.modules if '.' not in m)))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert sorted(set(loaded) & HEAVY) == []


def test_help_names_every_command() -> None:
    command = [sys.executable, "-m", "forestall", "--help"]
    shown = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    for command in ("run", "check", "init", "schema", "ledger"):
        assert f"  {command} " in shown


def test_the_version_is_said() -> None:
    from forestall import __version__

    shown = subprocess.run([sys.executable, "-m", "forestall", "--version"], capture_output=True, text=True, check=True)
    assert shown.stdout.strip() == f"forestall {__version__}"
