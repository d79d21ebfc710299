"""What the live pipeline keeps: findings and progress, all of a step or nothing."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from forestall.core.errors import StateError
from forestall.model.finding import Finding
from forestall.model.label import Label
from forestall.model.live_finding import Progress
from forestall.model.words import Field, FindingKind, Level
from forestall.store.inbox import Inbox
from forestall.store.live import LiveStore

AT = datetime(2026, 3, 9, 6, tzinfo=UTC)


def finding(name: str, count: int = 1) -> Finding:
    return Finding(
        name,
        FindingKind.SIGMA,
        "r",
        "Title",
        Level.HIGH,
        Field.CYBER,
        "s",
        AT,
        AT,
        count,
        ("1",),
        "said.",
        "site",
        "town",
    )


@pytest.fixture
def store(tmp_path: Path) -> Iterator[LiveStore]:
    with Inbox.open(tmp_path), LiveStore.open(tmp_path) as found:
        yield found


def test_a_new_state_has_come_nowhere(store: LiveStore) -> None:
    assert (store.progress(), store.last_change(), store.after(0, 10), store.backlog()) == (Progress(0, None), 0, (), 0)


def test_what_is_kept_comes_back_whole_and_in_the_order_of_its_changes(store: LiveStore) -> None:
    store.keep([(finding("a"), Label.AMBER), (finding("b"), Label.RED)], Progress(5, b"saved"), AT)
    last = store.keep([(finding("a", 2), Label.RED)], Progress(7, None), AT)
    assert (last, store.progress()) == (3, Progress(7, None))
    assert [(one.finding, one.label, one.changed) for one in store.after(0, 10)] == [
        (finding("b"), Label.RED, 2),
        (finding("a", 2), Label.RED, 3),
    ]
    assert [one.changed for one in store.after(2, 10)] == [3]
    assert len(store.after(0, 1)) == 1
    assert set(store.named(["a", "c"])) == {"a"}


def test_a_step_that_cannot_be_written_leaves_the_one_before(store: LiveStore) -> None:
    store.keep([(finding("a"), Label.AMBER)], Progress(5, None), AT)
    with pytest.raises(StateError):
        store.keep([(finding("b"), Label.AMBER)], Progress(-1, None), AT)
    assert (store.progress().position, store.last_change()) == (5, 1)
    assert set(store.named(["a", "b"])) == {"a"}


def test_findings_of_which_nothing_came_for_long_are_forgotten(store: LiveStore) -> None:
    store.keep([(finding("a"), Label.AMBER)], Progress(1, None), AT)
    store.keep([(finding("b"), Label.AMBER)], Progress(2, None), AT + timedelta(days=2))
    assert store.forget(AT + timedelta(days=1)) == 1
    assert [one.finding.id for one in store.after(0, 10)] == ["b"]


def test_looking_does_not_wait_for_a_writer(store: LiveStore) -> None:
    store.keep([(finding("a"), Label.AMBER)], Progress(5, b"saved"), AT)
    with store._database.connection():
        assert store.progress() == Progress(5, b"saved")
        assert (set(store.named(["a"])), len(store.after(0, 10)), store.last_change()) == ({"a"}, 1, 1)
        assert store.backlog() == 0
