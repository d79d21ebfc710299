"""What a security key does (WebAuthn level 2, 6.1 and 6.5.4, attestation `none`), in software."""

import base64
import hashlib
import json
import struct
from dataclasses import dataclass, field

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

ORIGIN = "https://office.example"
UP, UV, _AT = 0x01, 0x04, 0x40


def b64(data: bytes) -> str:
    """Base 64 as WebAuthn writes it."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


@dataclass
class SoftKey:
    """One key."""

    origin: str = ORIGIN
    host: str = "office.example"
    flags: int = UP | UV
    count: int = 0
    secret: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.derive_private_key(0xF0CE57A11, ec.SECP256R1())
    )
    id: bytes = b"software key 000"

    def register(self, options: dict[str, object]) -> dict[str, object]:
        """Answer to be made."""
        public = self.secret.public_key().public_numbers()
        cose = cbor2.dumps({1: 2, 3: -7, -1: 1, -2: public.x.to_bytes(32, "big"), -3: public.y.to_bytes(32, "big")})
        attested = bytes(16) + struct.pack(">H", len(self.id)) + self.id + cose
        data = self._head(_AT) + attested
        client = self._client("webauthn.create", options)
        response = {
            "clientDataJSON": b64(client),
            "attestationObject": b64(cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})),
        }
        return self._wrapped(response)

    def use(self, options: dict[str, object]) -> dict[str, object]:
        """Answer to be used."""
        self.count += 1
        data, client = self._head(0), self._client("webauthn.get", options)
        signature = self.secret.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(hashes.SHA256()))
        response = {
            "clientDataJSON": b64(client),
            "authenticatorData": b64(data),
            "signature": b64(signature),
            "userHandle": None,
        }
        return self._wrapped(response)

    def _head(self, extra: int) -> bytes:
        host = hashlib.sha256(self.host.encode()).digest()
        return host + bytes([self.flags | extra]) + struct.pack(">I", self.count)

    def _client(self, kind: str, options: dict[str, object]) -> bytes:
        told = {"type": kind, "challenge": options["challenge"], "origin": self.origin, "crossOrigin": False}
        return json.dumps(told).encode()

    def _wrapped(self, response: dict[str, object]) -> dict[str, object]:
        return {"id": b64(self.id), "rawId": b64(self.id), "type": "public-key", "response": response}
