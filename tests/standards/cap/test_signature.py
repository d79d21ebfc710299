"""Signatures of CAP messages: made, broken, and judged as of receipt."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from forestall.core.errors import InputError
from forestall.model.words import SignatureVerdict as Verdict
from forestall.standards.cap.message import Alert, Area, Info
from forestall.standards.cap.signature import Key, sign, verify
from forestall.standards.cap.xml import NAMESPACES, read, write

AT = datetime(2026, 3, 9, 6, tzinfo=UTC)
HELD = datetime(2024, 7, 10, tzinfo=UTC)
"""A day on which the certificates of all three countries held."""
MESSAGE = Alert(
    *("a-1", "office.example", AT, "Actual", "Alert", "Public"),
    info=(Info(("Met",), "Storm", "Expected", "Severe", "Likely", area=(Area("Coast", circle=((1.0, 2.0, 3.0),)),)),),
)
EC = ec.derive_private_key(20260309, ec.SECP256R1())
ROOT_KEY = ec.derive_private_key(1, ec.SECP256R1())

# The file of each of three countries -> what its publisher's own tests expect of it.
SIGNED = {
    "valid": Verdict.UNTRUSTED,
    "invalid_certificate": Verdict.BROKEN,
    "invalid_digest": Verdict.BROKEN,
    "invalid_signature": Verdict.BROKEN,
    "no_signature": Verdict.UNSIGNED,
}


def certificate(
    key: Key, days: int = 365, issuer: tuple[x509.Certificate, Key] | None = None, *, ca: bool = False, number: int = 7
) -> x509.Certificate:
    name = x509.Name([x509.NameAttribute(x509.NameOID.ORGANIZATION_NAME, f"Office {number}")])
    built = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(issuer[0].subject if issuer else name)
        .public_key(key.public_key())
        .serial_number(number)
        .not_valid_before(AT - timedelta(days=1))
        .not_valid_after(AT + timedelta(days=days))
        .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
    )
    signer = issuer[1] if issuer else key
    return built.sign(
        signer, SHA256(), ecdsa_deterministic=True if isinstance(signer, ec.EllipticCurvePrivateKey) else None
    )


OWN = certificate(EC)
ROOT = certificate(ROOT_KEY, 3650, ca=True, number=1)
ISSUED = certificate(EC, 30, (ROOT, ROOT_KEY), number=2)


@pytest.mark.parametrize("country", ["bf", "sc", "tg"])
@pytest.mark.parametrize("name", SIGNED)
def test_each_of_the_signed_samples_gets_its_published_verdict(shared: Path, country: str, name: str) -> None:
    data = (shared / f"data/cap/signed/{country}/{name}.xml").read_bytes()
    assert verify(data, HELD).verdict is SIGNED[name]


@pytest.mark.parametrize("country", ["bf", "sc", "tg"])
def test_a_sample_is_valid_for_who_trusts_its_certificate_while_it_held(shared: Path, country: str) -> None:
    data = (shared / f"data/cap/signed/{country}/valid.xml").read_bytes()
    text = etree.fromstring(data).findtext(".//{*}X509Certificate")
    pem = f"-----BEGIN CERTIFICATE-----\n{''.join((text or '').split())}\n-----END CERTIFICATE-----".encode()
    trusted = x509.load_pem_x509_certificates(pem)
    later = HELD + timedelta(days=400)
    assert [verify(data, at, trusted).verdict for at in (HELD, later)] == [Verdict.VALID, Verdict.OUT_OF_DATE]


@pytest.mark.parametrize("name", ["canada_signed", "earthquake_signed"])
def test_sha_1_proves_nothing(shared: Path, name: str) -> None:
    data = (shared / f"data/cap/cap-library/{name}.cap").read_bytes()
    assert verify(data, HELD).verdict is Verdict.WEAK


def test_what_we_sign_is_valid_cap_and_reads_the_same(shared: Path) -> None:
    signed = sign(write(MESSAGE), EC, (OWN,))
    schema = etree.XMLSchema(etree.parse(shared / "data/cap/schema/cap12.xsd"))
    schema.assertValid(etree.fromstring(signed))
    assert NAMESPACES[-1].encode() in signed
    assert read(signed).info == MESSAGE.info
    assert verify(signed, AT, (OWN,)).verdict is Verdict.VALID


def test_an_rsa_key_signs_too() -> None:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    own = certificate(key)
    assert verify(sign(write(MESSAGE), key, (own,)), AT, (own,)).verdict is Verdict.VALID


def test_the_same_message_is_signed_with_the_same_bytes() -> None:
    assert sign(write(MESSAGE), EC, (OWN,)) == sign(write(MESSAGE), EC, (OWN,))


def test_a_certificate_of_another_key_does_not_sign() -> None:
    with pytest.raises(InputError, match="signing key"):
        sign(write(MESSAGE), EC, (ROOT,))


@pytest.mark.parametrize(
    ("days", "trusted", "verdict"),
    [
        (0, (OWN,), Verdict.VALID),
        (0, (), Verdict.UNTRUSTED),
        (0, (ROOT,), Verdict.UNTRUSTED),
        (400, (OWN,), Verdict.OUT_OF_DATE),
        (-2, (OWN,), Verdict.OUT_OF_DATE),
    ],
    ids=["known", "nobody trusted", "another trusted", "run out at receipt", "not yet"],
)
def test_a_signature_is_judged_as_of_receipt(
    days: int, trusted: tuple[x509.Certificate, ...], verdict: Verdict
) -> None:
    signed = sign(write(MESSAGE), EC, (OWN,))
    assert verify(signed, AT + timedelta(days=days), trusted).verdict is verdict


def test_a_certificate_is_believed_through_who_issued_it_while_both_held() -> None:
    signed = sign(write(MESSAGE), EC, (ISSUED,))
    assert verify(signed, AT, (ROOT,)).verdict is Verdict.VALID
    assert verify(signed, AT + timedelta(days=31), (ROOT,)).verdict is Verdict.OUT_OF_DATE


def test_who_may_not_issue_vouches_for_nobody() -> None:
    end = certificate(ROOT_KEY, 3650, number=3)
    issued = certificate(EC, 30, (end, ROOT_KEY), number=4)
    assert verify(sign(write(MESSAGE), EC, (issued,)), AT, (end,)).verdict is Verdict.UNTRUSTED


def test_two_signatures_are_not_read() -> None:
    signed = sign(write(MESSAGE), EC, (OWN,))
    start, end = signed.index(b"<ds:Signature"), signed.index(b"</ds:Signature>") + len(b"</ds:Signature>")
    assert verify(signed[:end] + signed[start:], AT, (OWN,)).verdict is Verdict.BROKEN


def test_a_message_that_was_indented_after_it_was_signed_still_counts() -> None:
    root = etree.fromstring(sign(write(MESSAGE), EC, (OWN,)))
    etree.indent(root, space="\t")
    judged = verify(etree.tostring(root), AT, (OWN,))
    assert (judged.verdict, "indented" in judged.why) == (Verdict.VALID, True)


@given(st.data())
def test_no_change_of_a_letter_goes_unseen(data: st.DataObject) -> None:
    signed = sign(write(MESSAGE), EC, (OWN,))
    places = [number for number, char in enumerate(signed) if chr(char).isalnum()]
    place = data.draw(st.sampled_from(places[40:]))
    changed = bytearray(signed)
    changed[place] = ord("x") if changed[place] != ord("x") else ord("y")
    try:
        judged = verify(bytes(changed), AT, (OWN,))
    except InputError:
        return
    same = read(bytes(changed)).info == MESSAGE.info if judged.verdict is Verdict.VALID else True
    assert judged.verdict in (Verdict.BROKEN, Verdict.WEAK, Verdict.UNSIGNED) or same
