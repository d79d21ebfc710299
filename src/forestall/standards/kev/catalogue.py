"""The catalogue's JSON, read with the checks of its schema; names are those of the schema in snake case.

https://www.cisa.gov/sites/default/files/feeds/known_exploited_vulnerabilities_schema.json
"""

import json
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, TypeVar

from forestall.core.clock import utc
from forestall.core.errors import InputError, LimitError, StandardError

MAX_BYTES = 64 * 1024 * 1024
SCHEMA = "KEV schema"
T = TypeVar("T")
_CVE = re.compile(r"CVE-[0-9]{4}-[0-9]{4,19}")


@dataclass(frozen=True, slots=True)
class Vulnerability:
    """A vulnerability known to be exploited."""

    cve_id: str
    """`CVE-YYYY-NNNN`."""
    vendor_project: str
    """Vendor or project."""
    product: str
    """Product."""
    vulnerability_name: str
    """Name."""
    date_added: date
    """When it was added to the catalogue."""
    short_description: str
    """What it is."""
    required_action: str
    """What to do."""
    due_date: date
    """By when."""
    ransomware: bool
    """`knownRansomwareCampaignUse` is `Known`."""


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The catalogue, entries by CVE."""

    catalog_version: str
    """Its version."""
    date_released: datetime
    """When it was released."""
    vulnerabilities: tuple[Vulnerability, ...]
    """The entries that could be read."""
    refused: tuple[StandardError, ...]
    """Why others could not."""


def read(data: bytes) -> Catalogue:
    """The catalogue from its JSON; an entry that breaks the schema is refused by itself.

    Raises:
        LimitError: it is larger than 64 MB or nested too deep.
        StandardError: it is no JSON or no catalogue.
    """
    document = _document(data)
    entries = _get(document, "vulnerabilities", list, "")
    read_entries: dict[str, Vulnerability] = {}
    refused: list[StandardError] = []
    for number, entry in enumerate(entries):
        try:
            vulnerability = _vulnerability(entry, f"/vulnerabilities/{number}")
            if read_entries.setdefault(vulnerability.cve_id, vulnerability) != vulnerability:
                path = f"/vulnerabilities/{number}/cveID"
                raise StandardError(f"{vulnerability.cve_id} stands twice", path=path, clause=SCHEMA)
        except StandardError as error:
            refused.append(error)
    count = _get(document, "count", int, "")
    if count != len(entries):
        text = f"says {count} entries, {len(entries)} are there"
        refused.append(StandardError(text, path="/count", clause=SCHEMA, hint="the file may be truncated"))
    return Catalogue(
        _get(document, "catalogVersion", str, ""),
        _moment(_get(document, "dateReleased", str, "")),
        tuple(read_entries[cve] for cve in sorted(read_entries)),
        tuple(refused),
    )


def _document(data: bytes) -> dict[str, Any]:
    if len(data) > MAX_BYTES:
        raise LimitError(f"catalogue of {len(data):,} bytes: at most {MAX_BYTES:,} are read")
    try:
        document = json.loads(data)
    except RecursionError as error:
        raise LimitError("catalogue nested too deep") from error
    except ValueError as error:
        raise StandardError(f"no JSON: {error}", path="/", clause="RFC 8259") from error
    if not isinstance(document, dict):
        raise StandardError("is no object", path="/", clause=SCHEMA)
    return document


def _vulnerability(entry: object, path: str) -> Vulnerability:
    if not isinstance(entry, dict):
        raise StandardError("is no object", path=path, clause=SCHEMA)
    cve = _get(entry, "cveID", str, path)
    if not _CVE.fullmatch(cve):
        raise StandardError(f"{cve[:40]!r} is no CVE-YYYY-NNNN", path=f"{path}/cveID", clause=SCHEMA)
    return Vulnerability(
        cve,
        _get(entry, "vendorProject", str, path).strip(),
        _get(entry, "product", str, path).strip(),
        _get(entry, "vulnerabilityName", str, path).strip(),
        _day(entry, "dateAdded", path),
        _get(entry, "shortDescription", str, path),
        _get(entry, "requiredAction", str, path),
        _day(entry, "dueDate", path),
        entry.get("knownRansomwareCampaignUse") == "Known",
    )


def _get(document: dict[str, Any], name: str, kind: type[T], path: str) -> T:
    value = document.get(name)
    if not isinstance(value, kind):
        found = "is missing" if value is None else f"is {type(value).__name__}"
        raise StandardError(f"{found}, expected {kind.__name__}", path=f"{path}/{name}", clause=SCHEMA)
    return value


def _day(entry: dict[str, Any], name: str, path: str) -> date:
    text = _get(entry, name, str, path)
    try:
        day = date.fromisoformat(text)
        utc(datetime(day.year, day.month, day.day, tzinfo=UTC))
    except (ValueError, InputError) as error:
        raise StandardError(f"{text[:40]!r} is no date YYYY-MM-DD", path=f"{path}/{name}", clause=SCHEMA) from error
    return day


def _moment(text: str) -> datetime:
    try:
        return utc(datetime.fromisoformat(text))
    except (ValueError, InputError) as error:
        raise StandardError(f"{text[:40]!r} is no date-time", path="/dateReleased", clause=SCHEMA) from error
