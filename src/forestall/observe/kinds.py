"""Of which kind a stream is, by how it begins."""

import re
from enum import StrEnum

from forestall.observe.sources import auditd, csv_log, syslog

HEAD = 65_536
"""How much of a stream is looked at [byte]."""


class Kind(StrEnum):
    """What a stream holds."""

    EVTX = "evtx"
    JSON = "json"
    PARQUET = "parquet"
    CSV = "csv"
    SYSLOG = "syslog"
    AUDITD = "auditd"
    ZEEK = "zeek"


class Packing(StrEnum):
    """How a stream is packed."""

    GZIP = "gzip"
    ZSTD = "zstd"
    ZIP = "zip"


_PACKED = (
    (b"\x1f\x8b", Packing.GZIP),
    (b"\x28\xb5\x2f\xfd", Packing.ZSTD),
    (b"PK\x03\x04", Packing.ZIP),
    (b"PK\x05\x06", Packing.ZIP),
)
_BINARY = ((b"ElfFile\x00", Kind.EVTX), (b"PAR1", Kind.PARQUET))
_JSON = re.compile(r'\s*(?:\[\s*)*(?:\{\s*(?:"|\}|\Z)|\[\s*\])')
_ZEEK = re.compile(r"#separator |#(?:set_separator|fields|path)\s")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c\x1f]")


def packing_of(head: bytes) -> Packing | None:
    """How a stream that begins so is packed; None when it is not."""
    return next((packing for magic, packing in _PACKED if head.startswith(magic)), None)


def kind_of(head: bytes) -> Kind | None:
    """What a stream that begins so holds; None when it is nothing that is known."""
    for magic, kind in _BINARY:
        if head.startswith(magic):
            return kind
    text = head.decode("utf-8-sig", "replace").lstrip("\r\n")
    lines = [line for line in text[:HEAD].splitlines() if line.strip()][:20]
    if not lines or _CONTROL.search(lines[0]):
        return None
    return _of_text(text, lines)


def _of_text(text: str, lines: list[str]) -> Kind | None:
    if _JSON.match(text) or any(line.lstrip().startswith('{"') for line in lines):
        return Kind.JSON
    if _ZEEK.match(text):
        return Kind.ZEEK
    if any(auditd.is_audit(line) for line in lines):
        return Kind.AUDITD
    if any(syslog.is_syslog(line) for line in lines):
        return Kind.SYSLOG
    return Kind.CSV if csv_log.separator("\n".join(lines)) else None
