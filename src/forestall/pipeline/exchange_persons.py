"""What is not shared because it points at a person: in others' objects, all of a request at once, and in our own texts.

Internet addresses stay: in what is shared about attacks they name machines. What a person is called in running text
cannot be recognised, here as at the door.
"""

import re
from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

from forestall.guard.patterns import PATTERNS, Pattern
from forestall.guard.suspects import suspects
from forestall.standards.stix import read

_ADDRESSES = "ip"  # purpose of the patterns that find Internet addresses
_FIXED = frozenset({"id", "type", "spec_version", "created", "modified", "valid_from", "valid_until"})
"""Properties whose form the standard fixes, so that nothing else can be in them."""
_REFERENCES = ("_ref", "_refs")


def persons(things: Sequence[dict[str, Any]]) -> dict[int, str]:
    """Objects that are not kept, by their place in the sequence, and why."""
    found = {
        number: "is about a person; there is no record for one"
        for number, thing in enumerate(things)
        if read.about_a_person(thing)
    }
    places = [(number, path, text) for number, thing in enumerate(things) for path, text in _looked_at(thing)]
    hits = sorted(_hits([text for _, _, text in places]))
    for place, purpose in hits:
        number, path, _ = places[place]
        found.setdefault(number, f"{path}: holds what points at a person ({purpose}); send it without")
    return found


def without_persons(text: str) -> str:
    """A text of ours without addresses and numbers that others would have to refuse; `[…]` stands for each."""
    for pattern in PATTERNS:
        if pattern.purpose != _ADDRESSES and pattern.exact.search(text):
            text = pattern.exact.sub(partial(_blank, pattern), text)
    return text


def _blank(pattern: Pattern, found: re.Match[str]) -> str:
    return "[…]" if pattern.check(found.group()) else found.group()


def _looked_at(thing: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for path, text in read.texts(thing):
        name = path.split("/", 2)[1]
        if name not in _FIXED and not name.endswith(_REFERENCES):
            yield path, text


def _hits(texts: Sequence[str]) -> Iterator[tuple[int, str]]:
    """Places of texts that point at a person: those that a fast look finds, looked at closely."""
    for place in suspects(texts):
        for pattern in PATTERNS:
            close = None if pattern.purpose == _ADDRESSES else pattern.exact.search(texts[place])
            if close is not None and pattern.check(close.group()):
                yield place, pattern.purpose
