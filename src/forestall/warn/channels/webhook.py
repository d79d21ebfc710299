"""Webhook: a signed POST of JSON for each message; the receiver can check who sent it, when, and whether it knows it.

`Forestall-Signature: t=SECONDS,v1=HEX`: HMAC-SHA-256 (RFC 2104) with the shared key over `SECONDS.BODY`. The time is
that of the try, so that a receiver refuses what is old; body and `Idempotency-Key` are the same for each try.
"""

import hmac
import json
from collections.abc import Callable
from datetime import datetime

from forestall.core.clock import iso
from forestall.core.errors import AwayError, InputError
from forestall.warn.channel import Item, Message, Outcome, Post, Reply, Result
from forestall.warn.delivering import label_of
from forestall.warn.notice import wording

SIGNATURE = "Forestall-Signature"
_UNWANTED = frozenset({400, 405, 406, 409, 413, 414, 415, 422})
"""Answers that will be the same for the same message; others (401, 404, 410, …) are the office's to mend."""


class WebhookChannel:
    """Sends to one URL."""

    def __init__(self, post: Post, key: bytes, now: Callable[[], datetime]) -> None:
        """Take what posts, the key of the signature, and the clock for its time."""
        self._post, self._key, self._now = post, key, now

    async def send(self, message: Message) -> Result:
        """Try once."""
        content = body(message)
        headers = {
            "Content-Type": "application/json",
            "Idempotency-Key": f'"{message.id}"',
            SIGNATURE: signature(content, self._key, self._now()),
        }
        try:
            return _verdict(await self._post(content, headers))
        except InputError as error:
            return Result(Outcome.AWAY, str(error))
        except AwayError as error:
            return Result(Outcome.UNSURE, str(error))


def body(message: Message) -> bytes:
    """What is posted; the same message always gives the same bytes."""
    document = {
        "id": message.id,
        "created": iso(message.at),
        "place": message.place,
        "audience": message.audience,
        "alerts": [_told(item, message.language) for item in message.items],
    }
    return json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def signature(content: bytes, key: bytes, at: datetime) -> str:
    """The value of the header `Forestall-Signature`.

    Args:
        content: the body
        key: the key that both sides know
        at: time of the try
    """
    seconds = int(at.timestamp())
    return f"t={seconds},v1={hmac.new(key, f'{seconds}.'.encode() + content, 'sha256').hexdigest()}"


def _told(item: Item, tag: str) -> dict[str, object]:
    alert, said = item.alert, wording(item.alert, tag)
    return {
        "identifier": alert.identifier,
        "subject": alert.subject,
        "type": alert.msg_type,
        "status": alert.status,
        "label": str(label_of(alert)),
        "field": None if alert.field is None else str(alert.field),
        "severity": alert.severity,
        "urgency": alert.urgency,
        "certainty": alert.certainty,
        "language": said.language,
        "headline": said.headline,
        "sent": iso(alert.sent),
        "expires": None if alert.expires is None else iso(alert.expires),
        "references": list(alert.references),
        "escalated": item.escalated,
        "cap": item.cap.decode(),
    }


def _verdict(reply: Reply) -> Result:
    if 200 <= reply.status < 300:
        return Result(Outcome.TAKEN)
    outcome = Outcome.REFUSED if reply.status in _UNWANTED else Outcome.AWAY
    return Result(outcome, f"the receiver answers {reply.status}", reply.retry_after)
