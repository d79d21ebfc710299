"""What is wrong with a partner of a place is told."""

from pathlib import Path

import pytest

from forestall.place.check import check

PARTNER = """[[partners]]
id = "cert"
name = "CERT"
clearance = "TLP:AMBER"
fields = ["cyber"]
direction = "both"
"""
KEY = "outlook@marrowen.invalid/exchange+00334cdd+Ad0mH/gsqE5XNl7262LKdT7Fd89Jh3JBRtinyM2GbRUN"
CASES = {
    "cleared for RED": ('clearance = "TLP:RED"', "TLP:RED", "TLP:AMBER or below"),
    "an address without a token": (
        f'url = "https://cert.example"\nkey = "{KEY}"',
        "nothing",
        "url and secret together",
    ),
    "a token without an address": ('secret = "env:TOKEN"', "nothing", "url and secret together"),
    "accounts without a key": ('accounts = ["cert"]', "nothing", "public key"),
    "a key that is none": ('key = "abc"', "abc", "NAME+ID+KEY"),
    "an account twice": (f'accounts = ["cert", "cert"]\nkey = "{KEY}"', "cert 2 times", "each id once"),
}


@pytest.mark.parametrize("title", CASES)
def test_a_mistake_in_a_partner_is_told(title: str, town: Path) -> None:
    line, found, expected = CASES[title]
    name = line.partition(" =")[0]
    kept = "".join(each for each in PARTNER.splitlines(keepends=True) if not each.startswith(f"{name} ="))
    (town / "partners.toml").write_text(f"{kept}{line}\n", encoding="utf-8")
    remarks = [each for each in check(town) if each.file == "partners.toml"]
    assert [(each.found, expected in each.expected) for each in remarks] == [(found, True)]


def test_a_partner_that_exchanges_is_right(town: Path) -> None:
    more = f'accounts = ["cert"]\nurl = "https://cert.example"\nsecret = "env:TOKEN"\nkey = "{KEY}"\nrollup = true\n'
    (town / "partners.toml").write_text(PARTNER + more, encoding="utf-8")
    assert [each for each in check(town) if each.file == "partners.toml"] == []


def test_an_account_belongs_to_one_partner(town: Path) -> None:
    both = PARTNER + f'accounts = ["one"]\nkey = "{KEY}"\n'
    (town / "partners.toml").write_text(both + both.replace('id = "cert"', 'id = "police"'), encoding="utf-8")
    (remark,) = [each for each in check(town) if each.file == "partners.toml"]
    assert remark.found == "one, which is of cert too"
