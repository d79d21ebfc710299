"""CAP messages as they come, alone or in an envelope: read, checked, their signatures judged as of receipt.

A message that breaks CAP is refused with the element and the clause; its bytes stay as they came. What is taken in of a
message is decided in `pipeline/arriving/warnings.py`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from forestall.core.clock import iso, utc
from forestall.core.errors import InputError, StandardError
from forestall.model.words import SignatureVerdict
from forestall.observe.wrapped import messages
from forestall.standards.cap import profiles, rules
from forestall.standards.cap.message import Alert
from forestall.standards.cap.xml import read

if TYPE_CHECKING:
    from cryptography.x509 import Certificate

AHEAD = timedelta(minutes=5)
"""How far a sender's clock may be ahead of ours before it is worth a remark."""
LATE = timedelta(hours=24)
"""How long after it was sent a message may come before it is worth a remark."""


@dataclass(frozen=True, slots=True)
class Examined:
    """A message, and what is to be said of it."""

    raw: bytes
    """As it came."""
    alert: Alert | None
    """What it says; None when it breaks CAP."""
    error: str = ""
    """What it breaks, with element and clause; empty when it breaks nothing."""
    path: str = ""
    """The element that breaks it."""
    clause: str = ""
    """The clause that is broken."""
    remarks: tuple[str, ...] = ()
    """What CAP, or a profile that it claims, recommends and it does not do; and what is odd about its time."""
    signature: SignatureVerdict = SignatureVerdict.UNSIGNED
    """What its signature shows."""
    why: str = ""
    """Why it shows that."""
    certificate: str = ""
    """SHA-256 of the signer's certificate."""


def examine(data: bytes, received: datetime, trusted: "Sequence[Certificate]" = ()) -> tuple[Examined, ...]:
    """The messages in what came: one, or those in an EDXL-DE envelope or a feed.

    Args:
        data: as it came
        received: when it came, UTC
        trusted: certificates whose signatures are believed

    Returns:
        One for each message, in their order; an envelope that cannot be read is one that breaks its standard.
    """
    try:
        found = list(messages(data))
    except StandardError as error:
        return (Examined(data, None, str(error), error.path, error.clause),)
    except InputError as error:
        return (Examined(data, None, str(error)),)
    return tuple(_examined(each, received, trusted) for each in found)


def _examined(data: bytes, received: datetime, trusted: "Sequence[Certificate]") -> Examined:
    try:
        alert = read(data)
    except StandardError as error:
        return Examined(data, None, str(error), error.path, error.clause)
    except InputError as error:
        return Examined(data, None, str(error))
    remarks = (*rules.remarks(alert), *profiles.remarks(alert), *clock(alert.sent, received))
    if not alert.signature:
        return Examined(data, alert, remarks=remarks)
    from forestall.standards.cap.signature import verify  # noqa: PLC0415 - heavy, and few messages are signed

    judged = verify(data, received, trusted)
    return Examined(
        data, alert, remarks=remarks, signature=judged.verdict, why=judged.why, certificate=judged.certificate
    )


def clock(sent: datetime, received: datetime) -> tuple[str, ...]:
    """What is odd about the time of a message: a sender's clock that is wrong, or a message that was long under way."""
    gap = utc(sent) - received
    if gap > AHEAD:
        return (f"/alert/sent: {iso(sent)} is {_long(gap)} after we received it; the sender's clock is ahead",)
    if -gap > LATE:
        return (f"/alert/sent: {iso(sent)} is {_long(-gap)} before we received it; late, or the clock is behind",)
    return ()


def _long(gap: timedelta) -> str:
    hours = gap.total_seconds() / 3600
    return f"{hours / 24:.1f} days" if hours >= 48 else f"{hours:.1f} h"
