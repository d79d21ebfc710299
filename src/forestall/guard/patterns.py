"""What in a text points at a person: addresses, numbers with check digits, account identifiers, home folders.

Each pattern has an exact form and a check that sorts out look-alikes; which texts need to be held against them at all
is found in `suspects.py`. Names in running text are not recognised: no pattern can.
"""

import ipaddress
import re
from collections.abc import Callable
from dataclasses import dataclass

KEPT_NETWORKS = tuple(
    ipaddress.ip_network(network)
    for network in (
        *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16"),
        *("172.16.0.0/12", "192.168.0.0/16", "224.0.0.0/4", "240.0.0.0/4"),
        *("::/127", "fc00::/7", "fe80::/10", "ff00::/8"),
    )
)
"""Addresses that name a machine of a closed network or none at all (RFC 1918, 3927, 4193, 4291, 6598, 6890)."""

# Issuer prefixes and lengths of payment cards (ISO/IEC 7812-1; ranges as the networks publish them).
_CARD = re.compile(
    r"4\d{12}(?:\d{3}){0,2}|(?:5[1-5]|2[2-7])\d{14}|3[47]\d{13}|3(?:0[0-5]|[68]\d)\d{11}|(?:6011|65\d\d|64[4-9]\d)\d{12}"
    r"|35(?:2[89]|[3-8]\d)\d{12}|62\d{14,17}",
    re.ASCII,
)
_DNI_LETTERS = "TRWAGMYFPDXBNJZSQVHLCKE"  # Spanish identity number: number modulo 23 (Real Decreto 1553/2005)
_RESIDENT_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)  # GB 11643-1999, ISO 7064 MOD 11-2


@dataclass(frozen=True, slots=True)
class Pattern:
    """One kind of text that points at a person."""

    purpose: str
    """Purpose of its pseudonyms."""
    exact: re.Pattern[str]
    """What is replaced."""
    check: Callable[[str], bool] = bool
    """Whether a match is what it looks like."""


def luhn(text: str) -> bool:
    """Whether digits satisfy the Luhn check (ISO/IEC 7812-1, annex B)."""
    total = 0
    for place, digit in enumerate(reversed([int(c) for c in text if c.isdigit()])):
        double = digit * 2 if place % 2 else digit
        total += double - 9 if double > 9 else double
    return total % 10 == 0


def is_card(text: str) -> bool:
    """Whether it is a payment card number: issuer, length, Luhn."""
    digits = re.sub(r"[ -]", "", text)
    return bool(_CARD.fullmatch(digits)) and luhn(digits)


def is_iban(text: str) -> bool:
    """Whether it is an IBAN (ISO 13616-1: remainder 1 modulo 97)."""
    packed = text.replace(" ", "").upper()
    return 15 <= len(packed) <= 34 and int("".join(str(int(c, 36)) for c in packed[4:] + packed[:4])) % 97 == 1


def is_public_address(text: str) -> bool:
    """Whether it is an Internet address that may be someone's: outside `KEPT_NETWORKS`."""
    try:
        address = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return False
    mapped = getattr(address, "ipv4_mapped", None) or address
    return not any(mapped in network for network in KEPT_NETWORKS if network.version == mapped.version)


def is_account_sid(text: str) -> bool:
    """Whether a security identifier names an account that people made: relative identifier from 1000 on."""
    return int(text.rpartition("-")[2]) >= 1000


def is_dni(text: str) -> bool:
    """Whether the letter of a Spanish identity number is right."""
    return _DNI_LETTERS[int(text[:8]) % 23] == text[8].upper()


def is_resident(text: str) -> bool:
    """Whether the last character of a Chinese resident identity number is right."""
    total = sum(weight * int(digit) for weight, digit in zip(_RESIDENT_WEIGHTS, text, strict=False))
    return "10X98765432"[total % 11] == text[17].upper()


def is_nir(text: str) -> bool:
    """Whether the key of a French social security number is right (97 less the number modulo 97)."""
    digits = text.replace(" ", "")
    return 97 - int(digits[:13]) % 97 == int(digits[13:])


def _pattern(purpose: str, exact: str, check: Callable[[str], bool] = bool) -> Pattern:
    return Pattern(purpose, re.compile(exact, re.ASCII | re.IGNORECASE), check)


_LONE = r"(?<![\w.~-])"  # not the rest of a longer word, number or pseudonym
_END = r"(?![\w-]|\.\w)"

PATTERNS: tuple[Pattern, ...] = (
    _pattern("email", r"(?<![\w.%+~-])[\w.%+-]{1,64}@(?:[a-z0-9-]{1,63}\.)+[a-z]{2,24}(?![\w-])"),
    _pattern("sid", r"\bS-1-(?:5-21|12-1)(?:-\d{1,10}){4}\b", is_account_sid),
    _pattern(
        "iban",
        rf"{_LONE}[A-Z]{{2}}\d\d(?: ?[A-Z0-9]{{4}}){{2,7}}(?: ?[A-Z0-9]{{1,3}})?{_END}",
        is_iban,
    ),
    _pattern(
        "card",
        rf"{_LONE}(?:\d{{4}}([ -])\d{{4}}\1\d{{4}}\1\d{{4}}|\d{{4}}([ -])\d{{6}}\2\d{{4,5}}|\d{{13,19}}){_END}",
        is_card,
    ),
    _pattern(  # China, resident identity number
        "id",
        rf"{_LONE}[1-9]\d{{5}}(?:19|20)\d\d(?:0[1-9]|1[0-2])\d{{5}}[\dX]{_END}",
        is_resident,
    ),
    _pattern(  # France, numéro d'inscription au répertoire
        "id",
        rf"{_LONE}[12] ?\d\d ?(?:0[1-9]|1[0-2]) ?\d\d ?\d{{3}} ?\d{{3}} ?\d\d{_END}",
        is_nir,
    ),
    # Spain, documento nacional de identidad
    _pattern("id", rf"{_LONE}\d{{8}}[A-Z]{_END}", is_dni),
    # United States, social security number
    _pattern("id", rf"{_LONE}(?!000|666|9)\d{{3}}-(?!00)\d\d-(?!0000)\d{{4}}{_END}"),
    # Italy, codice fiscale
    _pattern("id", rf"{_LONE}[A-Z]{{6}}\d\d[A-EHLMPRST]\d\d[A-Z]\d{{3}}[A-Z]{_END}"),
    _pattern(  # United Kingdom, National Insurance number
        "id",
        rf"{_LONE}[A-CEGHJ-PR-TW-Z]{{2}} ?\d\d ?\d\d ?\d\d ?[A-D]{_END}",
    ),
    # Telephone numbers: international; with the area code in brackets; national; North American
    _pattern("phone", rf"(?<![\w+.~-])\+[1-9](?:[ .()-]{{0,2}}\d){{7,14}}{_END}"),
    _pattern("phone", rf"(?<!\w)\(0?\d{{2,4}}\)(?:[ -]?\d){{6,9}}{_END}"),
    _pattern("phone", r"(?<![\w.:/~-])0[1-9]\d{1,3}[ /-]\d(?:[ -]?\d){4,8}(?![\w:-]|\.\w)"),
    _pattern("phone", rf"(?<![\w.+~-])[2-9]\d\d([-. ])[2-9]\d\d\1\d{{4}}{_END}"),
    _pattern(
        "ip",
        r"(?<![\w.~])(?<!://)(?<!Version=)(?<!Version:)(?<!Version: )(?:\d{1,3}\.){3}\d{1,3}(?!\w|\.\w)",
        is_public_address,
    ),
    _pattern(
        "ip",
        r"(?<![\w:.~])(?<!://\[)(?:[0-9A-F]{0,4}:){2,7}(?:(?:\d{1,3}\.){3}\d{1,3}|[0-9A-F]{1,4})(?:%\w+)?(?![\w:])",
        is_public_address,
    ),
)
"""In the order in which they are replaced; none can take more than linear time."""

SPACED = frozenset(("iban", "card", "id", "phone"))
"""Purposes whose texts are the same with and without spaces, dots, hyphens and brackets."""
