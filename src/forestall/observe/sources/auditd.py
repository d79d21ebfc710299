"""The Linux audit log: one record a line, and the command line of each execution put together from its records.

A record is a row with its own fields, as the rules for `product: linux, service: auditd` test them; text that auditd
writes in hexadecimal is decoded. The SYSCALL record of an `execve` also gets `CommandLine`, `Image` and
`CurrentDirectory` from the EXECVE and CWD records of the same event, and `category` process_creation, so that
rules on process creation see it. Numbers of users and system calls stay numbers.
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import ClassVar

from forestall.model.words import SourceKind
from forestall.observe.files import Part
from forestall.observe.json_events import lines
from forestall.observe.line_reading import gathered
from forestall.observe.reading import Reading, Request, Tally
from forestall.observe.texts import decoded

Numbered = tuple[int, dict[str, str]]

MOST_RECORDS = 512
"""Records of one event that are held together; EXECVE has at most a few dozen beside it."""
EXECUTIONS = frozenset((("c000003e", "59"), ("c000003e", "322"), ("40000003", "11"), ("c00000b7", "221")))
"""`arch` and `syscall` of execve and execveat (x86-64 and i386 `unistd.h`; AArch64 `unistd.h`)."""

# audit-userspace `lib/` and the kernel's audit_log_format: type=T msg=audit(SECONDS.MILLI:SERIAL): k=v k="v" …
_HEAD = re.compile(
    r"(?:node=(\S{1,255}) )?type=(\S{1,64}) msg=audit\((\d{1,12})\.(\d{3}):(\d{1,20})\):\s?(.*)", re.DOTALL
)
_PAIR = re.compile(r"""([\w.\-\[\]]{1,64})=("[^"]*+"|'(?:[^'\\]|\\.)*+'|[^\s]*+)""")
_HEXADECIMAL = re.compile(r"(?:[0-9A-F]{2}){2,}")
_ENCODED = re.compile(r"proctitle|comm|exe|cwd|name|a\d+|a\d+\[\d+\]|cmd|data|key|path|file|acct|vm|old-disk|new-disk")
"""Fields that auditd encodes when they hold a space, a quote or a control character (audit-userspace auparse)."""


class Auditd:
    """Reads Linux audit logs."""

    kind: ClassVar[SourceKind] = SourceKind.AUDITD

    def read(self, request: Request, tally: Tally) -> Reading:
        """All events up to the time of the pass, as records."""
        return gathered(request, tally, events)


def is_audit(text: str) -> bool:
    """Whether a line reads as one of an audit log."""
    return bool(_HEAD.match(text))


def events(part: Part, tally: Tally, at: datetime) -> Iterator[Numbered]:
    """Records in their order, with the line of each."""
    held: list[Numbered] = []
    serial = ""
    for number, data in lines(part, tally):
        text = decoded(data, number).strip()
        found = _HEAD.fullmatch(text)
        if not found:
            if text:
                tally.skip(f"{part.label}, line {number}", "no audit record: expected type=… msg=audit(…)")
            continue
        if found.group(5) != serial or len(held) >= MOST_RECORDS:
            yield from _joined(held)
            held, serial = [], found.group(5)
        held.append((number, _row(found)))
    yield from _joined(held)


def _row(found: re.Match[str]) -> dict[str, str]:
    node, kind, seconds, milli, serial, body = found.groups()
    row = {"type": kind, "timestamp": _time(seconds, milli), "serial": serial, "product": "linux", "service": "auditd"}
    for name, value in _PAIR.findall(body.replace("\x1d", " ")):
        if name == "msg" and value.startswith("'"):
            row |= {inner: _value(inner, text, kind) for inner, text in _PAIR.findall(value[1:-1])}
        else:
            row[name] = _value(name, value, kind)
    host = node or row.get("hostname", "?")
    return row if host in ("?", "") else row | {"Computer": host}


def _time(seconds: str, milli: str) -> str:
    try:
        return datetime.fromtimestamp(int(seconds), UTC).replace(microsecond=int(milli) * 1000).isoformat()
    except (ValueError, OverflowError, OSError):
        return f"{seconds}.{milli}"


def _value(name: str, text: str, kind: str) -> str:
    if len(text) > 1 and text[0] == text[-1] and text[0] in "\"'":
        return text[1:-1]
    arguments = kind == "SYSCALL" and re.fullmatch(r"a[0-3]", name)  # there a0 to a3 are numbers
    if arguments or not _ENCODED.fullmatch(name) or not _HEXADECIMAL.fullmatch(text):
        return text
    return bytes.fromhex(text).replace(b"\x00", b" ").decode("utf-8", "replace")


def _joined(records: list[Numbered]) -> list[Numbered]:
    """The records of one event; that of an execution with its command line."""
    by_kind = {row["type"]: row for _, row in records}
    call, execution = by_kind.get("SYSCALL"), by_kind.get("EXECVE")
    if call and execution and (call.get("arch", ""), call.get("syscall", "")) in EXECUTIONS:
        call |= {"category": "process_creation", "CommandLine": _command(execution), "ProcessId": call.get("pid", "")}
        call |= {"Image": call["exe"]} if "exe" in call else {}
        call |= {"CurrentDirectory": by_kind["CWD"]["cwd"]} if "cwd" in by_kind.get("CWD", {}) else {}
    return records


def _command(execution: dict[str, str]) -> str:
    """Arguments in their order; a long one comes in pieces `a1[0]`, `a1[1]`."""
    places = {
        (int(found.group(1)), int(found.group(2) or 0)): value
        for name, value in execution.items()
        if (found := re.fullmatch(r"a(\d{1,6})(?:\[(\d{1,6})\])?", name))
    }
    arguments: dict[int, str] = {}
    for (place, _), value in sorted(places.items()):
        arguments[place] = arguments.get(place, "") + value
    return " ".join(arguments.values())
