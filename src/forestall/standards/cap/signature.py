"""XML signatures of CAP messages (3.3.4.1): made, and judged as of the time at which a message was received.

A certificate that has run out since says nothing about what was signed while it held, so what counts is the time of
receipt, never the present. What a verdict means for what is done with the alert is decided elsewhere. Heavy to import.
"""

import base64
import binascii
import copy
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.x509 import BasicConstraints, Certificate, ExtensionNotFound, load_der_x509_certificate
from lxml import etree
from signxml.algorithms import CanonicalizationMethod, DigestAlgorithm, SignatureMethod
from signxml.exceptions import SignXMLException
from signxml.signer import XMLSigner
from signxml.verifier import SignatureConfiguration, XMLVerifier

from forestall.core.errors import InputError
from forestall.model.words import SignatureVerdict as Verdict
from forestall.standards.cap.xml import SIGNATURE, parsed

Key = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey

_DS = "{http://www.w3.org/2000/09/xmldsig#}"
_BINARY = ("SignatureValue", "DigestValue", "X509Certificate")
_STRONG = re.compile(r"#(rsa|ecdsa)-sha(256|384|512)$|#sha(256|512)-rsa-MGF1$|xmlenc#sha(256|512)$|more#sha384$")
_LONGEST_CHAIN = 6
_LAID_OUT = "it was indented after it was signed: white space between its elements was left out"


@dataclass(frozen=True, slots=True)
class Judged:
    """A verdict on the signature of a message."""

    verdict: Verdict
    """What it shows."""
    why: str = ""
    """In words."""
    certificate: str = ""
    """SHA-256 of the signer's certificate, hexadecimal."""


class _Broken(Exception):  # noqa: N818 - never leaves this module
    """Why a signature cannot be relied on."""


def sign(data: bytes, key: Key, certificates: Sequence[Certificate]) -> bytes:
    """A message with an enveloped signature as its last element (RSA or ECDSA with SHA-256, exclusive C14N).

    It is signed without white space between its elements, so that it may be indented afterwards.

    Args:
        data: the message, as `xml.write` gives it
        key: the signer's private key
        certificates: the signer's certificate, and those above it

    Raises:
        InputError: the certificate is not that of the key.
    """
    if not certificates or certificates[0].public_key() != key.public_key():
        raise InputError("signing certificate: is not that of the signing key")
    method = SignatureMethod.RSA_SHA256 if isinstance(key, rsa.RSAPrivateKey) else SignatureMethod.ECDSA_SHA256
    signer = XMLSigner(
        signature_algorithm=method,
        digest_algorithm=DigestAlgorithm.SHA256,
        c14n_algorithm=CanonicalizationMethod.EXCLUSIVE_XML_CANONICALIZATION_1_0,
    )
    signed = signer.sign(_closed_up(parsed(data)), key=key, cert=list(certificates))
    if isinstance(key, ec.EllipticCurvePrivateKey):
        _sign_again(signed, key)
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + bytes(etree.tostring(signed, encoding="utf-8")) + b"\n"


def _sign_again(signed: etree._Element, key: ec.EllipticCurvePrivateKey) -> None:
    """An ECDSA signature without chance (RFC 6979), as r and s side by side (RFC 4050): the same bytes every time."""
    signature = signed.find(SIGNATURE)
    assert signature is not None
    said, value = signature.find(f"{_DS}SignedInfo"), signature.find(f"{_DS}SignatureValue")
    assert said is not None and value is not None  # noqa: PT018 - both were just written
    octets = etree.tostring(said, method="c14n", exclusive=True)
    r, s = decode_dss_signature(key.sign(octets, ec.ECDSA(SHA256(), deterministic_signing=True)))
    size = (key.curve.key_size + 7) // 8
    value.text = base64.b64encode(r.to_bytes(size, "big") + s.to_bytes(size, "big")).decode()


def verify(data: bytes, received: datetime, trusted: Sequence[Certificate] = ()) -> Judged:
    """What the signature of a message shows.

    Args:
        data: the message as it came, byte for byte
        received: when it was received; certificates are judged by this time
        trusted: certificates of signers, or of who issued theirs

    Returns:
        The verdict; the same at any later time.

    Raises:
        LimitError, StandardError: it is no XML that we read at all.
    """
    root = parsed(data)
    signatures = root.findall(SIGNATURE)
    if not signatures:
        return Judged(Verdict.UNSIGNED)
    if weak := _weak(signatures):
        return Judged(Verdict.WEAK, f"made with {weak}, which can be forged")
    if len(signatures) > 1:
        return Judged(Verdict.BROKEN, f"{len(signatures)} signatures; expected one over the whole message")
    note = ""
    try:
        chain = _certificates(signatures[0])
        try:
            signer = _signer(root, chain, trusted)
        except _Broken:
            signer, note = _signer(_closed_up(root), chain, trusted), _LAID_OUT
    except _Broken as broken:
        return Judged(Verdict.BROKEN, str(broken))
    judged = _trust(signer, chain[1:], received, trusted)
    return replace(judged, why="; ".join(part for part in (judged.why, note) if part))


def _closed_up(root: etree._Element) -> etree._Element:
    """A message without the white space between its elements, which means nothing in CAP (3.4: elements only).

    Some senders indent a message after they have signed it.
    """
    bare = copy.deepcopy(root)
    for element in bare.iter():
        if len(element) and not (element.text or "").strip():
            element.text = None
        if not (element.tail or "").strip():
            element.tail = None
    return bare


def fingerprint(certificate: Certificate) -> str:
    """SHA-256 of a certificate, hexadecimal."""
    return bytes(certificate.fingerprint(SHA256())).hex()


def _weak(signatures: Sequence[etree._Element]) -> str:
    """The first method in them that no longer proves anything."""
    for signature in signatures:
        for method in signature.iter(f"{_DS}SignatureMethod", f"{_DS}DigestMethod"):
            if not _STRONG.search(method.get("Algorithm", "")):
                return str(method.get("Algorithm", "no method"))[:80]
    return ""


def _certificates(signature: etree._Element) -> list[Certificate]:
    for name in _BINARY:
        for element in signature.iter(_DS + name):
            _octets(name, element.text or "")
    try:
        return [
            load_der_x509_certificate(_octets("X509Certificate", element.text or ""))
            for element in signature.iter(f"{_DS}X509Certificate")
        ][:_LONGEST_CHAIN]
    except ValueError as error:
        raise _Broken(f"X509Certificate: cannot be read ({error})") from error


def _octets(name: str, text: str) -> bytes:
    """Base64 with no bits to spare (RFC 4648, 3.5): text that was changed never stands for the same octets."""
    packed = "".join(text.split())
    try:
        octets = base64.b64decode(packed, validate=True)
    except binascii.Error as error:
        raise _Broken(f"{name}: no Base64 ({error})") from error
    if base64.b64encode(octets).decode() != packed:
        raise _Broken(f"{name}: Base64 with bits that mean nothing; it was changed after it was written")
    return octets


def _signer(root: etree._Element, chain: list[Certificate], trusted: Sequence[Certificate]) -> Certificate:
    """The certificate with which the whole message was signed."""
    why = "it carries no certificate, and none of the trusted ones signed it"
    for certificate in chain[:1] or trusted:
        try:
            _check(root, certificate)
        except _Broken as broken:
            why = str(broken) if chain else why
            continue
        return certificate
    raise _Broken(why)


def _check(root: etree._Element, certificate: Certificate) -> None:
    settings = SignatureConfiguration(location="./", verification_time=certificate.not_valid_before_utc)
    try:
        result = XMLVerifier().verify(root, x509_cert=certificate, expect_config=settings)
    except (SignXMLException, etree.LxmlError, ValueError, UnsupportedAlgorithm) as error:
        raise _Broken(" ".join(str(error).split())[:200]) from error
    if isinstance(result, list) or result.signed_xml is None or result.signed_xml.tag != root.tag:
        raise _Broken("signs something else than the whole message")


def _trust(
    signer: Certificate, above: Sequence[Certificate], received: datetime, trusted: Sequence[Certificate]
) -> Judged:
    """Whether somebody trusted vouches for a signer, through certificates that all held at receipt."""
    mark, held = fingerprint(signer), _held(signer, received)
    known = {fingerprint(each) for each in trusted}
    current, pool = signer, [*trusted, *above]
    for _ in range(_LONGEST_CHAIN):
        if fingerprint(current) in known:
            return Judged(Verdict.VALID, "", mark) if held else Judged(Verdict.OUT_OF_DATE, _dates(signer), mark)
        issuer = next((each for each in pool if each != current and _issued(each, current)), None)
        if issuer is None:
            break
        held, current = held and _held(issuer, received), issuer
    if not held:
        return Judged(Verdict.OUT_OF_DATE, _dates(signer), mark)
    return Judged(Verdict.UNTRUSTED, "no trusted certificate stands above the signer's", mark)


def _held(certificate: Certificate, at: datetime) -> bool:
    return certificate.not_valid_before_utc <= at <= certificate.not_valid_after_utc


def _dates(signer: Certificate) -> str:
    since, until = signer.not_valid_before_utc, signer.not_valid_after_utc
    return f"a certificate did not hold at receipt; the signer's: {since:%Y-%m-%d} to {until:%Y-%m-%d}"


def _issued(issuer: Certificate, certificate: Certificate) -> bool:
    """Whether a certificate was issued by another that may issue any (RFC 5280, 4.2.1.9)."""
    try:
        certificate.verify_directly_issued_by(issuer)
        return bool(issuer.extensions.get_extension_for_class(BasicConstraints).value.ca)
    except (InvalidSignature, ValueError, TypeError, ExtensionNotFound):
        return False
