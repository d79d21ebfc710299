"""The text of a checkpoint: whose log, how many entries, which root. Signatures on it are in `note.py`."""

import base64
import binascii
import re
from dataclasses import dataclass

from forestall.core.errors import StandardError
from forestall.ledger.tree import HASH_SIZE

CLAUSE = "c2sp.org/tlog-checkpoint, note text"
_SIZE = re.compile(r"0|[1-9][0-9]{0,18}")


@dataclass(frozen=True, slots=True)
class TreeHead:
    """What a checkpoint states."""

    origin: str
    """Name of the log: a URL without scheme, such as `town.example/ledger`."""
    size: int
    """Number of entries."""
    root: bytes
    """Merkle tree hash over them (RFC 6962, 2.1)."""
    extensions: tuple[str, ...] = ()
    """Further lines, kept as they are; nothing is known of their meaning."""


def write(head: TreeHead) -> bytes:
    """The text that is signed.

    Source:
        c2sp.org/tlog-checkpoint, "Note text".
    """
    lines = (head.origin, str(head.size), base64.b64encode(head.root).decode(), *head.extensions)
    return "".join(f"{line}\n" for line in lines).encode()


def read(text: bytes) -> TreeHead:
    """What the text states.

    Raises:
        StandardError: it is no text of a checkpoint.
    """
    try:
        lines = text.decode("utf-8").split("\n")
    except UnicodeDecodeError as error:
        raise StandardError("not UTF-8", path="checkpoint", clause=CLAUSE) from error
    if len(lines) < 4 or lines[-1] or not all(lines[:-1]):
        raise StandardError("expected origin, size and root, a line each", path="checkpoint", clause=CLAUSE)
    return TreeHead(lines[0], number(lines[1], "size"), hash_of(lines[2], "root"), tuple(lines[3:-1]))


def number(text: str, path: str) -> int:
    """A decimal without leading zeroes.

    Raises:
        StandardError: it is none.
    """
    if _SIZE.fullmatch(text) is None:
        raise StandardError(f"found {text[:40]!r}, expected a decimal number", path=path, clause=CLAUSE)
    return int(text)


def hash_of(text: str, path: str) -> bytes:
    """A SHA-256 hash in base64.

    Raises:
        StandardError: it is none.
    """
    found = from_base64(text, path)
    if len(found) != HASH_SIZE:
        raise StandardError(f"found {len(found)} bytes, expected {HASH_SIZE}", path=path, clause=CLAUSE)
    return found


def from_base64(text: str, path: str) -> bytes:
    """Bytes in standard base64 (RFC 4648, 4), in their one spelling.

    Raises:
        StandardError: it is none.
    """
    try:
        found = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise StandardError(f"{text[:40]!r} is no base64", path=path, clause="RFC 4648, 4") from error
    if base64.b64encode(found).decode() != text:
        raise StandardError(f"{text[:40]!r} is not the one spelling of its bytes", path=path, clause="RFC 4648, 3.5")
    return found
