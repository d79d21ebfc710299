"""Whatever is done to a log, the audit against a head kept elsewhere notices it."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forestall.core.errors import TamperError
from forestall.ledger.log import Audit
from forestall.ledger.proof import consistency_proof, inclusion_proof, verify_consistency, verify_inclusion
from forestall.ledger.tree import CompactRange, leaf_hash, root_of
from forestall.model.entry import Checkpoint

START = datetime(2026, 3, 9, 6, tzinfo=UTC)
LOGS = st.lists(st.binary(min_size=1, max_size=20), min_size=1, max_size=12)


def head_of(entries: list[bytes], hour: int = 0) -> Checkpoint:
    return Checkpoint(len(entries), root_of([leaf_hash(e) for e in entries]).hex(), START + timedelta(hours=hour))


def audit(entries: list[bytes], kept: Checkpoint | None) -> Checkpoint:
    """The audit of a log whose keeper rewrote hashes and heads to agree with its entries."""
    walk = Audit(kept)
    for index, entry in enumerate(entries):
        walk.entry(index, entry, leaf_hash(entry))
    walk.checkpoint(head_of(entries))
    return walk.head()


@given(LOGS)
def test_an_honest_log_gives_its_head(entries: list[bytes]) -> None:
    assert audit(entries, head_of(entries)) == head_of(entries)


@given(LOGS, st.lists(st.binary(), max_size=5))
def test_a_log_that_only_grew_still_meets_the_head_kept_before(entries: list[bytes], more: list[bytes]) -> None:
    assert audit(entries + more, head_of(entries)).size == len(entries) + len(more)


@given(LOGS)
def test_every_flipped_bit_is_noticed(entries: list[bytes]) -> None:
    for index, entry in enumerate(entries):
        for bit in range(8 * len(entry)):
            flipped = bytearray(entry)
            flipped[bit // 8] ^= 1 << bit % 8
            with pytest.raises(TamperError):
                audit([*entries[:index], bytes(flipped), *entries[index + 1 :]], head_of(entries))


@given(LOGS)
def test_every_deletion_and_truncation_is_noticed(entries: list[bytes]) -> None:
    for index in range(len(entries)):
        with pytest.raises(TamperError):
            audit(entries[:index] + entries[index + 1 :], head_of(entries))
        with pytest.raises(TamperError):
            audit(entries[:index], head_of(entries))


@given(LOGS, st.randoms(use_true_random=False))
def test_every_other_order_is_noticed(entries: list[bytes], random) -> None:  # type: ignore[no-untyped-def]
    mixed = entries.copy()
    random.shuffle(mixed)
    if mixed != entries:
        with pytest.raises(TamperError):
            audit(mixed, head_of(entries))


def test_an_entry_put_in_between_is_noticed() -> None:
    with pytest.raises(TamperError, match="root"):
        audit([b"a", b"x", b"b"], head_of([b"a", b"b"]))


def test_an_entry_whose_hash_does_not_fit_is_named() -> None:
    walk = Audit()
    walk.entry(0, b"a", leaf_hash(b"a"))
    with pytest.raises(TamperError, match="entry 1"):
        walk.entry(1, b"b", leaf_hash(b"c"))


def test_a_gap_is_named() -> None:
    with pytest.raises(TamperError, match="entry 1: expected entry 0"):
        Audit().entry(1, b"b", leaf_hash(b"b"))


def test_an_entry_that_no_head_covers_is_named() -> None:
    walk = Audit()
    walk.entry(0, b"a", leaf_hash(b"a"))
    walk.checkpoint(head_of([b"a"]))
    walk.entry(1, b"b", leaf_hash(b"b"))
    with pytest.raises(TamperError, match="entry 1: no head"):
        walk.head()


def test_a_head_of_an_earlier_time_is_refused() -> None:
    walk = Audit()
    walk.entry(0, b"a", leaf_hash(b"a"))
    walk.checkpoint(head_of([b"a"], hour=2))
    walk.entry(1, b"b", leaf_hash(b"b"))
    with pytest.raises(TamperError, match="before"):
        walk.checkpoint(head_of([b"a", b"b"], hour=1))


def test_a_log_without_a_head_is_refused() -> None:
    with pytest.raises(TamperError, match="no head"):
        Audit().head()


@given(st.integers(1, 70).flatmap(lambda n: st.tuples(st.just(n), st.integers(0, n - 1))))
def test_each_entry_is_proved_to_be_there(case: tuple[int, int]) -> None:
    size, index = case
    leaves = [leaf_hash(bytes([i])) for i in range(size)]
    root = root_of(leaves)
    assert verify_inclusion(leaves[index], index, size, inclusion_proof(leaves, index), root) == root


@given(st.integers(1, 70).flatmap(lambda n: st.tuples(st.just(n), st.integers(1, n))))
def test_each_earlier_tree_is_proved_to_begin_the_later(case: tuple[int, int]) -> None:
    size2, size1 = case
    leaves = [leaf_hash(bytes([i])) for i in range(size2)]
    root1, root2 = root_of(leaves[:size1]), root_of(leaves)
    assert verify_consistency(size1, size2, consistency_proof(leaves, size1), root1, root2) == root2


@given(st.lists(st.binary(max_size=4), max_size=40), st.integers(0, 40))
def test_growing_in_two_steps_gives_the_same_tree(entries: list[bytes], cut: int) -> None:
    leaves = [leaf_hash(entry) for entry in entries]
    assert CompactRange().extend(leaves[:cut]).extend(leaves[cut:]) == CompactRange().extend(leaves)


def test_a_proof_for_an_entry_that_is_not_there_is_refused() -> None:
    with pytest.raises(TamperError, match="entry 3"):
        inclusion_proof([leaf_hash(b"a")], 3)


def test_consistency_with_the_empty_tree_is_refused() -> None:
    with pytest.raises(TamperError, match="size 0"):
        consistency_proof([leaf_hash(b"a")], 0)
