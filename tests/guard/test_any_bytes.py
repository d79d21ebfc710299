"""Damaged content in front of every parser: it is read, or refused by an error of ours; never a crash, never slow.

Each parser starts from content that is right and damages it. `FORESTALL_LONG=1` tries 50,000 of each.
"""

import json
import os
import random
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from io import BytesIO, RawIOBase
from pathlib import Path
from urllib.parse import parse_qs

import numpy as np
import pytest

from forestall.core.errors import ForestallError, InputError, StandardError
from forestall.ledger import checkpoint, note, policy, proof_file, witness
from forestall.observe.feeds import epss, gdacs, mapped, taxii, usgs
from forestall.observe.feeds.entries import entries
from forestall.observe.files import Part, guarded
from forestall.observe.inputs import inputs, opened
from forestall.observe.reading import Tally
from forestall.observe.sources import auditd, csv_log, evtx, syslog, zeek
from forestall.pipeline.adapters.syslog_frames import Frames, one_line
from forestall.place.csv_table import read_csv
from forestall.place.geometry import read_geojson
from forestall.place.report import Report
from forestall.place.sheet import read_sheet
from forestall.place.toml_tree import read_toml
from forestall.place.yaml_tree import read_yaml
from forestall.standards import jcs
from forestall.standards.cap import signature
from forestall.standards.cap import xml as cap
from forestall.standards.cql2.condition import condition
from forestall.standards.cql2.text import from_json, from_text
from forestall.standards.edxl import distribution
from forestall.standards.feeds import atom, rss
from forestall.standards.geojson import features as geojson
from forestall.standards.geotiff import grid
from forestall.standards.icalendar import rule
from forestall.standards.kev import catalogue
from forestall.standards.kml import document as kml
from forestall.standards.mqtt.read import Decoder
from forestall.standards.ocsf import detection_finding
from forestall.standards.open311.post import read_post
from forestall.standards.open_psa import read as open_psa
from forestall.standards.pmtiles import archive
from forestall.standards.sigma import correlation_file
from forestall.standards.sigma import read as sigma
from forestall.standards.stix import read as stix
from forestall.standards.stix.versions import version_key
from forestall.standards.taxii import query

ROOT = Path(__file__).resolve().parents[2]
HARBOUR = ROOT / "examples" / "harbour"
KEPT = json.loads((ROOT / "src/forestall/web/examples.json").read_text("utf-8"))
LONG = bool(os.environ.get("FORESTALL_LONG"))
CASES = 50_000 if LONG else 200
AT = datetime(2031, 3, 10, 6, tzinfo=UTC)
SLOW = 5.0  # of the processor [s]
Parser = Callable[[bytes], object]


class _Stream(RawIOBase):
    """What a part of a log is read from."""

    def __init__(self, data: bytes) -> None:
        self._data = BytesIO(data)

    def read1(self, size: int) -> bytes:
        """The next bytes."""
        return self._data.read(size)


def _log(events: Callable[..., object]) -> Parser:
    return lambda data: list(events(Part("f", _Stream(data), None), Tally(), AT))  # type: ignore[arg-type, call-overload]


def _on_disk(parser: Callable[[Path], object]) -> Parser:
    def parsed(data: bytes) -> object:
        with tempfile.NamedTemporaryFile() as file:
            file.write(data)
            file.flush()
            return parser(Path(file.name))

    return parsed


def _text(parser: Callable[[str], object]) -> Parser:
    return lambda data: parser(data.decode("utf-8", "replace"))


def _evtx(data: bytes) -> object:
    tally = Tally()
    with guarded("f", tally):  # as whoever reads a log does: the library's own errors are reasons
        return list(evtx.events(Part("f", _Stream(data), None), None, tally))  # type: ignore[arg-type]
    return tally.reasons()


def _any_log(path: Path) -> object:
    tally = Tally()
    return [one.kind for given in inputs([path]) for one in opened(given, tally)]


def _framed(data: bytes) -> object:
    return [one_line(message) for message in Frames().feed(data)]


def _taken(text: str) -> object:
    pairs = [(name, value) for name, values in parse_qs(text).items() for value in values]
    return query.filters(pairs, version_key)


def _good(key: str, kind: str, where: str = "200") -> bytes:
    """What the description of the interface shows."""
    value = KEPT[key][where][kind]
    return value.encode() if isinstance(value, str) else json.dumps(value).encode()


def _made_atom() -> bytes:
    return _good("get /feeds/alerts.{form}", "application/atom+xml")


CAP = _good("post /v1/signals", "application/cap+xml", "request")
STIX = _good("post /v1/signals", "application/stix+json", "request")
NOTE = _good("get /v1/rollup", "application/vnd.forestall.exchange")
FEATURES = _good("get /ogc/collections/{name}/items", "application/geo+json")
RULE = (HARBOUR / "rules" / "download-cradle.yml").read_bytes()
SYSLOG = b'<34>1 2031-03-10T05:00:00Z SW-1 sshd 77 ID47 [a@1 b="c"] failed\n<13>Mar 10 05:00:01 sw-1 su: no\n'
AUDIT = (
    b'type=SYSCALL msg=audit(1741590000.123:77): arch=c000003e syscall=59 success=yes exit=0 comm="sh" exe="/bin/sh"\n'
)
ZEEK = (
    b"#separator \\x09\n#set_separator\t,\n#empty_field\t(empty)\n#unset_field\t-\n#path\tconn\n"
    b"#fields\tts\tuid\tid.orig_h\n#types\ttime\tstring\taddr\n1741590000.1\tC1\t10.0.0.1\n"
)
EDXL = (
    b'<EDXLDistribution xmlns="urn:oasis:names:tc:emergency:EDXL:DE:1.0"><distributionID>d</distributionID>'
    b"<senderID>s</senderID><dateTimeSent>2031-03-10T05:00:00Z</dateTimeSent><distributionStatus>Actual"
    b"</distributionStatus><distributionType>Report</distributionType><combinedConfidentiality>open"
    b"</combinedConfidentiality><contentObject><xmlContent><embeddedXMLContent><a/></embeddedXMLContent>"
    b"</xmlContent></contentObject></EDXLDistribution>"
)
QUAKES = (
    b'{"type":"FeatureCollection","features":[{"id":"a","properties":{"mag":5.1,"time":1741590000000,"place":"x"},'
    b'"geometry":{"type":"Point","coordinates":[-8.9,40.2,10]}}]}'
)
TREE = (
    b'<opsa-mef><define-fault-tree name="t"><define-gate name="g"><or><basic-event name="a"/><basic-event name="b"/>'
    b'</or></define-gate><define-basic-event name="a"><float value="0.1"/></define-basic-event></define-fault-tree>'
    b"</opsa-mef>"
)
KML = (
    b'<kml xmlns="http://www.opengis.net/kml/2.2"><Document><name>n</name><Folder><name>f</name><Placemark><name>p</name>'
    b"<Point><coordinates>-8.9,40.2</coordinates></Point></Placemark></Folder></Document></kml>"
)
KEV = (
    b'{"catalogVersion":"2031.03.10","dateReleased":"2031-03-10T05:00:00Z","count":1,'
    b'"vulnerabilities":[{"cveID":"CVE-2030-1"}]}'
)
FORM = b"service_code=accident&lat=40.2&long=-8.9&description=fell&attribute[harm]=1&email=a%40b.example"
PARAMETERS = b"match[id]=x&match[version]=2031-03-10T05:00:00Z&limit=5&added_after=2031-03-09T00:00:00Z"
CONDITION = b"kind = 'hospital' AND people_served > 10000 OR S_INTERSECTS(geometry, BBOX(-9, 40, -8, 41))"
CONDITION_JSON = (
    b'{"op":"and","args":[{"op":"=","args":[{"property":"kind"},"x"]},{"op":">","args":[{"property":"n"},1]}]}'
)

PARSERS: dict[str, tuple[Parser, Sequence[bytes]]] = {
    "CAP": (cap.read, [CAP]),
    "CAP signature": (lambda data: signature.verify(data, AT), [CAP]),
    "EDXL-DE": (distribution.read, [EDXL]),
    "Atom": (atom.read, [_made_atom()]),
    "RSS": (rss.read, [_good("get /feeds/alerts.{form}", "application/rss+xml")]),
    "feed entries": (entries, [_made_atom()]),
    "GDACS": (gdacs.events, [_good("get /feeds/alerts.{form}", "application/rss+xml")]),
    "USGS": (usgs.events, [QUAKES]),
    "EPSS": (
        lambda data: epss.scores(data, 0.1),
        [b"#model_version:v2031.03.10,score_date:2031-03-10T00:00:00Z\ncve,epss,percentile\nCVE-1,0.5,0.9\n"],
    ),
    "mapped JSON": (lambda data: mapped.json_rows(data, "a", None), [b'{"a":[{"b":1}]}']),
    "mapped CSV": (lambda data: mapped.csv_rows(data, None), [b"time,a\n2031-03-10,1\n"]),
    "STIX": (lambda data: [stix.given(each) for each in stix.objects(data)], [STIX]),
    "TAXII page": (taxii.page, [STIX.replace(b'"type": "bundle", ', b'"more": false, "next": "x", ')]),
    "TAXII parameters": (_text(_taken), [PARAMETERS]),
    "KEV": (catalogue.read, [KEV]),
    "syslog": (_log(syslog.events), [SYSLOG]),
    "syslog frames": (_framed, [b"5 hello" + SYSLOG]),
    "auditd": (_log(auditd.events), [AUDIT]),
    "Zeek": (_log(zeek.events), [ZEEK]),
    "CSV log": (_log(csv_log.events), [b"time;host\n2031-03-10;a\n", b'"a","b"\n1,"x\ny"\n']),
    "any log": (_on_disk(_any_log), [SYSLOG, ZEEK, AUDIT, b'{"a":1}\n', b"\x1f\x8b\x08\x00" + bytes(20)]),
    "Sigma": (lambda data: sigma.contents(data, "f"), [RULE]),
    "Sigma correlation": (lambda data: correlation_file.read_correlations(data, "f"), [RULE]),
    "place TOML": (_text(lambda text: read_toml(text, Report("f"))), [(HARBOUR / "partners.toml").read_bytes()]),
    "place YAML": (_text(lambda text: read_yaml(text, Report("f"))), [RULE]),
    "place CSV": (_text(lambda text: read_csv(text, Report("f"))), [(HARBOUR / "weather.csv").read_bytes()[:600]]),
    "place GeoJSON": (_text(lambda text: read_geojson(text, "lines", Report("f"))), [FEATURES, QUAKES]),
    "place sheet": (lambda data: read_sheet(data, Report("f")), [b"PK\x03\x04" + bytes(60)]),
    "GeoJSON": (geojson.read, [FEATURES, QUAKES]),
    "KML": (kml.read, [KML]),
    "GeoTIFF": (grid.read, [grid.write(grid.Grid("depth [m]", -9.0, 40.0, 0.1, 0.1, np.ones((3, 4), np.float32)))]),
    "PMTiles": (_on_disk(archive.read_archive), [b"PMTiles\x03" + bytes(119)]),
    "CQL2 text": (_text(lambda text: condition(from_text(text), {"kind", "people_served", "geometry"})), [CONDITION]),
    "CQL2 JSON": (_text(lambda text: condition(from_json(text), {"kind", "n"})), [CONDITION_JSON]),
    "recurrence": (_text(lambda text: rule.days(text, AT.date())), [b"FREQ=MONTHLY;BYDAY=1MO;COUNT=5"]),
    "Open-PSA": (lambda data: open_psa.read([("f", data)]), [TREE]),
    "Open311 form": (_text(lambda text: read_post(parse_qs(text))), [FORM]),
    "OCSF": (detection_finding.read, [b'{"class_uid":2004,"finding_info":{"uid":"a","title":"b"},"time":1}']),
    "canonical JSON": (jcs.read, [b'{"a":[1,2.5,"x",null]}']),
    "MQTT": (
        lambda data: Decoder(1000).feed(data),
        [bytes.fromhex("20030000003005000161006a400200013006000161000079")],
    ),
    "signed note": (note.read, [NOTE]),
    "checkpoint": (checkpoint.read, [b"log\n5\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"]),
    "ledger proof": (proof_file.read, [NOTE]),
    "ledger policy": (policy.read, [b"log a+1234+AAAA\nwitness w b+1234+AAAA\nquorum w\n"]),
    "witness request": (witness.read, [b"old 3\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n" + NOTE]),
}
NEARLY = {"OCSF", "PMTiles", "ledger policy", "ledger proof"}
"""What these begin from is refused already; whole ones are damaged in their own tests."""
TOKENS = (
    b"\x00", b"\xff\xfe", b"\xed\xa0\x80", b"\xe2\x80\xae", b"9" * 400, b"-1", b"NaN", b"1e999", b"-0.0", b"[" * 300,
    b"(" * 300, b'{"a":' * 300, b"<a>" * 300, b"<!DOCTYPE a [<!ENTITY b 'c'>]>", b"&b;", b"]]>", b"<!--", b'"', b"'",
    b"\r\n", b"\n\n", b",", b";", b"=", b":", b"%00", b"../",
    b"2031-02-30T25:61:61Z", b"0000-00-00",
    b"9999-12-31T23:59:60Z",     b"null", b"true", b"\\u0000", b"\\ud800", b"&#0;",
    b"*a", b"&a", b"!!python/object", b"\t", b"\x1b[31m",
)  # fmt: skip


def damaged(chance: random.Random, good: Sequence[bytes]) -> bytes:
    """Good content after some changes: bytes turned, cut, doubled, put in, the end lost."""
    data = bytearray(chance.choice(good))
    for _ in range(chance.randint(1, 6)):
        at = chance.randint(0, len(data))
        until = min(len(data), at + chance.choice((1, 2, 8, 64, 1024)))
        match chance.choice(("turn", "cut", "double", "put", "end", "raw")):
            case "turn" if at < len(data):
                data[at] ^= 1 << chance.randrange(8)
            case "cut":
                del data[at:until]
            case "double":
                data[at:at] = data[at:until]
            case "put":
                data[at:at] = chance.choice(TOKENS)
            case "end":
                del data[at:]
            case _:
                data[at:at] = chance.randbytes(chance.randint(0, 16))
    return bytes(data)


def _crash(parser: Parser, data: bytes) -> str:
    """What is wrong with how a parser took something; nothing when it read or refused it in time."""
    began = time.process_time()
    try:
        parser(data)
    except ForestallError as error:
        if not str(error):
            return f"an error without words: {data!r:.500}"
    except BaseException as error:  # noqa: BLE001 - a library's panic is no Exception
        return f"{type(error).__name__}: {error}: {data!r:.500}"
    return "" if time.process_time() - began < SLOW else f"slow: {data!r:.500}"


@pytest.mark.parametrize("name", sorted(PARSERS.keys() - NEARLY))
def test_what_is_right_is_read(name: str) -> None:
    parser, good = PARSERS[name]
    for data in good:
        parser(data)


@pytest.mark.parametrize("name", PARSERS)
def test_damaged_content_is_read_or_refused_by_an_error_of_ours(name: str) -> None:
    parser, good = PARSERS[name]
    chance = random.Random(name)
    cases = [b"", b"\x00", b"\n", b"\xff" * 64, *(damaged(chance, good) for _ in range(CASES))]
    assert [wrong for data in cases if (wrong := _crash(parser, data))] == []


def test_a_log_of_windows_that_is_damaged_is_told(shared: Path) -> None:
    folder = shared / "data/sigma/regression_data"
    log = min(folder.rglob("*.evtx"), key=lambda path: (path.stat().st_size, path.name)).read_bytes()
    chance = random.Random("EVTX")
    cases = [damaged(chance, [log]) for _ in range(CASES // 20)]
    assert [wrong for data in cases if (wrong := _crash(_evtx, data))] == []


def test_a_header_of_csv_that_cannot_be_read_is_refused() -> None:
    with pytest.raises(InputError, match="no header"):
        PARSERS["CSV log"][0](b"a;b\rc\n1;2\n")


@pytest.mark.parametrize("head", ["(", "(a = 1 AND ", "a IN (", "NOT ("])
def test_brackets_within_brackets_do_not_hold_up_the_service(head: str) -> None:
    began = time.process_time()
    for times in (8, 9, 100, 2000):
        with pytest.raises(StandardError):
            from_text(head * times + "kind")
    assert time.process_time() - began < SLOW
