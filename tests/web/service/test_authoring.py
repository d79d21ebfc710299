"""Alerts written, approved and withdrawn over HTTP, and the feeds in which they are found."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from forestall.model.label import Label
from forestall.model.profile import Approval
from forestall.model.words import SignatureVerdict
from forestall.pipeline import authoring
from forestall.pipeline.service import Service
from forestall.standards.cap.signature import verify
from forestall.standards.cap.xml import read
from forestall.standards.feeds import atom, rss
from forestall.store.messages import Messages
from forestall.warn.authoring import Written

Ask = Callable[..., httpx.Response]
WRITTEN: dict[str, Any] = {
    "category": "Met",
    "urgency": "Expected",
    "severity": "Severe",
    "certainty": "Likely",
    "template": "flood",
    "where": "Old Mill",
    "scope": "Public",
    "areas": [{"description": "Old Mill", "circles": [[-8.6, 41.2, 3.0]]}],
}


@pytest.fixture
def two(service: Service) -> Service:
    """A service whose place asks for a second person."""
    profile = service.place.profile
    rules = replace(profile.warnings, approval=Approval.PUBLIC)
    service.place = replace(service.place, profile=replace(profile, warnings=rules))
    return service


def test_an_alert_is_written_sent_and_read_as_cap(ask: Ask) -> None:
    made = ask("POST", "/v1/drafts?send=true", json=WRITTEN)
    assert (made.status_code, made.json()["state"]) == (201, "sent")
    identifier = made.json()["sent"]
    cap = ask("GET", f"/v1/alerts/{identifier}")
    assert cap.headers["content-type"] == "application/cap+xml; charset=utf-8"
    assert read(cap.content).info[0].headline == "Flood in Old Mill"


def test_what_somebody_else_wrote_is_approved_and_ones_own_is_not(ask: Ask, two: Service) -> None:
    own = ask("POST", "/v1/drafts?send=true", json=WRITTEN).json()
    theirs = authoring.write(
        two.office,
        "ana",
        Written("Fire", "Expected", "Severe", "Likely", template="fire", where="Quay", scope="Public"),
    ).draft
    assert [one["id"] for one in ask("GET", "/v1/drafts").json()] == [own["id"], theirs.id]
    refused = ask("POST", f"/v1/drafts/{own['id']}/approve")
    assert (refused.status_code, "somebody else has to approve it" in refused.json()["detail"]) == (403, True)
    assert ask("POST", f"/v1/drafts/{theirs.id}/approve").json()["state"] == "sent"
    assert ask("POST", f"/v1/drafts/{theirs.id}/approve").status_code == 409
    taken = ask("POST", f"/v1/drafts/{own['id']}/refuse", json={"reason": "Wrong place."})
    assert taken.json()["state"] == "withdrawn"
    assert ask("GET", f"/v1/drafts/{own['id']}").json()["reason"] == "Wrong place."


def test_an_alert_is_updated_and_cancelled(ask: Ask) -> None:
    first = ask("POST", "/v1/drafts?send=true", json=WRITTEN).json()["sent"]
    second = ask("POST", f"/v1/alerts/{first}/update?send=true", json=WRITTEN | {"severity": "Extreme"}).json()
    over = ask("POST", f"/v1/alerts/{second['sent']}/cancel?send=true", json={"reason": "It is over."}).json()
    message = read(ask("GET", f"/v1/alerts/{over['sent']}").content)
    assert (message.msg_type, [one.identifier for one in message.references]) == ("Cancel", [first, second["sent"]])
    assert ask("POST", f"/v1/alerts/{first}/cancel", json={"reason": "Again."}).status_code == 409


@pytest.mark.parametrize(
    ("change", "status", "text"),
    [
        ({"severity": "Bad"}, 422, "/alert/info[1]/severity"),
        ({"template": "comet"}, 422, "expected one of: chemical"),
        ({"category": None}, 422, "category"),
    ],
)
def test_what_cannot_be_an_alert_is_told(ask: Ask, change: dict[str, Any], status: int, text: str) -> None:
    answer = ask("POST", "/v1/drafts", json=WRITTEN | change)
    assert (answer.status_code, text in answer.text) == (status, True)


def test_what_is_not_there_is_404(ask: Ask) -> None:
    for path in ("/v1/alerts/x", "/v1/drafts/x", "/feeds/alerts/x.xml", "/feeds/alerts.json"):
        assert ask("GET", path).status_code in (404, 422), path
    assert ask("POST", "/v1/alerts/x/cancel", json={"reason": "Over."}).status_code == 404


def test_everybody_finds_public_alerts_in_both_feeds_and_nothing_else(ask: Ask, service: Service) -> None:
    public = ask("POST", "/v1/drafts?send=true", json=WRITTEN).json()["sent"]
    inner = ask("POST", "/v1/drafts?send=true", json=WRITTEN | {"scope": "Restricted"}).json()["sent"]
    labelled = ask("POST", "/v1/drafts?send=true", json=WRITTEN | {"severity": "Minor"}).json()["sent"]
    with service.office.changing() as session:
        row = Messages(session).get(labelled)
        assert row is not None
        stricter = replace(row, identifier="labelled", subject="office:labelled", label=Label.GREEN)
        Messages(session).add((stricter,), None)
    feeds = [atom.read(ask("GET", "/feeds/alerts.atom").content), rss.read(ask("GET", "/feeds/alerts.rss").content)]
    for feed in feeds:
        assert sorted(each.link.rpartition("/")[2] for each in feed.entries) == sorted(
            [f"{public}.xml", f"{labelled}.xml"]
        )
    assert ask("GET", f"/feeds/alerts/{public}.xml").status_code == 200
    assert [ask("GET", f"/feeds/alerts/{one}.xml").status_code for one in (inner, "labelled")] == [404, 404]


def test_who_may_see_more_finds_more_in_their_own_feed(ask: Ask) -> None:
    inner = ask("POST", "/v1/drafts?send=true", json=WRITTEN | {"scope": "Restricted"}).json()["sent"]
    feed = atom.read(ask("GET", "/v1/feeds/alerts.atom").content)
    assert [each.link for each in feed.entries] == [f"http://127.0.0.1/v1/alerts/{inner}"]
    assert ask("GET", "/v1/alerts/" + inner).status_code == 200


def test_a_feed_that_did_not_change_is_not_sent_again(ask: Ask) -> None:
    ask("POST", "/v1/drafts?send=true", json=WRITTEN)
    first = ask("GET", "/feeds/alerts.atom")
    again = ask("GET", "/feeds/alerts.atom", headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_a_withdrawal_is_in_the_feed_so_that_readers_hear_of_it(ask: Ask) -> None:
    first = ask("POST", "/v1/drafts?send=true", json=WRITTEN).json()["sent"]
    ask("POST", f"/v1/alerts/{first}/cancel?send=true", json={"reason": "It is over."})
    titles = [each.title for each in atom.read(ask("GET", "/feeds/alerts.atom").content).entries]
    assert sorted(titles) == ["Flood in Old Mill", "Over: Flood in Old Mill"]


def test_alerts_are_signed_where_the_office_has_a_key(ask: Ask, service: Service) -> None:
    key = ec.derive_private_key(77, ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.ORGANIZATION_NAME, "Millford")])
    now = datetime.now(UTC)
    built = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    built = built.serial_number(1).not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
    own = built.sign(key, SHA256())
    folder = Path(service.state) / "cap"
    folder.mkdir(parents=True)
    (folder / "key.pem").write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    (folder / "certificate.pem").write_bytes(own.public_bytes(Encoding.PEM))
    identifier = ask("POST", "/v1/drafts?send=true", json=WRITTEN).json()["sent"]
    first, again = (ask("GET", f"/v1/alerts/{identifier}").content for _ in range(2))
    assert verify(first, now, (own,)).verdict is SignatureVerdict.VALID
    assert first == again == ask("GET", f"/feeds/alerts/{identifier}.xml").content


def test_templates_are_named_in_the_language_asked_for(ask: Ask) -> None:
    assert ask("GET", "/v1/alert-templates?language=fr").json()["flood"] == "Inondation"
