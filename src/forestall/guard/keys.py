"""Master keys: what wraps the keys of sealed data. They are kept apart from the data; where, `pipeline/` says.

A ring holds several: the last one seals, each of them opens what it sealed. Nothing here reads a file or prints a key.
"""

import hashlib
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from forestall.core.errors import InputError, StateError

LENGTH = 32  # AES-256 [byte]
SHORTEST_PASSPHRASE = 12  # characters
_NAME = re.compile(r"[0-9a-z-]{1,32}")


@dataclass(frozen=True, slots=True)
class Cost:
    """What one guess at a passphrase costs (scrypt, RFC 7914): memory is 128 x 2^log_n x r bytes."""

    log_n: int = 17
    """Binary logarithm of the number of blocks."""
    r: int = 8
    """Size of a block [128 byte]."""
    p: int = 1
    """Independent repetitions."""


LIMIT = Cost(log_n=20, r=16, p=4)
"""The most that a sealed file may ask of whoever opens it."""


@dataclass(frozen=True, slots=True)
class MasterKey:
    """A key that wraps others, and the name by which sealed data refer to it."""

    name: str
    """Small letters, digits, hyphens; says nothing about the key."""
    key: bytes = field(repr=False)
    """32 bytes."""

    def __post_init__(self) -> None:
        """Refuse what cannot be a key.

        Raises:
            InputError: the name or the length is wrong.
        """
        if not _NAME.fullmatch(self.name):
            raise InputError(f"master key {self.name!r}: expected a name of 1 to 32 small letters, digits, hyphens")
        if len(self.key) != LENGTH:
            raise InputError(f"master key {self.name}: found {len(self.key)} bytes, expected {LENGTH}")


@dataclass(frozen=True, slots=True)
class Passphrase:
    """A secret that a person remembers."""

    text: str = field(repr=False)
    """At least 12 characters."""

    def __post_init__(self) -> None:
        """Refuse what is quickly guessed.

        Raises:
            InputError: it is too short.
        """
        if len(self.text) < SHORTEST_PASSPHRASE:
            raise InputError(f"passphrase of {len(self.text)} characters: expected at least {SHORTEST_PASSPHRASE}")


class KeyRing:
    """Master keys in the order in which they came into use."""

    def __init__(self, keys: Sequence[MasterKey]) -> None:
        """Take at least one key.

        Raises:
            InputError: there is none, or two have one name.
        """
        self._keys = {key.name: key for key in keys}
        if not keys or len(self._keys) < len(keys):
            raise InputError("master keys: expected at least one, each with a name of its own")
        self.current = keys[-1]

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the keys, the current one last."""
        return tuple(self._keys)

    def __repr__(self) -> str:
        return f"KeyRing({', '.join(self._keys)})"

    def named(self, name: str) -> MasterKey:
        """The key of a name.

        Raises:
            StateError: it is not on the ring.
        """
        if name not in self._keys:
            raise StateError(f"sealed with master key {name!r}, found only {', '.join(self._keys)}; add that key")
        return self._keys[name]

    def with_new(self) -> "KeyRing":
        """The ring with a new current key; the old ones still open what they sealed."""
        return KeyRing((*self._keys.values(), new_master_key()))

    def without(self, name: str) -> "KeyRing":
        """The ring without a key: what only that key opens is lost for ever.

        Raises:
            InputError: it is the only key.
        """
        return KeyRing([key for key in self._keys.values() if key.name != name])


def new_master_key() -> MasterKey:
    """A random key, named after its digest."""
    key = secrets.token_bytes(LENGTH)
    return MasterKey(hashlib.sha256(b"forestall master key" + key).hexdigest()[:12], key)


def read_ring(text: str, where: str) -> KeyRing:
    """Keys from text: a line `name hexadecimal` for each, the current one last; lines with `#` are comments.

    Args:
        text: the lines
        where: what errors call it; the text itself is never quoted

    Raises:
        InputError: a line is not a key.
    """
    lines = [(number, line.split()) for number, line in enumerate(text.splitlines(), 1)]
    return KeyRing([_read(words, f"{where}:{number}") for number, words in lines if words and words[0][0] != "#"])


def write_ring(ring: KeyRing) -> str:
    """The ring as text that `read_ring` reads."""
    return "".join(f"{name} {ring.named(name).key.hex()}\n" for name in ring.names)


def from_passphrase(passphrase: Passphrase, salt: bytes, cost: Cost) -> bytes:
    """A key of 32 bytes from a passphrase.

    Raises:
        StateError: the cost is outside of what we accept.

    Source:
        scrypt, RFC 7914; N = 2^17, r = 8, p = 1 as the OWASP Password Storage Cheat Sheet has it (cited from memory)
    """
    if not (10 <= cost.log_n <= LIMIT.log_n and 1 <= cost.r <= LIMIT.r and 1 <= cost.p <= LIMIT.p):
        raise StateError(f"passphrase: the file asks for scrypt with N = 2^{cost.log_n}, r = {cost.r}, p = {cost.p}")
    return Scrypt(salt=salt, length=LENGTH, n=1 << cost.log_n, r=cost.r, p=cost.p).derive(passphrase.text.encode())


def _read(words: list[str], where: str) -> MasterKey:
    try:
        name, key = words
        return MasterKey(name, bytes.fromhex(key))
    except (ValueError, InputError):
        raise InputError(f"{where}: expected a name and {LENGTH} bytes in hexadecimal") from None
