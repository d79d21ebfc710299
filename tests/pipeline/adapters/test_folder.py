"""Files that appear, grow, are renamed, cut off, copied and removed: every line is stored once."""

import asyncio
import json
import os
import random
import shutil
from contextlib import suppress
from pathlib import Path

import pytest
from adapter_service import NOW, DiedError, Dying, Memory, Open, Service

from forestall.core.errors import InputError, StateError
from forestall.model.words import SourceKind
from forestall.pipeline.adapters.file_places import FilePlaces
from forestall.pipeline.adapters.folder import FolderAdapter, Watched
from forestall.pipeline.adapters.handing import Handing
from forestall.pipeline.adapters.open_file import PIECE
from forestall.pipeline.arrive import Desk


@pytest.fixture
def logs(tmp_path: Path) -> Path:
    folder = tmp_path / "logs"
    folder.mkdir()
    return folder


def adapter(handing: Handing, logs: Path, pattern: str = "*.log", **options: object) -> FolderAdapter:
    given = {"source": "sensors", "kind": SourceKind.JSON_LINES, **options}
    return FolderAdapter(Watched(root=logs.parent, path=f"logs/{pattern}", **given), handing)  # type: ignore[arg-type]


def lines(first: int, end: int) -> bytes:
    return b"".join(b'{"time":"2026-03-09T10:%02d:%02dZ","n":%d}\n' % (n // 60, n % 60, n) for n in range(first, end))


def write(path: Path, data: bytes) -> None:
    with path.open("ab") as file:
        file.write(data)


def look(*adapters: FolderAdapter, times: int = 1) -> None:
    async def work() -> None:
        for one in adapters:
            for _ in range(times):
                await one.look()

    asyncio.run(work())


def numbers(service: Service) -> list[int]:
    return [int(str(value)) for value in service.values("n")]


def test_a_growing_file_is_read_on_where_it_was_left(service: Service, logs: Path) -> None:
    one = adapter(service.handing, logs)
    for end in (10, 20, 35):
        write(logs / "a.log", lines(end - 10 if end < 35 else 20, end))
        look(one)
    assert numbers(service) == list(range(35))


def test_a_line_is_stored_when_it_is_whole(service: Service, logs: Path) -> None:
    one = adapter(service.handing, logs)
    write(logs / "a.log", lines(0, 2)[:-9])
    look(one)
    assert numbers(service) == [0]
    write(logs / "a.log", lines(0, 2)[-9:])
    look(one)
    assert numbers(service) == [0, 1]


def test_after_a_restart_it_goes_on(opened: Open, logs: Path) -> None:
    write(logs / "a.log", lines(0, 10))
    look(adapter(opened().handing, logs))
    write(logs / "a.log", lines(10, 20))
    service = opened()
    look(adapter(service.handing, logs))
    assert numbers(service) == list(range(20))


@pytest.mark.parametrize("pattern", ["*.log", "*.log*"])
@pytest.mark.parametrize("restart", [False, True])
def test_a_file_that_is_renamed_and_begun_anew_loses_and_repeats_nothing(
    opened: Open, logs: Path, pattern: str, restart: bool
) -> None:
    service = opened()
    one = adapter(service.handing, logs, pattern)
    write(logs / "a.log", lines(0, 10))
    look(one)
    write(logs / "a.log", lines(10, 15))
    (logs / "a.log").rename(logs / "a.log.1")
    write(logs / "a.log", lines(15, 30))
    if restart:
        service = opened()
        one = adapter(service.handing, logs, pattern)
    look(one, times=2)
    assert sorted(numbers(service)) == list(range(30))
    assert one.condition.repeated == 0


def test_what_was_written_to_a_file_before_it_was_removed_is_read_too(service: Service, logs: Path) -> None:
    one = adapter(service.handing, logs)
    write(logs / "a.log", lines(0, 10))
    look(one)
    write(logs / "a.log", lines(10, 12) + lines(12, 13)[:-1])
    (logs / "a.log").unlink()
    look(one)
    assert numbers(service) == list(range(13))


@pytest.mark.parametrize("pattern", ["*.log", "*.log*"])
def test_a_file_that_is_copied_and_cut_off_loses_and_repeats_nothing(
    service: Service, logs: Path, pattern: str
) -> None:
    """logrotate's copytruncate; what was written since the last look is found in the copy, if the path names it."""
    one = adapter(service.handing, logs, pattern)
    write(logs / "a.log", lines(0, 100))
    look(one)
    unread = 5 if pattern == "*.log*" else 0
    write(logs / "a.log", lines(100, 100 + unread))
    shutil.copyfile(logs / "a.log", logs / "a.log.1")
    os.truncate(logs / "a.log", 0)
    write(logs / "a.log", lines(100 + unread, 110))
    look(one, times=2)
    assert sorted(numbers(service)) == list(range(110))
    assert one.condition.repeated == 0


def test_a_file_that_was_cut_off_and_grew_beyond_its_old_size_begins_anew(service: Service, logs: Path) -> None:
    one = adapter(service.handing, logs)
    write(logs / "a.log", lines(0, 3))
    look(one)
    (logs / "a.log").write_bytes(lines(3, 50))
    look(one)
    assert numbers(service) == list(range(50))


def test_the_lines_of_a_copy_are_known_by_their_content(service: Service, logs: Path) -> None:
    one = adapter(service.handing, logs)
    write(logs / "a.log", lines(0, 50))
    look(one)
    shutil.copyfile(logs / "a.log", logs / "b.log")
    look(one)
    assert (len(service.stored()), one.condition.repeated) == (50, 50)


def test_the_same_line_twice_is_two_events_wherever_a_look_falls_between(service: Service, logs: Path) -> None:
    one = adapter(service.handing, logs)
    for count in (1, 2, 1):
        write(logs / "a.log", lines(7, 8) * count)
        look(one)
    assert numbers(service) == [7] * 4


def test_lines_that_say_no_time_are_never_taken_for_one_another(opened: Open, logs: Path) -> None:
    for _ in range(3):
        write(logs / "a.log", b'{"n":1}\n' * 100)
        service = opened()
        look(adapter(service.handing, logs))
    assert len(service.stored()) == 300


def test_an_export_that_overlaps_an_earlier_one_brings_only_what_is_new(service: Service, logs: Path) -> None:
    one = adapter(service.handing, logs)
    write(logs / "morning.log", lines(0, 60))
    write(logs / "noon.log", lines(40, 90))
    look(one)
    assert sorted(numbers(service)) == list(range(90))
    assert one.condition.repeated == 20


def test_a_broken_line_goes_to_quarantine_and_stops_nothing(service: Service, logs: Path) -> None:
    one = adapter(service.handing, logs)
    write(logs / "a.log", lines(0, 1) + b"{broken\n\0\0\0\n" + lines(1, 2))
    look(one)
    assert numbers(service) == [0, 1]
    assert [held.rejected.raw for held in service.held()] == [b"{broken", b"\0\0\0"]


def test_a_line_without_end_is_not_read_into_memory(service: Service, logs: Path) -> None:
    one = adapter(service.handing, logs)
    write(logs / "a.log", lines(0, 1) + b"x" * (3 * PIECE))
    look(one)
    assert not service.held()
    write(logs / "a.log", b"\n" + lines(1, 2))
    look(one)
    assert numbers(service) == [0, 1]
    assert "more than 1,048,576 bytes" in service.held()[0].rejected.reason


def test_the_header_of_a_table_goes_with_every_piece(service: Service, logs: Path) -> None:
    one = adapter(service.handing, logs, source="table", kind=SourceKind.CSV)
    write(logs / "a.log", b"time,n\n2026-03-09T10:00:00Z,0\n")
    look(one)
    write(logs / "a.log", b"2026-03-09T10:00:01Z,1\n")
    look(one)
    assert numbers(service) == [0, 1]


def test_pipes_folders_and_hidden_files_are_left_alone(service: Service, logs: Path) -> None:
    os.mkfifo(logs / "pipe.log")
    (logs / "folder.log").mkdir()
    write(logs / ".hidden.log", lines(0, 1))
    write(logs / "a.log", lines(1, 2))
    look(adapter(service.handing, logs))
    assert numbers(service) == [1]


@pytest.mark.parametrize("seed", range(20))
def test_whenever_we_die_nothing_is_lost_or_repeated(desk: Desk, tmp_path: Path, seed: int) -> None:
    """Lines that say no time, so that only the stored place can tell what was read."""
    chance = random.Random(seed)
    deaths = [(chance.randint(1, 3), chance.random() < 0.5, chance.random() < 0.5) for _ in range(6)]
    logs, store, written = tmp_path / "logs", Memory(), 0
    logs.mkdir()
    for at, committed, rotated in deaths:
        write(logs / "a.log", b'{"n":1}\n' * 10)
        written += 10
        if rotated:
            (logs / "a.log").rename(logs / f"{written}.log")
        dying = Dying(store, at, committed=committed)
        with suppress(DiedError):
            look(adapter(Handing(desk, dying, store, lambda: NOW), logs))
    look(adapter(Handing(desk, store, store, lambda: NOW), logs), times=2)
    assert len(store.signals) == written


def test_a_whole_message_is_read_when_its_file_has_come_to_rest(service: Service, logs: Path, shared: Path) -> None:
    message = (shared / "data" / "cap" / "cap-library" / "earthquake.cap").read_bytes()
    one = adapter(service.handing, logs, "*.cap", source="warnings", kind=SourceKind.CAP)
    write(logs / "a.cap", message[:100])
    look(one)
    assert not service.stored()
    write(logs / "a.cap", message[100:])
    look(one, times=3)
    shutil.copyfile(logs / "a.cap", logs / "b.cap")
    look(one, times=3)
    assert [stored.arrival.kind for stored in service.stored()] == ["cap"]
    assert one.condition.repeated == 1
    assert not service.held()


def test_a_kind_that_cannot_be_followed_is_said(service: Service, logs: Path) -> None:
    with pytest.raises(InputError, match="kind evtx cannot be followed"):
        adapter(service.handing, logs, kind=SourceKind.EVTX)


@pytest.mark.parametrize("text", ["", "x", "[]", "[1]", "[1,[[1]]]", json.dumps({"a": 1})])
def test_an_offset_that_is_not_ours_is_no_offset(text: str) -> None:
    with pytest.raises(StateError, match="restore the state"):
        FilePlaces.read(text, "sensors")
