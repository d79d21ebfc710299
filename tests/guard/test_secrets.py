"""Passwords, tokens and one-time codes."""

import re
from datetime import UTC, datetime

import pyotp
import pytest
from hypothesis import given
from hypothesis import strategies as st

from forestall.guard import common_passwords, password, totp
from forestall.guard.password import check_password, hash_password, weakness
from forestall.guard.secret import digest, new_secret, new_token, read_token

SENTENCE = "seven tall cranes at dawn"
RFC_6238 = [(59, "287082"), (1111111109, "081804"), (1111111111, "050471"), (1234567890, "005924")]
"""RFC 6238, appendix B, SHA-1: time [s] and the last six of the eight digits printed."""
RFC_KEY = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"


def test_a_password_is_kept_as_argon2id_with_the_parameters_of_rfc_9106() -> None:
    kept = hash_password(SENTENCE)
    assert kept.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    assert SENTENCE not in kept
    assert check_password(kept, SENTENCE) == password.Match(True, False)
    assert not check_password(kept, f"{SENTENCE} ").right
    assert kept != hash_password(SENTENCE)  # salted


def test_no_hash_matches_nothing() -> None:
    assert not check_password(None, "").right
    assert not check_password(None, "\x00 nobody").right
    assert not check_password("", SENTENCE).right
    assert not check_password("$argon2id$v=19$nonsense", SENTENCE).right


def test_an_old_hash_is_right_and_outdated() -> None:
    from argon2 import PasswordHasher

    old = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(SENTENCE)
    assert check_password(old, SENTENCE) == password.Match(True, True)
    assert check_password(old, "x") == password.Match(False, False)


def test_one_text_typed_in_two_ways_is_one_password() -> None:
    assert check_password(hash_password("caf\u00e9 au bord du port"), "cafe\u0301 au bord du port").right


WEAK = ["", "short", "x" * 14, "aaaaaaaaaaaaaaaaaaaa", "joanjoanjoanjoanjoan", "trustno1trustno1", "x" * 257]


@pytest.mark.parametrize("weak", WEAK)
def test_a_weak_password_is_refused_with_the_reason(weak: str) -> None:
    assert weakness(weak, ("joan",))


LEAKED = ["123456789012345", "1qaz2wsx3edc4rfv", "qwertyuiopasdfghjkl", "QWERTYUIOPasdfghjkl", "manchesterunited"]
"""Of the list, and one of it in another case."""


@pytest.mark.parametrize("leaked", LEAKED)
def test_a_password_of_leaked_sets_is_refused(leaked: str) -> None:
    assert "leaked" in str(weakness(leaked, ()))
    assert weakness(f"{leaked} at the seventh crane", ()) is None


def test_the_list_holds_thousands_of_leaked_passwords_that_are_long_enough_and_none_of_them_readable() -> None:
    found = common_passwords.kept()
    assert len(found) == 9728  # ASVS 6.2.4 asks for the 3,000 most common of those that are long enough
    assert all(re.fullmatch(rf"[0-9a-f]{{{common_passwords.DIGITS}}}", each) for each in found)


def test_a_sentence_will_do() -> None:
    assert weakness(SENTENCE, ("joan", "harbour")) is None


@pytest.mark.parametrize(("at", "code"), RFC_6238)
def test_codes_are_those_of_the_rfc(at: int, code: str) -> None:
    moment = datetime.fromtimestamp(at, UTC)
    assert totp.step_of(RFC_KEY, code, moment, None) == at // 30
    assert totp.step_of(RFC_KEY, f"{code[:3]} {code[3:]}", moment, None) == at // 30


@given(st.integers(0, 2**31), st.integers(-5, 5))
def test_a_code_is_taken_one_step_early_or_late_and_no_further(at: int, off: int) -> None:
    moment = datetime.fromtimestamp(at + 200, UTC)
    step = (at + 200) // 30 + off
    found = totp.step_of(RFC_KEY, pyotp.TOTP(RFC_KEY).generate_otp(step), moment, None)
    assert (found == step) == (abs(off) <= 1) or found is not None  # two steps may share a code


def test_a_code_is_not_taken_again() -> None:
    moment = datetime.fromtimestamp(59, UTC)
    assert totp.step_of(RFC_KEY, "287082", moment, 1) is None
    assert totp.step_of(RFC_KEY, "287082", moment, 0) == 1


@pytest.mark.parametrize("code", ["", "28708", "2870822", "28708x", "２８７０８２", "-87082"])
def test_what_is_no_code_is_refused(code: str) -> None:
    assert totp.step_of(RFC_KEY, code, datetime.fromtimestamp(59, UTC), None) is None


def test_a_key_has_160_bits_and_the_app_can_read_it() -> None:
    key = totp.new_key()
    assert len(key) * 5 == 160
    assert totp.link(key, "joan").startswith(f"otpauth://totp/Forestall:joan?secret={key}")


def test_a_token_reads_back_and_is_not_kept() -> None:
    token = new_token()
    assert read_token(token.text) == (token.id, token.digest)
    assert token.digest == digest(token.text.rpartition("_")[2]) or token.digest == digest(token.text[21:])
    assert token.text[21:] not in (token.id, token.digest)


@given(st.text(max_size=80))
def test_no_other_text_is_a_token(text: str) -> None:
    assert read_token(text) is None


def test_secrets_are_long_and_differ() -> None:
    made = {new_secret() for _ in range(100)}
    assert len(made) == 100
    assert {len(each) for each in made} == {43}
