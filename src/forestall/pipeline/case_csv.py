"""Reports from a table (CSV, UTF-8): all rows are taken in, or none and every mistake is told with its line."""

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from forestall.core.clock import instant
from forestall.core.errors import InputError, LimitError
from forestall.model.case import Channel
from forestall.pipeline.case_desk import CaseDesk
from forestall.pipeline.case_intake import Put, Taken, Told, look_at, take

MOST_BYTES = 16 * 2**20
MOST_ROWS = 50_000
COLUMNS = (
    "type",
    "text",
    "happened",
    "lon",
    "lat",
    "site",
    "jurisdiction",
    "address",
    "harm",
    "media",
    "reference",
    "name",
    "contact",
)
"""Columns that are read; `type` and `text` are needed, `name` is only taken out of the text."""
_NEEDED = ("type", "text")
_TOLD = 20  # mistakes


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of a table."""

    taken: tuple[Taken, ...]
    """Each row, in their order."""

    @property
    def new(self) -> int:
        """Reports that were not there before."""
        return sum(each.token is not None for each in self.taken)


def import_csv(desk: CaseDesk, by: str, path: Path) -> Imported:
    """Take in the reports of a table; a row with a `reference` that is known is not taken in again.

    Args:
        desk: where they are taken in
        by: the account that hands them in
        path: the file

    Raises:
        InputError: the file cannot be read, or rows have mistakes; nothing was taken in.
        LimitError: it is too large.
    """
    rows = list(_rows(path))
    looked, wrong = _looked_at(desk, rows, path.name)
    if wrong:
        more = f"\n… and {len(wrong) - _TOLD} more" if len(wrong) > _TOLD else ""
        raise InputError("\n".join(wrong[:_TOLD]) + more)
    with desk.office.changing() as session:
        return Imported(tuple(take(session, desk, by, told, put, Channel.CSV) for told, put in looked))


def _looked_at(
    desk: CaseDesk, rows: list[tuple[int, Mapping[str, str]]], name: str
) -> tuple[list[tuple[Told, Put]], list[str]]:
    looked: list[tuple[Told, Put]] = []
    wrong: list[str] = []
    for line, row in rows:
        try:
            told = _told(row)
            looked.append((told, look_at(desk, told)))
        except InputError as error:
            wrong.append(f"{name}:{line}: {error}")
    return looked, wrong


def _rows(path: Path) -> Iterator[tuple[int, Mapping[str, str]]]:
    """Each row with its line."""
    reader = csv.DictReader(io.StringIO(_text(path), newline=""), strict=True)
    try:
        header = [name.strip().casefold() for name in reader.fieldnames or ()]
        _check_header(header, path.name)
        reader.fieldnames = header
        for count, row in enumerate(reader, 1):
            if count > MOST_ROWS:
                raise LimitError(f"{path.name}: found more than {MOST_ROWS:,} rows; send it in several parts")
            if None in row or any(value is None for value in row.values()):
                raise InputError(f"{path.name}:{reader.line_num}: expected {len(header)} cells, as in the header")
            yield reader.line_num, row
    except csv.Error as error:
        raise InputError(f"{path.name}:{reader.line_num}: expected CSV: {error}") from error


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > MOST_BYTES:
            raise LimitError(f"{path}: found {path.stat().st_size:,} bytes, expected at most {MOST_BYTES:,}")
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise InputError(f"{path}: expected UTF-8; save it as CSV UTF-8") from error


def _check_header(header: list[str], name: str) -> None:
    unknown = [each for each in header if each not in COLUMNS]
    missing = [each for each in _NEEDED if each not in header]
    twice = sorted({each for each in header if header.count(each) > 1})
    if unknown or missing or twice:
        found = f"unknown {', '.join(unknown)[:200]}" if unknown else f"without {', '.join(missing)}" if missing else ""
        found = found or f"twice {', '.join(twice)}"
        raise InputError(f"{name}:1: found columns {found}, expected some of {', '.join(COLUMNS)}")


def _told(row: Mapping[str, str]) -> Told:
    cells = {name: value.strip() for name, value in row.items()}
    return Told(
        case_type=cells["type"],
        text=cells["text"],
        happened=instant(cells["happened"]) if cells.get("happened") else None,
        lon=number(cells.get("lon", ""), "lon"),
        lat=number(cells.get("lat", ""), "lat"),
        site=cells.get("site") or None,
        jurisdiction=cells.get("jurisdiction") or None,
        address=cells.get("address", ""),
        harm=number(cells.get("harm", ""), "harm") or 0.0,
        media=cells.get("media", ""),
        reference=cells.get("reference", ""),
        names=(cells["name"],) if cells.get("name") else (),
        contact=cells.get("contact", ""),
    )


def number(text: str, name: str) -> float | None:
    """A number; None for an empty text.

    Raises:
        InputError: it is none.
    """
    if not text:
        return None
    try:
        return float(text)
    except ValueError as error:
        raise InputError(f"{name}: found {text[:40]!r}, expected a number") from error
