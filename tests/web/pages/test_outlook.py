"""The first page."""

from forestall.model.account import Role


def test_the_first_page_shows_five_fields_each_with_level_trend_and_freshness(harbour_pages) -> None:
    page = harbour_pages.get("/")
    assert page.status == 200
    tiles = page.html.xpath("//article[contains(@class, 'tile')]")
    assert len(tiles) == 5
    for tile in tiles:
        assert tile.xpath(".//span[contains(@class, 'badge')]")[0].text_content().strip() in {
            "high",
            "raised",
            "calm",
            "no data",
        }
        assert tile.xpath(".//span[contains(@class, 'trend')]")
        assert "sources fine" in tile.text_content()


def test_what_was_seen_is_not_told_again_and_nothing_is_lost_before(town_pages) -> None:
    reader = town_pages.as_role(Role.DIRECTOR, account="reads-first")
    first = reader.get("/")
    assert "the first pass: there is nothing to compare" in first.said
    at = first.html.xpath("//input[@name='at']/@value")[0]
    answer = reader.post("/looked", at=at)
    assert (answer.status, answer.headers["location"]) == (303, "/")
    seen = reader.get("/")
    assert "From now on you see what changes after this." in seen.said
    assert "you have seen this pass" in seen.said
    assert "From now on" not in reader.get("/").said


def test_a_local_authority_sees_only_its_own_part(harbour_pages) -> None:
    whole = harbour_pages.get("/")
    local = harbour_pages.as_role(Role.LOCAL, jurisdiction="vale")
    page = local.get("/")
    assert page.status == 200
    assert len(page.html.xpath("//section[@id='risks']//tbody/tr")) < len(
        whole.html.xpath("//section[@id='risks']//tbody/tr")
    )


def test_a_visitor_is_asked_to_sign_in(town_pages) -> None:
    assert town_pages.as_role().get("/").status == 401


def test_an_unknown_page_is_told_in_a_sentence_and_a_way_on(town_pages) -> None:
    page = town_pages.get("/nowhere")
    assert page.status == 404
    assert "There is no such page" in page.said
    assert page.html.xpath("//main//a[@href='/']")
