"""Anchors: compare and swap, on a file and on PostgreSQL."""

import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import make_url

from forestall.core.errors import InputError, StateError
from forestall.store.anchor import Anchor


@pytest.fixture
def where(place: str, tmp_path: Path) -> str:
    """A file, or a server."""
    if "://" not in place:
        return str(tmp_path / "deep" / "anchor.sqlite")
    return make_url(place).difference_update_query(["lake"]).render_as_string(hide_password=False)


@pytest.fixture
def anchor(where: str) -> Iterator[Anchor]:
    with closing(Anchor(where)) as found:
        yield found


def test_only_the_expected_one_gives_way(anchor: Anchor) -> None:
    assert anchor.last("a") is None
    assert not anchor.swap("a", b"1", b"2")
    assert anchor.swap("a", None, b"1")
    assert not anchor.swap("a", None, b"x")
    assert not anchor.swap("a", b"x", b"2")
    assert anchor.swap("a", b"1", b"2")
    assert (anchor.last("a"), anchor.last("b")) == (b"2", None)


def test_it_is_kept(where: str) -> None:
    with closing(Anchor(where)) as first:
        first.swap("a", None, b"1")
    with closing(Anchor(where)) as second:
        assert second.last("a") == b"1"


def test_of_many_who_swap_at_once_one_wins_each_time(where: str) -> None:
    with closing(Anchor(where)) as anchor:
        anchor.swap("a", None, b"0")
    won: list[int] = []

    def swap(me: int) -> None:
        with closing(Anchor(where)) as own:
            for turn in range(5):
                if own.swap("a", str(turn).encode(), str(turn + 1).encode()):
                    won.append(turn)
                while (last := own.last("a")) is not None and int(last) <= turn:
                    continue

    threads = [threading.Thread(target=swap, args=(n,)) for n in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(won) == [0, 1, 2, 3, 4]


def test_a_place_that_is_no_anchor_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="mysql"):
        Anchor("mysql://host/db")
    with pytest.raises(StateError, match="do not make a new one"):
        Anchor(tmp_path)
    (tmp_path / "file").write_text("")
    with pytest.raises(StateError, match="folder cannot be made"):
        Anchor(tmp_path / "file" / "anchor.sqlite")


def test_a_password_is_not_shown() -> None:
    with pytest.raises(StateError) as caught:
        Anchor("postgresql://me:secret-word@127.0.0.1:9/db")
    assert "secret-word" not in str(caught.value)
