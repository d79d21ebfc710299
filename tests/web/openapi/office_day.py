"""What an office asks its service in a day: signals to features, with the harbour's own records."""

import gzip
import json
from hashlib import sha256
from typing import Any

from asking import Asking

SOON, YEAR_END = "2031-03-10T14:00:00Z", "2031-12-31T00:00:00Z"
PHOTO = sha256(b"photograph of the new lamp").hexdigest()
LAMP = {
    "case_type": "complaint",
    "text": "The lamp at the Quay bridge has been dark for a week.",
    "site": "bridge-quay",
    "contact": "desk 4 of the quarter office",
}
FLOOD: dict[str, Any] = {
    "category": "Met",
    "urgency": "Expected",
    "severity": "Severe",
    "certainty": "Likely",
    "template": "flood",
    "where": "Marrowen bay",
    "scope": "Public",
    "areas": [{"description": "Marrowen bay", "circles": [[-8.93, 40.22, 3.0]]}],
}
REASON = {"reason": "The water went down; the quay is dry."}


def _looking(ask: Asking) -> None:
    for path in ("/healthz", "/readyz", "/metrics", "/v1/sources", "/v1/causes", "/v1/cause-proposals"):
        ask("GET", path)
    ask("GET", "/v1/findings", params={"limit": 2})


def _signals(ask: Asking) -> None:
    root = ask.root
    with gzip.open(root / "logs" / "firewall.jsonl.gz") as file:
        first, second = (json.loads(next(file)) for _ in range(2))
    storm = (root / "cap" / "weather" / "storm-1.xml").read_bytes()
    indicator = {
        "type": "indicator",
        "spec_version": "2.1",
        "id": "indicator--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f",
        "created": "2031-03-09T00:00:00.000Z",
        "modified": "2031-03-09T00:00:00.000Z",
        "name": "Address that looks for open remote desktops",
        "pattern": f"[ipv4-addr:value = '{first['src_ip']}']",
        "pattern_type": "stix",
        "valid_from": "2031-03-09T00:00:00Z",
    }
    lines = b"".join(json.dumps(each).encode() + b"\n" for each in (first, second))
    series = b"".join((root / "series" / "cyber.csv").read_bytes().splitlines(True)[:3])
    syslog = b"<34>1 2031-03-10T05:00:00Z SW-PRT-1 sshd 77 - - failed password for admin from 10.40.2.28\n"
    bundle = json.dumps(
        {"type": "bundle", "id": "bundle--5d0092c5-5f74-4287-9642-33f4c354e56d", "objects": [indicator]}
    )
    for source, kind, content in (
        ("firewall", "application/json", json.dumps([first]).encode()),
        ("firewall", "application/json", json.dumps([first]).encode()),
        ("firewall", "application/x-ndjson", lines),
        ("weather", "application/cap+xml", storm),
        ("weather", "application/xml", storm),
        ("weather", "text/xml", storm),
        ("ossary", "application/stix+json", bundle.encode()),
        ("ossary", "application/taxii+json", bundle.encode()),
        ("series-cyber", "text/csv", series),
        ("port-switches", "text/plain", syslog),
        ("firewall", "application/json", json.dumps([{**second, "Hostname": "FW-PRT-1"}, 7, 8]).encode()),
    ):
        ask("POST", "/v1/signals", params={"source": source}, content=content, headers={"content-type": kind})
    items = ask("GET", "/v1/quarantine").json()["items"]
    ask("POST", "/v1/quarantine/{number}/drop", fill={"number": items[0]["id"]})


def _alerts(ask: Asking) -> None:
    ask("GET", "/v1/alert-templates", params={"language": "fr"})
    draft = ask("POST", "/v1/drafts", json=FLOOD).json()["id"]
    for path in ("/v1/drafts", "/v1/drafts/{draft}"):
        ask("GET", path, fill={"draft": draft})
    sent = ask("POST", "/v1/drafts/{draft}/approve", who="ben", fill={"draft": draft}).json()["sent"]
    waste = ask("POST", "/v1/drafts", json={**FLOOD, "where": "Old quay"}).json()["id"]
    ask("POST", "/v1/drafts/{draft}/refuse", who="ben", fill={"draft": waste}, json={"reason": "The wrong quay."})
    again = {**FLOOD, "severity": "Extreme"}
    newer = ask("POST", "/v1/alerts/{identifier}/update", fill={"identifier": sent}, json=again, params={"send": True})
    at = newer.json()["sent"] or sent
    ask("POST", "/v1/alerts/{identifier}/cancel", fill={"identifier": at}, json=REASON, params={"send": True})
    ask("GET", "/v1/alerts")
    ask("GET", "/v1/alerts/{identifier}", fill={"identifier": sent})
    ask("GET", "/feeds/alerts/{identifier}.xml", who="", fill={"identifier": sent})
    for form in ("atom", "rss"):
        ask("GET", "/feeds/alerts.{form}", who="", fill={"form": form})
        ask("GET", "/v1/feeds/alerts.{form}", who="vale", fill={"form": form})


def _attention(ask: Asking) -> None:
    alert = ask("GET", "/v1/alerts").json()["items"][0]
    seen_to = {"alert": alert["subject"], "why": "The duty officer calls the terminal.", "until": SOON}
    ask("POST", "/v1/attention/acknowledgements", json=seen_to)
    quiet = {"subject": alert["subject"], "why": "Exercise until the afternoon.", "until": SOON}
    silence = ask("POST", "/v1/attention/silences", json=quiet).json()["id"]
    ask("GET", "/v1/attention")
    ask("POST", "/v1/attention/{id}/end", fill={"id": silence})


def _deliveries(ask: Asking) -> None:
    every = ask("GET", "/v1/deliveries").json()["items"]
    numbers = {each["state"]: each["number"] for each in every}
    ask("GET", "/v1/deliveries/channels")
    ask("POST", "/v1/deliveries/{number}/confirm", fill={"number": numbers["sent"]})
    ask("POST", "/v1/deliveries/{number}/again", fill={"number": numbers["given_up"]})


def _obligations(ask: Asking) -> None:
    items = ask("GET", "/v1/obligations").json()["items"]
    owed = {"id": next(each["id"] for each in items if each["state"] == "open")}
    ask("GET", "/v1/obligations/report")
    ask("GET", "/v1/obligations/report.csv")
    ask("GET", "/v1/obligations/{id}", fill=owed)
    given = ask(
        "POST",
        "/v1/obligations/{id}/evidence",
        fill=owed,
        params={"title": "Exercise report 7", "effective": "2031-03-08"},
        content=b"pump,started,stopped\nquay-1,06:00,06:20\n",
        headers={"content-type": "application/octet-stream"},
    ).json()
    evidence = {"id": given["evidence"][0]["id"]}
    ask("GET", "/v1/evidence/{id}/file", fill=evidence)
    ask("POST", "/v1/evidence/{id}/verdict", who="ben", fill=evidence, json={"enough": True, "reason": "Complete."})


def _cases(ask: Asking) -> None:
    ask("GET", "/v1/case-types")
    taken = ask("POST", "/v1/cases", json=LAMP).json()
    case, token = {"identifier": taken["case"]}, {"token": taken["token"]}
    ask("POST", "/v1/cases/suggestions", json={**LAMP, "text": "Lamp at the Quay bridge is dark"})
    form = {"case_type": "complaint", "text": "Dark at the bridge at night.", "site": "bridge-quay"}
    ask("POST", "/v1/cases/form", data=form)
    ask("POST", "/v1/case-tokens/status", json=token)
    settled = {"outcome": "A new lamp hangs there.", "evidence": PHOTO}
    ask("POST", "/v1/cases/{identifier}/answer", fill=case, json=settled)
    ask("POST", "/v1/case-tokens/refuse", json={**token, "reason": "It is still dark."})
    ask("POST", "/v1/cases/{identifier}/answer", fill=case, json=settled)
    ask("POST", "/v1/case-tokens/confirm", json=token)
    ask("POST", "/v1/cases/{identifier}/reopen", fill=case, json={"reason": "Dark again."})
    ask("POST", "/v1/cases/{identifier}/answer", fill=case, json=settled)
    ask("POST", "/v1/cases/{identifier}/confirm", who="ben", fill=case)
    ask("POST", "/v1/cases/{identifier}/contacts", fill=case, json={"reason": "To ask which lamp."})
    ask("POST", "/v1/case-tokens/forget", json=token)
    other = ask("GET", "/v1/cases", params={"state": "open"}).json()["items"][0]["id"]
    third = ask("POST", "/v1/cases", json={**LAMP, "text": "No light on the stairs."}).json()["case"]
    ask("POST", "/v1/cases/{identifier}/merge", fill={"identifier": third}, json={"into": other})
    ask("GET", "/v1/cases/{identifier}", fill=case)
    ask("GET", "/v1/case-counts", params={"year": 2031, "month": 2})


def _causes(ask: Asking) -> None:
    case = ask("GET", "/v1/cases").json()["items"][0]["id"]
    wet = {"title": "Wet wiring at the bridge", "field": "social", "description": "Covers let the rain in."}
    cause = {"identifier": ask("POST", "/v1/causes", json=wet).json()["id"]}
    ask("POST", "/v1/cases/{identifier}/cause", fill={"identifier": case}, json={"cause": cause["identifier"]})
    whys = {"structure": {"problem": "The lamp is dark.", "whys": ["The fuse blew.", "The wiring is wet."]}}
    ask("POST", "/v1/causes/{identifier}/analyses", fill=cause, json=whys)
    owed = {"title": "Seal the covers of all lamps", "bearer": "city", "due": YEAR_END}
    ask("POST", "/v1/causes/{identifier}/measures", fill=cause, json=owed)
    ask("GET", "/v1/causes/{identifier}", fill=cause)
    ask("GET", "/v1/causes")
    _proposals(ask)


def _proposals(ask: Asking) -> None:
    sewage = ("Sewage came up in the cellar after heavy rain", "The cellar flooded with sewage in heavy rain")
    lorries = ("Noisy delivery lorries at night behind the shop", "Lorries deliver at night and the noise wakes us")
    for number in range(1, 6):
        for text in (*sewage, *lorries):
            ask(
                "POST",
                "/v1/cases",
                json={"case_type": "complaint", "text": f"{text}, house {number}", "site": "bridge-quay"},
            )
    first, second, *_ = ask("POST", "/v1/cause-proposals").json()
    ask("GET", "/v1/cause-proposals")
    valve = {"title": "The flap valve of the sewer sticks"}
    ask("POST", "/v1/cause-proposals/{identifier}/accept", fill={"identifier": first["id"]}, json=valve)
    ask("POST", "/v1/cause-proposals/{identifier}/reject", fill={"identifier": second["id"]})


def _open311(ask: Asking) -> None:
    form = {
        "service_code": "accident",
        "lat": "40.2151",
        "long": "-8.9158",
        "description": "A cyclist fell on the wet rails.",
        "attribute[harm]": "1",
        "attribute[happened]": "2031-03-09T17:30:00Z",
    }
    for ending in ("json", "xml"):
        ask("GET", f"/open311/v2/discovery.{ending}")
        ask("GET", f"/open311/v2/services.{ending}")
        ask("GET", "/open311/v2/services/{identifier}", fill={"identifier": f"accident.{ending}"})
        ask("POST", f"/open311/v2/requests.{ending}", data=form)
    (told,) = ask("POST", "/open311/v2/requests.json", data={**form, "description": "A second one."}).json()
    for ending in ("json", "xml"):
        named = ask("GET", "/open311/v2/tokens/{identifier}", fill={"identifier": f"{told['token']}.{ending}"})
        ask("GET", f"/open311/v2/requests.{ending}", params={"service_code": "accident"})
        if ending == "json":
            case = named.json()[0]["service_request_id"]
        ask("GET", "/open311/v2/requests/{identifier}", fill={"identifier": f"{case}.{ending}"})


def _features(ask: Asking) -> None:
    sites = {"name": "sites"}
    for path in ("/ogc/", "/ogc/conformance", "/ogc/collections"):
        ask("GET", path)
    for path in ("/ogc/collections/{name}", "/ogc/collections/{name}/queryables", "/ogc/collections/{name}/schema"):
        ask("GET", path, fill=sites)
    page = ask("GET", "/ogc/collections/{name}/items", fill=sites, params={"limit": 1}).json()
    few = {"filter": "kind = 'hospital'"}
    ask("GET", "/ogc/collections/{name}/items", fill=sites, params={**few, "f": "csv"})
    ask("GET", "/ogc/collections/{name}/items", fill=sites, params={**few, "f": "parquet"})
    ask("GET", "/ogc/collections/{name}/items/{feature}", fill={**sites, "feature": page["features"][0]["id"]})


def all_of_it(ask: Asking) -> None:
    """The whole day."""
    for part in (
        _looking,
        _signals,
        _alerts,
        _attention,
        _deliveries,
        _obligations,
        _cases,
        _causes,
        _open311,
        _features,
    ):
        part(ask)
