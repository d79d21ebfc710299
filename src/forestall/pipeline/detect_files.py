"""What a run over files leaves in its folder, written hit by hit so that no number of hits fills the memory."""

import json
from collections.abc import Iterable
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

import pyarrow as pa
import pyarrow.parquet as pq

from forestall import __version__
from forestall.core.errors import InputError
from forestall.core.ids import digest_id
from forestall.model.attack import TACTICS
from forestall.model.finding import Refusal
from forestall.model.hit import Hit
from forestall.model.suppression import Suppression
from forestall.observe.skips import Skipped
from forestall.standards.ocsf.detection_finding import Attack, DetectionFinding, write

FINDINGS, TABLE, OCSF = "findings.jsonl", "findings.parquet", "findings.ocsf.jsonl"
SUPPRESSED, REFUSED, SKIPPED = "suppressed.jsonl", "refused.jsonl", "skipped.jsonl"
SUMMARY, REPORT, STIX = "summary.json", "report.html", "findings.stix.json"

_TEXTS = pa.list_(pa.string())
SCHEMA = pa.schema(
    [
        pa.field("rule_id", pa.string(), nullable=False),
        pa.field("title", pa.string(), nullable=False),
        pa.field("level", pa.string(), nullable=False),
        pa.field("tags", _TEXTS, nullable=False),
        pa.field("file", pa.string(), nullable=False),
        pa.field("event", pa.int64(), nullable=False),
        pa.field("time", pa.timestamp("us", tz="UTC")),
        pa.field("host", pa.string()),
        pa.field("site", pa.string()),
        pa.field("jurisdiction", pa.string()),
        pa.field("fields", pa.map_(pa.string(), pa.string()), nullable=False),
    ]
)
"""Columns of findings.parquet: the same names and order as the keys of a line of findings.jsonl."""
_GROUP = 8_192


class Files:
    """The files of one run, open until its end."""

    def __init__(self, folder: Path, at: datetime, *, ocsf: bool) -> None:
        """Make the folder and begin its files; those of an earlier run are replaced.

        Raises:
            InputError: the folder cannot be written.
        """
        self.folder, self._at = folder, at
        self._stack = ExitStack()
        self._rows: list[dict[str, Any]] = []
        try:
            folder.mkdir(parents=True, exist_ok=True)
            for name in (OCSF, STIX, SUPPRESSED):
                (folder / name).unlink(missing_ok=True)
            self._findings, self._skipped = self._opened(FINDINGS), self._opened(SKIPPED)
            self._suppressed = self._opened(SUPPRESSED)
            self._ocsf = self._opened(OCSF) if ocsf else None
            self._table = self._stack.enter_context(pq.ParquetWriter(folder / TABLE, SCHEMA, compression="zstd"))
        except OSError as error:
            self._stack.close()
            raise InputError(f"{folder}: cannot be written: {error.strerror}") from error

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._flush()
        self._stack.close()

    def finding(self, hit: Hit) -> None:
        """A hit that nobody suppressed."""
        self._findings.write(_line(document(hit)))
        self._rows.append(row(hit))
        if len(self._rows) >= _GROUP:
            self._flush()
        if self._ocsf:
            self._ocsf.write(write(ocsf(hit, self._at, suppressed=False)) + b"\n")

    def suppressed(self, hit: Hit, by: Suppression) -> None:
        """A hit that an office has decided to see no longer."""
        decision = {"by": by.by, "why": by.why, "until": by.until.isoformat()}
        self._suppressed.write(_line(document(hit) | {"suppression": decision}))
        if self._ocsf:
            self._ocsf.write(write(ocsf(hit, self._at, suppressed=True)) + b"\n")

    def skipped(self, items: Iterable[Skipped]) -> None:
        """What of the input was not used."""
        for one in items:
            self._skipped.write(_line({"file": one.file, "where": one.where, "reason": one.reason, "count": one.count}))

    def refused(self, refusals: Iterable[Refusal]) -> None:
        """Rules that were not used."""
        with (self.folder / REFUSED).open("wb") as file:
            for one in refusals:
                name, _, line = one.file.rpartition(":")
                placed = line.isdigit()
                where = {"file": name if placed else one.file, "line": int(line) if placed else None}
                file.write(_line({"rule": one.rule, **where, "reason": one.reason}))

    def write(self, name: str, content: bytes) -> None:
        """A whole file."""
        (self.folder / name).write_bytes(content)

    def _opened(self, name: str) -> IO[bytes]:
        return self._stack.enter_context((self.folder / name).open("wb"))

    def _flush(self) -> None:
        if self._rows:
            self._table.write_table(pa.Table.from_pylist(self._rows, schema=SCHEMA))
            self._rows = []


def document(hit: Hit) -> dict[str, Any]:
    """A hit as a line of findings.jsonl says it."""
    return {
        "rule_id": hit.rule_id,
        "title": hit.title,
        "level": str(hit.level),
        "tags": list(hit.tags),
        "file": hit.file,
        "event": hit.event,
        "time": None if hit.time is None else hit.time.isoformat().replace("+00:00", "Z"),
        "host": hit.host,
        "site": hit.site,
        "jurisdiction": hit.jurisdiction,
        "fields": dict(hit.fields),
    }


def row(hit: Hit) -> dict[str, Any]:
    """A hit as a row of findings.parquet."""
    return document(hit) | {"time": hit.time, "fields": list(hit.fields)}


def ocsf(hit: Hit, at: datetime, *, suppressed: bool) -> DetectionFinding:
    """A hit as an OCSF Detection Finding."""
    return DetectionFinding(
        uid=digest_id("hit", hit.rule_id, hit.file, hit.event),
        title=hit.title,
        level=hit.level,
        rule_uid=hit.rule_id,
        rule_name=hit.title,
        created=at,
        seen=hit.time,
        data_source=hit.file,
        sequence=hit.event,
        host=hit.host,
        evidence=hit.fields,
        attacks=attacks(hit.tags),
        suppressed=suppressed,
        product_version=__version__,
    )


def attacks(tags: Iterable[str]) -> tuple[Attack, ...]:
    """Tactics and techniques among a rule's tags."""
    found = []
    for tag in tags:
        space, _, name = tag.lower().partition(".")
        tactic = TACTICS.get(name.replace("_", "-"))
        if space == "attack" and tactic:
            found.append(Attack(tactic_uid=tactic[0], tactic_name=tactic[1]))
        elif space == "attack" and name[:1] == "t" and name[1:5].isdigit():
            found.append(Attack(technique_uid=name.upper()))
    return tuple(found)


def _line(content: dict[str, Any]) -> bytes:
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return text.encode("utf-8", "replace") + b"\n"
