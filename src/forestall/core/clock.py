"""Time: aware UTC inside, ISO 8601 at the edge. Nothing here reads the machine's clock but `now`."""

from datetime import UTC, date, datetime

from forestall.core.errors import InputError

FAR_PAST = datetime(1900, 1, 1, tzinfo=UTC)
FAR_FUTURE = datetime(2200, 1, 1, tzinfo=UTC)


def now() -> datetime:
    """The present moment; called once, by the command line."""
    return datetime.now(UTC).replace(microsecond=0)


def instant(text: str) -> datetime:
    """ISO 8601 text as aware UTC; a time without offset is taken as UTC.

    Raises:
        InputError: the text is no time, or lies outside 1900..2200.
    """
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError as error:
        raise InputError(f"time {text!r}: expected ISO 8601 such as 2026-03-09T06:00Z") from error
    return utc(moment)


def utc(moment: datetime) -> datetime:
    """The same moment in UTC; a naive one is taken as UTC.

    Raises:
        InputError: it lies outside 1900..2200.
    """
    aware = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment
    if not FAR_PAST <= aware <= FAR_FUTURE:
        raise InputError(f"time {moment.isoformat()}: expected a year from 1900 to 2200")
    return aware.astimezone(UTC)


def iso(moment: datetime) -> str:
    """UTC text to the second, `2026-03-09T06:00:00Z`: one spelling for one moment."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def midnight(day: date) -> datetime:
    """The start of a day, UTC."""
    return datetime(day.year, day.month, day.day, tzinfo=UTC)
