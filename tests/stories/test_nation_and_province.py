"""A nation and a province: two services with accounts and tokens exchange; one is away for a day; nothing twice."""

import sqlite3
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import pyarrow.parquet as pq
import pytest
import uvicorn

from forestall.guard.keys import KeyRing, new_master_key
from forestall.guard.passkey import Site
from forestall.guard.seal import Sealer
from forestall.model.account import Account, Action, Purpose, Role
from forestall.model.label import Label
from forestall.model.sharing import ThingKind
from forestall.model.words import Field
from forestall.pipeline import accounts
from forestall.pipeline.accounts import Wanted
from forestall.pipeline.exchange_form import exchange_key
from forestall.pipeline.exchange_with import Exchanged, exchange
from forestall.pipeline.office import Office
from forestall.pipeline.partner_link import link_to
from forestall.pipeline.people import CONSOLE, people
from forestall.pipeline.service import Service
from forestall.pipeline.sharing import offer, preview, receipts
from forestall.pipeline.sharing_in import rollups
from forestall.store.sharing import FromPartners
from forestall.store.state import State
from forestall.web import with_accounts
from forestall.web.app import make_app
from forestall.web.routes.exchange import counter_of
from forestall.web.sign_in import Desk

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "pipeline" / "sharing"))
from made import START, Clock, alert, finding, of, owed, partner, publish, risk, source_of, town

CLOSED = ("vermilion-heron-7731", "ochre-lapwing-5521", "crimson-stork-1190", "sepia-plover-4402")
"""What stands in RED and AMBER+STRICT rows of the province, and must be nowhere at the nation."""


@dataclass
class Side:
    """One of the two."""

    root: Path
    state: Path
    service: Service
    token: str

    @property
    def office(self) -> Office:
        return self.service.office

    def pass_at(self, at: object, **left: object) -> None:
        """A pass of its own, and what the service does after each: offer."""
        publish(self.state, self.service.place, at, **left)  # type: ignore[arg-type]
        for each in self.service.place.partners:
            offer(self.office, each)


@contextmanager
def side(stack: ExitStack, folder: Path, other: str, clock: Clock, more: dict[str, object]) -> Iterator[Side]:
    """A place with an account and a token for the other."""
    sender = f"outlook@{folder.name}.example"
    root, state = folder / "place", folder / "state"
    town(root, sender, [partner(other, accounts=[other], rollup=True, **more)], [source_of(other)])
    service = stack.enter_context(Service.open(root, str(state), folder / "outlook", lambda *_a, **_k: None))
    service.office = Office(service.office.writing, service.office.reading, clock, lambda: service.place)
    sealer = Sealer(KeyRing([new_master_key()]))
    kept = stack.enter_context(people(state, sealer, clock, sender, dict))
    wanted = Wanted(Role.PARTNER, Label.AMBER, purposes=frozenset(Purpose))
    accounts.add_account(kept, CONSOLE, Account(other, other, other, START), wanted)
    scopes = frozenset({Action.READ_ALERTS, Action.SEND_SIGNALS, Action.COUNT})
    token = accounts.add_token(kept, CONSOLE, other, "exchange", scopes, 300).text
    desk = Desk(Site("127.0.0.1", "http://127.0.0.1"))
    service.app = make_app(service, accounts=partial(with_accounts.install, people=kept, desk=desk))  # type: ignore[attr-defined]
    yield Side(root, state, service, token)


@contextmanager
def listening(one: Side, port: int = 0) -> Iterator[int]:
    """Its service on loopback."""
    config = uvicorn.Config(one.service.app, port=port, lifespan="off", log_config=None)  # type: ignore[attr-defined]
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive()
        time.sleep(0.005)
    try:
        yield server.servers[0].sockets[0].getsockname()[1]
    finally:
        server.should_exit = True
        thread.join()


@pytest.fixture
def clock() -> Clock:
    """The clock of both."""
    return Clock()


@pytest.fixture
def two(tmp_path: Path, clock: Clock) -> Iterator[tuple[Side, Side]]:
    """The nation and the province, which know each other's keys; the nation comes to the province."""
    with ExitStack() as stack:
        keys = {}
        for name in ("nation", "province"):
            (tmp_path / name / "state").mkdir(parents=True)
            keys[name] = str(exchange_key(tmp_path / name / "state", f"outlook@{name}.example").public())
        told = {"key": keys["nation"]}
        province = stack.enter_context(side(stack, tmp_path / "province", "nation", clock, told))
        (tmp_path / "nation" / "token").write_text(province.token)
        reach = {
            "key": keys["province"],
            "secret": f"file:{tmp_path / 'nation' / 'token'}",
            "inside": ["127.0.0.0/8"],
            "plain": True,
            "url": "http://127.0.0.1:1",
        }
        nation = stack.enter_context(side(stack, tmp_path / "nation", "province", clock, reach))
        yield nation, province


def go(nation: Side, port: int) -> Exchanged:
    """The nation exchanges with the province."""
    who = replace(of(nation.service.place, "province"), url=f"http://127.0.0.1:{port}")
    key = exchange_key(nation.state, nation.service.place.profile.sender)
    return exchange(counter_of(nation.service), who, link_to(who, nation.root), key)


def arrived(nation: Side) -> list[str]:
    """Headlines of the alerts that came, in the order in which they came."""
    found = nation.service.inbox.after(0, 1000)
    return [str(each.arrival.body["xml"]).partition("<headline>")[2].partition("</headline>")[0] for each in found]


def said_anywhere(folder: Path, words: tuple[str, ...]) -> list[str]:
    """Which words stand in a state's files, also in those that are packed."""
    texts = []
    for path in sorted(each for each in folder.rglob("*") if each.is_file()):
        texts.append(path.read_bytes())
        if path.suffix == ".parquet":
            texts.append(repr(pq.read_table(path).to_pydict()).encode())
        elif texts[-1][:15] == b"SQLite format 3":
            with closing(sqlite3.connect(path)) as connection:
                texts.append("\n".join(connection.iterdump()).encode())
    return [word for word in words if any(word.encode() in text for text in texts)]


def test_a_day_without_connection_loses_nothing_and_brings_nothing_twice(two: tuple[Side, Side], clock: Clock) -> None:
    nation, province = two
    secret = [
        finding(CLOSED[0], "closed"),
        finding(CLOSED[1], "strict"),
        finding("weak pump", "open"),
        finding("odd logons", "inner"),
    ]
    red = alert(CLOSED[2], START, label=Label.RED, subject="finding:red:town")
    risks = [risk("flood"), risk("storm", mean=500.0), risk("leak", Field.CYBER)]
    debts = [
        owed("Inspect the dam", "duty:dam", days_late=9, escalated_to="district"),
        owed(f"Report on {CLOSED[3]}", "alert:finding:red:town", days_late=3),
    ]
    storm = alert("Storm one", START)
    province.pass_at(START, alerts=[storm, red], findings=secret, risks=risks, obligations=debts)
    with listening(province) as port:
        first = go(nation, port)
        assert first == Exchanged("province", given=0, taken=3, told=True, heard=True)
    assert arrived(nation) == ["Storm one"]

    sent = [storm]
    for hour in (4, 8, 12):  # the province goes on by itself: nobody can reach it
        at = clock.turn(hours=4)
        sent.append(alert(f"Storm at {hour}", at, before=sent[-1], kind="Update"))
        province.pass_at(at, alerts=[sent[-1]], findings=secret, risks=risks, obligations=debts)
        nation.pass_at(at, alerts=[alert(f"From above {hour}", at, sender="outlook@nation.example")])
        assert go(nation, 1).trouble is not None
    at = clock.turn(hours=12)
    sent.append(alert("Storm over", at, before=sent[-1], kind="Cancel"))
    province.pass_at(at, alerts=[sent[-1]], findings=secret, risks=risks, obligations=debts)

    with listening(province) as port:
        there = go(nation, port)
        again = go(nation, port)
    assert (there.given, there.taken, there.trouble) == (3, 4, None)
    assert (again.given, again.taken, again.trouble) == (0, 0, None)
    assert arrived(nation) == ["Storm one", "Storm at 4", "Storm at 8", "Storm at 12", "Storm over"]
    assert arrived(province) == ["From above 4", "From above 8", "From above 12"]
    confirmed = receipts(province.office, of(province.service.place, "nation"))
    assert len(confirmed) == 7
    assert all(each.confirmed for each in confirmed)


def test_what_is_red_or_for_the_office_only_never_crosses(two: tuple[Side, Side], tmp_path: Path) -> None:
    nation, province = two
    rows = [finding(CLOSED[0], "closed"), finding(CLOSED[1], "strict"), finding("weak pump", "open")]
    red = alert(CLOSED[2], START, label=Label.RED, subject="finding:red:town")
    debts = [owed(f"Report on {CLOSED[3]}", "alert:finding:red:town", days_late=3)]
    province.pass_at(START, alerts=[red], findings=rows, obligations=debts, risks=[risk("flood")])
    with listening(province) as port:
        assert go(nation, port).trouble is None
    assert said_anywhere(tmp_path / "nation", (*CLOSED, "weak pump")) == ["weak pump"]
    assert set(said_anywhere(tmp_path / "province", CLOSED)) == set(CLOSED)  # the search finds what is there


def test_what_came_keeps_partner_and_label_and_does_not_go_back(two: tuple[Side, Side]) -> None:
    nation, province = two
    province.pass_at(START, alerts=[alert("Storm", START, label=Label.AMBER)], findings=[finding("logons", "inner")])
    with listening(province) as port:
        go(nation, port)
        assert go(nation, port).given == 0
    with nation.office.looking() as session:
        kept = {each.letter.thing.kind: each for each in FromPartners(session).all()}
    assert {each.partner for each in kept.values()} == {"province"}
    assert {kind: each.letter.thing.label for kind, each in kept.items()} == dict.fromkeys(ThingKind, Label.AMBER)
    assert nation.service.inbox.after(0, 9)[0].arrival.label is Label.AMBER
    back = preview(nation.office, of(nation.service.place, "province"))
    assert back.going == ()
    assert {str(reason) for each in back.withheld for reason in each.reasons} >= {"own", "origin"}


def test_the_nation_sees_each_province_in_its_roll_up(two: tuple[Side, Side]) -> None:
    nation, province = two
    debts = [
        owed("Inspect the dam", "duty:dam", days_late=9, escalated_to="district"),
        owed("Answer for red", "alert:finding:none:town", days_late=3),
    ]
    risks = [risk("flood"), risk("storm", mean=500.0)]
    province.pass_at(START, obligations=debts, risks=risks)
    with listening(province) as port:
        assert go(nation, port).heard
    (told,) = rollups(nation.office)
    document = told.document
    assert document["place"] == "Millford"
    assert document["risk"] == [
        {
            "field": "territorial",
            "scale": "economic_loss",
            "shared": 2,
            "withheld": 0,
            "mean": 1500.0,
            "low": 750.0,
            "high": 3000.0,
        }
    ]
    assert document["obligations"] == [{"jurisdiction": "town", "state": "overdue", "shared": 1, "withheld": None}]
    (late,) = document["late"]  # type: ignore[misc]
    assert (late["title"], late["days"], late["escalated_to"]) == ("Inspect the dam", 9, "district")


def test_every_exchange_is_in_both_ledgers_and_both_hold(two: tuple[Side, Side]) -> None:
    nation, province = two
    province.pass_at(START, alerts=[alert("Storm", START)], findings=[finding("weak pump")])
    with listening(province) as port:
        go(nation, port)
    for one, kinds in ((province, {"share", "receipt"}), (nation, {"received", "rollup"})):
        with State.read(one.state) as state:
            state.verify_ledger()
        with closing(sqlite3.connect(one.state / "state.sqlite")) as connection:
            written = {kind for (kind,) in connection.execute("SELECT kind FROM entries")}
        assert kinds <= written
