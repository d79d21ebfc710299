"""The pages of partners: what one would get is what the decision says, and nobody sees more by it than otherwise."""

import json
from typing import Any

from forestall.model.account import Role
from forestall.model.label import Label
from forestall.model.words import Field
from forestall.pipeline.sharing import partner_of, preview
from forestall.web.pages.partners_view import figures

Pages = Any  # of conftest.py, which is no module


def test_a_partner_shows_exactly_what_the_decision_lets_go_and_why_not_the_rest(harbour_pages: Pages) -> None:
    office = harbour_pages.service.office
    found = preview(office, partner_of(office.place(), "ossary-cert"))
    assert found.going
    assert found.withheld
    shown = harbour_pages.get("/partners/ossary-cert", form="json", table="going").json["rows"]
    assert {each["digest"] for each in shown} == {
        each.digest for each in found.going if each.thing.label is not Label.RED
    }  # RED never leaves in a file
    why = harbour_pages.get("/partners/ossary-cert", form="json", table="withheld").json["rows"]
    assert all(each["reasons"] for each in why)
    assert "is above its clearance" in harbour_pages.get("/partners/weather-service").said


def test_the_text_of_a_letter_is_what_would_be_sent_and_nothing_else_is_given_out(harbour_pages: Pages) -> None:
    office = harbour_pages.service.office
    letter = preview(office, partner_of(office.place(), "ossary-cert")).going[0]
    answer = harbour_pages.get(f"/partners/ossary-cert/text/{letter.digest}")
    assert answer.text == letter.body
    assert json.loads(answer.text)["type"] == "bundle"
    assert "attachment" in answer.headers["content-disposition"]
    assert harbour_pages.get("/partners/ossary-cert/text/0000").status == 404
    assert harbour_pages.get(f"/partners/coastal-civil-protection/text/{letter.digest}").status == 404


def test_an_analyst_of_another_field_sees_only_how_many_things_there_are(harbour_pages: Pages) -> None:
    office = harbour_pages.service.office
    found = preview(office, partner_of(office.place(), "ossary-cert"))
    every = len(found.going) + len(found.there) + len(found.withheld)
    other = harbour_pages.as_role(Role.ANALYST, fields=frozenset({Field.POLITICAL}), clearance=Label.CLEAR)
    page = other.get("/partners/ossary-cert")
    seen = [each.thing.title for each in (*found.going, *found.withheld) if each.thing.title in page.said]
    open_ones = [each.thing.title for each in (*found.going, *found.withheld) if each.thing.label is Label.CLEAR]
    assert set(seen) <= set(open_ones)
    assert f"{every - len(open_ones)} more things are not shown" in page.said
    letter = found.going[0]
    assert other.get(f"/partners/ossary-cert/text/{letter.digest}").status == 404


def test_who_may_not_see_partners_gets_no_page_and_who_may_not_share_no_button(harbour_pages: Pages) -> None:
    assert harbour_pages.as_role(Role.ADMINISTRATOR).get("/partners").status == 403
    assert harbour_pages.as_role(Role.LOCAL).get("/partners/ossary-cert").status == 403
    assert harbour_pages.as_role(Role.ANALYST).post("/partners/ossary-cert/exchange").status == 403
    assert harbour_pages.get("/partners/nobody").status == 404


def test_exchanging_with_a_partner_that_has_no_address_says_what_to_do(harbour_pages: Pages) -> None:
    answer = harbour_pages.post("/partners/ossary-cert/exchange")
    assert answer.status == 422
    assert "ossary-cert" in answer.said


def test_a_roll_up_that_came_broken_shows_what_can_be_read_and_never_a_zero() -> None:
    found = figures(
        {
            "risk": [
                {"field": "cyber", "scale": "economic", "mean": 1234.5, "low": 1.0, "high": 9e6, "withheld": 4},
                {"field": "social", "scale": "people", "shared": 5, "withheld": None},
                "no row",
            ],
            "findings": "no list",
            "late": [{"jurisdiction": "port", "title": "Report", "days": 3}],
        }
    )
    assert [(each.what, each.value, each.withheld) for each in found] == [
        ("cyber · economic", "1,234 (1 – 9,000,000)", "4"),
        ("social · people", "", ""),
        ("port · Report", "3", "0"),
    ]
