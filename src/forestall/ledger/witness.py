"""What a witness answers to a checkpoint (c2sp.org/tlog-witness, `add-checkpoint`).

Pure: the note it signed last comes in, the answer goes out. Whoever calls it must keep the new note, in one step with
looking up the old, before the answer leaves the house.
"""

import base64
from collections.abc import Sequence
from dataclasses import dataclass

from forestall.core.errors import ForestallError, StandardError, TamperError
from forestall.ledger import checkpoint, note
from forestall.ledger.checkpoint import TreeHead
from forestall.ledger.key import SigningKey, VerifierKey
from forestall.ledger.note import Note
from forestall.ledger.proof import Proof, verify_consistency

MAX_HASHES = 63
MAX_SIZE = 1_100_000  # bytes of a request: a note and a proof
SIZE_TYPE = "text/x.tlog.size"
_CLAUSE = "c2sp.org/tlog-witness, add-checkpoint"


@dataclass(frozen=True, slots=True)
class Request:
    """A log asks to have a checkpoint signed."""

    old: int
    """Size that the log believes the witness signed last; 0 for none."""
    proof: Proof
    """That the tree only grew since."""
    checkpoint: Note
    """The new one, signed by the log."""

    def write(self) -> bytes:
        """The body of the request."""
        lines = (f"old {self.old}", *(base64.b64encode(each).decode() for each in self.proof), "")
        return "".join(f"{line}\n" for line in lines).encode() + self.checkpoint.write()


@dataclass(frozen=True, slots=True)
class Answer:
    """What goes back, and what must be kept first."""

    status: int
    """HTTP status."""
    body: str
    """Signature lines, the size that was expected, or the reason of a refusal."""
    keep: Note | None = None
    """The note to keep before answering, when it was signed."""
    content_type: str = "text/plain; charset=utf-8"


def read(data: bytes) -> Request:
    """The body of a request.

    Raises:
        StandardError: it is none.
        LimitError: the checkpoint is larger than any.
    """
    above, blank, below = data.partition(b"\n\n")
    try:
        first, *lines = above.decode("ascii").split("\n")
    except UnicodeDecodeError as error:
        raise StandardError("not ASCII above the checkpoint", path="request", clause=_CLAUSE) from error
    if not blank or not first.startswith("old ") or len(lines) > MAX_HASHES:
        raise StandardError("expected `old SIZE`, at most 63 hashes, an empty line", path="request", clause=_CLAUSE)
    size = checkpoint.number(first.removeprefix("old "), "old size")
    return Request(size, tuple(checkpoint.hash_of(line, "proof") for line in lines), note.read(below))


def origin_of(data: bytes) -> str:
    """The log that a request speaks of.

    Raises:
        StandardError: it is no request.
    """
    return read(data).checkpoint.head().origin


def answer(
    data: bytes, logs: Sequence[VerifierKey], last: Note | None, keys: Sequence[SigningKey], time: int
) -> Answer:
    """What a witness says to a request.

    Args:
        data: the body of the request
        logs: keys of the logs it watches
        last: what it signed last for the log of the request; None for nothing
        keys: its own
        time: the present [s since 1970]
    """
    try:
        request = read(data)
        head = request.checkpoint.head()
    except ForestallError as error:
        return Answer(400, f"{error}\n")
    own = [key for key in logs if key.name == head.origin]
    if not own:
        return Answer(404, f"{head.origin}: not a log that is watched here\n")
    try:
        request.checkpoint.verified(own)
    except TamperError as error:
        return Answer(403, f"{error}\n")
    return _grown(request, head, None if last is None else last.head()) or _signed(request, keys, time)


def _grown(request: Request, head: TreeHead, last: TreeHead | None) -> Answer | None:
    """The refusal, if the tree is not the last one grown."""
    if request.old > head.size:
        return Answer(400, f"old size {request.old} is above the size {head.size} of the checkpoint\n")
    known = 0 if last is None else last.size
    fork = last is not None and head.size == known and head.root != last.root
    if request.old != known or fork:
        return Answer(409, f"{known}\n", content_type=SIZE_TYPE)
    try:
        _consistent(request, head, last)
    except TamperError as error:
        return Answer(422, f"{error}\n")
    return None


def _consistent(request: Request, head: TreeHead, last: TreeHead | None) -> None:
    if last is not None and last.size > 0:
        verify_consistency(last.size, head.size, request.proof, last.root, head.root)
    elif request.proof:
        raise TamperError("a consistency proof from size 0 is empty")


def _signed(request: Request, keys: Sequence[SigningKey], time: int) -> Answer:
    bare = Note(request.checkpoint.text, ())
    lines = bare.signed_by(keys, time).signatures
    return Answer(200, "".join(map(str, lines)), keep=request.checkpoint)
