"""What people and partners ask in a day: streams, exchange with a partner, accounts, one's own account, signing in."""

import asyncio
import sys
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pyotp
from asking import Asking

from forestall.model.sharing import Confirmation, Cursor, Parcel
from forestall.pipeline.exchange_form import (
    MEDIA_TYPE,
    Form,
    confirmation_document,
    opened,
    parcel_document,
    parcel_of,
    sealed,
)
from forestall.pipeline.exchange_form import exchange_key as key_of
from forestall.pipeline.partner_link import Reply
from forestall.pipeline.rollup import rollup
from forestall.pipeline.sharing import partner_of
from forestall.web.rights import COOKIE
from forestall.web.routes import findings, partners

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from soft_key import SoftKey

PARTNER, CERT = "ossary-cert", "cert@portofossary.invalid"
PHRASE = "four cranes stand on the quay"


class _Everything:
    """Somebody who may see all."""

    def may(self, *_what: object) -> bool:
        """Yes."""
        return True


class _Line:
    """The line to the partner's Forestall, which takes what it is sent and has nothing for us."""

    def __init__(self, world: Any) -> None:
        self._world = world

    def ask(self, method: str, path: str, body: bytes = b"", media_type: str = "") -> Reply:
        """What `web/routes/exchange.py` of the partner answers."""
        if path.endswith("/rollup"):
            return Reply(200, _told(self._world))
        now = self._world.service.now()
        if path.endswith("/take"):
            return Reply(200, self._signed(Form.PARCEL, parcel_document(Parcel(CERT, "us", now, Cursor(), (), False))))
        note = opened(body, self._us())
        number, letter = parcel_of(note).letters[-1] if note.form is Form.PARCEL else (0, None)
        stands = Cursor() if letter is None else Cursor(number, letter.digest)
        return Reply(200, self._signed(Form.CONFIRMATION, confirmation_document(Confirmation(stands))))

    def _us(self) -> Any:
        service = self._world.service
        key = key_of(service.folder, service.place.profile.sender)
        return replace(partner_of(service.office.place(), PARTNER), key=str(key.public()))

    def _signed(self, form: Form, document: object) -> bytes:
        return sealed(form, document, (self._world.partner_key,), self._world.service.now())


def _told(world: Any) -> bytes:
    """The roll-up that the partner tells us: of the same form as ours."""
    ours = rollup(world.service.office, partner_of(world.service.office.place(), PARTNER))
    theirs = {**ours, "from": CERT, "place": "Port of Ossary", "to": ours["from"]}
    return sealed(Form.ROLLUP, theirs, (world.partner_key,), world.service.now())


def broken(ask: Asking, world: Any) -> None:
    """A signal that broke a stage is given another chance."""
    inbox = world.service.inbox
    inbox.finish(0, inbox.after(0, 100)[-1].number, {2: "observe: no column of this name"}, world.service.now())
    (held,) = [each for each in ask("GET", "/v1/quarantine").json()["items"] if each["signal"] == 2]
    ask("POST", "/v1/quarantine/{number}/resubmit", fill={"number": held["id"]})


async def _unchanged() -> str:
    """Nobody's rights change meanwhile."""
    return ""


def events(ask: Asking, world: Any) -> None:
    """The first of the stream, which has no end."""

    async def begun() -> str:
        stream = findings._stream(world.service, _Everything(), 0, _unchanged)  # type: ignore[arg-type]
        parts = [await anext(stream) for _ in range(2)]
        await stream.aclose()  # type: ignore[attr-defined]
        return "".join(parts)

    ask.keep("get /v1/events", "200", "text/event-stream", asyncio.run(begun()))


def sharing(ask: Asking, world: Any) -> None:
    """Partners as the office sees them, and where theirs comes to us."""
    ask("GET", "/v1/partners")
    name = {"name": PARTNER}
    ask("GET", "/v1/partners/{name}/preview", fill=name)
    ask("GET", "/v1/partners/{name}/rollup", fill=name)
    ask("POST", "/v1/exchange/take", who="cert", keep=False, json={"number": 0, "digest": ""})
    posted = sorted(ask("GET", "/v1/partners/{name}/receipts", fill=name).json(), key=lambda each: each["number"])
    ask("POST", "/v1/exchange/take", who="cert", json={each: posted[-2][each] for each in ("number", "digest")})
    ask("GET", "/v1/rollup", who="cert")
    ask("POST", "/v1/exchange/give", who="cert", content=_told(world), headers={"content-type": MEDIA_TYPE})
    with patch.object(partners, "link_to", lambda *_: _Line(world)):
        ask("POST", "/v1/partners/{name}/exchange", fill=name)
    ask("GET", "/v1/partners/rollups")


def keeping(ask: Asking) -> None:
    """Accounts, grants, labels, emergencies."""
    grant = {"role": "analyst", "clearance": "AMBER", "fields": ["cyber"], "reason": "Looks at logs of the port."}
    new = {"id": "port-logs", "name": "Log desk of the port", "organisation": "port", "grant": grant}
    ask("POST", "/v1/accounts", json=new)
    ask("GET", "/v1/accounts")
    desk = {"name": "port-logs"}
    more = {**grant, "fields": ["territorial"], "hours": 12, "reason": "Stands in during the storm."}
    number = ask("POST", "/v1/accounts/{name}/grants", fill=desk, json=more).json()["id"]
    ask("DELETE", "/v1/grants/{number}", fill={"number": number})
    secret = {"secret": ask("POST", "/v1/accounts/{name}/link", fill=desk).json()["link"].rpartition("#")[2]}
    ask("GET", "/sign-in/link", who="")
    ask("POST", "/sign-in/link", who="", data=secret)
    ask("DELETE", "/v1/accounts/{name}/sessions", fill=desk)
    ask("POST", "/v1/accounts/{name}/end", fill=desk)
    taken = ask("POST", "/v1/emergencies", json={"reason": "The storm surge is an hour away and nobody else is here."})
    why = {"reason": "The surge came; the gates were shut from this desk."}
    ask("POST", "/v1/emergencies/{number}/justification", fill={"number": taken.json()["id"]}, json=why)
    ask("GET", "/v1/emergencies")


def own(ask: Asking) -> None:
    """One's own account: proof, password, codes, passkey, tokens, sessions; a label lowered with the passkey."""
    for path in ("/v1/me", "/v1/me/sessions", "/v1/me/tokens"):
        ask("GET", path)
    ask("POST", "/v1/me/purpose", json={"purpose": "operations"})
    token = {"name": "log shipper", "scopes": ["send_signals"], "days": 30, "source": "firewall"}
    number = ask("POST", "/v1/me/tokens", json=token).json()["id"]
    ask("GET", "/v1/me/tokens")
    ask("DELETE", "/v1/me/tokens/{number}", fill={"number": number})
    other = ask("POST", "/v1/me/tokens", who="ben", json={**token, "name": "second shipper"}).json()["id"]
    ask("DELETE", "/v1/tokens/{number}", fill={"number": other})
    key = SoftKey()
    asked = ask("POST", "/v1/me/passkeys/options").json()
    answer = {"ticket": asked["ticket"], "name": "blue key", "answer": key.register(asked["options"])}
    ask("POST", "/v1/me/passkeys", json=answer)
    _label(ask, key)
    asked = ask("POST", "/sign-in/passkey/options", who="").json()
    used = ask(
        "POST", "/sign-in/passkey", who="", json={"ticket": asked["ticket"], "answer": key.use(asked["options"])}
    )
    begun = {"number": used.json()["id"]}
    ask("DELETE", "/v1/me/sessions/{number}", fill=begun)


def _label(ask: Asking, key: SoftKey) -> None:
    signal = {"number": 1}
    ask("GET", "/v1/signals/{number}/readers", fill=signal, params={"at": "2031-03-10T08:00:00Z"})
    wanted = {"label": "AMBER", "reason": "The press has published it."}
    asked = ask("POST", "/v1/signals/{number}/label/challenge", fill=signal, json=wanted).json()
    signed = {**wanted, "ticket": asked["ticket"], "answer": key.use(asked["options"])}
    ask("POST", "/v1/signals/{number}/label", fill=signal, json=signed)


def signing_in(ask: Asking, at: datetime) -> None:
    """A password, signing in with it, a proof, codes; last, because sessions end with it."""
    for path in ("/sign-in", "/sign-in/style.css"):
        ask("GET", path, who="")
    ask("POST", "/v1/me/password", who="ben", json={"password": PHRASE})
    ben = {"account": "ben", "password": PHRASE}
    ask("POST", "/sign-in", who="", data={**ben, "purpose": "operations"})
    ask.secrets["ben"] = ask("POST", "/v1/sign-in", who="", json=ben).cookies[COOKIE]
    proven = ask("POST", "/v1/me/proof", who="ben", json={"password": PHRASE})
    ask.secrets["ben"] = proven.cookies[COOKIE]
    key = ask("POST", "/v1/me/totp", who="ben").json()["key"]
    code = pyotp.TOTP(key).at(at)
    ask("POST", "/v1/me/totp/confirmation", who="ben", json={"key": key, "code": code})
    ask("POST", "/sign-out", who="ben")
