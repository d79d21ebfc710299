"""Keys that sign checkpoints: a log's own (Ed25519), a witness's (Ed25519 with a time), and ML-DSA-44 for either.

Where keys are kept is not known here; a seed comes in and is never printed.
"""

import base64
import hashlib
from dataclasses import dataclass, field
from enum import IntEnum

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PrivateKey, MLDSA44PublicKey

from forestall.core.errors import InputError, StandardError, TamperError
from forestall.ledger import checkpoint

SEED_SIZE = 32
_TIME_SIZE = 8
_SUBTREE = b"subtree/v1\n\x00"  # c2sp.org/tlog-cosignature, "ML-DSA-44 signed message"
_PRIVATE = "PRIVATE+KEY+"
_CLAUSE = "c2sp.org/signed-note, verifier keys"


class Kind(IntEnum):
    """The byte that names a type of signature (c2sp.org/signed-note, "Signature types")."""

    ED25519 = 0x01
    COSIGNATURE = 0x04
    ML_DSA_44 = 0x06


_PUBLIC_SIZE = {Kind.ED25519: 32, Kind.COSIGNATURE: 32, Kind.ML_DSA_44: 1312}


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """A public key and whose it is."""

    name: str
    """The log's origin, or the witness."""
    kind: Kind
    """What it signs and how."""
    public: bytes
    """The key: 32 bytes (RFC 8032) or 1,312 (FIPS 204)."""

    @property
    def id(self) -> bytes:
        """SHA-256(name || 0x0A || kind || public key)[:4]."""
        return hashlib.sha256(self.name.encode() + b"\n" + bytes([self.kind]) + self.public).digest()[:4]

    def __str__(self) -> str:
        """The key as it is handed on: name+id+key."""
        return f"{self.name}+{self.id.hex()}+{base64.b64encode(bytes([self.kind]) + self.public).decode()}"

    def verify(self, text: bytes, signature: bytes) -> int | None:
        """The time that the signature states [s since 1970], None when it states none.

        Args:
            text: the text of the note
            signature: without the key id

        Raises:
            TamperError: it is not this key's signature on the text.
        """
        time, rest = self._parts(signature)
        try:
            if self.kind is Kind.ML_DSA_44:
                MLDSA44PublicKey.from_public_bytes(self.public).verify(rest, _message(self.kind, self.name, text, time))
            else:
                Ed25519PublicKey.from_public_bytes(self.public).verify(rest, _message(self.kind, self.name, text, time))
        except (InvalidSignature, ValueError) as error:
            raise TamperError(f"{self.name}: the signature is not this key's on this checkpoint") from error
        except UnsupportedAlgorithm as error:
            raise InputError(f"{self.name}: this machine's OpenSSL has no ML-DSA-44") from error
        return None if self.kind is Kind.ED25519 else time

    def _parts(self, signature: bytes) -> tuple[int, bytes]:
        if self.kind is Kind.ED25519:
            return 0, signature
        return int.from_bytes(signature[:_TIME_SIZE]), signature[_TIME_SIZE:]


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A secret key."""

    name: str
    """The log's origin, or the witness."""
    kind: Kind
    """What it signs and how."""
    seed: bytes = field(repr=False)
    """The secret, 32 bytes (RFC 8032, 5.1.5; FIPS 204, 6.1)."""

    def __post_init__(self) -> None:
        check_name(self.name)
        if len(self.seed) != SEED_SIZE:
            raise InputError(f"key {self.name}: the secret has {len(self.seed)} bytes, expected {SEED_SIZE}")

    def public(self) -> VerifierKey:
        """The key that others check with."""
        return VerifierKey(self.name, self.kind, self._ml_dsa() if self.kind is Kind.ML_DSA_44 else self._ed25519())

    def sign(self, text: bytes, time: int) -> bytes:
        """A signature on the text of a note, without the key id.

        Args:
            text: the text of the note
            time: the present [s since 1970]; a plain Ed25519 signature does not state it
        """
        message = _message(self.kind, self.name, text, time)
        stated = b"" if self.kind is Kind.ED25519 else time.to_bytes(_TIME_SIZE)
        if self.kind is Kind.ML_DSA_44:
            return stated + MLDSA44PrivateKey.from_seed_bytes(self.seed).sign(message)
        return stated + Ed25519PrivateKey.from_private_bytes(self.seed).sign(message)

    def secret_text(self) -> str:
        """The key as it is kept in a file."""
        secret = base64.b64encode(bytes([self.kind]) + self.seed).decode()
        return f"{_PRIVATE}{self.name}+{self.public().id.hex()}+{secret}"

    def _ed25519(self) -> bytes:
        return Ed25519PrivateKey.from_private_bytes(self.seed).public_key().public_bytes_raw()

    def _ml_dsa(self) -> bytes:
        return MLDSA44PrivateKey.from_seed_bytes(self.seed).public_key().public_bytes_raw()


def has_ml_dsa() -> bool:
    """Whether this machine's OpenSSL signs with ML-DSA-44."""
    try:
        MLDSA44PrivateKey.from_seed_bytes(bytes(SEED_SIZE))
    except UnsupportedAlgorithm:
        return False
    return True


def check_name(name: str) -> None:
    """That a key may be called so.

    Raises:
        StandardError: it is empty or holds a space, a control character or `+`.
    """
    if not name or "+" in name or any(letter.isspace() or letter < " " for letter in name):
        raise StandardError(
            f"found {name!r}, expected a name without spaces and `+`, such as town.example/ledger",
            path="key name",
            clause="c2sp.org/signed-note, format",
        )


def read_verifier(text: str) -> VerifierKey:
    """A public key as it was handed on: name+id+key.

    Raises:
        StandardError: it is none, or its id is not that of its key.
    """
    name, stated, data = _split(text.strip())
    kind = _kind(data)
    if len(data) - 1 != _PUBLIC_SIZE[kind]:
        raise StandardError(f"found {len(data) - 1} bytes, expected {_PUBLIC_SIZE[kind]}", path=name, clause=_CLAUSE)
    key = VerifierKey(name, kind, data[1:])
    if key.id.hex() != stated:
        raise StandardError(f"the id is {stated}, that of the key {key.id.hex()}", path=name, clause=_CLAUSE)
    return key


def read_signing(text: str) -> SigningKey:
    """A secret key as it is kept.

    Raises:
        StandardError: it is none; the message does not repeat it.
    """
    if not text.startswith(_PRIVATE):
        raise StandardError(f"expected a line that begins with {_PRIVATE}", path="key file", clause=_CLAUSE)
    name, stated, data = _split(text.strip().removeprefix(_PRIVATE))
    if len(data) - 1 != SEED_SIZE:
        raise StandardError(f"found {len(data) - 1} bytes, expected {SEED_SIZE}", path="key file", clause=_CLAUSE)
    key = SigningKey(name, _kind(data), data[1:])
    if key.public().id.hex() != stated:
        raise StandardError("the id is not that of the key", path="key file", clause=_CLAUSE)
    return key


def _split(text: str) -> tuple[str, str, bytes]:
    parts = text.split("+", 2)  # base64 may hold `+`, a name may not
    if len(parts) != 3:
        raise StandardError("expected name+id+key", path="key", clause=_CLAUSE)
    check_name(parts[0])
    try:
        return parts[0], parts[1], checkpoint.from_base64(parts[2], "key")
    except StandardError as error:
        raise StandardError("the key is no base64", path="key", clause=_CLAUSE) from error


def _kind(data: bytes) -> Kind:
    if not data or data[0] not in _PUBLIC_SIZE:
        raise StandardError("expected a key of type 1, 4 or 6", path="key", clause=_CLAUSE)
    return Kind(data[0])


def _message(kind: Kind, name: str, text: bytes, time: int) -> bytes:
    """What is signed: the text, with what the kind puts before or around it (c2sp.org/tlog-cosignature)."""
    match kind:
        case Kind.ED25519:
            return text
        case Kind.COSIGNATURE:
            return f"cosignature/v1\ntime {time}\n".encode() + text
        case Kind.ML_DSA_44:
            head = checkpoint.read(text)
            times = (time.to_bytes(8), _short(head.origin), bytes(8), head.size.to_bytes(8))
            return b"".join((_SUBTREE, _short(name), *times, head.root))


def _short(text: str) -> bytes:
    """`opaque<1..2^8-1>` (RFC 8446, 3.4)."""
    data = text.encode()
    if len(data) > 255:
        raise StandardError(f"{text[:40]}…: longer than 255 bytes", path="name", clause="c2sp.org/tlog-cosignature")
    return bytes([len(data)]) + data
