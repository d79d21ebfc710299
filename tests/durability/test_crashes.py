"""Nothing that was acknowledged is lost or doubled, whenever the service dies, the power goes, or the disk says no.

The short suite takes a sample of the points, the long one (`make durability`) all of them. The negative controls do it
wrong on purpose: a suite that does not notice would prove nothing.
"""

import os
from collections.abc import Callable
from typing import Any

import pytest

Drive = Callable[..., dict[str, Any]]

LONG = bool(os.environ.get("FORESTALL_LONG"))
ALL = 1 if LONG else None


@pytest.mark.usefixtures("strace")
@pytest.mark.parametrize("seed", range(10) if LONG else (2, 3))
def test_a_service_killed_at_a_storage_call_loses_and_repeats_nothing(drive: Drive, seed: int) -> None:
    result = drive("kills.py", "kill", "FOLDER", seed, ALL or 14)
    assert result["broken"] == []
    assert result["killed"] >= (150 if LONG else 12)


@pytest.mark.usefixtures("strace")
def test_a_service_killed_while_it_makes_the_store_begins_again(drive: Drive) -> None:
    result = drive("kills.py", "kill", "FOLDER", 4, 3 if LONG else 150, "new")
    assert (result["broken"], result["killed"] >= 4) == ([], True)


def test_a_service_killed_at_any_moment_loses_and_repeats_nothing(drive: Drive) -> None:
    result = drive("kills.py", "moments", "FOLDER", 5, ALL or 40)
    assert (result["broken"], result["killed"] >= (500 if LONG else 10)) == ([], True)


@pytest.mark.usefixtures("strace")
@pytest.mark.parametrize("seed", range(2, 12) if LONG else (2,))
def test_writers_killed_while_they_share_commits_lose_and_repeat_nothing(drive: Drive, seed: int) -> None:
    """The ledger has one entry for each of their works, in the order in which the signals are numbered."""
    result = drive("kills.py", "kill", "FOLDER", seed, ALL or 48, "together")
    assert result["broken"] == []
    assert result["killed"] >= (100 if LONG else 2)
    assert (result["shared"] >= 1, result["struck"] >= (10 if LONG else 0)) == (True, True)


def test_writers_killed_at_any_moment_lose_and_repeat_nothing(drive: Drive) -> None:
    result = drive("kills.py", "moments", "FOLDER", 5, 2 if LONG else 160, "together")
    assert (result["broken"], result["killed"] >= (250 if LONG else 2)) == ([], True)


@pytest.mark.usefixtures("strace")
@pytest.mark.parametrize("error", ["ENOSPC", "EIO"])
@pytest.mark.parametrize("seed", (6, 7) if LONG else (7,))
def test_a_call_that_fails_is_tried_again_until_it_is_kept(drive: Drive, error: str, seed: int) -> None:
    result = drive("kills.py", error, "FOLDER", seed, ALL or 16)
    assert (result["broken"], result["killed"], result["trials"] >= 6) == ([], 0, True)


@pytest.mark.usefixtures("strace", "long")
@pytest.mark.parametrize("error", ["ENOSPC", "EIO"])
def test_a_call_that_fails_under_several_writers_is_tried_again_until_it_is_kept(drive: Drive, error: str) -> None:
    result = drive("kills.py", error, "FOLDER", 7, 1, "together")
    assert (result["broken"], result["killed"], result["trials"] >= 50) == ([], 0, True)


@pytest.mark.usefixtures("compiler")
@pytest.mark.parametrize("seed", range(10) if LONG else (3,))
def test_a_power_cut_takes_nothing_that_was_acknowledged(drive: Drive, seed: int) -> None:
    result = drive("power.py", "FOLDER", seed, ALL or 4)
    assert result["broken"] == []
    assert result["syncs"] >= 6
    assert result["trials"] >= (300 if LONG else 90)


@pytest.mark.usefixtures("compiler")
def test_a_power_cut_while_the_store_is_made_leaves_one_that_can_be_used(drive: Drive) -> None:
    assert drive("power.py", "FOLDER", 4, 7 if LONG else 100, "new")["broken"] == []


@pytest.mark.usefixtures("compiler")
@pytest.mark.parametrize("failing", range(1, 9) if LONG else (2, 4))
def test_a_power_cut_after_a_failed_fsync_takes_nothing_that_was_acknowledged(drive: Drive, failing: int) -> None:
    """SQLite itself ignores a failed fsync of the folder of its new log; `store/connect.py` does not."""
    assert drive("power.py", "FOLDER", 3, ALL or 10, f"fail={failing}")["broken"] == []


@pytest.mark.usefixtures("strace")
def test_the_suite_notices_a_service_that_acknowledges_before_the_commit(drive: Drive) -> None:
    broken = drive("kills.py", "kill", "FOLDER", 3, 10 if LONG else 25, "early")["broken"]
    assert any("lost: acknowledged" in each for each in broken)


@pytest.mark.usefixtures("strace")
@pytest.mark.parametrize(
    ("how", "noticed"),
    [("early", "lost: acknowledged")] + LONG * [("hasty", "lost: acknowledged"), ("apart", "ledger: ")],
)
def test_the_suite_notices_writers_who_do_it_wrong(drive: Drive, how: str, noticed: str) -> None:
    """Within the work; after the work, before the commit that was left to another; the entry by itself."""
    broken = drive("kills.py", "kill", "FOLDER", 3, 10 if LONG else 50, "together", how)["broken"]
    assert any(noticed in each for each in broken)


@pytest.mark.usefixtures("compiler")
@pytest.mark.parametrize("weak", ["OFF", "NORMAL", "early"])
def test_the_suite_notices_a_store_that_does_not_wait_for_the_disk(drive: Drive, weak: str) -> None:
    broken = drive("power.py", "FOLDER", 3, 5 if LONG else 20, weak)["broken"]
    assert any("lost: acknowledged" in each for each in broken)
