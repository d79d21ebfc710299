"""The files of the outlook: whole, safe, the same every time."""

import csv
import io
import json
import re
from collections.abc import Callable
from html.parser import HTMLParser
from itertools import pairwise

import pytest
from lxml import html

from forestall.core.errors import InputError
from forestall.outlook.context import OutlookContext
from forestall.outlook.files import to_csv
from forestall.outlook.render import clean, render

Make = Callable[..., OutlookContext]
VOID = {"meta", "link", "br", "input", "img", "hr"}


def page(context: OutlookContext) -> str:
    return render(context, {})["index.html"].decode()


class Balance(HTMLParser):
    """Every start tag has its end tag, in order."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.wrong: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        pass

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.wrong.append(f"{tag} at {self.getpos()}")


def test_every_tag_is_closed_in_order(any_pass: OutlookContext) -> None:
    balance = Balance()
    balance.feed(page(any_pass))
    assert (balance.wrong, balance.open) == ([], [])


def test_nothing_is_asked_of_any_network(any_pass: OutlookContext) -> None:
    tree = html.fromstring(page(any_pass))
    links = [value for _, name, value, _ in tree.iterlinks() if name in ("src", "href", "action", "data")]
    assert [each for each in links if re.match(r"[a-z]+:|//", each) and each != "data:,"] == []


def test_nothing_runs_inline_and_nothing_is_styled_inline(any_pass: OutlookContext) -> None:
    tree = html.fromstring(page(any_pass))
    names = {name for each in tree.iter() if isinstance(each.tag, str) for name in each.attrib}
    assert [name for name in names if name.startswith("on") or name == "style"] == []
    assert tree.xpath("//style | //script[not(@src)] | //iframe | //object | //form") == []


def test_the_page_states_a_strict_policy(any_pass: OutlookContext) -> None:
    tree = html.fromstring(page(any_pass))
    (policy,) = tree.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy


def test_what_people_wrote_is_text_and_never_markup(passes: dict[str, Callable[[], OutlookContext]]) -> None:
    tree = html.fromstring(page(passes["nasty"]()))
    assert len(tree.xpath("//script")) == 1
    assert "<script>alert(1)</script>" in tree.text_content()


def test_no_missing_number_is_written_as_one(any_pass: OutlookContext) -> None:
    text = html.fromstring(page(any_pass)).text_content()
    assert re.findall(r"\b(nan|None|inf|Undefined)\b", text) == []


def test_control_and_direction_characters_are_replaced() -> None:
    assert clean("a\x00b\u202ec\r\nd\ud800") == "a\ufffdb\ufffdc\nd\ufffd"


def test_the_same_context_gives_the_same_bytes(make: Make) -> None:
    assert render(make(), {}) == render(make(), {})


def test_style_and_script_are_named_by_their_content(make: Make) -> None:
    files = render(make(), {})
    named = [name for name in files if re.fullmatch(r"outlook-[0-9a-f]{12}\.(css|js)", name)]
    text = files["index.html"].decode()
    assert len(named) == 2
    assert all(name in text for name in named)


def test_every_link_on_the_page_leads_to_a_part_or_a_file(make: Make) -> None:
    files = render(make(), {"alerts/ours-1.xml": b"<alert/>"})
    tree = html.fromstring(files["index.html"].decode())
    ids = set(tree.xpath("//@id"))
    wrong = [each for each in tree.xpath("//a/@href") if (each[1:] not in ids if each[0] == "#" else each not in files)]
    assert wrong == []


def test_ids_are_unique_and_references_to_them_hold(make: Make) -> None:
    tree = html.fromstring(page(make()))
    ids = tree.xpath("//@id")
    assert len(ids) == len(set(ids))
    used = [each.removeprefix("#") for each in tree.xpath("//use/@href")] + tree.xpath("//@aria-labelledby")
    assert [each for each in used if each not in ids] == []


def test_every_heading_cell_says_what_it_heads(any_pass: OutlookContext) -> None:
    tree = html.fromstring(page(any_pass))
    assert tree.xpath("//th[not(@scope)]") == []
    assert tree.xpath("//table[not(.//th)]") == []


def test_headings_go_down_one_step_at_a_time(any_pass: OutlookContext) -> None:
    levels = [int(each.tag[1]) for each in html.fromstring(page(any_pass)).xpath("//h1 | //h2 | //h3 | //h4")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_the_page_has_its_landmarks_and_language(make: Make) -> None:
    tree = html.fromstring(page(make()))
    assert tree.get("lang") == "en"
    assert [len(tree.xpath(f"//{name}")) for name in ("header", "nav", "main", "footer")] == [1, 1, 1, 1]
    assert tree.xpath("//section[not(@aria-labelledby)]") == []


def test_every_drawing_has_a_name_or_is_hidden(any_pass: OutlookContext) -> None:
    tree = html.fromstring(page(any_pass))
    assert tree.xpath("//svg[not(@aria-hidden='true') and not(@aria-label)]") == []


def test_an_alarm_is_said_in_words_beside_its_shape(make: Make) -> None:
    tree = html.fromstring(page(make()))
    assert [each.text_content().split()[0] for each in tree.xpath("//ol[@class='fields']//p[@class='level']")] == [
        "No",
        "Calm",
        "High",
        "Raised",
        "High",
    ]


def test_data_files_hold_everything(make: Make) -> None:
    files = render(make(), {})
    whole = json.loads(files["outlook.json"])
    assert len(whole["assessment"]["risks"]) == len(list(csv.DictReader(io.StringIO(files["risks.csv"].decode()))))
    assert len(json.loads(files["findings.json"])["findings"]) == 5
    assert len(list(csv.DictReader(io.StringIO(files["obligations.csv"].decode())))) == 13
    assert len(list(csv.DictReader(io.StringIO(files["plan.csv"].decode())))) == 17


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_a_cell_that_a_spreadsheet_would_run_is_made_safe(start: str) -> None:
    (row,) = csv.reader(io.StringIO(to_csv(["head"], [[f"{start}1+1"]]).decode().split("\r\n", 1)[1], newline=""))
    assert row[0] == f"'{start}1+1"


def test_a_negative_number_stays_a_number_and_a_missing_one_is_empty() -> None:
    assert to_csv(["a", "b", "c"], [[-1.5, None, float("nan")]]) == b"a,b,c\r\n-1.5,,\r\n"


@pytest.mark.parametrize(
    "name", ["../x", "/etc/x", "a/../x", "index.html", "risks.csv", "a\\b", ".files", "a//b", "", "a b"]
)
def test_an_attachment_cannot_leave_the_folder_or_replace_a_file(make: Make, name: str) -> None:
    with pytest.raises(InputError, match="attachment"):
        render(make(), {name: b""})


def test_an_attachment_is_kept_as_it_is_and_linked_from_its_warning(make: Make) -> None:
    files = render(make(), {"alerts/ours-1.xml": b"<alert/>"})
    assert files["alerts/ours-1.xml"] == b"<alert/>"
    assert b'<a href="alerts/ours-1.xml">CAP</a>' in files["index.html"]
