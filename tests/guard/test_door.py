"""What passes the door and what does not."""

import re
import time

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from forestall.guard.door import Door
from forestall.model.profile import DoorRules

KEY = bytes(range(32))
DOOR = Door(KEY, DoorRules())

PERSONAL = {
    "e-mail": ("write to jane.doe@example.org", "jane.doe"),
    "international telephone": ("call +351 912 345 678.", "912"),
    "telephone with area code": ("call (021) 345-6789", "345"),
    "national telephone": ("tel 01632 960983", "960983"),
    "North American telephone": ("call 212-555-0147", "0147"),
    "card": ("paid with 4111-1111-1111-1111", "1111"),
    "IBAN": ("to DE89 3704 0044 0532 0130 00", "3704"),
    "identity number": ("id 11010519491231002X", "1101"),
    "social security number": ("SSN 123-45-6789", "6789"),
    "home folder": (r"C:\Users\jdoe\AppData\x.exe", "jdoe"),
    "home folder with a space": (r'"C:\Users\John Smith\x.exe"', "Smith"),
    "home folder at the end": (r"cd C:\Users\jdoe", "jdoe"),
    "escaped home folder": (r"C:\\Users\\jdoe\\x", "jdoe"),
    "Unix home folder": ("/home/jdoe/.ssh/id", "jdoe"),
    "label": ("User: CORP\\jdoe", "jdoe"),
    "label and full name": ("Account Name:\t\tJohn Smith\r", "Smith"),
    "label within a line": ("logon UserId=CORP\\jdoe ok", "jdoe"),
    "public IPv4": ("from 8.8.8.8:53", "8.8.8"),
    "public IPv6": ("from 2a00:1450:4001::200e", "1450"),
    "account SID": ("S-1-5-21-1004-2-3-1104", "1104"),
}
PLAIN = {
    "system account": "User: NT AUTHORITY\\SYSTEM",
    "service account": "Account Name: LOCAL SERVICE",
    "machine account": "Account Name:\t\tPEDRO01$",
    "well-known SIDs": "S-1-5-18 S-1-5-21-1-2-3-500 S-1-5-32-544",
    "closed networks": "10.1.2.3 192.168.0.1 172.16.9.9 127.0.0.1 169.254.1.1 fe80::1 ::1 ::ffff:172.18.39.5",
    "servers of addresses": "curl http://12.34.45.67/x.dll https://[2a00:1450::1]/",
    "version": "Microsoft Windows 10.0.19041.1, Version=4.0.0.0, FileVersion: 1.2.3.4",
    "times": "2020-09-18 13:05:52 2026-03-09T06:00:00+00:00",
    "weather code": "/O.EXT.KLKN.FA.W.0018.000000T0000Z-110712T0315Z/",
    "call trace": r"C:\windows\SYSTEM32\ntdll.dll+9d104|C:\windows\System32\RPCRT4.dll+2d2f4",
    "hashes": "SHA256=E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855",
    "GUID": "{54849625-5478-4994-A5BA-3E3B0328C30D}",
    "keywords": "-9223372036854775808 36028797018963968 0x8020000000000000",
    "public folder": r"C:\Users\Public\Downloads\x.exe",
}


@pytest.mark.parametrize("case", PERSONAL)
def test_what_points_at_a_person_is_replaced(case: str) -> None:
    text, secret = PERSONAL[case]
    assert secret not in DOOR.text(text)


@pytest.mark.parametrize("case", PLAIN)
def test_what_names_a_system_stays(case: str) -> None:
    assert DOOR.text(PLAIN[case]) == PLAIN[case]


@pytest.mark.parametrize("case", PERSONAL)
def test_what_was_replaced_is_not_replaced_again(case: str) -> None:
    once = DOOR.text(PERSONAL[case][0])
    assert DOOR.text(once) == once


@pytest.mark.parametrize("case", PERSONAL)
def test_columns_are_treated_as_texts_are(case: str) -> None:
    text = PERSONAL[case][0]
    table = DOOR.table(pa.table({"CommandLine": [text, None, f"a\n{text}\nb"]}))
    assert table.column("CommandLine").to_pylist() == [DOOR.text(text), None, f"a\n{DOOR.text(text)}\nb"]


def test_a_number_written_in_two_ways_is_one_pseudonym() -> None:
    assert DOOR.text("4111111111111111") == DOOR.text("4111 1111 1111 1111")


def test_a_user_is_the_same_in_a_field_a_path_and_a_command() -> None:
    row = {"User": [r"CORP\JDoe"], "Image": [r"C:\Users\jdoe\a.exe"], "CommandLine": ["net user jdoe secret /add"]}
    table = DOOR.table(pa.table(row))
    found = {re.findall(r"user~[0-9a-f]{12}", table.column(name)[0].as_py())[0] for name in row}
    assert len(found) == 1


def test_a_full_name_of_a_user_field_is_found_in_running_text() -> None:
    table = DOOR.table(pa.table({"TargetUserName": ["Maria Lopez"], "Message": ["granted to maria lopez, today"]}))
    assert "lopez" not in table.column("Message")[0].as_py().lower()


def test_an_ordinary_word_as_an_account_does_not_garble_commands() -> None:
    table = DOOR.table(pa.table({"User": [r"CORP\test"], "CommandLine": ["test.exe /c"]}))
    assert table.column("CommandLine").to_pylist() == ["test.exe /c"]
    assert "test" not in table.column("User")[0].as_py()


@pytest.mark.parametrize(
    "account", ["NT AUTHORITY\\SYSTEM", "WS01$", "DWM-1", "root", "-", "Administrator", "S-1-5-18"]
)
def test_a_system_account_stays_in_its_field(account: str) -> None:
    assert DOOR.table(pa.table({"SubjectUserName": [account]})).column(0).to_pylist() == [account]


def test_declared_fields_are_dropped_pseudonymised_and_kept() -> None:
    door = Door(KEY, DoorRules(drop=("Badge",), pseudonymise=("Operator",), keep=("scada_svc",)))
    table = door.table(pa.table({"badge": ["7"], "operator": ["anna"], "User": ["SCADA_svc"]}))
    assert table.column_names == ["operator", "User"]
    assert table.column("operator")[0].as_py().startswith("user~")
    assert table.column("User").to_pylist() == ["SCADA_svc"]


def test_our_own_columns_pass_unchanged() -> None:
    table = pa.table({"_id": ["r-1"], "_file": ["a.json"], "_line": pa.array([1])})
    assert DOOR.table(table) == table


def test_a_version_column_keeps_its_versions() -> None:
    assert DOOR.table(pa.table({"FileVersion": ["9.5.2.1"]})).column(0).to_pylist() == ["9.5.2.1"]


@given(st.lists(st.one_of(st.none(), st.text(max_size=30)), max_size=8))
def test_any_texts_pass_and_keep_their_places(texts: list[str | None]) -> None:
    clean = [None if text is None else text.encode("utf-8", "replace").decode() for text in texts]
    table = DOOR.table(pa.table({"x": pa.array(clean, pa.string())}))
    assert [value is None for value in table.column("x").to_pylist()] == [value is None for value in clean]


@pytest.mark.parametrize(
    "unit",
    [
        *("+12345678901234567890 ", "1 ", "a@", "a.", "1:", "::", "User: ", "User:\t", r"\Users\a"),
        *("DE89 ", "4111-", "(01)1", '\\"'),
    ],
)
def test_no_text_takes_more_than_linear_time(unit: str) -> None:
    started = time.process_time()
    DOOR.text(unit * (200_000 // len(unit)))
    assert time.process_time() - started < 4
