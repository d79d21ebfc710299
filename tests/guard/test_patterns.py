"""Check digits, against the worked examples of their standards."""

import pytest

from forestall.guard import patterns


@pytest.mark.parametrize(
    ("check", "good"),
    [
        (patterns.is_card, "4111 1111 1111 1111"),
        (patterns.is_card, "5500-0000-0000-0004"),
        (patterns.is_card, "378282246310005"),
        (patterns.is_iban, "GB82 WEST 1234 5698 7654 32"),
        (patterns.is_iban, "DE89370400440532013000"),
        (patterns.is_resident, "11010519491231002X"),
        (patterns.is_dni, "12345678Z"),
        (patterns.is_nir, "2 69 05 49 588 157 80"),
        (patterns.is_public_address, "8.8.8.8"),
        (patterns.is_public_address, "2a00:1450::1"),
        (patterns.is_public_address, "::ffff:8.8.8.8"),
        (patterns.is_account_sid, "S-1-5-21-1-2-3-1104"),
    ],
)
def test_a_right_number_is_told(check: object, good: str) -> None:
    assert callable(check)
    assert check(good)


@pytest.mark.parametrize(
    ("check", "bad"),
    [
        (patterns.is_card, "4111 1111 1111 1112"),
        (patterns.is_card, "36028797018963968"),
        (patterns.is_iban, "GB82 WEST 1234 5698 7654 33"),
        (patterns.is_resident, "110105194912310021"),
        (patterns.is_dni, "12345678A"),
        (patterns.is_nir, "2 69 05 49 588 157 81"),
        (patterns.is_public_address, "10.1.2.3"),
        (patterns.is_public_address, "::ffff:192.168.1.1"),
        (patterns.is_public_address, "fe80::1%eth0"),
        (patterns.is_public_address, "10.0.19041.1"),
        (patterns.is_public_address, "13:05:52"),
        (patterns.is_account_sid, "S-1-5-21-1-2-3-500"),
    ],
)
def test_a_look_alike_is_told(check: object, bad: str) -> None:
    assert callable(check)
    assert not check(bad)
