"""What whoever reported a case does with its token on a page; the token never stands in an address."""

import hashlib
from typing import Any

from forestall.model.account import Role

DIGEST = hashlib.sha256(b"photo").hexdigest()


def reported(pages: Any, text: str, **more: str) -> tuple[str, str]:
    """Report a case of its own; gives its id and the token."""
    where = pages.service.place.profile.jurisdictions[0].id
    answer = pages.post("/cases/report", type="complaint", text=text, jurisdiction=where, looked="yes", **more)
    assert answer.status == 201, answer.text[-500:]
    case = str(answer.html.xpath("//a[starts-with(@href, '/cases/case-')]/@href")[0]).rsplit("/", 1)[1]
    return case, answer.html.xpath("string(//p[@class='token'])").strip()


def test_the_token_shows_where_the_case_stands_and_is_not_in_the_address(town_pages: Any) -> None:
    case, token = reported(town_pages, "The ramp of the ferry is slippery")
    assert town_pages.get("/cases/token").status == 200
    page = town_pages.post("/cases/token", token=f" {token} ")
    assert (page.status, case in page.said, "not yet" in page.said) == (200, True, True)
    assert [each for each in page.html.xpath("//@href | //@action") if token in each] == []


def test_whoever_reported_opens_it_again_with_a_reason_and_closes_it_in_the_end(town_pages: Any) -> None:
    case, token = reported(town_pages, "The siren of the mill is too quiet")
    worker = town_pages.as_role(Role.OPERATOR, account="one")
    assert worker.post(f"/cases/{case}/answer", outcome="A louder one", evidence=DIGEST).status == 303
    without = town_pages.post("/cases/token", token=token, doing="refuse", reason="")
    assert (without.status, "A louder one" in without.said) == (422, True)
    again = town_pages.post("/cases/token", token=token, doing="refuse", reason="Still not heard in Mill Lane")
    assert (again.status, "open again" in again.said) == (200, True)
    assert worker.post(f"/cases/{case}/answer", outcome="Two of them", evidence=DIGEST).status == 303
    closed = town_pages.post("/cases/token", token=token, doing="confirm")
    assert "the case is closed" in closed.said
    assert "closed" in worker.get(f"/cases/{case}").said


def test_a_contact_is_deleted_once(town_pages: Any) -> None:
    _case, token = reported(town_pages, "Oil on the water at the quay", contact="desk@harbour.example")
    assert "deleted, and its key" in town_pages.post("/cases/token", token=token, doing="forget").said
    assert "There was no contact" in town_pages.post("/cases/token", token=token, doing="forget").said


def test_a_token_of_nothing_is_told_and_stays_in_the_form(town_pages: Any) -> None:
    for token in ("", "x" * 40):
        page = town_pages.post("/cases/token", token=token)
        assert page.status == 422
        assert page.html.xpath("string(//input[@name='token']/@value)") == token
        assert page.html.xpath("//p[@id='f-token-said']/strong")
