"""Remarks on what stands above the detection: title, id, level, status, dates, tags, log source."""

import re
from collections.abc import Iterator
from datetime import date
from difflib import get_close_matches

from forestall.model.remark import Remark
from forestall.model.words import Level
from forestall.standards.sigma.lint.sheet import Sheet

STATUSES = ("stable", "test", "experimental", "deprecated", "unsupported")
RELATIONS = ("derived", "obsolete", "merged", "renamed", "similar")
NAMESPACES = ("attack", "car", "cve", "d3fend", "detection", "stp", "tlp")
TACTICS = (
    *("initial-access", "execution", "persistence", "privilege-escalation", "defense-evasion", "credential-access"),
    *("discovery", "lateral-movement", "collection", "exfiltration", "command-and-control", "impact"),
    *("reconnaissance", "resource-development", "stealth", "defense-impairment"),
    *("evasion", "inhibit-response-function", "impair-process-control"),
)
"""Tactics of ATT&CK Enterprise, with those that took the place of defense evasion, and of ATT&CK for ICS."""
_FORMS = {
    "attack": re.compile(rf"[gsma]\d{{4}}|ds\d{{4}}|t\d{{4}}(\.\d{{3}})?|{'|'.join(TACTICS)}"),
    "car": re.compile(r"\d{4}-\d{2}-\d{3}"),
    "cve": re.compile(r"\d{4}-\d{4,}"),
    "d3fend": re.compile(r"d3f?-\w+|model|harden|detect|isolate|deceive|evict"),
    "detection": re.compile(r"dfir|emerging-threats|threat-hunting"),
    "stp": re.compile(r"[1-5][auk]?"),
    "tlp": re.compile(r"red|amber|amber-strict|green|clear"),
}
_KEYS = (
    *("title", "id", "name", "related", "taxonomy", "status", "description", "license", "references", "author", "date"),
    *("modified", "logsource", "detection", "fields", "falsepositives", "level", "tags", "scope", "correlation"),
    *("filter", "regression_tests_path", "simulation"),
)
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_TAG = re.compile(r"[a-z0-9_-]+\.[a-z0-9._-]+")
_SOURCE = re.compile(r"[a-z0-9_.\-]+")


def head(sheet: Sheet) -> Iterator[Remark]:
    """Remarks on the metadata of a rule; a filter has neither level nor status."""
    yield from _title(sheet)
    yield from _identity(sheet)
    if "filter" not in sheet.document:
        yield from _level(sheet)
        yield from _status(sheet)
    yield from _dates(sheet)
    yield from _tags(sheet)
    yield from _related(sheet)
    if "correlation" not in sheet.document:
        yield from _logsource(sheet)
    yield from _unknown(sheet)


def _title(sheet: Sheet) -> Iterator[Remark]:
    title = sheet.document.get("title")
    if not isinstance(title, str) or not title.strip():
        yield sheet.error(("title",), title if "title" in sheet.document else "no title", "a text of a line")
    elif len(title) > 256:
        yield sheet.warning(("title",), f"{len(title)} characters", "at most 256 characters")


def _identity(sheet: Sheet) -> Iterator[Remark]:
    found = sheet.document.get("id")
    if found is None:
        yield sheet.warning((), "no id", "an id, a random UUID", "findings go by the name or title until there is one")
    elif not isinstance(found, str) or not _UUID.fullmatch(found):
        yield sheet.warning(("id",), found, "a UUID such as 929a690e-bef0-4204-a928-ef5e620d6fcc")


def _level(sheet: Sheet) -> Iterator[Remark]:
    found = sheet.document.get("level")
    known = ", ".join(Level)
    if found is None:
        yield sheet.warning((), "no level", f"one of: {known}", "it counts as medium")
    elif str(found).lower() not in set(Level):
        yield sheet.error(("level",), found, f"one of: {known}", _near(str(found), tuple(Level)))


def _status(sheet: Sheet) -> Iterator[Remark]:
    found = sheet.document.get("status")
    if found is not None and found not in STATUSES:
        yield sheet.warning(("status",), found, f"one of: {', '.join(STATUSES)}", _near(str(found), STATUSES))


def _dates(sheet: Sheet) -> Iterator[Remark]:
    days: dict[str, date] = {}
    for key in ("date", "modified"):
        found = sheet.document.get(key)
        if found is None:
            continue
        day = _day(str(found))
        if day is None:
            yield sheet.warning((key,), found, "a date such as 2026-03-09")
        else:
            days[key] = day
    if "date" in days and "modified" in days and days["modified"] < days["date"]:
        yield sheet.warning(("modified",), str(days["modified"]), f"a date not before {days['date']}, its date")


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text) else None
    except ValueError:
        return None


def _tags(sheet: Sheet) -> Iterator[Remark]:
    tags = sheet.document.get("tags")
    if tags is None:
        return
    if not isinstance(tags, list):
        yield sheet.warning(("tags",), tags, "a list of texts")
        return
    for place, tag in enumerate(tags):
        expected = _expected(tag)
        if expected:
            yield sheet.warning(("tags", place), tag, expected)
        elif tag in tags[:place]:
            yield sheet.warning(("tags", place), tag, "each tag once")


def _expected(tag: object) -> str:
    if not isinstance(tag, str) or not _TAG.fullmatch(tag):
        return "small letters, digits, `_` and `-` after a namespace and a dot, such as attack.t1059"
    namespace, _, name = tag.partition(".")
    if namespace not in NAMESPACES:
        return f"a tag of one of the namespaces: {', '.join(NAMESPACES)}"
    return "" if _FORMS[namespace].fullmatch(name) else f"a tag that the namespace {namespace} has"


def _related(sheet: Sheet) -> Iterator[Remark]:
    related = sheet.document.get("related")
    for place, one in enumerate(related if isinstance(related, list) else []):
        if not isinstance(one, dict) or one.get("type") not in RELATIONS:
            found = one.get("type") if isinstance(one, dict) else one
            yield sheet.warning(("related", place, "type"), found, f"one of: {', '.join(RELATIONS)}")
        elif not isinstance(one.get("id"), str):
            yield sheet.warning(("related", place, "id"), one.get("id"), "the id of a rule")


def _logsource(sheet: Sheet) -> Iterator[Remark]:
    found = sheet.document.get("logsource")
    if not isinstance(found, dict):
        shown = found if "logsource" in sheet.document else "no logsource"
        yield sheet.error(("logsource",), shown, "a map with category, product or service")
        return
    given = {key: found.get(key) for key in ("category", "product", "service")}
    if not any(given.values()):
        yield sheet.error(("logsource",), found, "a category, product or service")
    for key, value in given.items():
        if value is None:
            continue
        if not isinstance(value, str):
            yield sheet.error(("logsource", key), value, "a text")
        elif not _SOURCE.fullmatch(value):
            yield sheet.warning(("logsource", key), value, "small letters, digits, `_`, `-` and `.`")


def _unknown(sheet: Sheet) -> Iterator[Remark]:
    """Own fields are allowed; one that looks like a slip of the pen is named."""
    for key in sheet.document:
        near = "" if key in _KEYS else _near(str(key), _KEYS, 0.85)
        if near:
            yield sheet.warning((str(key),), key, "a key of the specification, or one that is not so near to it", near)


def _near(found: str, known: tuple[str, ...], cutoff: float = 0.6) -> str:
    close = get_close_matches(found.lower(), known, 1, cutoff)
    return f"did you mean {close[0]}?" if close else ""
