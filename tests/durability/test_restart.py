"""The long suite: a million signals are no reason to start slowly, and a server may die as well as the service."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Drive = Callable[..., dict[str, Any]]


@pytest.mark.usefixtures("long")
def test_a_killed_service_with_a_million_signals_is_back_within_two_seconds(drive: Drive) -> None:
    result = drive("recovery.py", "FOLDER", 1_000_000, 5)
    assert max(result["logs"]) > 1_000_000
    assert max(result["recoveries"]) < 2.0


@pytest.fixture
def postgresql() -> None:
    """Skips where no server can be started."""
    if os.geteuid() or not list(Path("/usr/lib/postgresql").glob("*/bin/initdb")):
        pytest.skip("needs PostgreSQL and root, to start a server as another user")


@pytest.mark.usefixtures("long", "postgresql")
@pytest.mark.parametrize("seed", range(2, 15))
def test_a_killed_postgresql_loses_and_repeats_nothing(drive: Drive, seed: int) -> None:
    result = drive("postgres.py", "FOLDER", 40, seed)
    assert (result["broken"], result["trials"]) == ([], 40)


@pytest.mark.usefixtures("long", "postgresql")
@pytest.mark.parametrize("seed", range(3))
def test_a_postgresql_killed_under_writers_who_share_commits_loses_and_repeats_nothing(drive: Drive, seed: int) -> None:
    result = drive("postgres.py", "FOLDER", 40, seed, "together")
    assert (result["broken"], result["trials"], result["acked"] >= 200) == ([], 40, True)


@pytest.mark.usefixtures("long", "postgresql")
def test_the_suite_notices_a_postgresql_that_does_not_wait_for_its_log(drive: Drive) -> None:
    assert any("lost: acknowledged" in each for each in drive("postgres.py", "FOLDER", 20, 2, "off")["broken"])


@pytest.mark.usefixtures("long", "postgresql")
def test_the_suite_notices_such_writers_losing_what_a_postgresql_had_not_written(drive: Drive) -> None:
    broken = drive("postgres.py", "FOLDER", 20, 2, "together", "off")["broken"]
    assert any("lost: acknowledged" in each for each in broken)
