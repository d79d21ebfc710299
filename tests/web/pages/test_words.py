"""No English sentence of ours on a page in French, on whatever page a reader comes to by links and by mistakes.

What is ours is told by its words: those of the texts that the catalogue translates, without those that French has too.
What places, partners and rules say is theirs, and is left out as it stands in their files.
"""

import csv
import json
import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest
import yaml
from lxml import etree

from forestall.outlook.kinds import CASE, CATEGORY, ENTRY, NUMBER, SERVICE, SITE, SITES
from forestall.place.template import write_town
from forestall.web import catalogue
from forestall.web.language import catalogue as known

FIRST = (
    "/", "/help", "/admin", "/search?q=pump", "/sources?form=pdf", "/nothing-here", "/derivation/x/y/z",
    "/register/none", "/sites/none", "/network?fail=substation", "/drafts/new", "/cases/report",
    "/briefing/view?paper=A4",
)  # fmt: skip
MOST = 2  # pages of one shape
PAGES = 120
ELSEWHERE = re.compile(
    r"form=|tour=|^/(static|v1|taxii|ogc|disk|briefing/(?!view))|/text/|\.(json|csv|xml|ics|pdf|py)\b"
)
PUBLISHED = re.compile(
    r"[^()]*\(\d{4}\)|CISA, |OASIS, |SigmaHQ, |HM Treasury|Health and Safety|UK Cabinet"
    r"|.*\b(?:docs|warn|prevent|outlook)/|\d+ événements? "
)
"""Where a number was published, named as it was published; files of ours; events with the values of their logs."""
WORD = re.compile(r"(?<![\w./~\\@$-])[A-Za-z][a-z]+(?![\w./~\\@-])")
SAID = ("title", "aria-label", "placeholder", "alt", "aria-description")
QUIET = {"script", "style", "code", "pre", "kbd", "textarea"}


@cache
def english() -> frozenset[str]:
    """Words by which a text of ours in English is known."""
    texts = known("fr").texts
    ours = Counter(word.lower() for one in catalogue.texts() for word in WORD.findall(_plain(one)))
    theirs = {word.lower() for forms in texts.values() for form in forms for word in re.findall(r"[^\W\d_]+", form)}
    return frozenset(word for word in ours if len(word) > 1 and word not in theirs)


def _plain(text: str) -> str:
    for family in (SITE, SERVICE, ENTRY, CASE, CATEGORY, NUMBER):
        text = text.removesuffix(family)
    return re.sub(r"%\(\w+\)s|`[^`]*`", " ", text)


Own = dict[str, list[str]]
"""What stands in the files of a place: names, titles, values; by how it begins, the longest first."""


def own(place: Path) -> Own:
    """What is the place's, not ours."""
    said = (" ".join(each.split()) for path in sorted(place.rglob("*")) for each in _leaves(_read(path)))
    kinds = {each.removesuffix(SITE).replace(" ", "_") for each in SITES if each.count(" ") > 1}
    found: Own = {}
    for each in sorted(
        {each for each in said if len(each) > 2 and each not in kinds}, key=lambda each: (-len(each), each)
    ):
        found.setdefault(each[:3], []).append(each)
    return found


def _without(text: str, theirs: Own) -> str:
    """A text without what is the place's."""
    left, at = [], 0
    while at < len(text):
        begins = at == 0 or not text[at - 1].isalnum()
        some = theirs.get(text[at : at + 3], ()) if begins else ()
        first = next((each for each in some if text.startswith(each, at) and not _goes_on(text, at + len(each))), "")
        left.append(" " if first else text[at])
        at += len(first) or 1
    return "".join(left)


def _goes_on(text: str, at: int) -> bool:
    return text[at : at + 1].isalnum()


def _read(path: Path) -> object:
    if not path.is_file() or path.parent.name in ("logs", "series", "_make"):
        return None
    text = path.read_text(encoding="utf-8", errors="replace")
    if path.suffix == ".csv":
        return list(csv.reader(text.splitlines()))
    if path.suffix == ".toml":
        return tomllib.loads(text)
    if path.suffix in (".yml", ".yaml"):
        return list(yaml.load_all(text, yaml.CSafeLoader))
    if path.suffix in (".json", ".geojson"):
        return json.loads(text)
    return list(etree.fromstring(text.encode()).itertext()) if path.suffix == ".xml" else None


def _leaves(data: object) -> Iterator[str]:
    if isinstance(data, str):
        yield data
    elif isinstance(data, dict):
        for name, each in data.items():
            yield str(name)
            yield from _leaves(each)
    elif isinstance(data, list):
        for each in data:
            yield from _leaves(each)


def _said(element: Any) -> Iterator[str]:
    """What a reader reads or is read to, in the language of the page: no code, and nothing marked as another one."""
    if isinstance(element.tag, str) and element.tag not in QUIET and (element.get("lang") or "fr") == "fr":
        yield from filter(None, (element.text, *(element.get(name) for name in SAID)))
        for each in element:
            yield from _said(each)
            if each.tail:
                yield each.tail


def _wrong(said: Iterable[str], theirs: Own) -> Iterator[str]:
    for text in {" ".join(each.split()) for each in said}:
        if not PUBLISHED.match(text):
            left = {word.lower() for word in WORD.findall(_without(text, theirs))} & english()
            if len(left) > 1 or (len(text) > len("ok") and text.lower() in left):
                yield text


def _shape(path: str) -> tuple[object, ...]:
    """What pages alike have in common: the fixed parts of the address, and the names of what is asked."""
    address = urlsplit(path)
    first, *rest = address.path.strip("/").split("/")
    fixed = rest[0] if rest and first in ("derivation", "help", "admin") else ""
    last = rest[-1].partition(".")[0] if rest and first == "derivation" else ""
    return first, fixed, len(rest), last, tuple(sorted(part.partition("=")[0] for part in address.query.split("&")))


def _walk(pages: Any) -> Iterator[tuple[str, Any]]:
    """Every page, and others only as long as few of their shape were seen."""
    waiting, seen, shapes = list(FIRST), set(FIRST), Counter(map(_shape, FIRST))
    for path in waiting:
        answer = pages.get(path)
        if "text/html" not in answer.headers.get("content-type", ""):
            continue
        tree = answer.html
        yield path, tree
        for href in tree.xpath("//a/@href"):
            address = urlsplit(urljoin(f"http://127.0.0.1{path}", href))
            link = address.path + (f"?{address.query}" if address.query else "")
            shape = _shape(link)
            if address.netloc != "127.0.0.1" or ELSEWHERE.search(link) or link in seen:
                continue
            if shapes[shape] < MOST and len(waiting) < PAGES:
                shapes[shape] += 1
                seen.add(link)
                waiting.append(link)


@pytest.mark.parametrize("name", ["harbour", "town"])
def test_no_page_in_french_says_an_english_sentence_of_ours(
    name: str, harbour: Path, opened_pages: Any, tmp_path: Path
) -> None:
    place = harbour if name == "harbour" else tmp_path / "town"
    if name == "town":
        write_town(place)
    found: dict[str, str] = {}
    walked = 0
    with opened_pages(place, tmp_path) as pages:  # of its own: what other tests wrote is no text of ours
        pages.cookies["forestall-language"] = "fr"
        theirs = own(pages.service.root)
        for path, tree in _walk(pages):
            assert tree.get("lang") == "fr", path
            walked += 1
            for text in _wrong(_said(tree), theirs):
                found.setdefault(text, path)
    assert walked > 60
    assert found == {}
