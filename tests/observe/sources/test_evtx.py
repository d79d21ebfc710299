"""Windows event logs, whole and damaged."""

from collections.abc import Callable
from pathlib import Path

import pytest

from forestall.core.clock import instant
from forestall.model.observation import Observation
from forestall.model.words import SourceStatus

Look = Callable[..., Observation]
Put = Callable[[str, bytes | str], Path]

CASE = "rules/windows/process_creation/proc_creation_win_hktl_wsass/589ac73f-8e12-409c-964e-31a2f5775ae2.evtx"
LATE = instant("2027-01-01")


@pytest.fixture
def log(shared: Path) -> bytes:
    return (shared / "data/sigma/regression_data" / CASE).read_bytes()


def test_an_event_is_flat_with_the_names_sigma_rules_use(log: bytes, look: Look, put: Put) -> None:
    put("a.evtx", log)
    row = look("evtx", at=LATE).records[0].table.to_pylist()[0]
    expected = {"EventID": "1", "Provider_Name": "Microsoft-Windows-Sysmon", "_host": row["Computer"], "_line": 1}
    assert {name: row[name] for name in expected} == expected
    assert row["Channel"] == "Microsoft-Windows-Sysmon/Operational"
    assert row["Image"].lower().endswith(".exe")
    assert row["_time"] is not None


def test_all_regression_logs_are_read(shared: Path, look: Look) -> None:
    state = look("evtx", str(shared / "data/sigma/regression_data/**/*.evtx"), at=LATE).sources[0]
    assert (state.files, state.accepted, state.skipped) == (202, 237, 0)


def test_no_person_of_the_regression_logs_passes(shared: Path, look: Look) -> None:
    table = look("evtx", str(shared / "data/sigma/regression_data/**/*.evtx"), at=LATE).records[0].table
    texts = " ".join(str(text) for name in table.column_names for text in table.column(name).to_pylist())
    assert [name for name in ("xodih", "psmith", "stevie.marie", "marco\\") if name in texts.lower()] == []


DAMAGED = {
    "no EVTX": lambda log: b"MZ" + log[2:],
    "header only": lambda log: log[:4096],
    "truncated": lambda log: log[:5000],
    "a damaged chunk": lambda log: log[:4096] + b"\xff" * 512 + log[4608:],
    "damaged records": lambda log: log[:4700] + bytes(range(256)) * 8 + log[6748:],
}


@pytest.mark.parametrize("case", DAMAGED)
def test_a_damaged_log_is_told_and_the_others_are_read(case: str, log: bytes, look: Look, put: Put) -> None:
    put("a.evtx", log)
    put("b.evtx", DAMAGED[case](log))
    state = look("evtx", at=LATE).sources[0]
    assert state.accepted >= 1
    assert (state.skipped >= 1, "in/b.evtx" in state.reasons[0]) == (True, True)


def test_a_folder_without_logs_is_missing(look: Look) -> None:
    state = look("evtx").sources[0]
    assert (state.status, state.reasons) == (SourceStatus.MISSING, ("in/*: no file",))
