"""The queue over HTTP: what is shown, decided, undone, refused, kept from who may not see it; and how fast it is."""

from dataclasses import replace
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from forestall.guard.sharing import alert_label
from forestall.model.account import Role
from forestall.model.finding import Finding
from forestall.model.label import Label
from forestall.outlook.given import Given
from forestall.pipeline import triage

FIELDS = ("title", "key", "level", "where", "field", "source", "first", "time", "count", "state", "by", "why", "until")


def row(page, key: str):
    return page.html.xpath(f"//tbody/tr[.//input[@value='{key}']]")[0]


def keys(page) -> list[str]:
    return [each.get("value") for each in page.html.xpath("//tbody//input[@name='pick']")]


def of_kind(pages, kind: str) -> list[Finding]:
    return [each for each in pages.service.picture.shown.findings if each.kind == kind]


def test_the_queue_ranks_findings_and_warnings_together_and_exports_what_may_leave(harbour_pages) -> None:
    page = harbour_pages.get("/queue", state="all")
    assert page.status == 200
    given = harbour_pages.service.picture.shown.given
    whole = len(given.detection.findings) + len(given.alerts_open)
    rows = harbour_pages.get("/queue", state="all", form="json", table="queue").json["rows"]
    red = {each.id for each in harbour_pages.service.place.sources if each.label == "TLP:RED"}
    kept = sum(each.source in red for each in given.detection.findings)
    kept += sum(alert_label(each) is Label.RED for each in given.alerts_open)
    assert kept
    assert len(rows) == whole - kept
    assert f"of {whole}" in page.said
    assert tuple(rows[0]) == FIELDS
    assert rows[0]["level"] in ("Extreme", "critical")


def test_a_filter_narrows_and_a_search_finds_by_every_word(harbour_pages) -> None:
    cyber = harbour_pages.get("/queue", state="all", field="cyber", what="finding", form="json").json["rows"]
    assert {each["field"] for each in cyber} == {"cyber"}
    found = harbour_pages.get("/queue", state="all", q="safety forced", what="finding")
    assert [each.text_content() for each in found.html.xpath("//tbody//th//a")] == ["Point of a safety function forced"]
    assert "Nothing here" in harbour_pages.get("/queue", q="no such words at all").said


def test_many_are_acknowledged_at_once_and_undo_brings_all_back(harbour_pages) -> None:
    some = [each.id for each in of_kind(harbour_pages, "vulnerability")[:3]]
    answer = harbour_pages.post("/queue", doing="acknowledge", pick=some, why="patched by the vendor, ticket 12")
    assert answer.status == 303
    seen = harbour_pages.get("/queue", state="acknowledged")
    assert set(some) <= set(keys(seen))
    assert "ticket 12" in row(seen, some[0]).text_content()
    name = seen.html.xpath("//form[@action='/queue/undo']//input[@name='name']/@value")[0]
    assert harbour_pages.post("/queue/undo", name=name).status == 303
    assert "Undone" in harbour_pages.get("/queue").said
    assert not set(some) & set(keys(harbour_pages.get("/queue", state="acknowledged")))
    again = harbour_pages.post("/queue/undo", name=name)
    assert again.status == 303
    assert "was undone at" in harbour_pages.get("/queue").said


def test_what_was_typed_stays_when_it_cannot_be_done(harbour_pages) -> None:
    key = of_kind(harbour_pages, "sigma")[1].id
    page = harbour_pages.post("/queue?field=cyber", doing="acknowledge", pick=key, why="  ", until="2031-03-11T09:30")
    assert page.status == 422
    assert "expected a sentence" in page.said
    assert page.html.xpath(f"//input[@value='{key}']/@checked")
    assert page.html.xpath("//input[@name='until']/@value") == ["2031-03-11T09:30"]
    assert page.html.xpath("//select[@name='field']/option[@selected]/@value") == ["cyber"]
    nothing = harbour_pages.post("/queue", doing="close", why="settled")
    assert nothing.status == 422
    assert "Tick at least one line" in nothing.said


def test_merged_findings_stand_below_the_first_and_come_back(harbour_pages) -> None:
    first, second = (each.id for each in of_kind(harbour_pages, "seasonal")[:2])
    harbour_pages.post("/queue", doing="merge", pick=[first, second], why="one cause")
    assert second in keys(harbour_pages.get("/queue", state="merged"))
    whole = harbour_pages.get(f"/queue/{first}")
    assert whole.html.xpath(f"//section[@id='act']//a[@href='/queue/{second}']")
    assert harbour_pages.get(f"/queue/{second}").html.xpath(f"//section[@id='act']//a[@href='/queue/{first}']")
    assert harbour_pages.post(f"/queue/{second}", doing="reopen", why="two causes after all").status == 303
    assert second in keys(harbour_pages.get("/queue"))


def test_a_warning_is_acknowledged_in_the_queue_and_never_closed_there(harbour_pages) -> None:
    alert = harbour_pages.service.picture.shown.given.alerts_open[0]
    key = f"alert:{alert.identifier}"
    refused = harbour_pages.post("/queue", doing="close", pick=key, why="settled")
    assert refused.status == 422
    assert "cancel or update it" in refused.said
    assert harbour_pages.post("/queue", doing="acknowledge", pick=key, why="the desk sees to it").status == 303
    seen = harbour_pages.get("/queue", state="acknowledged")
    assert key in keys(seen)
    name = seen.html.xpath("//form[@action='/queue/undo']//input[@name='name']/@value")[0]
    harbour_pages.post("/queue/undo", name=name)
    assert key not in keys(harbour_pages.get("/queue", state="acknowledged"))


def test_silencing_a_finding_keeps_its_warning_quiet_until_a_time(harbour_pages) -> None:
    found = next(each for each in of_kind(harbour_pages, "seasonal") if each.rule == "port_throughput")
    assert harbour_pages.post("/queue", doing="silence", pick=found.id, why="strike, known").status == 303
    quiet = harbour_pages.get("/queue", state="silenced", form="json").json["rows"]
    assert [each["title"] for each in quiet if "Containers" in each["title"]]
    partner = of_kind(harbour_pages, "alert")[0].id
    refused = harbour_pages.post("/queue", doing="silence", pick=partner, why="known")
    assert refused.status == 422
    assert "there is nothing to silence" in refused.said


def test_a_finding_shows_the_log_events_it_rests_on_with_their_fields_and_age(harbour_pages) -> None:
    found = next(each for each in of_kind(harbour_pages, "sigma") if each.title.startswith("Point of a safety"))
    page = harbour_pages.get(f"/queue/{found.id}")
    assert page.status == 200
    events = page.html.xpath("//section[@id='evidence']//div[@class='evidence']")
    assert len(events) == len(found.evidence)
    assert "point_forced" in events[0].text_content()
    assert "logs/terminal-ics.jsonl.gz:853" in events[0].text_content()
    assert "before the pass" in events[0].text_content()
    assert "condition: forced and not tested" in page.text
    assert 'site = "chlorine-terminal"' in page.html.xpath("//details//pre")[0].text_content()
    assert "Corrowmere water works" in page.said
    assert "nobody else could give it" in page.said


@pytest.mark.parametrize("kind", ["threshold", "seasonal", "vulnerability", "alert", "silence"])
def test_every_kind_of_finding_opens_with_what_it_rests_on(harbour_pages, kind: str) -> None:
    found = of_kind(harbour_pages, kind)[0]
    page = harbour_pages.get(f"/queue/{found.id}")
    assert page.status == 200
    assert len(page.html.xpath("//div[@class='evidence']")) == len(found.evidence)


def test_findings_stand_side_by_side(harbour_pages) -> None:
    some = [each.id for each in of_kind(harbour_pages, "sigma")[:2]]
    answer = harbour_pages.post("/queue", doing="compare", pick=some)
    assert answer.status == 303
    where = urlsplit(answer.headers["location"])
    assert parse_qs(where.query)["pick"] == some
    page = harbour_pages.get(f"{where.path}?{where.query}")
    assert len(page.html.xpath("//div[@class='beside']/section")) == 2


def test_a_named_view_leads_back_to_what_was_looked_at(harbour_pages) -> None:
    reader = harbour_pages.as_role(Role.ANALYST, account="names-views")
    assert reader.post("/queue/views", name="Only cyber", query="field=cyber&state=all").status == 303
    page = reader.get("/queue")
    link = page.html.xpath("//span[@class='view']/a")[0]
    assert (link.text_content(), link.get("href")) == ("Only cyber", "/queue?field=cyber&state=all")
    assert not harbour_pages.get("/queue").html.xpath("//span[@class='view']")
    reader.post("/queue/views/forget", name="Only cyber")
    assert not reader.get("/queue").html.xpath("//span[@class='view']")


def test_a_local_authority_decides_only_about_its_own_and_an_auditor_about_nothing(harbour_pages) -> None:
    local = harbour_pages.as_role(Role.OPERATOR, jurisdiction="vale", account="vale-desk")
    mine = {
        each["key"]
        for each in local.get("/queue", state="all", form="json").json["rows"]
        if "alert:" not in each["key"]
    }
    every = {each.id: each for each in harbour_pages.service.picture.shown.findings}
    assert 0 < len(mine) < len(every)
    other = next(each for each in every if each not in mine)
    assert local.get(f"/queue/{other}").status == 404
    assert local.post("/queue", doing="close", pick=other, why="settled").status == 422
    auditor = harbour_pages.as_role(Role.AUDITOR)
    page = auditor.get("/queue")
    assert page.status == 200
    assert not page.html.xpath("//button[@name='doing']")
    assert auditor.post("/queue", doing="close", pick=other, why="settled").status == 403
    assert harbour_pages.as_role().get("/queue").status == 401


def test_nobody_undoes_what_another_did(harbour_pages) -> None:
    key = of_kind(harbour_pages, "threshold")[0].id
    one = harbour_pages.as_role(Role.OPERATOR, account="one-desk")
    assert one.post("/queue", doing="acknowledge", pick=key, why="pumping").status == 303
    name = one.get("/queue").html.xpath("//form[@action='/queue/undo']//input[@name='name']/@value")[0]
    other = harbour_pages.as_role(Role.OPERATOR, account="other-desk")
    assert other.post("/queue/undo", name=name).status == 403
    assert other.post("/queue/undo", name="act-none").status == 404
    assert one.post("/queue/undo", name=name).status == 303


def test_an_address_of_the_search_leads_to_the_finding(harbour_pages) -> None:
    answer = harbour_pages.get("/queue", finding="finding-1")
    assert (answer.status, answer.headers["location"]) == (303, "/queue/finding-1")
    assert harbour_pages.get("/queue/finding-1").status == 404


def test_red_findings_are_not_there_for_who_may_not_see_them(harbour_pages) -> None:
    clear = harbour_pages.as_role(Role.ANALYST, clearance=Label.CLEAR)
    labels = {each.id: str(each.label) for each in harbour_pages.service.place.sources}
    every = {each.id: labels[each.source] for each in harbour_pages.service.picture.shown.findings}
    seen = [each["key"] for each in clear.get("/queue", state="all", what="finding", form="json").json["rows"]]
    assert {every[each] for each in seen} <= {"TLP:CLEAR"}
    assert len(seen) < len(every)


def _many(given: Given, count: int) -> Given:
    """A pass with so many findings."""
    base = given.detection.findings
    made = tuple(
        replace(base[n % len(base)], id=f"finding-{n:016x}", time=given.at - timedelta(seconds=n)) for n in range(count)
    )
    return replace(given, detection=replace(given.detection, findings=made))


def test_fifty_thousand_findings_are_shown_a_page_at_a_time(harbour_pages, monkeypatch) -> None:
    shown = harbour_pages.service.picture.shown
    assert shown.given is not None
    many = replace(shown, given=_many(shown.given, 50_000), derived=type(shown.derived)())
    monkeypatch.setattr(harbour_pages.service.picture, "shown", many)
    some = many.given.detection.findings[:400]
    act = triage.decide(
        harbour_pages.service.office, "many", some, triage.Wanted(triage.TriageState.ACKNOWLEDGED, "seen")
    )
    try:
        every = harbour_pages.get("/queue", state="all")
        assert f"of {50_000 + len(many.given.alerts_open):,}".replace(",", "") in every.said.replace(",", "")
        assert len(keys(every)) == 50
        seen = harbour_pages.get("/queue", state="acknowledged", form="json").json["rows"]
        red = {each.id for each in harbour_pages.service.place.sources if each.label == "TLP:RED"}
        assert {each.id for each in some if each.source not in red} <= {each["key"] for each in seen}
    finally:
        triage.undo(harbour_pages.service.office, "many", act.id)
