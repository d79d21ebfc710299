"""What is asked of a collection: the parameters of a URL as filters, and the token with which a next page is asked for.

A parameter that we do not know is passed over, as the standard lets a server do; one that cannot be understood is not.

Source: TAXII 2.1, 3.4 (filtering), 3.5 (pagination).
"""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from forestall.core.clock import instant
from forestall.core.errors import InputError
from forestall.model.exchange import Filters

MOST = 1000
"""Objects on a page at most, and when no limit is given."""
_NAMES = ("added_after", "limit", "next", "match[id]", "match[type]", "match[version]", "match[spec_version]")
_WORDS = frozenset({"first", "last", "all"})
_LONGEST = 64  # digits of a limit or token


def filters(parameters: Sequence[tuple[str, str]], key: Callable[[str], str], default: str = "last") -> Filters:
    """Filters from the parameters of a URL.

    Args:
        parameters: names and values, in their order
        key: what orders a version, from its time; raises `InputError` when it is no time
        default: which versions when none is asked for

    Raises:
        InputError: one stands twice, or cannot be understood (HTTP status 400).
    """
    given = _once(parameters)
    wanted = _list(given, "match[spec_version]")
    found = Filters(
        added_after=_moment(given.get("added_after")),
        limit=_limit(given.get("limit")),
        ids=_set(given, "match[id]"),
        types=_set(given, "match[type]"),
        versions=frozenset(_version(text, key) for text in _list(given, "match[version]") or (default,)),
        possible=wanted is None or "2.1" in wanted,
    )
    following = given.get("next")
    return found if following is None else _after(found, following)


def token(asked: Filters, last: int) -> str:
    """What the page after the object of a number is asked for with: the number, and which filters it belongs to."""
    return f"{last}-{_digest(asked)}"


def _after(asked: Filters, given: str) -> Filters:
    number, _, digest = given.partition("-")
    if not number.isascii() or not number.isdigit() or len(number) > 18 or digest != _digest(asked):
        raise _bad("next: is not of an answer to these filters; begin again without it")
    return replace(asked, after=int(number))


def _digest(asked: Filters) -> str:
    """The filters but for the limit, which may change from page to page."""
    sets = (asked.ids, asked.types, asked.versions)
    parts = [None if each is None else sorted(each) for each in sets]
    return hashlib.sha256(repr((asked.added_after, parts, asked.possible)).encode()).hexdigest()[:16]


def _once(parameters: Sequence[tuple[str, str]]) -> dict[str, str]:
    known = [(name, value) for name, value in parameters if name in _NAMES]
    given = dict(known)
    if len(given) != len(known):
        raise _bad("a parameter stands twice; expected its values once, with commas between")
    return given


def _list(given: Mapping[str, str], name: str) -> tuple[str, ...] | None:
    text = given.get(name)
    return None if text is None else tuple(part.strip() for part in text.split(",") if part.strip())


def _set(given: Mapping[str, str], name: str) -> frozenset[str] | None:
    found = _list(given, name)
    return None if found is None else frozenset(found)


def _version(text: str, key: Callable[[str], str]) -> str:
    try:
        return text if text in _WORDS else key(text)
    except InputError as error:
        raise _bad(f"match[version]: found {text[:40]!r}, expected first, last, all or a time") from error


def _limit(text: str | None) -> int:
    if text is None:
        return MOST
    if not text.isascii() or not text.isdigit() or len(text) > _LONGEST or int(text) < 1:
        raise _bad(f"limit: found {text[:20]!r}, expected a whole number from 1 on")
    return min(int(text), MOST)


def _moment(text: str | None) -> datetime | None:
    if text is None:
        return None
    try:
        return instant(text)
    except InputError as error:
        raise _bad(f"added_after: {error}") from error


def _bad(text: str) -> InputError:
    return InputError(text, http_status=400)
