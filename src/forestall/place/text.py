"""A file's bytes as text: size, emptiness, NUL bytes and encoding. What the text says is not looked at."""

import codecs
from pathlib import Path

from forestall.place.node import shown
from forestall.place.report import Report

_WIDE = {
    codecs.BOM_UTF32_LE: "UTF-32",
    codecs.BOM_UTF32_BE: "UTF-32",
    codecs.BOM_UTF16_LE: "UTF-16",
    codecs.BOM_UTF16_BE: "UTF-16",
}


def read_bytes(path: Path, report: Report, limit: int) -> bytes | None:
    """The bytes of a file; None, with a remark, when it cannot be used."""
    try:
        if not path.is_file():
            report.error(None, None, "a folder or device" if path.exists() else "a broken link", "a file")
            return None
        if (size := path.stat().st_size) > limit:
            report.error(
                None, None, f"{size} bytes", f"at most {limit} bytes", "split it or leave out what is not needed"
            )
            return None
        content = path.read_bytes()
    except OSError as error:
        report.error(None, None, f"cannot be read: {error.strerror}", "a file that can be read")
        return None
    if not content.removeprefix(codecs.BOM_UTF8).strip():
        report.error(None, None, "an empty file", "content", "fill it, or remove the file when it is not needed")
        return None
    return content


def read_text(path: Path, report: Report, limit: int) -> str | None:
    """The text of a file in UTF-8, with or without a byte order mark; line ends become `\\n`.

    Bytes that are not UTF-8 are reported and then read as Windows-1252, so that other mistakes are found too.

    Returns:
        None, with a remark, when it cannot be used.
    """
    content = read_bytes(path, report, limit)
    if content is None:
        return None
    for mark, name in _WIDE.items():
        if content.startswith(mark):
            report.error(None, None, f"encoding {name}", "encoding UTF-8", "save it as `CSV UTF-8` or `UTF-8`")
            return None
    if (nul := content.find(0)) >= 0:
        report.error(*_place(content, nul, "a NUL byte (00)"), "text", "the file is damaged, or not a text file")
        return None
    return _decoded(content, report).replace("\r\n", "\n").replace("\r", "\n")


def _decoded(content: bytes, report: Report) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        letter = content[error.start : error.start + 1]
        old = letter.decode("cp1252", "replace")
        hint = f"in Windows-1252 it would be {shown(old)}; save the file as `CSV UTF-8` or `UTF-8`"
        report.error(*_place(content, error.start, f"byte {letter.hex().upper()}"), "encoding UTF-8", hint)
        return content.decode("cp1252", "replace")


def _place(content: bytes, position: int, what: str) -> tuple[int, None, str]:
    """Line, no column, and the words for a byte: `byte E9 at byte 14 of the line`."""
    before = content[:position].replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    line_start = before.rfind(b"\n") + 1
    return before.count(b"\n") + 1, None, f"{what} at byte {len(before) - line_start + 1} of the line"
