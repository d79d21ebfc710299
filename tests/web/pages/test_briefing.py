"""The briefing: what a page, a file and slides show, narrowed to a part, without what the reader may not see."""

import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from lxml import html

from forestall.core.errors import InputError
from forestall.model.account import Role
from forestall.model.words import Field
from forestall.outlook.briefing import pdf, render
from forestall.outlook.briefing.context import Signed, briefing
from forestall.outlook.briefing.scope import Scope, within
from forestall.pipeline import briefing as pipeline
from forestall.web.language import catalogue
from forestall.web.said import sayer


def _shown(pages: Any, scope: Scope = Scope(), signed: Signed | None = None) -> Any:  # noqa: B008 - frozen
    return briefing(pages.service.picture.shown.given, None, scope, signed)


def test_the_page_offers_what_there_is_to_take(town_pages: Any) -> None:
    answer = town_pages.get("/briefing")
    assert answer.status == 200
    links = answer.html.xpath("//main//a[starts-with(@href, '/briefing/')]/@href")
    assert [each.partition("?")[0] for each in links] == [
        "/briefing/briefing.pdf", "/briefing/view", "/briefing/briefing.html", "/briefing/slides.zip",
    ]  # fmt: skip


def test_a_wrong_choice_is_told_and_what_was_typed_stays(town_pages: Any) -> None:
    answer = town_pages.get("/briefing", since="2999-01-01")
    assert answer.status == 422
    assert "before the pass" in answer.said
    assert answer.html.xpath("//input[@name='since']/@value") == ["2999-01-01"]


def test_a_period_has_a_beginning_and_an_end(town_pages: Any) -> None:
    given = town_pages.service.picture.shown.given
    findings = sorted(given.detection.findings, key=lambda each: each.first)
    until = findings[len(findings) // 2].first
    found = within(given, Scope(until=until)).detection.findings
    assert {each.id for each in found} == {each.id for each in findings if each.first <= until}
    assert within(given, Scope(until=given.at)).detection.findings == given.detection.findings
    with pytest.raises(InputError, match="expected a time after since"):
        within(given, Scope(since=until, until=until))


def test_the_last_day_of_a_period_is_whole_and_is_told(town_pages: Any) -> None:
    given = town_pages.service.picture.shown.given
    before = f"{given.at - timedelta(days=1):%Y-%m-%d}"
    said = town_pages.get("/briefing/view", until=before).html.xpath("string(//header[@class='cover'])")
    assert "findings until" in said
    today = town_pages.get("/briefing/view", since=before, until=f"{given.at:%Y-%m-%d}")
    assert "findings until" not in today.html.xpath("string(//header[@class='cover'])")
    wrong = town_pages.get("/briefing", since=f"{given.at:%Y-%m-%d}", until=before)
    assert wrong.status == 422
    assert wrong.html.xpath("//input[@name='until']/@value") == [before]
    assert town_pages.get("/briefing", until="soon").status == 422


def test_the_view_asks_for_nothing_and_has_every_part(town_pages: Any) -> None:
    page = town_pages.get("/briefing/view").html
    parts = [each.partition("#")[2] for each in page.xpath("//nav[@class='contents']//a/@href")]
    assert parts == [each.get("id") for each in page.xpath("//main/section")]
    assert not page.xpath("//script | //style | //*[@style]")
    assert all(each.startswith("data:image/svg+xml;base64,") for each in page.xpath("//img/@src"))
    assert all(page.xpath("//img/@alt"))


def test_figures_are_those_of_the_records(town_pages: Any) -> None:
    given = town_pages.service.picture.shown.given
    page = town_pages.get("/briefing/view").html
    ranked = [row.xpath("string(th/text())").strip() for row in page.xpath("//section[@id='risks']//tbody/tr")]
    assert ranked == [each.title for each in given.assessment.risks]
    assert given.checkpoint.root in page.text_content()
    assert len(page.xpath("//section[@id='warnings']//article")) == len(_shown(town_pages).notices.warnings)


def test_a_part_of_the_place_shows_nothing_of_the_rest(town_pages: Any) -> None:
    given = town_pages.service.picture.shown.given
    tree = given.place.profile.jurisdictions
    lower = next(each for each in tree if each.parent is not None)
    narrow = within(given, Scope(jurisdiction=lower.id))
    below = {lower.id, *(each.id for each in tree if each.parent == lower.id)}
    assert {each.jurisdiction for each in narrow.place.sites} <= below
    assert {each.jurisdiction for each in narrow.assessment.risks} <= below
    assert {each.bearer for each in narrow.obligations} <= below
    assert not [each for each in narrow.assessment.totals if each.group in ("all", "field")]
    for field in Field:
        one = within(given, Scope(field=field))
        assert {each.field for each in one.assessment.risks} <= {field}
        assert {each.field for each in one.detection.findings} <= {field}
        assert _shown(town_pages, Scope(field=field)).fields[0].field is field
    with pytest.raises(InputError, match="expected one of"):
        within(given, Scope(jurisdiction="nowhere"))


def test_a_reader_of_a_part_gets_a_briefing_of_that_part(town_pages: Any) -> None:
    tree = town_pages.service.place.profile.jurisdictions
    lower = next(each for each in tree if each.parent is not None)
    page = town_pages.as_role(Role.LOCAL, jurisdiction=lower.id).get("/briefing/view").html
    shown = [row.xpath("string(th/text())").strip() for row in page.xpath("//section[@id='risks']//tbody/tr")]
    allowed = {
        each.title for each in town_pages.service.picture.shown.given.assessment.risks if each.jurisdiction == lower.id
    }
    assert set(shown) <= allowed
    assert "budget and sums are of the whole place" in page.text_content()


def test_findings_before_the_period_are_left_out(town_pages: Any) -> None:
    given = town_pages.service.picture.shown.given
    times = sorted({each.time for each in given.detection.findings})
    middle = times[-1]
    found = within(given, Scope(since=middle)).detection.findings
    assert 0 < len(found) < len(given.detection.findings)
    assert all(each.time >= middle for each in found)


def test_slides_are_pictures_of_full_size(town_pages: Any) -> None:
    answer = town_pages.get("/briefing/slides.zip")
    assert answer.headers["content-type"] == "application/zip"
    found = render.slides(_shown(town_pages))
    assert found == render.slides(_shown(town_pages)), "the same records give the same pictures"
    assert any(name.endswith("-map.png") for name in found)
    for data in found.values():
        assert data[:8] == b"\x89PNG\r\n\x1a\n"
        assert (int.from_bytes(data[16:20]), int.from_bytes(data[20:24])) == (1920, 1080)


def test_the_pdf_has_numbered_pages_contents_and_the_ledger(town_pages: Any, tmp_path: Path) -> None:
    pytest.importorskip("weasyprint")
    signed = Signed("town.example/ledger\n7\nAAAA\n\n— town.example/ledger abc\n", 7, ("town.example/ledger+1+A",))
    shown = _shown(town_pages, signed=signed)
    for paper, width in ((render.Paper.A4, 595), (render.Paper.LETTER, 612)):
        data = pdf.printed(render.html(shown, paper=paper))
        sizes = re.findall(rb"/MediaBox \[0 0 ([\d.]+)", data)
        assert data[:5] == b"%PDF-"
        if sizes:
            assert {int(float(each)) for each in sizes} == {width}
    assert data == pdf.printed(render.html(shown, paper=paper)), "the same file gives the same bytes"
    text = html.fromstring(render.html(shown)).text_content()
    assert "town.example/ledger abc" in text
    assert "verify.py tiles FOLDER --key 'town.example/ledger+1+A'" in text


def test_a_page_that_asks_for_the_network_gets_nothing() -> None:
    pytest.importorskip("weasyprint")
    made = pdf.printed('<img src="http://127.0.0.1:9/x.png"><img src="file:///etc/passwd"><p>still here</p>')
    assert made[:5] == b"%PDF-"


def test_without_weasyprint_a_browser_prints_and_without_both_it_is_said(town_pages: Any) -> None:
    with pytest.raises(InputError, match=r"forestall\[pdf\]"):
        pipeline.by_browser("<p>x</p>", None)
    with pytest.raises(InputError, match="did not print"):
        pipeline.by_browser("<p>x</p>", "/bin/false")


def test_every_language_and_direction_renders(town_pages: Any) -> None:
    page = town_pages.get("/briefing/view")
    assert page.html.get("dir") == "ltr"
    town_pages.cookies["forestall-language"] = "ar"
    assert town_pages.get("/briefing/view").html.get("dir") == "rtl"


def test_what_is_not_known_is_said_in_the_language(town_pages: Any) -> None:
    shown = _shown(town_pages)
    unknown = replace(
        shown.unknown,
        blind=("social", "political"),
        feeds=(("Gauge", "degraded", ("no file", "gauge.csv, line 7: found 3 cells, expected 4")),),
    )
    french = catalogue("fr")
    tongue = render.Tongue("fr", french.text, french.counted, says=sayer("fr"))
    found = html.fromstring(render.html(replace(shown, unknown=unknown), tongue)).text_content().replace("\u00a0", " ")
    assert "social, politique" in found
    assert "aucun fichier; gauge.csv, ligne 7 : trouvé 3 cellules, attendu 4" in found


def test_the_command_writes_a_file_and_refuses_what_it_cannot(town_pages: Any, tmp_path: Path) -> None:
    from forestall.cli.briefing_file import briefing as command

    service = town_pages.service
    out = tmp_path / "deep" / "town.html"
    command(service.root, out=out, state=service.state, slides=tmp_path / "slides")
    assert "Ledger checkpoint" in out.read_text(encoding="utf-8")
    assert list((tmp_path / "slides").glob("*.png"))
    for wrong in ({"out": tmp_path / "x.doc"}, {"field": "magic"}, {"language": "xx"}, {"jurisdiction": "nowhere"}):
        with pytest.raises(InputError):
            command(service.root, **{"out": out, "state": service.state, **wrong})  # type: ignore[arg-type]
