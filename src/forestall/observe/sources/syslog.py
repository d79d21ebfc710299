"""System logs in lines: RFC 5424, RFC 3164 as sent or as written to a file, one message a line.

The message's own times win over the collector's. RFC 3164 tells neither year nor offset: the year is the latest in
which the time is not after the pass, the offset is taken as UTC. `key=value` pairs in a message stay text.
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import ClassVar

from forestall.model.words import SourceKind
from forestall.observe.files import Part
from forestall.observe.json_events import lines
from forestall.observe.line_reading import gathered
from forestall.observe.reading import CLOCK_SKEW, Reading, Request, Tally
from forestall.observe.texts import decoded

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
FACILITIES = (
    *("kern", "user", "mail", "daemon", "auth", "syslog", "lpr", "news", "uucp", "cron", "authpriv", "ftp"),
    *("ntp", "audit", "alert", "clock", "local0", "local1", "local2", "local3", "local4", "local5", "local6", "local7"),
)
"""RFC 5424, table 1; short names as in syslog(3)."""
SEVERITIES = ("emerg", "alert", "crit", "err", "warning", "notice", "info", "debug")
"""RFC 5424, table 2."""

# RFC 5424, 6: <PRI>VERSION SP TIMESTAMP SP HOSTNAME SP APP-NAME SP PROCID SP MSGID SP STRUCTURED-DATA [SP MSG]
_NEW = re.compile(
    r"<(\d{1,3})>(\d{1,2}) (\S{1,64}) (\S{1,255}) (\S{1,48}) (\S{1,128}) (\S{1,32}) (?=-(?:\s|$)|\[)(.*)", re.DOTALL
)
_ELEMENT = re.compile(r'\[([^ =\]"]{1,32})((?: [^ =\]"]{1,32}="(?:[^"\\\]]|\\.)*+")*+)\]')
_PARAMETER = re.compile(r' ([^ =\]"]{1,32})="((?:[^"\\\]]|\\.)*+)"')
# RFC 3164, 4.1: <PRI>Mmm dd hh:mm:ss HOSTNAME TAG[PID]: CONTENT; files often have no PRI, or an ISO 8601 time
_OLD = re.compile(
    r"(?:<(\d{1,3})>)?(?:([A-Z][a-z]{2}) {1,2}(\d{1,2})(?: (\d{4}))? (\d\d):(\d\d):(\d\d)(?:\.\d+)?"
    r"|(\d{4}-\d\d-\d\dT\S{1,30})) (\S{1,255}) (.*)",
    re.DOTALL,
)
_TAG = re.compile(r"([^\s:\[]{1,64})(?:\[([^\]\s]{1,32})\])?:(?: |$)")


class Syslog:
    """Reads system logs."""

    kind: ClassVar[SourceKind] = SourceKind.SYSLOG

    def read(self, request: Request, tally: Tally) -> Reading:
        """All events up to the time of the pass, as records."""
        return gathered(request, tally, events)


def is_syslog(text: str) -> bool:
    """Whether a line reads as a system log's."""
    return bool(_NEW.match(text) or _OLD.match(text))


def events(part: Part, tally: Tally, at: datetime) -> Iterator[tuple[int, dict[str, str]]]:
    """Messages with the line on which each stands.

    Columns: `Computer`, `timestamp`, `facility`, `severity`, `program`, `pid`, `msgid`, `message`, the parameters of
    structured data as `SDID.PARAM`, `product` (linux) and `service` (the program).
    """
    for number, data in lines(part, tally):
        text = decoded(data, number).rstrip()
        if not text:
            continue
        row = _new(text) or _old(text, at)
        if row is None:
            tally.skip(f"{part.label}, line {number}", "no system log line: expected a time, a host and a message")
        else:
            yield number, row


def _new(text: str) -> dict[str, str] | None:
    found = _NEW.fullmatch(text)
    if not found:
        return None
    priority, _, time, host, program, pid, kind, rest = found.groups()
    named = {"timestamp": time, "Computer": host, "program": program, "pid": pid, "msgid": kind}
    row = {name: value for name, value in named.items() if value != "-"}
    row |= _origin(priority, row.get("program", ""))
    place = 1 if rest.startswith("-") else 0
    while element := _ELEMENT.match(rest, place):
        identity, place = element.group(1), element.end()
        for name, value in _PARAMETER.findall(element.group(2)):
            row[f"{identity}.{name}"] = re.sub(r'\\(["\\\]])', r"\1", value)
    row["message"] = rest[place:].removeprefix(" ").removeprefix("\N{ZERO WIDTH NO-BREAK SPACE}")
    return row


def _old(text: str, at: datetime) -> dict[str, str] | None:
    found = _OLD.fullmatch(text)
    if not found:
        return None
    priority, month, day, year, hour, minute, second, written, host, rest = found.groups()
    time = written or _dated(month, int(day), year, (int(hour), int(minute), int(second)), at)
    if time is None:
        return None
    row = {"timestamp": time, "Computer": host}
    tag = _TAG.match(rest)
    if tag:
        row["program"], rest = tag.group(1), rest[tag.end() :]
        row |= {"pid": tag.group(2)} if tag.group(2) else {}
    return row | _origin(priority, row.get("program", "")) | {"message": rest}


def _dated(month: str, day: int, year: str | None, clock: tuple[int, int, int], at: datetime) -> str | None:
    """ISO text of a time without a year: of the latest year in which it is not after the pass."""
    if month not in MONTHS:
        return None
    for candidate in (int(year),) if year else range(at.year + 1, at.year - 8, -1):  # 29 February: eight years at most
        try:
            moment = datetime(candidate, MONTHS.index(month) + 1, day, *clock, tzinfo=UTC)
        except ValueError:
            continue
        if year or moment <= at + CLOCK_SKEW:
            return moment.isoformat()
    return None


def _origin(priority: str | None, program: str) -> dict[str, str]:
    """Facility, severity and what Sigma calls the log source."""
    row = {"product": "linux"}
    if program:
        row["service"] = program.rpartition("/")[2].lower()
    if priority is not None and int(priority) < 8 * len(FACILITIES):
        row |= {"facility": FACILITIES[int(priority) // 8], "severity": SEVERITIES[int(priority) % 8]}
    return row
