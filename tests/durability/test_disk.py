"""A disk that is really full, files that were torn, feeds in any order: said, undone, never half."""

import hashlib
import random
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forestall.core.errors import FullError, StateError
from forestall.model.intake import Delivery
from forestall.store.inbox import Inbox

sys.path.insert(0, str(Path(__file__).parent))
from feed import canonical, feed
from judge import Judge


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 3 MB."""
    place = tmp_path / "disk"
    place.mkdir()
    options = ["-t", "tmpfs", "-o", "size=3m", "tmpfs", str(place)]
    if subprocess.run(["mount", *options], capture_output=True, check=False).returncode:
        pytest.skip("no file system can be mounted here")
    yield place
    subprocess.run(["umount", str(place)], check=True)


def test_a_full_disk_is_said_and_the_service_goes_on_when_there_is_room(small_disk: Path) -> None:
    deliveries = feed(2, 200, 60)
    judge = Judge(deliveries)
    done = 0
    with Inbox.open(small_disk) as inbox:
        ballast = small_disk / "ballast"
        ballast.write_bytes(bytes(1_200_000))
        while not is_full(inbox, deliveries[done]):
            done += 1
        assert done > 0
        for _ in range(3):
            with pytest.raises(FullError, match=r"the disk is full.*make room"):
                inbox.take_all([deliveries[done]])
        assert int(inbox.offset("feed") or 0) == done
        ballast.unlink()
        inbox.take_all([deliveries[done]])
    assert judge.look(small_disk, b"") == done + 1


def is_full(inbox: Inbox, delivery: Delivery) -> bool:
    try:
        inbox.take_all([delivery])
    except FullError:
        return True
    return False


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store that took nothing yet."""
    place = tmp_path_factory.mktemp("empty")
    with Inbox.open(place):
        pass
    return place


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store that took a feed."""
    place = tmp_path_factory.mktemp("whole")
    with Inbox.open(place) as inbox:
        inbox.take_all(feed(4, 40))
    return place


def torn(whole: Path, place: Path, size: int) -> None:
    shutil.rmtree(place, ignore_errors=True)
    shutil.copytree(whole, place)
    with (place / "state.sqlite").open("r+b") as file:
        file.truncate(size)


def read(place: Path) -> None:
    with Inbox.open(place) as inbox:
        inbox.after(0, 10**6)


def test_a_torn_database_is_refused_with_advice_wherever_it_is_torn(whole: Path, tmp_path: Path) -> None:
    size, chance = (whole / "state.sqlite").stat().st_size, random.Random(3)
    for cut in (1, 100, 4095, 4096, size // 2, size - 4096, size - 1, *(chance.randrange(1, size) for _ in range(20))):
        torn(whole, tmp_path / "torn", cut)
        with pytest.raises(StateError, match=r"damaged|malformed"):
            read(tmp_path / "torn")


def test_a_page_that_was_overwritten_is_refused(whole: Path, tmp_path: Path) -> None:
    size = (whole / "state.sqlite").stat().st_size
    with closing(sqlite3.connect(whole / "state.sqlite")) as connection:
        free = connection.execute("PRAGMA freelist_count").fetchone()[0]
    unnoticed = []
    for page in range(size // 4096):
        torn(whole, tmp_path / "torn", size)
        with (tmp_path / "torn" / "state.sqlite").open("r+b") as file:
            file.seek(page * 4096)
            file.write(random.Random(page).randbytes(4096))
        try:
            read(tmp_path / "torn")
            unnoticed.append(page)
        except StateError:
            pass
    assert len(unnoticed) <= free


@settings(max_examples=25)
@given(st.randoms(use_true_random=False), st.integers(0, 9))
def test_a_feed_in_any_order_with_any_repetition_gives_the_same_signals(
    empty: Path, tmp_path_factory: pytest.TempPathFactory, chance: random.Random, seed: int
) -> None:
    sent = [replace(each, digest=digest(each.body)) for delivery in feed(seed, 5) for each in delivery.arrivals]
    first = {(each.source, each.identity): canonical(each.body) for each in reversed(sent)}
    agreed = [each for each in sent if canonical(each.body) == first[each.source, each.identity]]
    mixed = [*agreed, *chance.choices(agreed, k=len(agreed))]
    chance.shuffle(mixed)
    moved = [replace(each, received=each.received + timedelta(hours=chance.randint(-48, 48))) for each in mixed]
    place = tmp_path_factory.mktemp("order") / "place"
    shutil.copytree(empty, place)
    with Inbox.open(place) as inbox:
        for start in range(0, len(moved), 7):
            inbox.take_all([Delivery(tuple(moved[start : start + 7]))])
        stored = inbox.after(0, 10**6)
        assert inbox.held(10) == ()
    assert {(each.arrival.source, each.arrival.identity): canonical(each.arrival.body) for each in stored} == first
    assert [each.number for each in stored] == list(range(1, len(first) + 1))


def digest(body: dict[str, object]) -> str:
    return hashlib.sha256(canonical(body).encode()).hexdigest()


def test_an_empty_database_beside_a_lake_that_is_not_is_refused(tmp_path: Path) -> None:
    (tmp_path / "state.sqlite").touch()
    read(tmp_path)
    (tmp_path / "lake").mkdir()
    (tmp_path / "lake" / "00000001-risks.parquet").touch()
    read(tmp_path)
    (tmp_path / "state.sqlite").write_bytes(b"")
    for log in tmp_path.glob("state.sqlite-*"):
        log.unlink()
    with pytest.raises(StateError, match=r"damaged \(cut to 0 bytes\)"):
        read(tmp_path)
