"""Receipts: a file that proves, without the log, that an entry is in it (c2sp.org/tlog-proof@v1)."""

import base64
from dataclasses import dataclass

from forestall.core.errors import LimitError, StandardError
from forestall.ledger import checkpoint, note
from forestall.ledger.checkpoint import TreeHead
from forestall.ledger.note import Note
from forestall.ledger.policy import Policy
from forestall.ledger.proof import Proof, verify_inclusion
from forestall.ledger.tree import leaf_hash

FIRST_LINE = "c2sp.org/tlog-proof@v1"
MAX_SIZE = 2_000_000  # bytes
MAX_HASHES = 63
_CLAUSE = "c2sp.org/tlog-proof, format"


@dataclass(frozen=True, slots=True)
class Receipt:
    """What proves that an entry is in a log."""

    index: int
    """Which entry, from 0."""
    proof: Proof
    """Hashes from the entry to the root."""
    checkpoint: Note
    """Signed by the log, perhaps by witnesses."""
    extra: bytes | None = None
    """Anything; with us the entry itself. Nothing in it is to be believed but what `verify` has shown."""

    def write(self) -> bytes:
        """The receipt as a file."""
        extra = () if self.extra is None else (f"extra {base64.b64encode(self.extra).decode()}",)
        hashes = (base64.b64encode(each).decode() for each in self.proof)
        lines = (FIRST_LINE, *extra, f"index {self.index}", *hashes, "")
        return "".join(f"{line}\n" for line in lines).encode() + self.checkpoint.write()

    def verify(self, entry: bytes, trust: Policy) -> TreeHead:
        """The checkpoint's head, once it is shown that the entry stands in the log it speaks of.

        Args:
            entry: the bytes of the entry
            trust: whose signatures are asked for

        Raises:
            TamperError: it is not shown.
            StandardError: the checkpoint is none.
        """
        trust.check(self.checkpoint)
        head = self.checkpoint.head()
        verify_inclusion(leaf_hash(entry), self.index, head.size, self.proof, head.root)
        return head


def read(data: bytes) -> Receipt:
    """A receipt from a file.

    Raises:
        StandardError: it is none.
        LimitError: it is larger than any receipt.
    """
    if len(data) > MAX_SIZE:
        raise LimitError(f"a receipt of {len(data)} bytes: expected at most {MAX_SIZE}")
    above, blank, below = data.partition(b"\n\n")
    try:
        lines = above.decode("ascii").split("\n")
    except UnicodeDecodeError as error:
        raise _bad("not ASCII above the checkpoint") from error
    if lines.pop(0) != FIRST_LINE or not blank:
        raise _bad(f"expected {FIRST_LINE} as its first line and an empty line before the checkpoint")
    extra = checkpoint.from_base64(lines.pop(0)[6:], "extra") if lines and lines[0].startswith("extra ") else None
    if not lines or not lines[0].startswith("index "):
        raise _bad("expected a line `index NUMBER`")
    index = checkpoint.number(lines.pop(0)[6:], "index")
    if len(lines) > MAX_HASHES:
        raise LimitError(f"a proof of {len(lines)} hashes: expected at most {MAX_HASHES}")
    return Receipt(index, tuple(checkpoint.hash_of(line, "proof") for line in lines), note.read(below), extra)


def _bad(what: str) -> StandardError:
    return StandardError(what, path="receipt", clause=_CLAUSE)
