"""`forestall alert read` and `verify`: alerts of others from files, with every verdict and its clause."""

import json as jsonlib
import zipfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from forestall.core.errors import InputError

if TYPE_CHECKING:
    from cryptography.x509 import Certificate

    from forestall.pipeline.cap_reading import Examined

Files = Annotated[list[Path], typer.Argument(help="CAP, EDXL-DE or feed files, or zip archives of them.", exists=True)]
Received = Annotated[str | None, typer.Option(help="When they were received, ISO 8601 [default: now].")]
Trust = Annotated[list[Path] | None, typer.Option(help="PEM file of certificates that are believed; again for more.")]
Json = Annotated[bool, typer.Option("--json", help="Print it as JSON.")]
MOST_BYTES = 64 * 1024 * 1024


def read(
    files: Files,
    received: Received = None,
    trust: Trust = None,
    remarks: Annotated[bool, typer.Option("--remarks", help="Print what is recommended and not done, too.")] = False,
    json: Json = False,
) -> None:
    """Read alerts of others: which are refused and why, which are in force; 1 when one is refused."""
    from forestall.standards.cap.lineage import lineage

    at, trusted = _at(received), _trusted(trust)
    found = [(name, each) for name, data in _contents(files) for each in _examine(data, at, trusted)]
    line = lineage((each.alert for _, each in found if each.alert is not None), at)
    held = {(one.sender, one.identifier) for one in line.in_force}
    if json:
        print(jsonlib.dumps([_document(name, each, held) for name, each in found], indent=2, ensure_ascii=False))
    else:
        for name, each in found:
            _print(name, each, held, remarks=remarks)
        refused = sum(each.alert is None for _, each in found)
        print(f"{len(found):,} messages: {len(found) - refused:,} read, {refused:,} refused; {len(held):,} in force")
        for one in line.conflicting:
            print(f"{one.identifier}: comes twice with other content; the first counts")
    if any(each.alert is None for _, each in found):
        raise typer.Exit(1)


def verify(
    file: Annotated[Path, typer.Argument(help="CAP file, byte for byte as it came.", exists=True, dir_okay=False)],
    received: Received = None,
    trust: Trust = None,
    json: Json = False,
) -> None:
    """Judge the signature of an alert as of the time it was received; 1 unless it is valid."""
    from forestall.model.words import SignatureVerdict
    from forestall.standards.cap.signature import verify as judge

    judged = judge(_bytes(file), _at(received), _trusted(trust))
    if json:
        said = {"verdict": str(judged.verdict), "why": judged.why, "certificate": judged.certificate}
        print(jsonlib.dumps(said, indent=2))
    else:
        lines = (f"{file}: {judged.verdict}", judged.why, judged.certificate and f"certificate {judged.certificate}")
        print("\n".join(line for line in lines if line))
    if judged.verdict is not SignatureVerdict.VALID:
        raise typer.Exit(1)


def _examine(data: bytes, at: datetime, trusted: "tuple[Certificate, ...]") -> "tuple[Examined, ...]":
    from forestall.pipeline.cap_reading import examine

    return examine(data, at, trusted)


def _print(name: str, each: "Examined", held: set[tuple[str, str]], *, remarks: bool) -> None:
    if each.alert is None:
        print(f"{name}: refused: {each.error}")
        return
    state = "in force" if (each.alert.sender, each.alert.identifier) in held else "not in force"
    print(f"{name}: {each.alert.msg_type} {each.alert.identifier}, {state}, {each.signature}")
    for remark in (*((each.why,) if each.why else ()), *(each.remarks if remarks else ())):
        print(f"  {remark}")


def _document(name: str, each: "Examined", held: set[tuple[str, str]]) -> dict[str, object]:
    alert = each.alert
    said: dict[str, object] = {"file": name, "accepted": alert is not None, "error": each.error, "clause": each.clause}
    if alert is not None:
        said |= {"identifier": alert.identifier, "sender": alert.sender, "sent": alert.sent.isoformat()}
        said |= {"type": alert.msg_type, "in_force": (alert.sender, alert.identifier) in held}
    return {**said, "signature": str(each.signature), "why": each.why, "remarks": list(each.remarks)}


def _contents(files: list[Path]) -> Iterator[tuple[str, bytes]]:
    for file in files:
        data = _bytes(file)
        if not data.startswith(b"PK\x03\x04"):
            yield str(file), data
            continue
        try:
            with zipfile.ZipFile(file) as archive:
                for member in sorted(archive.infolist(), key=lambda one: one.filename):
                    if not member.is_dir():
                        yield f"{file}/{member.filename}", _member(archive, member)
        except zipfile.BadZipFile as error:
            raise InputError(f"{file}: no zip archive ({error})") from error


def _member(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    with archive.open(member) as opened:
        data = opened.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise InputError(f"{archive.filename}/{member.filename}: unpacks to more than {MOST_BYTES:,} bytes")
    return data


def _bytes(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise InputError(f"{file}: cannot be read ({error.strerror})") from error


def _at(received: str | None) -> datetime:
    from forestall.core.clock import instant, now, utc

    return now() if received is None else utc(instant(received))


def _trusted(trust: list[Path] | None) -> "tuple[Certificate, ...]":
    from forestall.pipeline.cap_signing import certificates

    return tuple(each for file in trust or () for each in certificates(file))
