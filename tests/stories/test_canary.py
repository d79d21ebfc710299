"""The canary: persons are planted in every way in, and then are nowhere in what a deployment keeps or shows."""

import csv
import io
import json
import logging
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest

from forestall.guard.door import Door
from forestall.guard.keys import KeyRing, new_master_key
from forestall.guard.pseudonym import Pseudonyms
from forestall.guard.seal import Sealer
from forestall.model.place import Place
from forestall.model.profile import DoorRules
from forestall.pipeline.arrive import Desk
from forestall.pipeline.run import run_pass
from forestall.place.load import load
from forestall.place.template import write_town
from forestall.store.inbox import Inbox

sys.path.insert(0, str(Path(__file__).parent))
from canary import DROPPED, FIELDS, SECRETS, TEXTS, event, found

NOW = datetime(2026, 3, 9, 6, tzinfo=UTC)
KEY = bytes(range(32))
CAP = """<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"><identifier>c-1</identifier><sender>office.example</sender>
<sent>2026-03-08T05:00:00+00:00</sent><status>Actual</status><msgType>Alert</msgType><source>{0}</source>
<scope>Restricted</scope><restriction>{0}</restriction><note>{0}</note><info><category>Met</category><event>{1}</event>
<urgency>Future</urgency><severity>Minor</severity><certainty>Possible</certainty><senderName>{0}</senderName>
<headline>{0}</headline><description>{0}</description><instruction>{0}</instruction><contact>{0}</contact>
<parameter><valueName>who</valueName><value>{0}</value></parameter>
<area><areaDesc>{0}</areaDesc></area></info></alert>"""
SOURCES = """
[[sources]]
id = "{0}"
title = "{0}"
kind = "{0}"
path = "planted/{0}.*"
field = "cyber"
"""
KINDS = ("csv", "syslog", "auditd", "zeek", "cap")


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A place with a source of every kind, and fields that it drops or pseudonymises."""
    folder = tmp_path_factory.mktemp("canary") / "town"
    write_town(folder)
    with (folder / "sources.toml").open("a") as sources:
        sources.writelines(SOURCES.format(kind) for kind in KINDS)
    profile = folder / "place.toml"
    rules = '[door]\ndrop = ["EmployeeName"]\npseudonymise = ["Salutation"]\n'
    profile.write_text(profile.read_text().replace("[door]\n", rules))
    plant(folder)
    return folder


@pytest.fixture(scope="module")
def place(town: Path) -> Place:
    """The same, read."""
    return load(town)


def cap() -> str:
    return CAP.format(" ".join(TEXTS[:4]).replace("\t", " "), "Flood")


def table() -> str:
    """Events as CSV."""
    text = io.StringIO()
    writer = csv.DictWriter(text, ["time", "Hostname", "CommandLine", *FIELDS, *DROPPED])
    writer.writeheader()
    for number in range(8):
        writer.writerow(
            {name: event(number).get(name, f"2026-03-08T05:{number:02d}:00Z") for name in writer.fieldnames}
        )
    return text.getvalue()


def syslog() -> str:
    return "".join(f"<34>1 2026-03-08T05:00:00Z pump-01 sshd 1 - - Failed password. {text}\n" for text in TEXTS)


def auditd() -> str:
    line = 'type=USER_CMD msg=audit(1772946000.123:{0}): pid=1 uid=0 acct="canaryplover" cmd="{1}"\n'
    return "".join(line.format(number, text.replace("\t", " ")) for number, text in enumerate(TEXTS))


def zeek() -> str:
    head = "#separator \\x09\n#set_separator\t,\n#empty_field\t(empty)\n#unset_field\t-\n#path\tnotice\n"
    names = "#fields\tts\tuid\tid.orig_h\tuser\tnote\n#types\ttime\tstring\taddr\tstring\tstring\n"
    rows = (f"1772946000.5\tC1\t8.8.4.117\tcanaryplover\t{text}\n" for text in TEXTS)
    return head + names + "".join(rows)


def plant(place: Path) -> None:
    """Persons in files of every kind of source."""
    with (place / "logs" / "pump-controls.jsonl").open("a") as log:
        log.writelines(json.dumps(event(number)) + "\n" for number in range(8))
    planted = place / "planted"
    planted.mkdir()
    (planted / "csv.csv").write_text(table())
    (planted / "syslog.log").write_text(syslog())
    (planted / "auditd.log").write_text(auditd())
    (planted / "zeek.log").write_text(zeek())
    (planted / "cap.xml").write_text(cap())


def test_persons_in_files_are_nowhere_after_a_pass(
    town: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    said: list[str] = []
    with caplog.at_level(logging.DEBUG):
        result = run_pass(
            town, out=tmp_path / "out", state=tmp_path / "state", at=NOW, now=NOW, seed=1, progress=said.append
        )
    read = {source.id: source.accepted for source in result.context.given.observation.sources}
    assert all(read[kind] for kind in (*KINDS, "pump-logs")), read
    output = "".join((*said, caplog.text, *capfd.readouterr(), json.dumps(result.summary, default=str)))
    assert found(tmp_path / "state", tmp_path / "out", others=(output.encode(),)) == []


WAYS = {
    "JSON": ("pump-logs", "application/json", lambda: json.dumps([event(number) for number in range(8)])),
    "lines": ("pump-logs", "application/x-ndjson", lambda: "\n".join(json.dumps(event(number)) for number in range(8))),
    "CSV": ("csv", "text/csv", table),
    "syslog": ("syslog", "text/plain", syslog),
    "auditd": ("auditd", "text/plain", auditd),
    "zeek": ("zeek", "text/plain", zeek),
    "CAP": ("cap", "application/cap+xml", cap),
    "STIX": ("pump-logs", "application/stix+json", lambda: json.dumps(bundle())),
    "broken JSON": ("pump-logs", "application/json", lambda: json.dumps([event(1)])[:-9]),
    "broken lines": ("pump-logs", "application/x-ndjson", lambda: "\n".join(f"{{{text}" for text in TEXTS)),
    "broken CAP": (
        "cap",
        "application/cap+xml",
        lambda: cap().replace("Minor", "jane.canaryplover@plover-mail.example"),
    ),
    "broken reading": ("waterworks-counts", "application/json", lambda: json.dumps([event(1)])),
    "broken STIX": (
        "pump-logs",
        "application/stix+json",
        lambda: json.dumps({"objects": [{"id": 7, "name": TEXTS[0]}]}),
    ),
}


def bundle() -> dict[str, object]:
    """STIX objects that speak of persons, one about a person."""
    made = {"spec_version": "2.1", "created": "2026-03-08T05:00:00.000Z", "modified": "2026-03-08T05:00:00.000Z"}
    note = {"type": "note", "id": "note--11111111-1111-4111-8111-111111111111", "content": " ".join(TEXTS)} | made
    person = {
        "type": "identity",
        "id": "identity--11111111-1111-4111-8111-111111111112",
        "identity_class": "individual",
    }
    person |= {**made, "name": "Petra Canaryplover", "contact_information": TEXTS[0]}
    return {"type": "bundle", "id": "bundle--11111111-1111-4111-8111-111111111113", "objects": [note, person]}


@pytest.mark.parametrize("way", WAYS)
def test_persons_that_are_handed_in_are_nowhere_in_the_store(place: Place, tmp_path: Path, way: str) -> None:
    source, media_type, content = WAYS[way]
    delivery = desk(place).read(source, media_type, content().encode(), NOW)
    assert delivery.arrivals or delivery.rejected
    with Inbox.open(tmp_path / "state", Sealer(KeyRing([new_master_key()]))) as inbox:
        receipts = inbox.take_all([delivery, delivery])
        for held in inbox.held(100):
            inbox.drop(held.id)
        shown = repr((receipts, inbox.health(), [(held.reason, held.pointer) for held in delivery.rejected]))
        assert found(tmp_path / "state", others=(shown.encode(),)) == []
    assert found(tmp_path / "state") == []


def desk(place: Place) -> Desk:
    return Desk(place, Door(KEY, place.profile.door))


def test_the_search_finds_what_was_not_taken_out(tmp_path: Path) -> None:
    (tmp_path / "log").write_text("\n".join((*TEXTS, *DROPPED.values())))
    assert {line.rpartition(": ")[2] for line in found(tmp_path)} >= {s for s in SECRETS if " " in s or "@" in s}
    with Inbox.open(tmp_path / "unsealed") as inbox:
        inbox.take_all([desk_without_door(tmp_path)])
    assert found(tmp_path / "unsealed") != []


def desk_without_door(folder: Path) -> object:
    """What a broken delivery leaves when nobody seals the quarantine."""
    write_town(folder / "place")
    return desk(load(folder / "place")).read("pump-logs", "application/json", b'{"User": "canaryplover"', NOW)


def test_pseudonyms_of_two_deployments_or_purposes_have_nothing_in_common() -> None:
    one, other = Pseudonyms(KEY), Pseudonyms(KEY[::-1])
    made = {one.of("user", "canaryplover"), other.of("user", "canaryplover"), one.of("email", "canaryplover")}
    assert len({name.partition("~")[2] for name in made}) == 3
    assert Door(KEY, DoorRules()).account("canaryplover") == Door(KEY, DoorRules()).account("CANARYPLOVER")


SERVE = """
import sys
from pathlib import Path
from forestall.web.run import Listening, serve
serve(Path(sys.argv[1]), Listening(port=0), state=sys.argv[2], out=None, say=lambda text: print(text, flush=True))
"""


def test_persons_that_are_sent_to_a_running_service_are_nowhere(town: Path, tmp_path: Path) -> None:
    state = tmp_path / "state"
    with (tmp_path / "stdout").open("w+") as output, (tmp_path / "stderr").open("w") as log:
        command = [sys.executable, "-c", SERVE, str(town), str(state)]
        server = subprocess.Popen(command, stdout=output, stderr=log)
        try:
            with httpx.Client(base_url=address(tmp_path / "stdout", server), timeout=30) as client:
                shown = b"".join(visited(client))
        finally:
            server.terminate()
            assert server.wait(60) in {0, -signal.SIGTERM}
    (tmp_path / "left").mkdir()
    for name in ("stdout", "stderr"):
        (tmp_path / name).rename(tmp_path / "left" / name)
    assert found(state, tmp_path / "left", others=(shown,)) == []


def address(output: Path, server: subprocess.Popen[bytes]) -> str:
    while "http" not in output.read_text():
        assert server.poll() is None, (output.parent / "stderr").read_text()[-2000:]
    return output.read_text().split()[-1]


def visited(client: httpx.Client) -> Iterator[bytes]:
    """Everything handed in by HTTP, with persons in keys and addresses too; then what the service shows."""
    for way, (source, media_type, content) in WAYS.items():
        headers = {"Content-Type": media_type, "Idempotency-Key": f"{way} jane.canaryplover@plover-mail.example"}
        answer = client.post("/v1/signals", params={"source": source}, content=content().encode(), headers=headers)
        assert answer.status_code < 500, answer.text
        yield answer.content
    client.get("/jane.canaryplover@plover-mail.example", params={"name": "canaryplover"})
    client.post("/v1/signals", params={"source": "jane.canaryplover@plover-mail.example"}, content=b"{}")
    wanted = {"/readyz", "/"}  # the workers have started, the first pass is through
    for _ in range(20_000):
        wanted -= {path for path in wanted if client.get(path).status_code == 200}
        if not wanted:
            break
    for path in ("/v1/sources", "/v1/quarantine", "/v1/findings", "/v1/alerts", "/metrics", "/readyz", "/"):
        answer = client.get(path)
        assert answer.status_code == 200, f"{path}: {answer.text}"
        yield answer.content
