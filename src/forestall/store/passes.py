"""Passes: what one leaves behind, and what is known of those before it."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

import pyarrow as pa
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from forestall.core.clock import iso
from forestall.model.alert import Alert
from forestall.model.draft import Draft
from forestall.model.duty import Obligation
from forestall.model.entry import Checkpoint, Entry
from forestall.model.forecast import Forecast
from forestall.model.steadiness import Track
from forestall.standards import jcs
from forestall.store.document import text_of
from forestall.store.lake import LakeFile
from forestall.store.tables import FileRow, PassRow


@dataclass(frozen=True, slots=True)
class Pass:
    """What a pass leaves behind."""

    at: datetime
    """Its time."""
    seed: int
    """Seed of the simulation."""
    place: str
    """Digest of the place's files."""
    summary: dict[str, object]
    """What the next pass compares with; JSON values only."""
    alerts: tuple[Alert, ...] = ()
    """Messages sent."""
    obligations: tuple[Obligation, ...] = ()
    """Obligations, new, changed or as they were."""
    entries: tuple[Entry, ...] = ()
    """What the ledger is to say, in this order; what it says already is left out."""
    forecasts: tuple[Forecast, ...] = ()
    """Probabilities given in this pass, and earlier ones whose outcome is known now."""
    tracks: tuple[Track, ...] = ()
    """What the next pass has to remember of each subject of a warning."""
    drafts: tuple[Draft, ...] = ()
    """Messages that wait for a second person, and those that wait no longer."""
    proofs: int = 0
    """Number of the last piece of evidence or verdict that it knew of."""
    tables: dict[str, pa.Table] = field(default_factory=dict)
    """Tables for the lake by name: findings, risks, …"""
    documents: dict[str, tuple[bytes, int]] = field(default_factory=dict)
    """Other files for the lake by name, with how many records each holds; they are not part of what a pass found."""


@dataclass(frozen=True, slots=True)
class Published:
    """What became of a pass."""

    number: int
    """Number of the pass whose results the state now holds."""
    new: bool
    """False when it only said again what the last pass had said, and nothing was written."""
    head: Checkpoint
    """Head of the ledger."""
    entries: int
    """Entries that were added to it."""


class Passes:
    """The passes of one session."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def last(self) -> PassRow | None:
        """The last one; None in a new folder."""
        return self._session.scalars(select(PassRow).order_by(PassRow.number.desc()).limit(1)).first()

    def at(self, moment: datetime) -> PassRow | None:
        """The last one at or before a time; None when all are later."""
        return self._session.scalars(
            select(PassRow).where(PassRow.at <= moment).order_by(PassRow.number.desc()).limit(1)
        ).first()

    def before(self, at: datetime, seed: int, place: str) -> dict[str, object] | None:
        """Summary of the last pass of another time, seed or place; None when there is none."""
        same = (PassRow.at == at) & (PassRow.seed == seed) & (PassRow.place == place)
        text = self._session.scalar(select(PassRow.summary).where(~same).order_by(PassRow.number.desc()).limit(1))
        if text is None:
            return None
        summary = json.loads(text)
        return summary if isinstance(summary, dict) else None

    def add(self, what: Pass, number: int, digest: str, ledger_size: int) -> None:
        """Keep a pass."""
        row = PassRow(number=number, at=what.at, seed=what.seed, place=what.place, digest=digest)
        row.summary, row.ledger_size = jcs.write(what.summary).decode(), ledger_size
        self._session.add(row)
        self._session.flush()

    def add_files(self, files: Iterable[LakeFile], number: int) -> None:
        """Put files of the lake into the manifest."""
        for file in files:
            row = FileRow(pass_number=number, name=file.name, path=file.path, rows=file.rows)
            row.bytes, row.sha256 = len(file.data), file.sha256
            self._session.add(row)

    def forget_files(self, up_to: int) -> None:
        """Take the files of passes up to a number out of the manifest."""
        self._session.execute(delete(FileRow).where(FileRow.pass_number <= up_to))

    def files(self) -> frozenset[str]:
        """Paths of all files in the manifest."""
        return frozenset(self._session.scalars(select(FileRow.path)))

    def digests(self) -> dict[str, str]:
        """SHA-256 of all files in the manifest, hexadecimal, by path."""
        return {row.path: row.sha256 for row in self._session.scalars(select(FileRow).order_by(FileRow.path))}

    def file(self, name: str, number: int) -> FileRow | None:
        """The file of a table of a pass; None when it was not written or has been given up."""
        return self._session.get(FileRow, (number, name))


def digest_of(what: Pass, files: Iterable[LakeFile]) -> str:
    """SHA-256 over what a pass saw and found; neither the summary, which speaks of the pass before, nor messages."""
    return hashlib.sha256(
        jcs.write(
            {
                "at": iso(what.at),
                "seed": what.seed,
                "place": what.place,
                "obligations": sorted(text_of(Obligation, obligation) for obligation in what.obligations),
                "tables": {file.name: file.sha256 for file in files},
            }
        )
    ).hexdigest()
