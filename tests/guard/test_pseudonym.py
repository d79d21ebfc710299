"""Keyed pseudonyms."""

import hashlib
import hmac

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forestall.core.errors import InputError
from forestall.guard.pseudonym import MADE, Pseudonyms

KEY = bytes(range(32))


def test_a_pseudonym_is_the_hmac_under_the_key_of_its_purpose() -> None:
    own = hmac.digest(KEY, b"forestall pseudonym user", hashlib.sha256)
    assert Pseudonyms(KEY).of("user", "JDoe") == "user~" + hmac.digest(own, b"jdoe", hashlib.sha256).hex()[:12]


def test_another_key_gives_another_pseudonym() -> None:
    assert Pseudonyms(KEY).of("user", "jdoe") != Pseudonyms(KEY[::-1]).of("user", "jdoe")


def test_another_purpose_gives_digits_that_cannot_be_linked() -> None:
    names = Pseudonyms(KEY)
    assert names.of("user", "jdoe")[-12:] != names.of("email", "jdoe")[-12:]


def test_a_short_key_is_refused() -> None:
    with pytest.raises(InputError, match="at least 16"):
        Pseudonyms(b"short")


@given(st.text())
def test_every_text_has_one_pseudonym_of_one_form(text: str) -> None:
    first = Pseudonyms(KEY).of("user", text)
    assert MADE.fullmatch(first)
    assert Pseudonyms(KEY).of("user", text) == first
