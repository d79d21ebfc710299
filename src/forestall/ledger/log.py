"""The audit of a whole log: entries and heads go in from the first on, the last head comes out.

Rules of order, checked before anything is taken over:

1. Entries come without a gap from index 0.
2. The leaf hash kept with an entry is that of its bytes.
3. A head comes when as many entries have come as it covers, and its root is the root over them.
4. Sizes grow and times do not fall from one head to the next.
5. The last head covers the last entry.

No reading, no writing, no clock. What the bytes mean is not known here. Who can rewrite the whole folder can rewrite
all of it in agreement: only a head kept elsewhere shows that (`expect`).
"""

from forestall.core.clock import iso
from forestall.core.errors import TamperError
from forestall.ledger.tree import Edge, leaf_hash
from forestall.model.entry import Checkpoint


class Audit:
    """One walk along the log."""

    def __init__(self, expect: Checkpoint | None = None) -> None:
        """`expect` is a head kept elsewhere, if there is one; of its time nothing is asked."""
        self.tree = Edge()
        self._head: Checkpoint | None = None
        self._expect = expect
        self._meets(expect)

    def entry(self, index: int, data: bytes, leaf: bytes) -> list[bytes]:
        """The next entry, with the leaf hash that was kept for it (rules 1 and 2).

        Returns:
            Hashes of the full subtrees that it completes, the smallest first.

        Raises:
            TamperError: it breaks a rule.
        """
        if index != self.tree.size:
            raise TamperError(f"entry {index}: expected entry {self.tree.size}")
        if leaf_hash(data) != leaf:
            raise TamperError(f"entry {index}: its bytes do not have the hash that was kept for them")
        made = self.tree.push(leaf)
        self._meets(self._expect)
        return made

    def checkpoint(self, head: Checkpoint) -> None:
        """The next head (rules 3 and 4).

        Raises:
            TamperError: it breaks a rule.
        """
        if head.size != self.tree.size:
            raise TamperError(f"head of size {head.size}: comes after {self.tree.size} entries")
        if self._head is not None and head.size <= self._head.size:
            raise TamperError(f"head of size {head.size}: follows one of size {self._head.size}")
        if self._head is not None and head.time < self._head.time:
            raise TamperError(f"head of size {head.size}: of {iso(head.time)}, before {iso(self._head.time)}")
        self._agrees(head)
        self._head = head

    def head(self) -> Checkpoint:
        """The last head (rule 5).

        Raises:
            TamperError: there is none, entries follow it, or the log ends before the head kept elsewhere.
        """
        if self._head is None:
            raise TamperError("the log has no head")
        if self.tree.size != self._head.size:
            raise TamperError(f"entry {self._head.size}: no head covers it")
        if self._expect is not None and self._expect.size > self.tree.size:
            raise TamperError(f"the log ends at size {self.tree.size}, a head of size {self._expect.size} was kept")
        return self._head

    def _meets(self, expect: Checkpoint | None) -> None:
        if expect is not None and expect.size == self.tree.size:
            self._agrees(expect)

    def _agrees(self, head: Checkpoint) -> None:
        root = self.tree.range().root().hex()
        if root != head.root:
            raise TamperError(f"head of size {head.size}: root {head.root}, the entries have {root}")
