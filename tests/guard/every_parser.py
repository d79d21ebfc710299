"""Every parser of content from outside, with content that is right: what damaged and fuzzed content starts from."""

import asyncio
import atexit
import gzip
import io
import json
import shutil
import sys
import tempfile
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from io import BytesIO, RawIOBase
from pathlib import Path
from urllib.parse import parse_qs

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import xlsxwriter
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import Message

from forestall.core import json_text
from forestall.core.errors import InputError
from forestall.detect import suppressions
from forestall.guard import passkey
from forestall.guard.door import Door
from forestall.ledger import checkpoint, note, policy, proof_file, witness
from forestall.ledger.key import Kind as Signs
from forestall.ledger.key import SigningKey, read_verifier
from forestall.model.account import Passkey
from forestall.model.place import Place
from forestall.model.words import SourceKind
from forestall.observe import json_batches, json_events
from forestall.observe.feeds import epss, gdacs, mapped, taxii, usgs
from forestall.observe.feeds.entries import entries
from forestall.observe.files import Part, guarded
from forestall.observe.flatten import flatten
from forestall.observe.inputs import inputs, opened
from forestall.observe.kinds import Kind
from forestall.observe.opened_rows import rows
from forestall.observe.reading import Request as Asked
from forestall.observe.reading import Tally
from forestall.observe.shapes import shaped
from forestall.observe.sources import auditd, csv_log, evtx, parquet, syslog, zeek
from forestall.observe.sources.indicator import IndicatorSeries
from forestall.pipeline.adapters.syslog_frames import Frames, one_line
from forestall.pipeline.arrive import Desk
from forestall.pipeline.exchange_form import Form, Opened, confirmation_of, parcel_of
from forestall.pipeline.loss_tables import Format, read_table
from forestall.place.check import check
from forestall.place.csv_table import read_csv
from forestall.place.geometry import read_geojson
from forestall.place.load import load
from forestall.place.report import Report
from forestall.place.sheet import read_sheet
from forestall.place.template import write_town
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
from forestall.standards.sigma import correlation_file, pcre
from forestall.standards.sigma import read as sigma
from forestall.standards.sigma.lint.folder import lint
from forestall.standards.sigma.ruleset import load as load_rules
from forestall.standards.stix import read as stix
from forestall.standards.stix.versions import version_key
from forestall.standards.taxii import query
from forestall.store.prepared import prepare
from forestall.web.pages.evidence_form import filled

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "web"))
from soft_key import ORIGIN, SoftKey

ROOT = Path(__file__).resolve().parents[2]
HARBOUR = ROOT / "examples" / "harbour"
KEPT = json.loads((ROOT / "src/forestall/web/examples.json").read_text("utf-8"))
AT = datetime(2031, 3, 10, 6, tzinfo=UTC)
Parser = Callable[[bytes], object]


class _Stream(RawIOBase):
    """What a part of a log is read from."""

    def __init__(self, data: bytes) -> None:
        self._data = BytesIO(data)

    def read1(self, size: int) -> bytes:
        """The next bytes."""
        return self._data.read(size)


def _log(events: Callable[..., object]) -> Parser:
    return lambda data: list(events(_part(data), Tally(), AT))  # type: ignore[call-overload]


def _part(data: bytes) -> Part:
    return Part("f", _Stream(data), None)  # type: ignore[arg-type]


def _on_disk(parser: Callable[[Path], object]) -> Parser:
    def parsed(data: bytes) -> object:
        with tempfile.NamedTemporaryFile() as file:
            file.write(data)
            file.flush()
            return parser(Path(file.name))

    return parsed


def _text(parser: Callable[[str], object]) -> Parser:
    return lambda data: parser(data.decode("utf-8", "replace"))


def windows_log(data: bytes) -> object:
    """An EVTX file; as whoever reads a log does, the library's own errors are reasons."""
    tally = Tally()
    with guarded("f", tally):
        return [shaped(each) for each in evtx.events(_part(data), None, tally)]
    return tally.reasons()


def _json_lines(data: bytes) -> object:
    return [flatten(event) for _, event in json_events.events(_part(data), Tally())]


def _columns(data: bytes) -> object:
    return [batch.table.num_rows for batch in json_batches.batches(_part(data), Tally(), ("Image", "a", "a.b"))]


def _any_log(path: Path) -> object:
    tally = Tally()
    found = [one for given in inputs([path]) for one in opened(given, tally)]
    return [list(rows(one, tally, AT)) for one in found if one.kind is not Kind.JSON]


def _parquet(data: bytes) -> object:
    tally = Tally()
    with guarded("f", tally):  # as an EVTX file
        return list(parquet.events(_part(data), tally, AT))
    return tally.reasons()


def _framed(data: bytes) -> object:
    return [one_line(message) for message in Frames().feed(data)]


def _taken(text: str) -> object:
    pairs = [(name, value) for name, values in parse_qs(text).items() for value in values]
    return query.filters(pairs, version_key)


@cache
def _harbour() -> Place:
    return load(HARBOUR)


@cache
def _desk() -> Desk:
    place = _harbour()
    more = [replace(place.sources[0], id=kind, kind=kind) for kind in SourceKind]
    return Desk(replace(place, sources=(*place.sources, *more)), Door(bytes(32), place.profile.door))


def _sent(source: str, media_type: str) -> Parser:
    """All that happens to a delivery before the transaction in which it is stored."""
    return lambda data: prepare(_desk().read(source, media_type, data, AT))


def _series(data: bytes) -> object:
    """The file of a series in a place's folder."""
    place, tally = _harbour(), Tally()
    named = next(one for one in place.indicators if one.source == "series-cyber")
    source = next(one for one in place.sources if one.id == named.source)
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "a.csv").write_bytes(data)
        own = replace(named, id="failed_logins", column=None, file="a.csv")
        asked = Asked(
            replace(place, root=Path(folder), indicators=(own,)), source, AT, Door(bytes(32), place.profile.door)
        )
        return IndicatorSeries().read(asked, tally)


@cache
def _town() -> Path:
    root = Path(tempfile.mkdtemp(prefix="forestall-town-")) / "town"
    atexit.register(shutil.rmtree, root.parent, ignore_errors=True)
    write_town(root)
    return root


def _of_a_place(name: str) -> tuple[Parser, Sequence[bytes]]:
    """A whole place with one file of it as given."""
    whole = (_town() / name).read_bytes()

    def parsed(data: bytes) -> object:
        (_town() / name).write_bytes(data)
        try:
            return check(_town())
        finally:
            (_town() / name).write_bytes(whole)

    return parsed, [whole]


def _rules(data: bytes) -> object:
    return lint([("f", data)]), load_rules([("f", data)])


def _letter(form: Form, read: Callable[[Opened], object]) -> Parser:
    """What a partner signed."""

    def parsed(data: bytes) -> object:
        document = jcs.read(data)
        return read(Opened(form, document, data)) if isinstance(document, dict) else None

    return parsed


def _form(data: bytes) -> object:
    """A form with a file, as a browser sends it."""
    head = {"content-type": "multipart/form-data; boundary=b", "content-length": str(len(data))}
    raw = [(name.encode(), value.encode()) for name, value in head.items()]

    async def receive() -> Message:
        return {"type": "http.request", "body": data, "more_body": False}

    try:
        return asyncio.run(filled(Request({"type": "http", "method": "POST", "headers": raw, "app": None}, receive)))
    except HTTPException as error:
        raise InputError(str(error.detail)) from error


def _answer(read: Callable[[dict[str, object]], object]) -> Parser:
    """What a browser answers that is asked for a passkey."""

    def parsed(data: bytes) -> object:
        answer = json_text.parsed(data)
        return read(answer) if isinstance(answer, dict) else None

    return parsed


def _good(key: str, kind: str, where: str = "200") -> bytes:
    """What the description of the interface shows."""
    value = KEPT[key][where][kind]
    return value.encode() if isinstance(value, str) else json.dumps(value).encode()


def _zipped(*contents: bytes) -> bytes:
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
        for number, content in enumerate(contents):
            file.writestr(f"{number}.log", content)
    return packed.getvalue()


def _parquet_file() -> bytes:
    file = BytesIO()
    pq.write_table(pa.table({"EventID": [1, None], "Image": ["a", "b"], "raw": [b"\xff", b""], "at": [AT, AT]}), file)
    return file.getvalue()


def _workbook() -> bytes:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        sheet = book.add_worksheet("needs")
        for number, cells in enumerate((["by", "capability", "amount"], ["a", "technicians", 1.5])):
            sheet.write_row(number, 0, cells)
    return file.getvalue()


def _letter_text() -> bytes:
    """What stands in a partner's note below its first line."""
    return _good("post /v1/exchange/take", "application/vnd.forestall.exchange").split(b"\n")[1]


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

SITE, CHALLENGE = passkey.Site("office.example", ORIGIN), bytes(32)
_MADE = SoftKey().register(passkey.new_options(SITE, "ana", "Ana", CHALLENGE, ()))
_NEW = passkey.made(SITE, CHALLENGE, _MADE)
KEY = Passkey(_NEW.id, "ana", "key", _NEW.public_key, _NEW.sign_count, AT)
_USED = SoftKey(count=7).use(passkey.use_options(SITE, CHALLENGE, (KEY,)))
_KEY = SigningKey("town.example/ledger", Signs.ED25519, bytes(32))
EVIDENCE = (
    b'--b\r\nContent-Disposition: form-data; name="title"\r\n\r\nInspected\r\n--b\r\nContent-Disposition: form-data; '
    b'name="file"; filename="a.pdf"\r\nContent-Type: application/pdf\r\n\r\n%PDF-1.4\r\n--b--\r\n'
)
PIPELINE = (
    b"name: own\npriority: 5\ntransformations:\n- id: a\n  type: field_name_mapping\n  mapping:\n    Image: [b, c]\n"
    b"  rule_conditions:\n  - type: logsource\n    product: windows\n"
)
SUPPRESSIONS = b'[[suppressions]]\nrule = "a"\nby = "office"\nwhy = "tested"\nuntil = 2031-03-11\nhost = "h*"\n'
READINGS = _good("post /v1/signals", "text/csv", "request")
EVENTS = (
    b'{"EventID":1,"UtcTime":"2031-03-10 05:00:00","User":"A\\\\ana","CommandLine":"a b","Computer":"H-1"}\n'
    b'{"@timestamp":"2031-03-10T05:00:00Z","event":{"code":4625},"winlog":{"channel":"Security","event_data":{"a":"b"}}}\n'
    b'{"time":"2031-03-10T05:00:00Z","a":{"b":[1,2.5,null,true,"x"]}}\n'
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
    "any log": (_on_disk(_any_log), [SYSLOG, ZEEK, AUDIT, EVENTS, gzip.compress(SYSLOG, mtime=0), _zipped(SYSLOG)]),
    "JSON lines": (_json_lines, [EVENTS, b"[" + EVENTS.replace(b"\n", b",") + b"{}]"]),
    "JSON columns": (_columns, [EVENTS]),
    "EVTX": (windows_log, [b"ElfFile\x00" + bytes(4088)]),
    "Parquet log": (_parquet, [_parquet_file()]),
    "events sent": (_sent("jsonl", "application/json"), [b"[" + EVENTS.replace(b"\n", b",") + b"{}]"]),
    "lines sent": (_sent("jsonl", "application/x-ndjson"), [EVENTS]),
    "CSV sent": (_sent("csv", "text/csv"), [b"time,user,a\n2031-03-10T05:00:00Z,A\\ana,x@y.example\n"]),
    "syslog sent": (_sent("syslog", "text/plain"), [SYSLOG]),
    "auditd sent": (_sent("auditd", "text/plain"), [AUDIT]),
    "Zeek sent": (_sent("zeek", "text/plain"), [ZEEK]),
    "readings sent": (_sent("series-cyber", "application/json"), [b'[{"time":"2031-03-09","failed_logins":1}]']),
    "readings sent as CSV": (_sent("series-cyber", "text/csv"), [READINGS]),
    "series": (_series, [READINGS]),
    "CAP sent": (_sent("cap", "application/cap+xml"), [CAP]),
    "KEV sent": (_sent("kev", "application/json"), [KEV]),
    "STIX sent": (_sent("jsonl", "application/stix+json"), [STIX]),
    "Sigma": (lambda data: sigma.contents(data, "f"), [RULE]),
    "Sigma set": (
        lambda data: (lint([("f", data)]), load_rules([("f", data)])),
        [RULE, RULE + b"---\n" + RULE, PIPELINE],
    ),
    "Sigma regular expression": (_text(lambda text: pcre.read(text, "f")), [rb"(?i)^a{2,3}[b-d\w]+(?:x|y)*?\.z$"]),
    "suppressions": (_text(lambda text: suppressions.read(text, "f.toml", AT)), [SUPPRESSIONS]),
    "suppressions as CSV": (
        _text(lambda text: suppressions.read(text, "f.csv", AT)),
        [b"rule,by,why,until\na,office,tested,2031-03-11\n"],
    ),
    "Sigma correlation": (lambda data: correlation_file.read_correlations(data, "f"), [RULE]),
    "place TOML": (_text(lambda text: read_toml(text, Report("f"))), [(HARBOUR / "partners.toml").read_bytes()]),
    "place YAML": (_text(lambda text: read_yaml(text, Report("f"))), [RULE]),
    "place CSV": (_text(lambda text: read_csv(text, Report("f"))), [(HARBOUR / "weather.csv").read_bytes()[:600]]),
    "place GeoJSON": (_text(lambda text: read_geojson(text, "lines", Report("f"))), [FEATURES, QUAKES]),
    "place sheet": (lambda data: read_sheet(data, Report("f")), [_workbook()]),
    "place.toml": _of_a_place("place.toml"),
    "sites.csv": _of_a_place("sites.csv"),
    "a scenario": _of_a_place("scenarios/power-cut.yml"),
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
    "loss table": (
        _on_disk(lambda path: read_table(path, Format.OPENQUAKE, 10.0)),
        [b"event_id,loss,year\n1,2.5,3\n2,1e3,4\n"],
    ),
    "form with a file": (_form, [EVIDENCE]),
    "new passkey": (_answer(lambda answer: passkey.made(SITE, CHALLENGE, answer)), [json.dumps(_MADE).encode()]),
    "passkey": (_answer(lambda answer: passkey.used(SITE, CHALLENGE, answer, KEY)), [json.dumps(_USED).encode()]),
    "partner's parcel": (_letter(Form.PARCEL, parcel_of), [_letter_text()]),
    "partner's confirmation": (
        _letter(Form.CONFIRMATION, confirmation_of),
        [b'{"refused":[],"up_to":{"digest":"","number":0}}'],
    ),
    "key of a ledger": (_text(read_verifier), [str(_KEY.public()).encode()]),
    "signed note": (note.read, [NOTE]),
    "checkpoint": (checkpoint.read, [b"log\n5\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"]),
    "ledger proof": (proof_file.read, [NOTE]),
    "ledger policy": (policy.read, [b"log a+1234+AAAA\nwitness w b+1234+AAAA\nquorum w\n"]),
    "witness request": (witness.read, [b"old 3\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n" + NOTE]),
}
NEARLY = {"OCSF", "PMTiles", "ledger policy", "ledger proof"}
"""What these begin from is refused already; whole ones are damaged in their own tests."""
WHOLE = {"a scenario", "place.toml", "series", "sites.csv"}
"""These take a hundred times as long as the others."""
