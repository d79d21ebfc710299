"""What stands around every page: language, colours, exports, search, refusals, what is said once."""

import asyncio
import csv
import io
import json
import re
from importlib.resources import files

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from forestall.model.account import Role
from forestall.web.catalogue import texts
from forestall.web.language import LANGUAGES, catalogue, parsed
from forestall.web.pages.navigation import NAVIGATION


@pytest.mark.parametrize("path", ["/", "/sources", "/help", "/help/outlook", "/search?q=pump"])
def test_a_page_has_one_heading_landmarks_and_nothing_inline(town_pages, path: str) -> None:
    page = town_pages.get(path)
    assert page.status == 200
    tree = page.html
    assert len(tree.xpath("//h1")) == 1
    assert tree.xpath("//title")[0].text.strip()
    assert len(tree.xpath("//main")) == len(tree.xpath("//body/header")) == len(tree.xpath("//body/footer")) == 1
    assert tree.xpath("//@style | //style | //script[not(@src)] | //@onclick") == []
    assert tree.xpath("//*[@id]/@id") == list(dict.fromkeys(tree.xpath("//*[@id]/@id")))


def test_language_and_colours_are_chosen_by_a_form_and_kept(town_pages) -> None:
    answer = town_pages.post("/settings", language="ar", theme="dark", after="/sources")
    assert (answer.status, answer.headers["location"]) == (303, "/sources")
    page = town_pages.get("/sources").html
    assert (page.get("lang"), page.get("dir"), page.get("data-theme")) == ("ar", "rtl", "dark")


@pytest.mark.parametrize("after", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"])
def test_no_form_leads_to_another_site(town_pages, after: str) -> None:
    assert town_pages.post("/settings", after=after).headers["location"] == "/"


def test_every_table_of_a_page_is_exported_with_the_rows_that_it_shows(town_pages) -> None:
    page = town_pages.get("/sources").html
    links = page.xpath("//p[@class='exports']/a/@href")
    assert len(links) == 4
    rows = list(csv.DictReader(io.StringIO(town_pages.get("/sources?form=csv&table=sources").text)))
    shown = page.xpath("//*[@id='sources']//tbody/tr/th")
    assert sorted(row["source"] for row in rows) == sorted(each.text_content() for each in shown)
    assert town_pages.get("/sources?form=json&table=sources").json["table"] == "sources"


def test_a_table_or_form_that_there_is_not_is_told(town_pages) -> None:
    for query in ("form=csv&table=nothing", "form=pdf"):
        page = town_pages.get(f"/sources?{query}")
        assert page.status == 422
        assert "expected csv or json" in page.said or "the page has" in page.said


def test_a_file_holds_only_what_one_may_take_away(harbour_pages) -> None:
    auditor = harbour_pages.as_role(Role.AUDITOR)
    rows = list(csv.DictReader(io.StringIO(auditor.get("/sources?form=csv&table=sources").text)))
    labels = {each.id: each.label for each in harbour_pages.service.place.sources}
    assert {labels[row["id"]] for row in rows} <= {"TLP:CLEAR"}


def test_the_navigation_names_only_what_one_may_see(harbour_pages) -> None:
    names = {
        role: harbour_pages.as_role(role).get("/help").html.xpath("//nav//a[@aria-current]/@href")
        for role in (Role.DIRECTOR, Role.ADMINISTRATOR)
    }
    assert names == {Role.DIRECTOR: [], Role.ADMINISTRATOR: []}
    keeper = harbour_pages.as_role(Role.ADMINISTRATOR)
    assert keeper.get("/").status == 403
    assert "keeps the accounts" in keeper.get("/").said


def test_search_finds_by_words_and_only_what_one_may_see(harbour_pages) -> None:
    assert "chlorine" in harbour_pages.get("/search", q="chlorine").said.lower()
    vale = harbour_pages.as_role(Role.LOCAL, jurisdiction="vale").get("/search", q="chlorine")
    assert not vale.html.xpath("//a[starts-with(@href, '/sites/')]")


def test_a_program_gets_problem_details_where_a_person_gets_a_page(town_pages) -> None:
    async def once() -> httpx.Response:
        transport = httpx.ASGITransport(app=town_pages.app)
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
            return await client.get("/sources?form=pdf")

    answer = asyncio.run(once())
    assert answer.headers["content-type"] == "application/problem+json"


_WORDS = st.text(st.characters(max_codepoint=0xFFFF, exclude_categories=["Cs"]), min_size=1)


@given(st.dictionaries(_WORDS, _WORDS, max_size=5))
def test_a_catalogue_as_it_is_written_is_read_back(texts: dict[str, str]) -> None:
    entries = (f"msgid {json.dumps(one)}\nmsgstr {json.dumps(two)}" for one, two in texts.items())
    found = parsed("\n\n".join(entries))
    assert {one: found.text(one) for one in texts} == texts


def test_the_plural_of_a_language_is_followed() -> None:
    arabic = (
        'msgid ""\nmsgstr "Plural-Forms: nplurals=6; plural=n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : '
        'n%100>=3 && n%100<=10 ? 3 : n%100>=11 ? 4 : 5;\\n"\n\n'
        'msgid "one"\nmsgid_plural "many"\n' + "\n".join(f'msgstr[{each}] "form {each}"' for each in range(6))
    )
    found = parsed(arabic)
    assert [found.counted("one", "many", n) for n in (0, 1, 2, 5, 11, 100)] == [f"form {each}" for each in range(6)]


def test_every_language_says_its_own_name() -> None:
    assert [each.code for each in LANGUAGES] == ["en", "fr", "es", "ar", "zh"]


def test_the_tour_leads_over_the_pages_one_may_see_and_is_not_offered_again(town_pages) -> None:
    first = town_pages.get("/").html
    assert first.xpath("//aside//a/@href") == ["/?tour=1"]
    path, seen = "/?tour=1", 0
    while path:
        step = town_pages.get(path)
        assert step.status == 200
        seen += 1
        assert step.html.xpath("//aside//strong")[0].text.startswith(f"{seen}/")
        path = next(iter(step.html.xpath("//aside//a[@class='button']/@href")), "")
    assert seen >= 2
    town_pages.post("/toured")
    assert town_pages.get("/").html.xpath("//aside") == []


def test_every_translation_has_the_values_of_its_text() -> None:
    value = re.compile(r"%\((\w+)\)s|%%")
    for each in LANGUAGES[1:]:
        for one, forms in catalogue(each.code).texts.items():
            for form in forms:
                wanted = {found for found in value.findall(one) if found}
                named = {found for found in value.findall(form) if found}
                assert named <= wanted, (each.code, one)
                assert one.count("%%") == form.count("%%"), (each.code, one)


def test_every_text_of_the_pages_stands_in_every_catalogue() -> None:
    for each in LANGUAGES[1:]:
        source = files("forestall.web").joinpath("languages", f"{each.code}.po").read_text(encoding="utf-8")
        missing = [one for one in texts() if f"msgid {json.dumps(one, ensure_ascii=False)}\n" not in source]
        assert missing == [], f"{each.code}: python -m forestall.web.catalogue"


def test_a_table_says_which_labels_stay_out_of_its_file_and_the_file_says_it_too(town_pages) -> None:
    reader = town_pages.as_role(Role.AUDITOR)  # sees what is AMBER, and takes away only what is CLEAR
    labels = sorted({each.label for each in town_pages.service.place.sources} - {"TLP:CLEAR"})
    assert labels
    assert f"without {', '.join(labels)}" in reader.get("/sources").said
    file = reader.get("/sources?form=json&table=sources")
    assert (file.json["without"], file.headers["forestall-without"]) == (labels, ", ".join(labels))
    assert town_pages.get("/help").html.get_element_by_id("taken") is not None


def test_a_place_without_such_sources_keeps_nothing_back(town_pages) -> None:
    assert "without TLP" not in town_pages.get("/sources").said
    assert town_pages.get("/sources?form=json&table=sources").json["without"] == []


def test_every_page_of_the_navigation_has_its_help_and_its_page_leads_there(town_pages) -> None:
    helps = {each.key: town_pages.get(f"/help/{each.key}").status for each in NAVIGATION}
    assert set(helps.values()) == {200}, helps
    for each in NAVIGATION:
        links = town_pages.get(each.path).html.xpath("//main//a[@class='help']/@href")
        assert links == [f"/help/{each.key}"], each.path


def test_who_is_not_known_is_led_to_the_sign_in_and_back_and_a_form_is_not_lost(town_pages) -> None:
    visitor = town_pages.as_role()
    visitor.app.state.people = object()
    page = visitor.get("/sources?sources.sort=title")
    assert page.status == 401
    assert page.html.xpath("//main//a[@class='button']/@href") == ["/sign-in?next=%2Fsources%3Fsources.sort%3Dtitle"]
    sent = visitor.post("/cases/report", text="typed for an hour")
    assert "what you sent stands below" in sent.said
    assert sent.html.xpath("//form[@data-again]//input[@name='text']/@value") == ["typed for an hour"]
    assert sent.html.xpath("//main//a[@class='button']/@target") == ["_blank"]


def test_a_form_that_is_too_long_is_answered_with_a_page_in_the_language_of_the_reader(town_pages) -> None:
    town_pages.cookies["forestall-language"] = "fr"
    page = town_pages.post("/cases/report", text="x" * 200_000)
    assert (page.status, page.html.get("lang")) == (413, "fr")
    assert "content-security-policy" in page.headers
    program = town_pages
    program.headers["accept"] = "application/json"
    assert program.post("/cases/report", text="x" * 200_000).json["status"] == 413
