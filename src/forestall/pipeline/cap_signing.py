"""The office's own signature on alerts, and whose signatures are believed. Keys are PEM files; none is made here.

Signatures are deterministic (RFC 6979 for ECDSA, PKCS #1 v1.5 for RSA): the same alert always gives the same bytes.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from forestall.core.errors import InputError
from forestall.model.alert import Alert
from forestall.model.place import Place
from forestall.pipeline.office import Office
from forestall.warn.channels.cap import to_xml

if TYPE_CHECKING:
    from cryptography.x509 import Certificate

    from forestall.standards.cap.signature import Key

_RSA, _EC = 3072, 256  # shortest keys with a strength of 128 bits [bit]: NIST SP 800-57 part 1 rev. 5 (2020), table 2
KEY, CERTIFICATE = "cap/key.pem", "cap/certificate.pem"


@dataclass(frozen=True, slots=True)
class Signing:
    """Who signs."""

    key: "Key"
    """The office's private key."""
    certificates: "tuple[Certificate, ...]"
    """Its certificate, and those above it."""

    def xml(self, alert: Alert) -> bytes:
        """An alert as signed CAP."""
        from forestall.standards.cap.signature import sign  # noqa: PLC0415 - heavy

        return sign(to_xml(alert), self.key, self.certificates)


def state_folder(root: Path, state: str) -> Path:
    """The folder of a state; of one on a server, that in the place."""
    return root / ".forestall" if "://" in state else Path(state)


def signing(place: Place, folder: Path) -> Signing | None:
    """Who signs the alerts of a place; None when it has no key.

    Args:
        place: the place
        folder: folder of its state

    Raises:
        InputError: a file cannot be read, or key and certificate do not belong together.
    """
    settings = place.profile.warnings
    key, certificate = settings.signing_key, settings.signing_certificate
    if (key is None) != (certificate is None):
        raise InputError("place.toml, warnings: expected both of signing_key and signing_certificate, or none")
    key_file = folder / KEY if key is None else place.root / key
    certificate_file = folder / CERTIFICATE if certificate is None else place.root / certificate
    if key is None and not key_file.exists():
        return None
    found = Signing(_key(key_file), certificates(certificate_file))
    if found.certificates[0].public_key() != found.key.public_key():
        raise InputError(f"{certificate_file}: is not the certificate of {key_file}")
    return found


def signer(office: Office) -> Signing | None:
    """Who signs the alerts of an office, as `signing`."""
    place, folder = office.place(), office.writing.where.folder
    return signing(place, place.root / ".forestall" if folder is None else folder)


def cap_xml(alert: Alert, signer: Signing | None) -> bytes:
    """An alert as CAP, signed where there is a key."""
    return to_xml(alert) if signer is None else signer.xml(alert)


def trusted(place: Place) -> "tuple[Certificate, ...]":
    """The certificates whose signatures a place believes.

    Raises:
        InputError: a file cannot be read.
    """
    return tuple(each for name in place.profile.warnings.trusted for each in certificates(place.root / name))


def _key(file: Path) -> "Key":
    from cryptography.hazmat.primitives.asymmetric import ec, rsa  # noqa: PLC0415 - heavy
    from cryptography.hazmat.primitives.serialization import load_pem_private_key  # noqa: PLC0415 - heavy

    try:
        key = load_pem_private_key(_bytes(file), password=None)
    except (ValueError, TypeError) as error:
        raise InputError(f"{file}: no private key in PEM without a password ({error})") from error
    if not isinstance(key, rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey):
        raise InputError(f"{file}: a key of another kind; expected RSA or EC, as XML signatures have them")
    least = _RSA if isinstance(key, rsa.RSAPrivateKey) else _EC
    if key.key_size < least:
        raise InputError(f"{file}: a key of {key.key_size:,} bits, expected at least {least:,}")
    return key


def certificates(file: Path) -> "tuple[Certificate, ...]":
    """The certificates in a PEM file.

    Raises:
        InputError: it cannot be read.
    """
    from cryptography.x509 import load_pem_x509_certificates  # noqa: PLC0415 - heavy

    try:
        return tuple(load_pem_x509_certificates(_bytes(file)))
    except ValueError as error:
        raise InputError(f"{file}: no certificates in PEM ({error})") from error


def _bytes(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise InputError(f"{file}: cannot be read ({error.strerror})") from error
