"""Events of a source as a file of lines: in the order of their numbers, whatever order they came in."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from forestall.model.intake import Arrival, SignalState, StoredSignal
from forestall.model.label import Label
from forestall.pipeline.spool_lines import Lines

START = datetime(2026, 3, 9, 6, tzinfo=UTC)


def signal(number: int, **body: object) -> StoredSignal:
    arrival = Arrival("gate", str(number), START, START, "event", Label.GREEN, None, None, {"n": number, **body}, "")
    return StoredSignal(number, SignalState.DONE, arrival)


@pytest.mark.parametrize("numbers", [[1], [1, 2, 3], [7, 8, 1, 2, 3], [9, 3, 4, 1]])
def test_lines_lie_by_number_and_nothing_else_beside_them(tmp_path: Path, numbers: list[int]) -> None:
    lines = Lines(tmp_path)
    for number in numbers:
        lines.add(signal(number))
    found = [json.loads(line)["n"] for line in lines.whole().read_text().splitlines()]
    assert found == sorted(numbers)
    assert [path.name for path in tmp_path.iterdir()] == ["events.jsonl"]


@pytest.mark.parametrize("named", [{}, {"host.name": "PUMP-02"}])
def test_the_host_of_the_sender_stands_where_the_event_names_none(tmp_path: Path, named: dict[str, object]) -> None:
    lines = Lines(tmp_path)
    lines.add(signal(1, _host="PUMP-01", text="Überlauf", **named))
    row = json.loads(lines.whole().read_text(encoding="utf-8"))
    assert row == {"n": 1, "text": "Überlauf", **(named or {"Computer": "PUMP-01"})}
