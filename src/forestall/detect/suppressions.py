"""Which hits an office has decided to see no longer: read from `suppressions.toml` or CSV, asked for each hit.

Nothing is dropped here: who asks counts and lists what is suppressed. A suppression ends on its own.
"""

import csv
import io
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime, timedelta
from fnmatch import translate
from functools import lru_cache
from ipaddress import ip_address, ip_network
from typing import Any

from forestall.core.errors import InputError
from forestall.model.hit import Hit

MOST = 10_000


@dataclass(frozen=True, slots=True)
class Suppression:
    """One decision not to see some hits."""

    rule: str
    """Rule id, `*` and `?` allowed; `*` alone is refused unless a machine or site is named."""
    by: str
    """The office that decided; never a person."""
    why: str
    """Why."""
    until: date
    """The last day on which it holds (UTC)."""
    host: str = "*"
    """Machine, `*` and `?` allowed, or a subnet such as `10.2.0.0/16`."""
    site: str = "*"
    """Site of the place, `*` and `?` allowed."""

    def holds(self, at: datetime) -> bool:
        """Whether it is still in force."""
        return at < datetime(self.until.year, self.until.month, self.until.day, tzinfo=UTC) + timedelta(days=1)

    def covers(self, hit: Hit) -> bool:
        """Whether it is about this hit; letter case is ignored."""
        return (
            _fits(self.rule, hit.rule_id)
            and (self.host == "*" or _host(self.host, hit.host or ""))
            and (self.site == "*" or _fits(self.site, hit.site or ""))
        )


@dataclass(frozen=True, slots=True)
class Suppressions:
    """All decisions of an office."""

    given: tuple[Suppression, ...] = ()
    """Those still in force at the time of the run."""
    ended: tuple[Suppression, ...] = ()
    """Those no longer in force."""

    def of(self, hit: Hit) -> Suppression | None:
        """The first one that covers a hit."""
        return next((each for each in self.given if each.covers(hit)), None)


def read(text: str, file: str, at: datetime) -> Suppressions:
    """The suppressions of a file, TOML (`[[suppressions]]`) or CSV with a header.

    Args:
        text: its content
        file: its name; ending in `.csv` it is CSV
        at: time of the run

    Raises:
        InputError: an entry lacks something, or cannot be understood: nothing is suppressed by mistake.
    """
    rows = _csv(text) if file.lower().endswith(".csv") else _toml(text, file)
    if len(rows) > MOST:
        raise InputError(f"{file}: {len(rows):,} suppressions, expected at most {MOST:,}")
    every = [_entry(row, f"{file}, entry {number}") for number, row in enumerate(rows, start=1)]
    return Suppressions(tuple(each for each in every if each.holds(at)), tuple(e for e in every if not e.holds(at)))


def _toml(text: str, file: str) -> Sequence[Mapping[str, Any]]:
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InputError(f"{file}: {error}") from error
    rows = document.get("suppressions", [])
    if set(document) - {"suppressions"} or not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise InputError(f"{file}: found {', '.join(document) or 'nothing'}, expected [[suppressions]] only")
    return rows


def _csv(text: str) -> Sequence[Mapping[str, Any]]:
    rows = csv.DictReader(io.StringIO(text.removeprefix("\ufeff")), restkey="more cells than the header")
    return [{name: cell for name, cell in row.items() if cell} for row in rows]


def _entry(row: Mapping[str, Any], where: str) -> Suppression:
    known = [field.name for field in fields(Suppression)]
    strange = sorted(set(row) - set(known))
    if strange:
        raise InputError(f"{where}: {strange[0]!r} is not known, expected {', '.join(known)}")
    texts = {name: str(row.get(name, "")).strip() for name in ("rule", "by", "why")}
    for name, value in texts.items():
        if not value:
            raise InputError(f"{where}: {name} is missing; a suppression says rule, by, why and until")
    if "@" in texts["by"]:
        raise InputError(f"{where}: by is {texts['by']!r}, expected an office, not a person's address")
    host, site = (str(row.get(name, "*")).strip() or "*" for name in ("host", "site"))
    if texts["rule"] == "*" and host == site == "*":
        raise InputError(f"{where}: it would suppress everything; expected a rule, a host or a site")
    return Suppression(texts["rule"], texts["by"], texts["why"], _until(row.get("until"), where), host, site)


def _until(value: object, where: str) -> date:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value))
    except ValueError as error:
        raise InputError(f"{where}: until is {value!r}, expected a date such as 2027-03-31") from error


@lru_cache(maxsize=4096)
def _glob(pattern: str) -> re.Pattern[str]:
    return re.compile(translate(pattern.lower()))


def _fits(pattern: str, text: str) -> bool:
    return _glob(pattern).match(text.lower()) is not None


def _host(pattern: str, host: str) -> bool:
    """By subnet, by full name, or by the name up to the first dot."""
    try:
        return ip_address(host) in ip_network(pattern, strict=False)
    except ValueError:
        return _fits(pattern, host) or _fits(pattern, host.partition(".")[0])
