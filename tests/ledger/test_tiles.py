"""Tiles: the paths and widths of the standard, and hashes that make every proof."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forestall.core.errors import LimitError, TamperError
from forestall.ledger.proof import (
    assemble,
    consistency_plan,
    consistency_proof,
    inclusion_plan,
    inclusion_proof,
    nodes_of,
)
from forestall.ledger.tiles import Tile, bundle, compare, read_bundle, read_tile, tiles
from forestall.ledger.tree import Edge, Node, full_subtrees, inner_count, inner_position, leaf_hash, root_of


def test_the_tree_of_70000_entries_has_the_tiles_of_the_standard() -> None:
    # c2sp.org/tlog-tiles, "Partial Tiles"
    found = list(tiles(70_000))
    assert [sum(t.level == level and t.width == 256 for t in found) for level in range(3)] == [273, 1, 0]
    assert [t for t in found if t.width < 256] == [Tile(0, 273, 112), Tile(1, 1, 17), Tile(2, 0, 1)]


def test_a_tree_of_256_entries_has_a_full_tile_and_one_hash_above_it() -> None:
    assert list(tiles(256)) == [Tile(0, 0, 256), Tile(1, 0, 1)]


def test_the_empty_tree_has_no_tiles() -> None:
    assert list(tiles(0)) == []


def test_paths_are_those_of_the_standard() -> None:
    assert Tile(0, 1234067, 256).path == "tile/0/x001/x234/067"
    assert Tile(2, 5, 7).path == "tile/2/005.p/7"
    assert Tile(0, 1000, 256).bundle_path == "tile/entries/x001/000"


@given(st.integers(0, 200_000), st.integers(0, 200_000))
def test_what_an_earlier_tree_had_in_full_is_not_made_again(one: int, other: int) -> None:
    small, large = sorted((one, other))
    full = {tile for tile in tiles(small) if tile.width == 256}
    assert set(tiles(large, since=small)) == set(tiles(large)) - full


@given(st.lists(st.binary(max_size=40), max_size=256))
def test_a_bundle_is_read_as_it_was_written(entries: list[bytes]) -> None:
    assert list(read_bundle(bundle(entries), len(entries), "b")) == entries


@given(st.lists(st.binary(max_size=5), min_size=1, max_size=9), st.integers(1, 20))
def test_a_bundle_that_is_cut_or_longer_is_refused(entries: list[bytes], cut: int) -> None:
    whole = bundle(entries)
    with pytest.raises(TamperError):
        read_bundle(whole[: -min(cut, len(whole))], len(entries), "b")
    with pytest.raises(TamperError, match="follow"):
        read_bundle(whole + bytes(cut), len(entries), "b")


def test_an_entry_that_does_not_fit_is_refused() -> None:
    with pytest.raises(LimitError, match="65536 bytes"):
        bundle([bytes(65_536)])


def test_a_tile_of_another_length_is_refused_and_a_false_hash_is_named() -> None:
    with pytest.raises(TamperError, match="expected 64"):
        read_tile(bytes(63), Tile(0, 0, 2))
    with pytest.raises(TamperError, match="hash 1, over entries 256 to 511"):
        compare([bytes(32), bytes(32)], [bytes(32), b"1" * 32], Tile(1, 0, 2))


@given(st.integers(1, 600).flatmap(lambda n: st.tuples(st.just(n), st.integers(0, n - 1), st.integers(1, n))))
def test_proofs_from_kept_subtrees_are_those_from_all_leaves(case: tuple[int, int, int]) -> None:
    size, index, old = case
    leaves = [leaf_hash(i.to_bytes(2)) for i in range(size)]
    edge = Edge()
    inner = [node for leaf in leaves for node in edge.push(leaf)]
    assert len(inner) == inner_count(size)

    def look_up(node: Node) -> bytes:
        return leaves[node[1]] if node[0] == 0 else inner[inner_position(node)]

    plans = inclusion_plan(index, size), consistency_plan(old, size)
    made = [assemble(plan, {node: look_up(node) for node in nodes_of(plan)}) for plan in plans]
    assert made == [inclusion_proof(leaves, index), consistency_proof(leaves, old)]
    assert edge.range().root() == root_of(leaves)
    assert [look_up(node) for node in full_subtrees(0, size)] == list(edge.range().peaks)
