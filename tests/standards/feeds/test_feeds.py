"""Atom and RSS: the samples of a library with their verdicts, and what we write against the grammar of RFC 4287."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from forestall.core.errors import LimitError, StandardError
from forestall.standards.feeds import atom, rss, tree
from forestall.standards.feeds.feed import Entry, Feed

# Verdicts of google/cap-library's own tests: entries in a good feed, or the path of what is broken.
SAMPLES: dict[str, int | str] = {
    "amber.atom": 1,
    "canada_signed.atom": 1,
    "earthquake_index.atom": 1,
    "empty_weather_index.atom": 0,
    "invalid.rss": "/rss/channel/title",
    "invalid_element.atom": "/feed/foo",
    "no_entries.atom": 0,
    "no_id.atom": "/feed/id",
    "no_link.atom": "/feed/entry[1]",
    "no_title.atom": "/feed/entry[1]/title",
    "ny_index.rss": 2,
    "weather.atom": 1,
    "weather_index.atom": 2,
    "weather_invalid.atom": 1,
    "xee.atom": "/",
}

# RFC 4287, appendix B, as RELAX NG in XML: what we write of it, with its required and repeated elements.
GRAMMAR = b"""<grammar xmlns="http://relaxng.org/ns/structure/1.0" ns="http://www.w3.org/2005/Atom"
  datatypeLibrary="http://www.w3.org/2001/XMLSchema-datatypes"><start><element name="feed"><interleave>
  <element name="id"><data type="anyURI"><param name="minLength">1</param></data></element>
  <element name="title"><text/></element>
  <optional><element name="subtitle"><text/></element></optional>
  <element name="updated"><data type="dateTime"/></element>
  <oneOrMore><element name="author"><element name="name"><text/></element></element></oneOrMore>
  <zeroOrMore><ref name="link"/></zeroOrMore>
  <zeroOrMore><element name="entry"><interleave>
    <element name="id"><data type="anyURI"><param name="minLength">1</param></data></element>
    <element name="title"><text/></element>
    <element name="updated"><data type="dateTime"/></element>
    <oneOrMore><ref name="link"/></oneOrMore>
    <optional><element name="summary"><text/></element></optional>
  </interleave></element></zeroOrMore>
  </interleave></element></start>
  <define name="link"><element name="link"><attribute name="href" ns=""><data type="anyURI"/></attribute>
    <optional><attribute name="rel" ns=""><data type="string"/></attribute></optional>
    <optional><attribute name="type" ns=""><data type="string"><param name="pattern">.+/.+</param></data></attribute>
    </optional><empty/></element></define></grammar>"""


@pytest.mark.parametrize("name", SAMPLES)
def test_a_sample_gets_its_published_verdict(shared: Path, name: str) -> None:
    data = (shared / "data/cap/cap-library" / name).read_bytes()
    read = rss.read if name.endswith(".rss") else atom.read
    expected = SAMPLES[name]
    if isinstance(expected, int):
        assert len(read(data).entries) == expected
    else:
        with pytest.raises(StandardError) as caught:
            read(data)
        assert caught.value.path == expected


def test_every_sample_has_a_verdict(shared: Path) -> None:
    folder = shared / "data/cap/cap-library"
    assert {path.name for ending in ("atom", "rss") for path in folder.glob(f"*.{ending}")} == set(SAMPLES)


def test_an_embedded_message_is_given_as_it_stands(shared: Path) -> None:
    (entry,) = atom.read((shared / "data/cap/cap-library/amber.atom").read_bytes()).entries
    assert entry.content.startswith(b"<alert xmlns=")


def test_the_link_of_a_cap_type_comes_before_others() -> None:
    data = (
        b'<feed xmlns="http://www.w3.org/2005/Atom"><id>a</id><title>t</title><updated>2026-03-09T06:00:00Z</updated>'
        b"<entry><id>b</id><title>t</title><updated>2026-03-09T06:00:00Z</updated>"
        b'<link href="page"/><link rel="related" type="application/cap+xml" href="message"/></entry></feed>'
    )
    assert atom.read(data).entries[0].link == "message"


@pytest.mark.parametrize("read", [atom.read, rss.read])
@pytest.mark.parametrize("data", [b"", b"<feed></fee", b"<html/>", b"\x00\xff", b"{}"])
def test_what_is_no_feed_is_refused(read: object, data: bytes) -> None:
    assert callable(read)
    with pytest.raises(StandardError):
        read(data)


def test_too_much_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tree, "MAX_BYTES", 10)
    with pytest.raises(LimitError):
        atom.read(b"<feed>" + b" " * 10)


line = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cn", "Zl", "Zp", "Zs")), min_size=1, max_size=20
)
names = st.from_regex(r"[a-z][a-z0-9]{0,9}", fullmatch=True)
moments = st.integers(0, 4_000_000_000).map(lambda second: datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=second))
entries = st.builds(
    Entry,
    id=names.map("tag:example.org,2026:".__add__),
    title=line,
    updated=moments,
    link=names.map("https://example.org/".__add__),
    media_type=st.just("application/cap+xml"),
    summary=line,
)
feeds = st.builds(
    Feed,
    id=st.just("tag:example.org,2026:alerts"),
    title=line,
    updated=moments,
    entries=st.lists(entries, max_size=4).map(tuple),
    author=line,
    link=st.just("https://example.org/alerts.atom"),
    subtitle=line,
)


@given(feeds)
def test_an_atom_feed_reads_as_it_was_written(feed: Feed) -> None:
    assert atom.read(atom.write(feed)) == feed


@given(feeds)
def test_an_atom_feed_fits_the_grammar_of_its_rfc(feed: Feed) -> None:
    grammar = etree.RelaxNG(etree.fromstring(GRAMMAR))
    grammar.assertValid(etree.fromstring(atom.write(feed)))


@given(feeds)
def test_an_rss_feed_keeps_what_rss_has_a_place_for(feed: Feed) -> None:
    again = rss.read(rss.write(feed, "https://example.org/"))
    told = [(each.id, each.title, each.updated, each.link, each.summary) for each in again.entries]
    assert told == [(each.id, each.title, each.updated, each.link, each.summary) for each in feed.entries]
    assert (again.title, again.updated, again.subtitle, again.link) == (
        *(feed.title, feed.updated, feed.subtitle),
        "https://example.org/",
    )
