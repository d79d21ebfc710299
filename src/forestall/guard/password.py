"""Passwords: hashed with Argon2id, checked in the same time whether the account exists or not."""

import unicodedata
from dataclasses import dataclass
from functools import cache
from threading import BoundedSemaphore
from typing import TYPE_CHECKING

from forestall.guard.common_passwords import common

if TYPE_CHECKING:
    from argon2 import PasswordHasher

SHORTEST = 15  # characters: NIST SP 800-63B-4 (2025), 3.1.1.2, of a password that is the only factor
LONGEST = 256  # characters: enough for a sentence, too few to keep the machine busy
_TURNS = BoundedSemaphore(2)  # hashes worked out at once: each takes 64 MiB
_PASSES, _MEMORY, _LANES = 3, 65536, 4  # RFC 9106 (2021), section 4, second recommended option [KiB of memory]


@dataclass(frozen=True, slots=True)
class Match:
    """What came of a check."""

    right: bool
    """Whether it is the password."""
    outdated: bool
    """Whether it was hashed with other parameters than ours and should be hashed anew."""


def hash_password(text: str) -> str:
    """The Argon2id hash with salt and parameters, as text.

    Source:
        Biryukov, Dinu, Khovratovich, Josefsson (2021), RFC 9106.
    """
    with _TURNS:
        return _hasher().hash(_plain(text))


def check_password(kept: str | None, text: str) -> Match:
    """Whether a text is the password that was hashed.

    Args:
        kept: the hash; None when there is no such account or it has no password, which takes as long
        text: what was given
    """
    from argon2.exceptions import InvalidHashError, VerificationError  # noqa: PLC0415 - the command line starts without

    right = len(text) <= LONGEST
    try:
        with _TURNS:
            _hasher().verify(kept or _nobodys(), _plain(text[:LONGEST]))
    except (VerificationError, InvalidHashError):
        right = False
    right = right and kept is not None
    return Match(right, right and kept is not None and _hasher().check_needs_rehash(kept))


def weakness(text: str, words: tuple[str, ...]) -> str | None:
    """Why a text is no good password; None when it will do.

    Args:
        text: the password
        words: what an attacker tries first: names of the account, the office, the product
    """
    plain = _plain(text)
    if len(plain) < SHORTEST:
        return f"found {len(plain)} characters, expected at least {SHORTEST}; several words make a good one"
    if len(plain) > LONGEST:
        return f"found {len(plain)} characters, expected at most {LONGEST}"
    if common(plain):
        return "is one of the passwords most often seen in leaked sets, which are tried first; expected another"
    rest = plain.casefold()
    if rest in (rest + rest)[1:-1]:
        return "repeats one word; expected several"
    for word in sorted({word.casefold() for word in words if len(word) > 2}, key=lambda word: (-len(word), word)):
        rest = rest.replace(word, "")
    if len(set(rest)) < 6:
        return "is made of few different characters, or of the account's own names; expected several words"
    return None


def _plain(text: str) -> str:
    """One spelling for one text, however it was typed (NFKC, as NIST SP 800-63B-4 3.1.1.2 asks)."""
    return unicodedata.normalize("NFKC", text)


@cache
def _hasher() -> "PasswordHasher":
    from argon2 import PasswordHasher, Type  # noqa: PLC0415 - the command line starts without

    return PasswordHasher(time_cost=_PASSES, memory_cost=_MEMORY, parallelism=_LANES, type=Type.ID)


@cache
def _nobodys() -> str:
    """A hash that no password has, to spend the same time on."""
    return _hasher().hash("\x00 nobody")
