"""Which hits an office has decided to see no longer: of the place, or read from TOML or CSV; asked for each hit.

Nothing is dropped here: who asks counts and lists what is suppressed. A suppression ends on its own.
"""

import csv
import io
import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime, timedelta
from fnmatch import translate
from functools import lru_cache
from ipaddress import ip_address, ip_network
from typing import Any

from forestall.core.errors import InputError
from forestall.model.hit import Hit
from forestall.model.suppression import Suppression

MOST = 10_000


@dataclass(frozen=True, slots=True)
class Suppressions:
    """All decisions of an office."""

    given: tuple[Suppression, ...] = ()
    """Those still in force at the time of the run."""
    ended: tuple[Suppression, ...] = ()
    """Those no longer in force."""

    def of(self, hit: Hit) -> Suppression | None:
        """The first one that covers a hit."""
        return self.about(hit.rule_id, hit.host, hit.site)

    def about(self, rule: str, host: str | None, site: str | None) -> Suppression | None:
        """The first one that covers what a rule finds on a machine, at a site; letter case is ignored."""
        return next((each for each in self.given if _covers(each, rule, host or "", site or "")), None)


def in_force(every: Iterable[Suppression], at: datetime) -> Suppressions:
    """Decisions, those that hold at a time apart from those that have ended."""
    known = tuple(every)
    return Suppressions(
        tuple(each for each in known if _holds(each, at)), tuple(each for each in known if not _holds(each, at))
    )


def _holds(one: Suppression, at: datetime) -> bool:
    return at < datetime(one.until.year, one.until.month, one.until.day, tzinfo=UTC) + timedelta(days=1)


def _covers(one: Suppression, rule: str, host: str, site: str) -> bool:
    return (
        _fits(one.rule, rule)
        and (one.host == "*" or _host(one.host, host))
        and (one.site == "*" or _fits(one.site, site))
    )


def read(text: str, file: str, at: datetime) -> Suppressions:
    """The suppressions of a file, TOML (`[[suppressions]]`) or CSV with a header.

    Args:
        text: its content
        file: its name; ending in `.csv` it is CSV
        at: time of the run

    Raises:
        InputError: an entry lacks something, or cannot be understood: nothing is suppressed by mistake.
    """
    rows = _csv(text, file) if file.lower().endswith(".csv") else _toml(text, file)
    if len(rows) > MOST:
        raise InputError(f"{file}: {len(rows):,} suppressions, expected at most {MOST:,}")
    return in_force((_entry(row, f"{file}, entry {number}") for number, row in enumerate(rows, start=1)), at)


def _toml(text: str, file: str) -> Sequence[Mapping[str, Any]]:
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InputError(f"{file}: {error}") from error
    rows = document.get("suppressions", [])
    if set(document) - {"suppressions"} or not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise InputError(f"{file}: found {', '.join(document) or 'nothing'}, expected [[suppressions]] only")
    return rows


def _csv(text: str, file: str) -> Sequence[Mapping[str, Any]]:
    rows = csv.DictReader(io.StringIO(text.removeprefix("\ufeff")), restkey="more cells than the header")
    try:
        return [{name: cell for name, cell in row.items() if cell} for row in rows]
    except csv.Error as error:
        raise InputError(f"{file}, line {rows.line_num + 1}: no CSV: {error}") from error


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
