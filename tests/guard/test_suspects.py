"""No text that the door would change is overlooked by the fast look."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forestall.guard import accounts
from forestall.guard.door import Door
from forestall.guard.patterns import PATTERNS
from forestall.guard.suspects import suspects
from forestall.model.profile import DoorRules

DOOR = Door(bytes(range(32)), DoorRules())
FORMS = [*(pattern.exact for pattern in PATTERNS if pattern.purpose != "ip"), *accounts.LABELS]
FOLDER = re.compile(r"[\\/](?:Users|Users\\Names|Documents and Settings|home)[\\/]{1,2}[^\\/]{1,8}", re.IGNORECASE)
AROUND = st.text(alphabet="a1 .:-+@\\/()=~éſ\n", max_size=6)


def looked(*texts: str) -> set[str]:
    return {texts[place] for place in suspects(texts)}


@pytest.mark.parametrize("form", FORMS, ids=range(len(FORMS)))
def test_whatever_an_exact_form_finds_is_suspected_among_others(form: re.Pattern[str]) -> None:
    @given(AROUND, st.from_regex(form, fullmatch=True), AROUND, AROUND)
    def every(before: str, made: str, after: str, other: str) -> None:
        text = before + made + after
        if form.search(text):
            assert text in looked(other, text, other)

    every()


@given(AROUND, st.from_regex(FOLDER, fullmatch=True))
def test_every_name_of_a_home_folder_is_suspected(before: str, made: str) -> None:
    assert before + made in looked(before, before + made) or not accounts.HOME.search(before + made)


@given(st.lists(st.text(alphabet="ab1 .:-+@\\/()~\r\t4DE::", max_size=40), max_size=5))
def test_whatever_the_door_changes_is_suspected(texts: list[str]) -> None:
    changed = {text for text in texts if DOOR.text(text) != text}
    assert changed <= looked(*texts)


@given(st.ip_addresses().map(str), AROUND)
def test_every_address_that_is_replaced_is_suspected(address: str, other: str) -> None:
    text = f"from {address} on"
    assert text in looked(other, text) or DOOR.text(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "s-1-5-21-1-2-3-1104",
        "User\t: CORP\\jdoe",
        "Uſer: jdoe",
        "ſ4111111111111111",
        "1:2:3:4:5:6:8.8.8.8",
        "2 69 05 49 588 157 80",
        "DE89 3704 0044 0532 0130 00",
        "AB 12 34 56 C",
    ],
)
def test_rare_spellings_are_suspected_and_replaced(text: str) -> None:
    assert looked("first", text, "") == {text}
    assert DOOR.text(text) != text


@pytest.mark.parametrize(
    "text",
    [
        "2026-03-09T06:00:00+00:00",
        "C:\\Windows\\System32\\ntdll.dll+9d104",
        "{54849625-5478-4994-A5BA-3E3B0328C30D}",
        "10.0.19041.1",
        "0x8020000000000000",
        "DC01.harbour.example",
        "aa:bb:cc:dd:ee:ff",
        "",
    ],
)
def test_what_fills_logs_is_not_read_twice(text: str) -> None:
    assert looked(text) == set()


@given(st.lists(st.text(max_size=12), max_size=6), st.integers(0, 6))
def test_a_suspect_is_found_wherever_it_stands(others: list[str], place: int) -> None:
    texts = [*others[:place], "jane.doe@example.org", *others[place:]]
    assert min(place, len(others)) in suspects(texts)


def test_many_long_texts_are_looked_at_in_pieces_and_none_is_overlooked() -> None:
    texts = ["x" * 300_000, "jane.doe@example.org"] * 9
    assert suspects(texts) == list(range(1, 18, 2))
