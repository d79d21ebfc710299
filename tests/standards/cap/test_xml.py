"""CAP XML against the OASIS schemas and the sample messages of three collections."""

import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from forestall.core.errors import LimitError, StandardError
from forestall.standards.cap import rules
from forestall.standards.cap.message import Alert, Area, Info, Reference, Resource
from forestall.standards.cap.xml import MAX_BYTES, NAMESPACES, read, write

PLAIN = b"""<?xml version="1.0"?>
<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2">
  <identifier>a-1</identifier><sender>met@example.org</sender><sent>2026-03-09T06:00:00-00:00</sent>
  <status>Actual</status><msgType>Alert</msgType><scope>Public</scope>
  <info><category>Met</category><event>Storm</event><urgency>Expected</urgency><severity>Severe</severity>
    <certainty>Likely</certainty>
    <area><areaDesc>Coast</areaDesc><polygon>38.4,-120.1 38.3,-119.9 38.5,-119.7 38.4,-120.1</polygon></area>
  </info>
</alert>"""

# The verdicts of google/cap-library's own tests, and of its notes in the files.
LIBRARY = {
    "australia": True,
    "canada": True,
    "canada_errors": False,
    "canada_signed": True,
    "earthquake": True,
    "earthquake-iso8859-1": True,
    "earthquake_signed": True,
    "invalid": False,
    "no_optional_fields": True,
    "noaa_errors": False,
    "wcatwc-warning": True,
    "weather": True,
    "xee": False,
}

# What is broken -> (what to replace, by what, path in the error)
BROKEN = {
    "no scope": (b"<scope>Public</scope>", b"", "/alert/scope"),
    "unknown status": (b"Actual", b"Real", "/alert/status"),
    "space in the identifier": (b"a-1", b"a 1", "/alert/identifier"),
    "comma in the sender": (b"met@", b"met,@", "/alert/sender"),
    "Z for UTC": (b"00-00:00", b"00Z", "/alert/sent"),
    "no offset": (b"00-00:00", b"00", "/alert/sent"),
    "month 13": (b"2026-03", b"2026-13", "/alert/sent"),
    "year 9999": (b"2026-03", b"9999-03", "/alert/sent"),
    "two events": (b"<event>Storm</event>", b"<event>Storm</event><event>Rain</event>", "/alert/info[1]/event"),
    "wrong order": (b"<status>", b"<note>too early</note><status>", "/alert/status"),
    "no category": (b"<category>Met</category>", b"", "/alert/info[1]/category"),
    "empty event": (b"<event>Storm</event>", b"<event/>", "/alert/info[1]/event"),
    "unknown severity": (b"Severe", b"Bad", "/alert/info[1]/severity"),
    "open ring": (b" 38.4,-120.1</", b" 38.4,-120.2</", "/alert/info[1]/area[1]/polygon"),
    "three positions": (b" 38.5,-119.7", b"", "/alert/info[1]/area[1]/polygon"),
    "latitude 91": (b"38.3,", b"91,", "/alert/info[1]/area[1]/polygon"),
    "NaN": (b"38.3,", b"NaN,", "/alert/info[1]/area[1]/polygon[1]"),
    "empty references": (b"</scope>", b"</scope><references/>", "/alert/references"),
    "half a reference": (b"</scope>", b"</scope><references>a,b</references>", "/alert/references"),
    "private to nobody": (b"Public", b"Private", "/alert/addresses"),
    "negative radius": (b"</polygon>", b"</polygon><circle>1,2 -3</circle>", "/alert/info[1]/area[1]/circle"),
    "ceiling alone": (b"</polygon>", b"</polygon><ceiling>3</ceiling>", "/alert/info[1]/area[1]/ceiling"),
    "half an escape": (b"<area>", b"<web>http://x.example/%4</web><area>", "/alert/info[1]/web"),
    "open bracket": (b"<area>", b"<web>http://[/</web><area>", "/alert/info[1]/web"),
    "text with elements": (b"Storm", b"<b>Storm</b>", "/alert/info[1]/event"),
}  # fmt: skip


@pytest.fixture(scope="session")
def schemas(shared: Path) -> dict[str, etree.XMLSchema]:
    folder = shared / "data/cap/schema"
    return {
        name: etree.XMLSchema(etree.parse(folder / f"cap{version}.xsd"))
        for name, version in zip(NAMESPACES, (10, 11, 12), strict=True)
    }


def valid(data: bytes, schemas: dict[str, etree.XMLSchema]) -> bool:
    return schemas[NAMESPACES[-1]].validate(etree.fromstring(data))


@pytest.mark.parametrize("name", LIBRARY)
def test_a_library_sample_gets_its_published_verdict(shared: Path, name: str) -> None:
    data = (shared / f"data/cap/cap-library/{name}.cap").read_bytes()
    if LIBRARY[name]:
        assert read(data).identifier
    else:
        with pytest.raises(StandardError):
            read(data)


def test_every_library_sample_has_a_verdict(shared: Path) -> None:
    assert {path.stem for path in (shared / "data/cap/cap-library").glob("*.cap")} == set(LIBRARY)


def real(shared: Path) -> Iterator[tuple[str, bytes]]:
    for path in sorted((shared / "data/cap").glob("signed/*/*.xml")):
        yield path.stem, path.read_bytes()
    for name, step in (("dwd", 1), ("hub/capAlertTestAreas", 20), ("hub/capAlertTestFilters", 20)):
        with zipfile.ZipFile(shared / f"data/cap/{name}.zip") as archive:
            for member in sorted(archive.namelist())[::step]:
                yield member, archive.read(member)


def test_real_alerts_are_refused_exactly_when_their_schema_refuses_them(
    shared: Path, schemas: dict[str, etree.XMLSchema]
) -> None:
    wrong = []
    for name, data in real(shared):
        root = etree.fromstring(data)
        namespace = etree.QName(root).namespace
        expected = namespace in schemas and schemas[namespace].validate(root)
        try:
            read(data)
            found = True
        except StandardError:
            found = False
        if found is not expected:
            wrong.append(name)
    assert wrong == []


def test_real_alerts_written_again_are_valid_and_read_the_same(
    shared: Path, schemas: dict[str, etree.XMLSchema]
) -> None:
    for name, data in real(shared):
        if name != "invalid_schema":
            alert = read(data)
            again = write(alert)
            assert (valid(again, schemas), read(again) == alert) == (True, True), name


@pytest.mark.parametrize("case", BROKEN)
def test_a_breach_names_its_path_and_clause(case: str) -> None:
    old, new, path = BROKEN[case]
    assert old in PLAIN
    with pytest.raises(StandardError) as caught:
        read(PLAIN.replace(old, new, 1))
    assert (caught.value.path, caught.value.clause[:8]) == (path, "CAP 1.2,")


@pytest.mark.parametrize(
    "data",
    [b"", b"<alert", b"\x00\xff", b"{}", b"<html/>", PLAIN[:300], PLAIN.replace(b"cap:1.2", b"cap:9")],
    ids=["empty", "cut", "binary", "json", "html", "truncated", "unknown version"],
)
def test_what_is_no_cap_is_refused(data: bytes) -> None:
    with pytest.raises(StandardError):
        read(data)


BOMB = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">' + b"".join(
    b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(12)
) + b"]>"  # fmt: skip


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-7"])
def test_an_entity_bomb_is_refused_in_every_encoding(encoding: str) -> None:
    text = (BOMB + PLAIN.partition(b"?>")[2].replace(b"Storm", b"&k;")).decode()
    with pytest.raises(StandardError):
        read(f'<?xml version="1.0" encoding="{encoding}"?>{text}'.encode(encoding))


def test_an_external_entity_is_not_opened(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("not to be read")
    doctype = f'<!DOCTYPE alert [<!ENTITY x SYSTEM "file://{secret}">]>'.encode()
    with pytest.raises(StandardError, match="DOCTYPE"):
        read(doctype + PLAIN.partition(b"?>")[2].replace(b"Storm", b"&x;"))


def test_more_than_16_megabytes_are_not_parsed() -> None:
    with pytest.raises(LimitError, match="16,777,216"):
        read(b" " * (MAX_BYTES + 1))


def test_nesting_without_end_is_refused() -> None:
    with pytest.raises(StandardError):
        read(PLAIN.replace(b"</scope>", b"</scope>" + b"<x>" * 100_000))


def test_an_unknown_element_and_a_signature_are_kept() -> None:
    signature = b'<Signature xmlns="http://www.w3.org/2000/09/xmldsig#"> <a/>\n</Signature>'
    extra = b'<x:y xmlns:x="urn:x"><x:z>1</x:z></x:y>' + signature
    alert = read(PLAIN.replace(b"</alert>", extra + b"</alert>"))
    assert (len(alert.unknown), len(alert.signature), read(write(alert))) == (1, 1, alert)


def test_an_unknown_element_within_an_area_is_kept() -> None:
    alert = read(PLAIN.replace(b"</area>", b'<x:y xmlns:x="urn:x"/></area>'))
    assert read(write(alert)) == alert
    assert alert.info[0].area[0].unknown == ('<x:y xmlns:x="urn:x"></x:y>',)


def test_cap_1_0_is_read_with_its_own_forms() -> None:
    old = PLAIN.replace(b"urn:oasis:names:tc:emergency:cap:1.2", b"http://www.incident.com/cap/1.0")
    old = old.replace(b"00-00:00", b"00Z").replace(b"Likely", b"Very Likely")
    info = read(old.replace(b"<area>", b"<parameter>level=3</parameter><area>")).info[0]
    assert (info.certainty, info.parameter) == ("Likely", (("level", "3"),))


def test_utc_is_written_as_the_standard_asks() -> None:
    assert b"<sent>2026-03-09T06:00:00-00:00</sent>" in write(read(PLAIN))


def test_an_alert_that_breaks_the_standard_is_not_written() -> None:
    with pytest.raises(StandardError):
        write(Alert("a", "b", datetime(2026, 1, 1, tzinfo=UTC), "Actual", "Alert", "Everyone"))


def test_what_should_be_and_is_not_is_remarked() -> None:
    told = rules.remarks(read(PLAIN.replace(b"<msgType>Alert", b"<msgType>Update")))
    assert [remark.partition(":")[0] for remark in told] == ["/alert/references", "/alert/info[1]/expires"]


word = st.text(
    st.characters(codec="utf-8", exclude_categories=("C", "Z"), exclude_characters='"<&,'), min_size=1, max_size=9
)
text = (
    st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cn")), max_size=20)
    .map(str.strip)
    .filter(lambda t: not rules._NOT_XML.search(t))
)
some_text = text.filter(bool)
uris = st.sampled_from(("", "https://x.example:80/a?b=c#d", "map é.png", "//[::1]/x", "urn:a:b"))
pairs = st.lists(st.tuples(text, text), max_size=2).map(tuple)
moment = st.builds(
    lambda seconds, minutes: datetime.fromtimestamp(seconds, timezone(timedelta(minutes=minutes))),
    st.integers(-600_000_000, 5_000_000_000),
    st.integers(-720, 840),
)
lat, lon = st.floats(-90, 90), st.floats(-180, 180)
ring = st.lists(st.tuples(lat, lon), min_size=3, max_size=5).map(lambda points: (*points, points[0]))
areas = st.builds(
    Area, some_text, st.lists(ring, max_size=2).map(tuple),
    st.lists(st.tuples(lat, lon, st.floats(0, 1e4)), max_size=1).map(tuple), pairs, st.floats(-1e5, 1e5), st.none(),
)  # fmt: skip
resources = st.builds(Resource, some_text, some_text, st.integers(0, 10**9) | st.none(), uri=uris, digest=text)
infos = st.builds(
    Info,
    category=st.lists(st.sampled_from(rules.CATEGORY), min_size=1, max_size=2).map(tuple),
    event=some_text,
    urgency=st.sampled_from(rules.URGENCY),
    severity=st.sampled_from(rules.SEVERITY),
    certainty=st.sampled_from(rules.CERTAINTY),
    event_code=pairs,
    effective=moment | st.none(),
    expires=moment | st.none(),
    description=text,
    resource=st.lists(resources, max_size=1).map(tuple),
    area=st.lists(areas, max_size=2).map(tuple),
)
alerts = st.builds(
    Alert,
    identifier=word,
    sender=word,
    sent=moment,
    status=st.sampled_from(rules.STATUS),
    msg_type=st.sampled_from(rules.MSG_TYPE),
    scope=st.sampled_from(("Public", "Restricted")),
    code=st.lists(text, max_size=2).map(tuple),
    note=text,
    addresses=st.lists(st.lists(word, min_size=1, max_size=2).map(" ".join), max_size=2).map(tuple),
    references=st.lists(st.builds(Reference, word, word, moment), max_size=2).map(tuple),
    info=st.lists(infos, max_size=2).map(tuple),
)  # fmt: skip


@given(alerts)
def test_what_is_written_reads_the_same(alert: Alert) -> None:
    assert read(write(alert)) == alert


@given(alert=alerts)
def test_what_is_written_is_valid(schemas: dict[str, etree.XMLSchema], alert: Alert) -> None:
    assert valid(write(alert), schemas), schemas[NAMESPACES[-1]].error_log


@given(st.binary(max_size=200))
def test_no_bytes_raise_anything_but_our_own_errors(data: bytes) -> None:
    with pytest.raises(StandardError):
        read(PLAIN[: len(data)] + data)
