"""What is remembered of a polled source, and what follows from an answer's headers. No fetching here."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from forestall.core.errors import AwayError, StateError
from forestall.guard.fetch import shown
from forestall.pipeline.fetching import Answer

LONGEST = 512
"""Validators and times that are longer are not sent back [characters]."""
MOST_SEEN = 5_000
WAIT_MOST = 86_400.0


@dataclass(frozen=True, slots=True)
class PollPlace:
    """How far a source was polled."""

    url: str = ""
    """Digest of the URL that it was polled at; another URL starts over."""
    etag: str = ""
    """Validator of the last answer (RFC 9110, 8.8.3)."""
    modified: str = ""
    """When the last answer was changed, in the server's words (RFC 9110, 8.8.2)."""
    body: str = ""
    """Digest of the last answer's content."""
    added: str = ""
    """TAXII: when the last object that we have was added."""
    seen: tuple[str, ...] = ()
    """Digests of the entries of a feed that we have."""

    @classmethod
    def read(cls, text: str | None, source: str, url: str) -> "PollPlace":
        """What was stored; nothing when it speaks of another URL.

        Raises:
            StateError: it is not what we write.
        """
        empty = cls(url=short(url.encode()))
        if text is None:
            return empty
        try:
            at, etag, modified, body, added, seen = json.loads(text)
            found = cls(str(at), str(etag), str(modified), str(body), str(added), tuple(map(str, seen)))
        except (ValueError, TypeError) as error:
            raise StateError(f"offset of {source}: {text[:40]!r} is no polled place; restore the state") from error
        return found if found.url == empty.url else empty

    def write(self) -> str:
        """As text."""
        parts = [self.url, self.etag, self.modified, self.body, self.added, list(self.seen[-MOST_SEEN:])]
        return json.dumps(parts, separators=(",", ":"))

    def headers(self) -> dict[str, str]:
        """Ask only for what is new (RFC 9110, 13.1)."""
        given = {"If-None-Match": self.etag, "If-Modified-Since": self.modified}
        return {name: value for name, value in given.items() if value}

    def answered(self, answer: Answer) -> "PollPlace":
        """The place after all of an answer is stored."""
        etag, modified = answer.headers.get("etag", ""), answer.headers.get("last-modified", "")
        return replace(
            self,
            etag=etag if len(etag) <= LONGEST and etag.isascii() else "",
            modified=modified if len(modified) <= LONGEST and modified.isascii() else "",
            body=short(answer.body),
        )


class LaterError(AwayError):
    """The server asks us to come later."""

    def __init__(self, message: str, wait: float) -> None:
        """`wait`: how long it asks for [s]."""
        super().__init__(message)
        self.wait = wait


def usable(answer: Answer, now: datetime) -> bool:
    """Whether an answer brings something; no when nothing is new.

    Raises:
        AwayError: it is an error; a LaterError when it says for how long.
    """
    if answer.status in (200, 203):
        return True
    if answer.status in (204, 304):
        return False
    told = f"{shown(answer.url)}: answers {answer.status}"
    if wait := retry_after(answer.headers, now):
        raise LaterError(f"{told}, to come again after {wait:g} s", wait)
    raise AwayError(told)


def retry_after(headers: Mapping[str, str], now: datetime) -> float:
    """How long the server asks us to wait [s] (RFC 9110, 10.2.3), a day at most; 0 when it does not say."""
    text = headers.get("retry-after", "").strip()
    if text.isascii() and text.isdigit():
        return min(float(text[:9]), WAIT_MOST)
    try:
        at = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return 0.0
    at = at if at.tzinfo else at.replace(tzinfo=UTC)
    return min(max(0.0, (at - now).total_seconds()), WAIT_MOST)


def short(data: bytes) -> str:
    """A digest that is short enough to keep many of."""
    return hashlib.sha256(data).hexdigest()[:20]
