"""Two offices on a line that fails at any moment: whatever happens, everything arrives in order, and once."""

import json
import sys
import tempfile
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from forestall.core.errors import AwayError, ConflictError
from forestall.model.label import Label
from forestall.model.partner import Partner
from forestall.model.sharing import Confirmation, Cursor
from forestall.pipeline.exchange_form import (
    Form,
    confirmation_document,
    exchange_key,
    opened,
    parcel_document,
    parcel_of,
    sealed,
)
from forestall.pipeline.exchange_with import GIVE, TAKE, exchange
from forestall.pipeline.partner_link import Reply
from forestall.pipeline.sharing import hand_over, offer
from forestall.pipeline.sharing_in import Counter, take_in
from forestall.store.sharing import FromPartners

sys.path.insert(0, str(Path(__file__).parent))
import made
from made import START, Clock, alert, finding, of, partner, publish, source_of, town


class Line:
    """A line to the province's service, which loses requests and answers as it is told."""

    def __init__(self, there: "Office", faults: list[str]) -> None:
        self._there, self._faults = there, faults

    def ask(self, method: str, path: str, body: bytes = b"", media_type: str = "") -> Reply:
        """What the routes of `web/routes/exchange.py` do, without HTTP."""
        fault = self._faults.pop(0) if self._faults else "none"
        if fault == "request lost":
            raise AwayError("the request is lost")
        reply = self._answered(path, body)
        if fault == "answer lost":
            raise AwayError("the answer is lost")
        return reply

    def _answered(self, path: str, body: bytes) -> Reply:
        there = self._there
        office, other = there.counter.office, there.other
        if path == TAKE:
            asked = json.loads(body)
            offer(office, other)
            try:
                parcel = hand_over(office, other, Cursor(asked["number"], asked["digest"]), there.key.name, "other")
            except ConflictError as error:
                return Reply(409, json.dumps({"detail": str(error)}).encode())
            return Reply(200, sealed(Form.PARCEL, parcel_document(parcel), (there.key,), START))
        if path == GIVE:
            answer: Confirmation = take_in(there.counter, other, parcel_of(opened(body, other)))
            return Reply(200, sealed(Form.CONFIRMATION, confirmation_document(answer), (there.key,), START))
        return Reply(422, b"{}")


class Office:
    """One of the two."""

    def __init__(self, stack: ExitStack, folder: Path, name: str, other: str, clock: Clock) -> None:
        root = town(folder / name, f"outlook@{name}.example", [partner(other)], [source_of(other)])
        self.state = folder / f"{name}-state"
        self.office, self.counter = stack.enter_context(made.opened(root, self.state, clock))
        self.key = exchange_key(self.state, f"outlook@{name}.example")
        self._other = of(self.office.place(), other)
        self.their_key = ""
        self.crash = ""

    @property
    def other(self) -> Partner:
        """The other one, with its key."""
        return replace(self._other, key=self.their_key)

    def taking(self) -> Counter:
        """Where it takes in; it may be killed before a signal is stored, or after that and before anything else is."""

        def store(delivery: object) -> None:
            if self.crash == "before":
                raise AwayError("killed")
            self.counter.store(delivery)  # type: ignore[arg-type]
            if self.crash == "after":
                raise AwayError("killed")

        return replace(self.counter, store=store)

    def has(self) -> list[str]:
        """Titles of what came, in the order of their numbers."""
        with self.office.looking() as session:
            found = FromPartners(session).all()
        return [each.letter.thing.title for each in sorted(found, key=lambda each: each.number)]


class Exchange(RuleBasedStateMachine):
    """Passes on both sides, and exchanges that may fail anywhere."""

    @initialize()
    def begin(self) -> None:
        """Two new offices."""
        self.stack, self.clock = ExitStack(), Clock()
        folder = Path(self.stack.enter_context(tempfile.TemporaryDirectory()))
        self.nation = Office(self.stack, folder, "nation", "province", self.clock)
        self.province = Office(self.stack, folder, "province", "nation", self.clock)
        self.nation.their_key, self.province.their_key = str(self.province.key.public()), str(self.nation.key.public())
        self.shared: dict[str, list[str]] = {"nation": [], "province": []}
        self.rows: dict[str, int] = {"nation": 0, "province": 0}

    def teardown(self) -> None:
        """In the end everything is there; close both."""
        if hasattr(self, "stack"):
            try:
                self.at_last()
            finally:
                self.stack.close()

    @rule(name=st.sampled_from(["nation", "province"]), count=st.integers(1, 2), closed=st.booleans())
    def one_pass(self, name: str, count: int, closed: bool) -> None:
        """A pass finds something and sends an alert; sometimes one that goes to nobody."""
        office: Office = getattr(self, name)
        at = self.clock.turn(minutes=1)
        headlines = [f"{name} {self.rows[name] + each}" for each in range(count)]
        label = Label.RED if closed else Label.GREEN
        alerts = [alert(each, at, label=label, sender=f"outlook@{name}.example") for each in headlines]
        publish(office.state, office.office.place(), at, alerts, [finding(f"{name} row", time=START)])
        offer(office.office, office.other)
        if f"{name} row" not in self.shared[name]:
            self.shared[name].append(f"{name} row")
        self.rows[name] += count
        self.shared[name] += [] if closed else sorted(headlines, key=lambda each: _id(each, at))

    @rule(
        faults=st.lists(st.sampled_from(["none", "request lost", "answer lost"]), max_size=5),
        nation=st.sampled_from(["", "before", "after"]),
        province=st.sampled_from(["", "before", "after"]),
    )
    def exchanged(self, faults: list[str], nation: str, province: str) -> None:
        """They exchange, on a line that fails, and either may be killed while it takes in."""
        self._exchange(faults, nation, province)

    @rule()
    def at_last(self) -> None:
        """The line is well again: everything is there."""
        self._exchange([], "", "")
        assert self.nation.has() == self.shared["province"]
        assert self.province.has() == self.shared["nation"]
        for office, other in ((self.nation, "province"), (self.province, "nation")):
            alerts = [each for each in self.shared[other] if not each.endswith(" row")]
            assert len(made.signals(office.state)) == len(alerts)

    @invariant()
    def nothing_twice_and_in_order(self) -> None:
        """What came is what was shared, from the first on, each once."""
        if not hasattr(self, "shared"):
            return
        for office, other in ((self.nation, "province"), (self.province, "nation")):
            came = office.has()
            assert came == self.shared[other][: len(came)]
            signals = [each.arrival.identity for each in made.signals(office.state)]
            assert len(signals) == len(set(signals))

    def _exchange(self, faults: list[str], nation: str, province: str) -> None:
        self.nation.crash, self.province.crash = nation, province
        there = _Killable(self.province)
        exchange(self.nation.taking(), self.nation.other, Line(there, faults), self.nation.key)  # type: ignore[arg-type]
        self.nation.crash = self.province.crash = ""


class _Killable:
    """The province, as its service takes in."""

    def __init__(self, office: Office) -> None:
        self.counter, self.key, self._office = office.taking(), office.key, office

    @property
    def other(self) -> Partner:
        """Who comes."""
        return self._office.other


def _id(headline: str, at: object) -> str:
    return alert(headline, at).identifier  # type: ignore[arg-type]


Exchange.TestCase.settings = settings(max_examples=6, stateful_step_count=8, deadline=None)
TestExchange = Exchange.TestCase


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("side", ["nation", "province"])
@pytest.mark.parametrize("fault", ["none", "answer lost"])
def test_a_kill_while_taking_in_loses_nothing_and_brings_nothing_twice(when: str, side: str, fault: str) -> None:
    pair = Exchange()
    pair.begin()
    try:
        for name in ("nation", "province"):
            pair.one_pass(name, 2, False)
        pair.exchanged([fault], when if side == "nation" else "", when if side == "province" else "")
        pair.nothing_twice_and_in_order()
    finally:
        pair.teardown()
