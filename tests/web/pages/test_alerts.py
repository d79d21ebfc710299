"""Warnings over HTTP: written, approved by a second person, sent, updated by two at once, withdrawn, silenced."""

from contextlib import contextmanager
from dataclasses import replace

from forestall.model.account import Role
from forestall.model.audience import Audience, FileWay
from forestall.model.profile import Approval
from forestall.model.words import Tlp

TYPED = {
    "category": "Safety",
    "severity": "Severe",
    "urgency": "Expected",
    "certainty": "Likely",
    "scope": "Public",
    "field": "social",
    "area": "",
    "headline_en": "Boil water before drinking",
    "description_en": "The treatment works lost pressure.",
    "instruction_en": "Boil water for one minute.",
}


@contextmanager
def place_with(pages, **changes):
    """The service with another place."""
    service, before = pages.service, pages.service.place
    profile = replace(before.profile, warnings=replace(before.profile.warnings, **changes.pop("warnings", {})))
    service.place = replace(before, profile=profile, **changes)
    try:
        yield
    finally:
        service.place = before


def draft_of(answer) -> str:
    assert answer.status == 303, answer.said
    return answer.headers["location"]


def sent(pages, **changes: str) -> str:
    """A warning that was written and sent, by its page."""
    draft = draft_of(pages.post("/drafts/new", **(TYPED | changes)))
    answer = pages.post(f"{draft}/approve")
    assert answer.status == 303
    return answer.headers["location"]


def test_a_warning_is_written_looked_at_and_sent(town_pages) -> None:
    draft = draft_of(town_pages.post("/drafts/new", **TYPED))
    page = town_pages.get(draft)
    assert "Nothing is sent yet" in page.said
    assert page.html.xpath("//article[@lang='en']//h3")[0].text_content() == "Boil water before drinking"
    answer = town_pages.post(f"{draft}/approve")
    warning = town_pages.get(answer.headers["location"])
    assert "It is sent" in warning.said
    assert "written by people" in warning.said
    assert any("Boil water" in each["headline"] for each in town_pages.get("/alerts", form="json").json["rows"])
    over = town_pages.post(f"{draft}/approve")
    assert over.status == 409
    assert "is sent since" in over.said


def test_where_a_second_person_is_asked_for_the_author_cannot_send(town_pages) -> None:
    author = town_pages.as_role(Role.OPERATOR, account="author")
    other = town_pages.as_role(Role.DIRECTOR, account="second")
    with place_with(town_pages, warnings={"approval": Approval.PUBLIC}):
        draft = draft_of(author.post("/drafts/new", **(TYPED | {"headline_en": "Two people"})))
        own = author.get(draft)
        assert "asks for a second person" in own.said
        assert not own.html.xpath(f"//form[@action='{draft}/approve']")
        refused = author.post(f"{draft}/approve")
        assert refused.status == 403
        assert "somebody else has to approve" in refused.said
        assert "needs a second person" in other.get("/alerts").said
        assert other.post(f"{draft}/approve").status == 303


def test_a_draft_is_refused_with_a_reason_and_nothing_is_sent(town_pages) -> None:
    draft = draft_of(town_pages.post("/drafts/new", **(TYPED | {"headline_en": "Never sent"})))
    bare = town_pages.post(f"{draft}/refuse", reason=" ")
    assert bare.status == 422
    assert "expected why" in bare.said
    assert town_pages.post(f"{draft}/refuse", reason="the works mended it").status == 303
    assert "the works mended it" in town_pages.get(draft).said
    assert "Never sent" not in town_pages.get("/alerts").said


def test_what_was_typed_stays_when_it_cannot_be_a_warning(town_pages) -> None:
    page = town_pages.post("/drafts/new", **(TYPED | {"headline_en": "", "expires": "tomorrow"}))
    assert page.status == 422
    assert "expected a date and time" in page.said
    assert "The treatment works lost pressure." in page.text
    page = town_pages.post("/drafts/new", **(TYPED | {"headline_en": ""}))
    assert page.status == 422
    assert "at least a headline" in page.said


def test_each_audience_is_shown_what_it_would_read_or_why_it_gets_nothing(town_pages) -> None:
    way = FileWay("file", "/tmp/none")
    desk = Audience("desk", "Duty desk", "office", (way,), clearance=Tlp.AMBER)
    quiet = Audience("far", "Far away", "outside", (way,), severity="Extreme")
    with place_with(town_pages, audiences=(desk, quiet)):
        draft = draft_of(town_pages.post("/drafts/new", **(TYPED | {"headline_en": "Seen by the desk"})))
        page = town_pages.get(draft)
        letter = page.html.xpath("//section[@id='who']//pre")[0].text_content()
        assert "Seen by the desk" in letter
        assert "Boil water for one minute." in letter
        assert "severity Severe is below Extreme" in page.said


def test_two_people_who_update_one_warning_see_both_texts(town_pages) -> None:
    warning = sent(town_pages, headline_en="First words")
    form = town_pages.get(f"{warning}/update")
    seen = form.html.xpath("//input[@name='_seen']/@value")[0]
    assert form.html.xpath("//input[@name='headline_en']/@value") == ["First words"]
    draft = draft_of(town_pages.post(f"{warning}/update", _seen=seen, **(TYPED | {"headline_en": "Words of another"})))
    later = town_pages.post(f"{draft}/approve").headers["location"]
    clash = town_pages.post(f"{warning}/update", _seen=seen, **(TYPED | {"headline_en": "Words of mine"}))
    assert clash.status == 409
    assert "Words of mine" in clash.said
    assert "Words of another" in clash.said
    again = clash.html.xpath("//input[@name='_seen']/@value")[0]
    mine = {each.get("name"): each.text or "" for each in clash.html.xpath("//section[@class='conflict']//textarea")}
    assert town_pages.post(f"{warning}/update", _seen=again, **mine).status == 303
    line = town_pages.get(later).html.xpath("//section[@id='line']//li")
    assert [each.xpath("string(.//strong | .//a)") for each in line] == ["Alert", "Update"]


def test_a_warning_is_withdrawn_with_a_reason_and_stays_in_its_line(town_pages) -> None:
    warning = sent(town_pages, headline_en="Soon over")
    bare = town_pages.post(f"{warning}/cancel", reason="")
    assert bare.headers["location"] == warning
    draft = draft_of(town_pages.post(f"{warning}/cancel", reason="pressure is back"))
    town_pages.post(f"{draft}/approve")
    page = town_pages.get(warning)
    assert "not the last word" in page.said
    assert not page.html.xpath("//a[contains(@href, '/update')]")
    assert "Cancel" in page.html.xpath("//section[@id='line']")[0].text_content()
    assert town_pages.get(f"{warning}/update").status == 409


def test_a_warning_is_acknowledged_silenced_and_both_end(town_pages) -> None:
    warning = sent(town_pages, headline_en="Seen to")
    known = town_pages.get(warning)
    if not known.html.xpath("//form[contains(@action, 'acknowledge')]"):
        town_pages.service.picture.refresh()
    refused = town_pages.post(f"{warning}/acknowledge", why="", until="2031-01-01T00:00")
    assert refused.status == 422
    assert refused.html.xpath("//input[@name='until']/@value") == ["2031-01-01T00:00"]
    assert town_pages.post(f"{warning}/acknowledge", why="the desk sees to it").status == 303
    assert town_pages.post(f"{warning}/silence", why="everybody knows").status == 303
    page = town_pages.get("/alerts")
    held = page.html.xpath("//section[@id='held']//li")
    assert {each.xpath("string(.//strong)") for each in held} == {"Acknowledged", "Silenced"}
    assert "lapses soon" in page.said
    for action in page.html.xpath("//section[@id='held']//form/@action"):
        assert town_pages.post(action, back="/alerts").status == 303
    assert "Nothing is acknowledged or silenced" in town_pages.get("/alerts").said


def test_who_may_not_warn_sees_no_form_and_is_refused(town_pages) -> None:
    analyst = town_pages.as_role(Role.ANALYST)
    assert analyst.get("/alerts").status == 200
    assert not analyst.get("/alerts").html.xpath("//a[@href='/drafts/new']")
    assert analyst.get("/drafts/new").status == 403
    assert analyst.post("/drafts/new", **TYPED).status == 403
    assert town_pages.as_role().get("/alerts").status == 401
    assert town_pages.get("/alerts/none").status == 404
    assert town_pages.get("/drafts/none").status == 404
