"""Signed notes: a text and the signatures of those who stand behind it (c2sp.org/signed-note)."""

import base64
from collections.abc import Iterable
from dataclasses import dataclass

from forestall.core.errors import LimitError, StandardError, TamperError
from forestall.ledger import checkpoint
from forestall.ledger.checkpoint import TreeHead
from forestall.ledger.key import SigningKey, VerifierKey, check_name

MAX_SIZE = 1_000_000  # bytes
MAX_SIGNATURES = 100  # a verifier must accept at least 16
_ID_SIZE = 4
_DASH = "— "
_CLAUSE = "c2sp.org/signed-note, format"


@dataclass(frozen=True, slots=True)
class Signature:
    """A line below the text."""

    name: str
    """Whose it says it is."""
    key_id: bytes
    """Which of his keys, 4 bytes."""
    signature: bytes
    """The rest; what it is depends on the key."""

    def __str__(self) -> str:
        return f"{_DASH}{self.name} {base64.b64encode(self.key_id + self.signature).decode()}\n"


@dataclass(frozen=True, slots=True)
class Note:
    """A text and its signatures; nothing is to be believed of it before `verified`."""

    text: bytes
    """With its last newline."""
    signatures: tuple[Signature, ...]
    """In their order."""

    def write(self) -> bytes:
        """The note as a file."""
        return self.text + b"\n" + "".join(map(str, self.signatures)).encode()

    def head(self) -> TreeHead:
        """What it states, read as a checkpoint.

        Raises:
            StandardError: it is none.
        """
        return checkpoint.read(self.text)

    def signed_by(self, keys: Iterable[SigningKey], time: int) -> "Note":
        """The note with more signatures; one that a key has put on it already stays as it is."""
        there = {(each.name, each.key_id) for each in self.signatures}
        new = [Signature(k.name, k.public().id, k.sign(self.text, time)) for k in keys]
        return Note(self.text, (*self.signatures, *(s for s in new if (s.name, s.key_id) not in there)))

    def verified(self, keys: Iterable[VerifierKey]) -> dict[VerifierKey, int | None]:
        """The keys that signed it, each with the time it states [s since 1970].

        Signatures of other keys are left aside, as the standard asks.

        Raises:
            TamperError: a signature of one of the keys is false, or there is none of theirs.
        """
        known = {(key.name, key.id): key for key in keys}
        found: dict[VerifierKey, int | None] = {}
        for each in self.signatures:
            key = known.get((each.name, each.key_id))
            if key is not None and key not in found:
                found[key] = key.verify(self.text, each.signature)
        if not found:
            names = ", ".join(sorted({name for name, _ in known})) or "nobody"
            raise TamperError(f"the checkpoint bears no signature of a known key ({names})")
        return found


def read(data: bytes) -> Note:
    """A note from a file.

    Raises:
        StandardError: it is none.
        LimitError: it is larger than any note.
    """
    if len(data) > MAX_SIZE:
        raise LimitError(f"a note of {len(data)} bytes: expected at most {MAX_SIZE}")
    try:
        whole = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise _bad("not UTF-8") from error
    if any(letter < " " and letter != "\n" for letter in whole):
        raise _bad("a control character in it")
    text, blank, lines = whole.rpartition("\n\n")
    if not blank or not text or not lines.endswith("\n"):
        raise _bad("expected a text, an empty line and signatures, each line ended by a newline")
    return Note(f"{text}\n".encode(), signatures(lines))


def signatures(lines: str) -> tuple[Signature, ...]:
    """Signature lines, as below a note or in the answer of a witness.

    Raises:
        StandardError: one is none.
        LimitError: there are more than 100.
    """
    each = lines.removesuffix("\n").split("\n")
    if len(each) > MAX_SIGNATURES:
        raise LimitError(f"a note with {len(each)} signatures: expected at most {MAX_SIGNATURES}")
    return tuple(map(_signature, each))


def _signature(line: str) -> Signature:
    name, space, encoded = line.removeprefix(_DASH).partition(" ")
    if not line.startswith(_DASH) or not space:
        raise _bad(f"found {line[:60]!r}, expected `— name base64`")
    check_name(name)
    data = checkpoint.from_base64(encoded, f"signature of {name}")
    if len(data) <= _ID_SIZE:
        raise _bad(f"the signature of {name} is empty")
    return Signature(name, data[:_ID_SIZE], data[_ID_SIZE:])


def _bad(what: str) -> StandardError:
    return StandardError(what, path="note", clause=_CLAUSE)
