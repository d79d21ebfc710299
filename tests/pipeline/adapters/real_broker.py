"""A real Mosquitto on a free port of this machine, started and stopped by a test."""

import datetime
import ipaddress
import shutil
import socket
import ssl
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

PATHS = ("mosquitto", "/usr/sbin/mosquitto")


@dataclass(slots=True)
class Broker:
    """One Mosquitto; its messages and sessions outlive a restart."""

    folder: Path
    port: int
    tls_port: int = 0
    process: "subprocess.Popen[bytes] | None" = field(default=None)

    def start(self) -> None:
        program = next((found for name in PATHS if (found := shutil.which(name))), None)
        if program is None:
            pytest.skip("mosquitto is not on this machine (apt-get install mosquitto)")
        lines = [
            *("user root", "per_listener_settings false", "allow_anonymous true", "persistence true"),
            *(f"persistence_location {self.folder}/", "max_inflight_messages 1000", "max_queued_messages 0"),
            f"listener {self.port} 127.0.0.1",
        ]
        if self.tls_port:
            lines += [f"listener {self.tls_port} 127.0.0.1", f"certfile {self.folder}/cert.pem"]
            lines += [f"keyfile {self.folder}/key.pem"]
        config = self.folder / "mosquitto.conf"
        config.write_text("\n".join(lines) + "\n")
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen([program, "-c", str(config)], stdout=log, stderr=log)
        wait_for(self.port)

    def stop(self) -> None:
        if self.process is not None:
            self.process.terminate()
            self.process.wait(10)
            self.process = None


def free_ports() -> tuple[int, int]:
    """Two ports that nobody listens at."""
    with socket.socket() as one, socket.socket() as other:
        one.bind(("127.0.0.1", 0))
        other.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1]), int(other.getsockname()[1])


def wait_for(port: int) -> None:
    """Until somebody listens."""
    for _ in range(200_000):
        with socket.socket() as one:
            if one.connect_ex(("127.0.0.1", port)) == 0:
                return
    raise AssertionError(f"nothing listens on port {port}")


def self_signed(folder: Path) -> ssl.SSLContext:
    """Leave `cert.pem` and `key.pem` for localhost in a folder; a context that trusts them."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    start = datetime.datetime.now(datetime.UTC) - datetime.timedelta(days=1)
    names = [x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(7)
        .not_valid_before(start)
        .not_valid_after(start + datetime.timedelta(days=30))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    (folder / "cert.pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    private = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    (folder / "key.pem").write_bytes(key.private_bytes(*private))
    return ssl.create_default_context(cafile=str(folder / "cert.pem"))
