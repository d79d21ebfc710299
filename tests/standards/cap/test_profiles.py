"""National profiles: remarks on messages that claim one."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from forestall.standards.cap.message import Alert, Area, Info
from forestall.standards.cap.profiles import PROFILES, claimed, remarks
from forestall.standards.cap.xml import read

AT = datetime(2026, 3, 9, 6, tzinfo=UTC)
GOOD = Info(
    category=("Met",),
    event="Storm",
    urgency="Expected",
    severity="Severe",
    certainty="Likely",
    response_type=("Prepare",),
    event_code=(("SAME", "SVR"),),
    expires=AT,
    sender_name="Office",
    description="A storm.",
    instruction="Stay in.",
    area=(Area("Coast", geocode=(("SAME", "006109"),)),),
)
AMERICAN = Alert("1", "nws", AT, "Actual", "Alert", "Public", code=("IPAWSv1.0",), info=(GOOD,))


def test_a_message_that_claims_nothing_gets_no_remark() -> None:
    assert remarks(replace(AMERICAN, code=(), info=())) == ()


def test_a_message_that_does_what_its_profile_asks_gets_none() -> None:
    assert remarks(AMERICAN) == ()


@pytest.mark.parametrize(
    ("change", "remark"),
    [
        ({"event_code": ()}, "/alert/info[1]/eventCode: 0 of SAME, expected one"),
        ({"expires": None}, "/alert/info[1]/expires: none"),
        ({"instruction": ""}, "/alert/info[1]/instruction: none"),
        ({"area": ()}, "/alert/info[1]/area: none"),
        ({"area": (Area("Coast"),)}, "/alert/info[1]/area[1]/geocode: none of SAME"),
    ],
)
def test_each_thing_that_a_profile_asks_for_is_named(change: dict[str, object], remark: str) -> None:
    assert remarks(replace(AMERICAN, info=(replace(GOOD, **change),))) == (f"{remark} [CAP-US IPAWS 1.0]",)


def test_all_informations_are_about_the_same_event() -> None:
    other = replace(GOOD, category=("Geo",))
    assert remarks(replace(AMERICAN, info=(GOOD, other))) == (
        "/alert/info: not all have the same category [CAP-US IPAWS 1.0]",
    )


def test_a_canadian_message_speaks_english_and_french() -> None:
    canadian = replace(AMERICAN, code=("profile:CAP-CP:0.4",))
    assert "/alert/info: none in fr [CAP-CP]" in remarks(canadian)


@pytest.mark.parametrize(("name", "profile"), [("canada", "CAP-CP"), ("canada_signed", "CAP-CP")])
def test_samples_claim_their_profile_and_are_read_whatever_is_remarked(shared: Path, name: str, profile: str) -> None:
    alert = read((shared / f"data/cap/cap-library/{name}.cap").read_bytes())
    assert [each.name for each in claimed(alert)] == [profile]
    assert all(remark.endswith("]") for remark in remarks(alert))


def test_a_message_without_information_is_remarked_by_every_profile() -> None:
    for profile in PROFILES:
        assert remarks(replace(AMERICAN, code=(profile.code,), info=()))[0].startswith("/alert/info: none;")
