"""The pages of cases and causes: confirmed by somebody else, two who answer at once, proposals decided."""

import hashlib
import importlib.util
import sys
from pathlib import Path
from typing import Any

from lxml import html

from forestall.model.account import Role
from forestall.model.case import Channel
from forestall.pipeline.case_desk import desk_of
from forestall.pipeline.case_intake import Told, report

DIGEST = hashlib.sha256(b"photo").hexdigest()


def reported(pages: Any, text: str, **more: str) -> str:
    """Report a complaint as a case of its own; gives its id."""
    where = pages.service.place.profile.jurisdictions[0].id
    answer = pages.post("/cases/report", type="complaint", text=text, jurisdiction=where, looked="yes", **more)
    assert answer.status == 201, answer.text[-500:]
    return str(answer.html.xpath("//a[starts-with(@href, '/cases/case-')]/@href")[0]).rsplit("/", 1)[1]


def test_a_case_is_closed_only_when_another_account_confirms(town_pages: Any) -> None:
    one, two = (town_pages.as_role(Role.OPERATOR, account=each) for each in ("one", "two"))
    case = reported(one, "The lamp at the crossing is out")
    assert one.post(f"/cases/{case}/answer", outcome="", evidence=DIGEST).status == 422
    assert one.post(f"/cases/{case}/answer", outcome="A new lamp", evidence="photo").status == 422
    assert one.post(f"/cases/{case}/answer", outcome="A new lamp", evidence=DIGEST).status == 303
    assert one.post(f"/cases/{case}/confirm").status == 409
    assert two.post(f"/cases/{case}/confirm").status == 303
    assert "closed" in two.get(f"/cases/{case}").said


def test_two_who_answer_at_once_see_both_answers_and_one_is_saved_over_the_other(town_pages: Any) -> None:
    one, two = (town_pages.as_role(Role.OPERATOR, account=each) for each in ("one", "two"))
    case = reported(one, "The bench by the pond is broken")
    seen = two.get(f"/cases/{case}").html.xpath("//form[contains(@action, 'answer')]/input[@name='_seen']/@value")[0]
    assert one.post(f"/cases/{case}/answer", outcome="Mended", evidence=DIGEST).status == 303
    late = two.post(f"/cases/{case}/answer", outcome="Taken away", evidence=DIGEST, _seen=seen)
    assert late.status == 409
    box: html.HtmlElement = late.html.find_class("conflict")[0]
    assert "Mended" in box.text_content()
    assert "Taken away" in box.text_content()
    fresh = box.xpath(".//input[@name='_seen']/@value")[0]
    assert two.post(f"/cases/{case}/answer", outcome="Taken away", evidence=DIGEST, _seen=fresh).status == 303
    assert "Taken away" in one.get(f"/cases/{case}").said


def test_a_report_sent_twice_is_taken_once(town_pages: Any) -> None:
    first = reported(town_pages, "Noise of the mill at night", reference="form-1")
    assert reported(town_pages, "Noise of the mill at night", reference="form-1") == first


def test_what_is_the_same_is_suggested_and_nothing_is_kept_before_somebody_says(town_pages: Any) -> None:
    reported(town_pages, "Smell of burning at the old weir")
    before = len(town_pages.get("/cases", form="json", state="").json["rows"])
    where = town_pages.service.place.profile.jurisdictions[0].id
    asked = town_pages.post(
        "/cases/report", type="complaint", text="A smell of burning at the weir", jurisdiction=where
    )
    assert asked.status == 200
    assert "Is it one of these?" in asked.said
    assert len(town_pages.get("/cases", form="json", state="").json["rows"]) == before


def test_an_auditor_reads_cases_and_may_not_work_on_them(town_pages: Any) -> None:
    case = reported(town_pages, "The bridge rail is loose")
    auditor = town_pages.as_role(Role.AUDITOR, account="looker")
    assert "You may not work on this case." in auditor.get(f"/cases/{case}").said
    assert auditor.post(f"/cases/{case}/reopen", reason="no").status == 403


def case_load(seed: int, many: int) -> list[Any]:
    """The generated cases with which the proposals are proven."""
    path = Path(__file__).parents[2] / "follow" / "cases" / "case_load.py"
    spec = importlib.util.spec_from_file_location("case_load_of_pages", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return list(module.case_load(seed, many))


def test_a_proposal_is_accepted_with_a_title_or_rejected(town_pages: Any) -> None:
    for told in case_load(31, 120):
        taken = report(desk_of(town_pages.service), "desk", Told("complaint", told.text, site="school"), Channel.CSV)
        assert taken.case
    assert town_pages.post("/causes/propose").status == 303
    found = [str(each) for each in town_pages.get("/causes").html.xpath("//form[contains(@action, '/accept')]/@action")]
    assert len(found) >= 2
    assert town_pages.post(found[0], title="").status == 422
    assert town_pages.post(found[0], title="Check valve sticks").status == 303
    assert town_pages.post(found[1].replace("accept", "reject")).status == 303
    page = town_pages.get("/causes").said
    assert "Check valve sticks" in page
    assert town_pages.post(found[0], title="again").status == 404
