"""Keys with which an office signs its alerts: those too short to withstand are refused."""

from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from forestall.core.errors import InputError
from forestall.pipeline.cap_signing import _key


def _written(folder: Path, key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey) -> Path:
    (folder / "key.pem").write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return folder / "key.pem"


def test_a_key_of_less_than_128_bits_of_strength_signs_nothing(tmp_path: Path) -> None:
    for short in (rsa.generate_private_key(65537, 2048), ec.generate_private_key(ec.SECP224R1())):
        with pytest.raises(InputError, match="expected at least"):
            _key(_written(tmp_path, short))


def test_a_key_that_is_long_enough_signs(tmp_path: Path) -> None:
    for long in (rsa.generate_private_key(65537, 3072), ec.generate_private_key(ec.SECP256R1())):
        assert _key(_written(tmp_path, long)).key_size == long.key_size
