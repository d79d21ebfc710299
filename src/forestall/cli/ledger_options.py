"""Options and small steps that the commands of `forestall ledger` share."""

import json as jsonlib
import re
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from forestall.core.errors import InputError

if TYPE_CHECKING:
    from forestall.ledger.key import Kind, SigningKey
    from forestall.ledger.policy import Policy

State = Annotated[str, typer.Option(help="Folder of the state, the place it belongs to, or a postgresql:// URL.")]
Json = Annotated[bool, typer.Option("--json", help="Print it as JSON.")]
KeyFile = Annotated[Path | None, typer.Option(help="Signing keys [default: ledger.key in the state folder].")]
AnchorAt = Annotated[
    str | None,
    typer.Option(
        envvar="FORESTALL_ANCHOR",
        help="Anchor: a file on another disk, or a postgresql:// URL [default: in ~/.local/state/forestall].",
    ),
]
Keys = Annotated[list[str] | None, typer.Option("--key", help="Public key NAME+ID+KEY that must have signed.")]
PolicyFile = Annotated[Path | None, typer.Option(help="Whose signatures are needed: a tlog-policy file.")]
At = Annotated[str | None, typer.Option(help="The present, ISO 8601 [default: now].")]

_CHECKPOINT = re.compile(r"(\d{1,15}):([0-9a-fA-F]{64})")


def show(what: dict[str, object], *, json: bool) -> None:
    """Print facts, a line each or as JSON."""
    if json:
        typer.echo(jsonlib.dumps(what, sort_keys=True, ensure_ascii=False))
        return
    width = max(len(name) for name, value in what.items() if value is not True) + 2
    for name, value in what.items():
        if value is True:
            typer.echo(name)
        else:
            for each in value if isinstance(value, list) else [value]:
                typer.echo(f"{name:<{width}}{each}")


def state_of(text: str) -> str:
    """The state folder; of a place, the one within it."""
    if "://" in text:
        return text
    place = Path(text)
    return str(place / ".forestall") if (place / "place.toml").is_file() or (place / ".forestall").is_dir() else text


def key_file_of(state: str, key_file: Path | None) -> Path:
    """The file of signing keys."""
    if key_file is not None:
        return key_file
    if "://" in state:
        raise InputError("--key-file: expected with a state on a server")
    return Path(state_of(state)) / "ledger.key"


def keys_in(file: Path, name: str, option: str, kinds: "Sequence[Kind]") -> "tuple[SigningKey, ...]":
    """The keys in a file; when there is none, new ones of that name, which `option` gives."""
    from forestall.pipeline.ledger_keys import keep_keys, new_keys, read_keys

    if not file.is_file():
        if not name:
            raise InputError(f"{file}: there are no keys; name their owner with {option}")
        made = new_keys(name, kinds)
        keep_keys(file, made)
        return made
    keys = read_keys(file)
    if name and keys[0].name != name:
        raise InputError(f"{file}: holds keys of {keys[0].name}, not of {name}")
    return keys


def trust(keys: list[str] | None, policy: Path | None) -> "Policy":
    """Whose signatures are asked for."""
    from forestall.ledger.key import read_verifier
    from forestall.ledger.policy import Policy

    if (policy is None) == (not keys):
        raise InputError("expected --key NAME+ID+KEY, or --policy FILE")
    return policy_in(policy) if policy is not None else Policy.of(map(read_verifier, keys or ()))


def policy_in(file: Path) -> "Policy":
    """The policy in a file."""
    from forestall.ledger.policy import read

    return read(bytes_of(file))


def present(at: str | None) -> datetime:
    """The present, as given or by the clock."""
    from forestall.core.clock import instant, now

    return instant(at) if at else now()


def bytes_of(file: Path) -> bytes:
    """What a file holds."""
    try:
        return file.read_bytes()
    except OSError as error:
        raise InputError(f"{file}: cannot be read ({error.strerror})") from error


def write_file(file: Path, data: bytes) -> None:
    """Write a file."""
    try:
        file.write_bytes(data)
    except OSError as error:
        raise InputError(f"{file}: cannot be written ({error.strerror})") from error


def parts_of(checkpoint: str) -> tuple[int, str]:
    """Size and root of a head kept elsewhere."""
    found = _CHECKPOINT.fullmatch(checkpoint.strip())
    if found is None:
        raise InputError(f"--checkpoint {checkpoint!r}: expected SIZE:ROOT, the root as 64 hexadecimal digits")
    return int(found[1]), found[2].lower()
