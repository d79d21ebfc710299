"""Passwords that attackers try first: of those long enough here, the ones most often seen in leaked sets.

Only the beginnings of digests are kept, so that no password stands in the program. What else makes one weak is in
`guard/password.py`.
"""

import hashlib
from functools import cache
from pathlib import Path

_FILE = Path(__file__).with_name("common_passwords.txt")
DIGITS = 12  # of each digest: 48 bits, by which one of 10^10 other passwords is refused for nothing
"""Hexadecimal digits that are kept of each digest."""


def common(plain: str) -> bool:
    """Whether a password is among the most frequent of leaked sets, in whatever case it is written.

    Args:
        plain: the password in NFKC

    Source:
        NIST SP 800-63B-4 (2025), 3.1.1.2: compare with a list of commonly used and compromised passwords. The source of
        the list stands in its file.
    """
    return hashlib.sha256(plain.casefold().encode("utf-8", "surrogatepass")).hexdigest()[:DIGITS] in kept()


@cache
def kept() -> frozenset[str]:
    """The beginnings of the digests."""
    lines = _FILE.read_text("ascii").splitlines()
    return frozenset(line for line in lines if not line.startswith("#"))
