"""When a log event happened, and on which machine, whatever its fields are called."""

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from forestall.core.clock import FAR_FUTURE, FAR_PAST

TIME_FIELDS = (
    *("@timestamp", "UtcTime", "TimeCreated", "EventTime", "timestamp", "time", "_time", "SystemTime"),
    *("TimeGenerated", "ts", "eventTime"),
)
"""Fields that tell the time of an event, the surest first."""
EVTX_TIME_FIELDS = ("SystemTime", "UtcTime")
HOST_FIELDS = ("Computer", "Hostname", "ComputerName", "host.name", "host.hostname", "hostname", "MachineName", "host")
"""Fields that name the machine; `host` last, since collectors write their own name there."""

_NUMBER = re.compile(r"\d{9,19}(\.\d+)?", re.ASCII)
_SHORT_OFFSET = re.compile(r"[-+]\d{4}$", re.ASCII)


def moment(text: str) -> datetime | None:
    """A time as logs write it: ISO 8601, or seconds, milli-, micro- or nanoseconds since 1970; None when it is none.

    A time without offset is taken as UTC.
    """
    try:
        if _NUMBER.fullmatch(text):
            found = datetime.fromtimestamp(_seconds(text), UTC)
        else:
            found = datetime.fromisoformat(text.strip())
            found = found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    except (ValueError, OverflowError, OSError):
        return None
    return found if FAR_PAST <= found <= FAR_FUTURE else None


def event_time(row: Mapping[str, str], names: Sequence[str] = TIME_FIELDS) -> datetime | None:
    """The time of an event by the first of its time fields that holds one."""
    for name in names:
        if (text := row.get(name)) and (found := moment(text)):
            return found
    return None


def event_host(row: Mapping[str, str]) -> str | None:
    """The machine of an event by the first of its host fields."""
    return next((row[name] for name in HOST_FIELDS if row.get(name)), None)


def _seconds(text: str) -> float:
    number = float(text)
    for limit, divisor in ((1e11, 1.0), (1e14, 1e3), (1e17, 1e6)):
        if number < limit:
            return number / divisor
    return number / 1e9
