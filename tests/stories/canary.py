"""Planted persons, and a search for them in everything that a deployment leaves on disk."""

import base64
import gzip
import sqlite3
import urllib.parse
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pyarrow.parquet as pq

TEXTS = (
    "write to jane.canaryplover@plover-mail.example about it",
    "call +351 912 555 731 or (021) 345-6789 or 01632 960983 or 212-555-0147",
    "paid with 4539 5787 6362 1486, refunded to DE89 3704 0044 0532 0130 00",
    "ids 11010519491231002X, 12345678Z, 123-45-6789, RSSMRA85T10A562S, AB 12 34 56 C, 2 69 05 49 588 157 80",
    r"opened C:\Users\canaryplover\secret.docx and /home/canaryplover/.ssh/id",
    "failed for User: canaryplover",
    "logged on from 8.8.4.117 and 2a00:1450:4001:80b::200e",
)
"""What logs and reports say of persons in running text. A full name is recognised there only alone behind its label, or
when a field holds it too (`docs/decisions/0005-the-door.md`)."""

MESSAGE = "\n".join(("Failed.", "\tAccount Name:\t\tPetra Canaryplover\r", "\tAccount Domain:\t\tCORP\r", *TEXTS))
FIELDS = {"User": r"CORP\canaryplover", "SubjectUserName": "petra.canaryplover", "user.name": "canaryplover"}
"""What they say in fields that hold accounts."""

DROPPED = {"EmployeeName": "Zebedee Quillfeather", "Salutation": "Dear Ms Quillfeather"}
"""What they say in fields that this place declares: `drop` and `pseudonymise`."""

SECRETS = (
    *("canaryplover", "plover-mail", "912 555 731", "912555731", "345-6789", "960983", "555-0147"),
    *("4539 5787", "45395787", "3704 0044", "37040044", "11010519491231002", "12345678Z", "123-45-6789"),
    *("RSSMRA85T10A562S", "AB 12 34 56", "69 05 49 588", "8.8.4.117", "2a00:1450:4001", "Quillfeather", "Zebedee"),
)
"""What must be nowhere."""


def event(number: int) -> dict[str, object]:
    """A log event full of persons."""
    return {
        "@timestamp": f"2026-03-08T05:{number:02d}:00Z",
        "Hostname": "PUMP-01",
        "EventID": number,
        "CommandLine": TEXTS[number % len(TEXTS)],
        "Message": MESSAGE,
        **FIELDS,
        **DROPPED,
        "nested": {"list": [*TEXTS, {"deeper": TEXTS[0]}], "jane.canaryplover@plover-mail.example": {"failed": 3}},
    }


def found(*folders: Path, others: tuple[bytes, ...] = ()) -> list[str]:
    """Where a planted person is, in any of the usual encodings; nowhere is right."""
    needles = [(secret, needle) for secret in SECRETS for needle in _written(secret)]
    places = [(str(path), content) for folder in folders for path, content in _contents(folder)]
    places += [(f"output {number}", content) for number, content in enumerate(others)]
    return sorted(
        {f"{place}: {secret}" for place, content in places for secret, needle in needles if needle in content.lower()}
    )


def _written(secret: str) -> Iterator[bytes]:
    """A text as it may be written; in small letters, as it is searched."""
    for spelled in {secret, urllib.parse.quote(secret), urllib.parse.quote_plus(secret)}:
        yield spelled.lower().encode()
        yield spelled.lower().encode("utf-16-le")
        yield spelled.encode().hex().encode()
    for shift in range(3):  # base64 of a text depends on where in a group of three bytes it begins
        coded = base64.b64encode(bytes(shift) + secret.encode())
        yield coded[4 if shift else 0 : -4].lower()


def _contents(folder: Path) -> Iterator[tuple[Path, bytes]]:
    """All files, and what is in those that are packed."""
    files = {path: path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}
    for path, data in files.items():  # opening a database may remove the files beside it, so they were read before
        yield path, data
        if path.suffix == ".parquet":
            yield path, repr(pq.read_table(path).to_pydict()).encode()
        elif data[:2] == b"\x1f\x8b":
            yield path, gzip.decompress(data)
        elif data[:15] == b"SQLite format 3":
            with closing(sqlite3.connect(path)) as connection:
                yield path, "\n".join(connection.iterdump()).encode()
