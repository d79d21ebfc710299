"""What the service shows to whoever only looks: methods, addresses, forms; and how it is reached."""

import re
import ssl
import subprocess
import sys
import warnings
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from fastapi import FastAPI
from hatchling.builders.wheel import WheelBuilder

from forestall.core.errors import InputError
from forestall.pipeline.service import Service
from forestall.place.template import write_town
from forestall.web.app import make_app
from forestall.web.run import Listening, _check, _config

ROOT = Path(__file__).resolve().parents[2]
WANTED = {"forestall/web/examples.py"}  # of the description of the interface
"""Files of the wheel with such a name that the service needs."""


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FastAPI]:
    """The app of a small place."""
    folder = tmp_path_factory.mktemp("town")
    write_town(folder / "town")
    with Service.open(folder / "town", str(folder / "state"), folder / "outlook", lambda *_a, **_k: None) as service:
        yield make_app(service)


@pytest.fixture
def client(app: FastAPI) -> httpx.Client:
    """A client on this machine."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # starlette would rather have httpx2, which nothing else here needs
        from starlette.testclient import TestClient
    return TestClient(app, "http://127.0.0.1", follow_redirects=False)


@pytest.mark.parametrize("method", ["TRACE", "CONNECT", "TRACK", "DEBUG"])
def test_methods_that_nothing_needs_are_refused(client: httpx.Client, method: str) -> None:
    assert client.request(method, "/v1/sources").status_code == 405


@pytest.mark.parametrize(
    "path",
    ["/.git/config", "/.env", "/docs", "/redoc", "/static/", "/disk/.files", "/server-status", "/debug"],
)
def test_what_is_for_nobody_is_not_there(client: httpx.Client, path: str) -> None:
    assert client.get(path).status_code in (404, 405)


def test_nothing_runs_in_a_mode_for_finding_faults(app: FastAPI) -> None:
    assert app.debug is False


def test_nobody_is_told_what_the_service_is_made_of(client: httpx.Client) -> None:
    told = {name.lower() for name in client.get("/healthz").headers}
    assert told.isdisjoint({"server", "x-powered-by", "via"})


def test_a_field_that_is_not_asked_for_changes_nothing(client: httpx.Client) -> None:
    more = {"state": "closed", "id": "mine", "label": "CLEAR", "answered_by": "somebody"}
    body = {"case_type": "complaint", "text": "the lamp at the crossing is out", "site": "school", **more}
    taken = client.post("/v1/cases", json=body).json()
    case = client.get(f"/v1/cases/{taken['case']}").json()["case"]
    assert (case["state"], case["answered_by"]) == ("open", "")
    assert case["id"] != "mine"


def test_a_field_counts_only_where_it_belongs(client: httpx.Client) -> None:
    body = {"case_type": "complaint", "text": "dark", "site": "school"}
    assert client.post("/v1/cases", params=body).status_code == 400
    assert client.get("/v1/findings", params={"limit": ["5000", "5"]}).status_code == 200
    assert client.get("/v1/findings", params={"limit": ["5", "5000"]}).status_code == 422


@pytest.fixture(scope="module")
def secure(tmp_path_factory: pytest.TempPathFactory) -> ssl.SSLContext:
    """How HTTPS is spoken."""
    folder = tmp_path_factory.mktemp("tls")
    key = ec.derive_private_key(77, ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "office.example")])
    now = datetime.now(UTC)
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(1)
    made = made.not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
    certificate, secret = folder / "c.pem", folder / "k.pem"
    certificate.write_bytes(made.sign(key, SHA256()).public_bytes(Encoding.PEM))
    secret.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    config = _config(FastAPI(), Listening(certificate=str(certificate), key=str(secret)))
    config.load()
    assert config.ssl is not None
    return config.ssl


def test_only_current_versions_of_tls_are_spoken(secure: ssl.SSLContext) -> None:
    assert secure.minimum_version >= ssl.TLSVersion.TLSv1_2


def test_only_suites_with_forward_secrecy_and_authenticated_encryption_are_offered(secure: ssl.SSLContext) -> None:
    names = [str(each["name"]) for each in secure.get_ciphers()]
    assert names[0].startswith("TLS_")
    assert all(name.startswith(("TLS_", "ECDHE-")) and ("GCM" in name or "CHACHA20" in name) for name in names), names


def test_certificates_of_others_are_checked_by_default() -> None:
    context = ssl.create_default_context()
    assert (context.verify_mode, context.check_hostname) == (ssl.CERT_REQUIRED, True)
    assert context.minimum_version >= ssl.TLSVersion.TLSv1_2


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.7", "office.example"])
def test_beyond_this_machine_it_is_reached_by_https_or_not_at_all(host: str) -> None:
    with pytest.raises(InputError, match="without accounts"):
        _check(Listening(host=host, url="https://office.example"), has_accounts=False)
    for plain in (Listening(host=host), Listening(host=host, url="http://office.example")):
        with pytest.raises(InputError, match="in the clear"):
            _check(plain, has_accounts=True)
    _check(Listening(host=host, url="https://office.example"), has_accounts=True)
    _check(Listening(host=host, certificate=Path("c.pem"), key=Path("k.pem")), has_accounts=True)


def test_what_is_installed_holds_the_service_and_nothing_to_develop_it_with() -> None:
    builder = WheelBuilder(str(ROOT))
    files = {each.distribution_path for each in builder.recurse_included_files()}
    assert "forestall/web/app.py" in files
    assert {each.partition("/")[0] for each in files} == {"forestall"}
    names, endings = "tests?|conftest|examples?|benchmarks?|node_modules|\\.git|frontend", "map|orig|env|pem|key"
    odd = re.compile(rf"(^|/)({names})(/|\.py|$)|\.({endings})$")
    assert {each for each in files if odd.search(each)} == WANTED


def test_the_service_runs_without_what_only_developers_install() -> None:
    developers = {"pytest", "hypothesis", "schemathesis", "playwright", "weasyprint", "aiosmtpd", "oidc_provider_mock"}
    asked = "import sys, forestall.web.run; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True).stdout.split()
    assert developers.isdisjoint(loaded)
