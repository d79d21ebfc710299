"""Proofs from the ledger in the database: a few rows each, however long the ledger is."""

from collections.abc import Iterable, Iterator

from sqlalchemy import BindParameter, Row, Select, bindparam, select
from sqlalchemy.orm import Session

from forestall.core.errors import TamperError
from forestall.ledger.proof import Proof, assemble, consistency_plan, inclusion_plan, nodes_of
from forestall.ledger.tree import EMPTY_ROOT, Node, fold, full_subtrees, inner_position
from forestall.store.ledger_tables import NodeRow
from forestall.store.tables import EntryRow

_AT_ONCE = 500  # rows asked for at a time; SQLite takes 32,766 variables
_ASKED: BindParameter[int] = bindparam("numbers", expanding=True)
_LEAVES = select(EntryRow.number, EntryRow.leaf).where(EntryRow.number.in_(_ASKED))
_INNER = select(NodeRow.position, NodeRow.hash).where(NodeRow.position.in_(_ASKED))


class Proofs:
    """The hashes of one session's ledger."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def inclusion(self, index: int, size: int) -> Proof:
        """That an entry is in the tree of the first `size` entries.

        Raises:
            TamperError: there is no such entry, or a hash is not there.
        """
        plan = inclusion_plan(index, size)
        return assemble(plan, self.hashes(nodes_of(plan)))

    def consistency(self, size1: int, size2: int) -> Proof:
        """That the tree of `size1` entries begins that of `size2`.

        Raises:
            TamperError: `size1` is 0 or larger than `size2`, or a hash is not there.
        """
        plan = consistency_plan(size1, size2)
        return assemble(plan, self.hashes(nodes_of(plan)))

    def root(self, size: int) -> bytes:
        """The root over the first `size` entries.

        Raises:
            TamperError: a hash is not there.
        """
        nodes = full_subtrees(0, size)
        found = self.hashes(nodes)
        return fold([found[node] for node in nodes]) if nodes else EMPTY_ROOT

    def hashes(self, nodes: Iterable[Node]) -> dict[Node, bytes]:
        """The hashes of full subtrees.

        Raises:
            TamperError: one is not there.
        """
        leaves = {index: (level, index) for level, index in nodes if level == 0}
        inner = {inner_position(node): node for node in nodes if node[0] > 0}
        found = {leaves[n]: leaf for n, leaf in self._look_up(_LEAVES, sorted(leaves))}
        found |= {inner[p]: each for p, each in self._look_up(_INNER, sorted(inner))}
        for node in nodes:
            if node not in found:
                raise TamperError(f"the hash over entries from {node[1] << node[0]} on, level {node[0]}, is missing")
        return found

    def bodies(self, first: int, count: int) -> list[bytes]:
        """The bytes of entries in a row.

        Raises:
            TamperError: one is not there.
        """
        asked = EntryRow.number.between(first, first + count - 1)
        found = list(self._session.scalars(select(EntryRow.body).where(asked).order_by(EntryRow.number)))
        if len(found) != count:
            raise TamperError(f"entries {first} to {first + count - 1}: {count - len(found)} are missing")
        return found

    def _look_up(self, statement: Select[int, bytes], numbers: list[int]) -> Iterator[Row[int, bytes]]:
        for at in range(0, len(numbers), _AT_ONCE):
            yield from self._session.execute(statement, {"numbers": numbers[at : at + _AT_ONCE]})
