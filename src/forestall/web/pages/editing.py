"""Two people change one thing at once: what was typed is kept and shown beside what is there now."""

import hashlib
from dataclasses import dataclass

from forestall.store.document import text_of


@dataclass(frozen=True, slots=True)
class ConflictField:
    """A field in which both stand."""

    name: str
    """Its name in the form."""
    label: str
    """What it is, in words."""
    mine: str
    """What was typed."""
    theirs: str
    """What is there now."""


@dataclass(frozen=True, slots=True)
class Conflict:
    """Somebody else was first."""

    fields: tuple[ConflictField, ...]
    """The fields of the form."""
    seen: str
    """The digest of what is there now: saved with it, what was typed replaces that."""


def digest(record: object) -> str:
    """Names the state of a record: another as soon as anything in it is another."""
    return hashlib.sha256(text_of(type(record), record).encode()).hexdigest()[:32]
