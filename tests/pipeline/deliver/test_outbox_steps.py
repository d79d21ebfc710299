"""The outbox on a virtual clock: whatever fails, dies or comes in any order, nothing is lost, doubled or swapped."""

import asyncio
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from delivery_desk import PROFILE, Desk, Line, alert, audience
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from forestall.model.alert import Alert
from forestall.model.audience import DigestTimes, EmailWay, QuietHours, WebhookWay
from forestall.model.delivery import Delivery, DeliveryState
from forestall.model.place import Place
from forestall.pipeline.deliver import deliver, delivering
from forestall.store.deliveries import Deliveries
from forestall.store.messages import Messages
from forestall.warn.channel import Message, Outcome, Result

MAIL = EmailWay("email", "mail.haven.example", "warning@haven.example", ("desk@haven.example",))
HOOK = WebhookWay("webhook", "https://hooks.haven.example/x", "env:KEY")
SUBJECTS = st.sampled_from(("risk:a", "risk:b", "risk:c"))
SEVERITIES = st.sampled_from(("Minor", "Severe", "Extreme"))
WAYS = st.sampled_from(("email", "webhook"))
WAITING = (DeliveryState.QUEUED, DeliveryState.FAILED)


class Died(BaseException):
    """The process ends here."""


@dataclass(slots=True)
class Mortal(Line):
    """A line on which the sender may die after the other side has taken the message."""

    dies: bool = False

    async def send(self, message: Message) -> Result:
        result = await Line.send(self, message)
        if self.dies:
            self.dies = False
            if message not in self.taken[-1:]:
                self.taken.append(message)
            raise Died
        return result


class Outbox(RuleBasedStateMachine):
    """One audience with quiet hours and a digest, reached by mail and by webhook."""

    empty: Path

    def __init__(self) -> None:
        super().__init__()
        self.stack = ExitStack()
        folder = Path(self.stack.enter_context(tempfile.TemporaryDirectory()))
        shutil.copytree(self.empty, folder / "state")
        one = audience(
            "duty", MAIL, HOOK, quiet=QuietHours("22:00", "07:00"), digest=DigestTimes(("12:00",)), keep=8760
        )
        self.desk = Desk(folder / "state", Place(folder, "place", PROFILE, audiences=(one,)))
        self.mail, self.hook = Mortal(), Mortal()
        self.desk.lines = {"email": self.mail, "webhook": self.hook}
        self.last: dict[str, Alert] = {}
        self.sent: list[Alert] = []

    @initialize()
    def a_first_pass(self) -> None:
        self.desk.publish()
        self.office = self.stack.enter_context(self.desk.office())

    @rule(subject=SUBJECTS, severity=SEVERITIES, cancel=st.booleans())
    def something_is_said(self, subject: str, severity: str, cancel: bool) -> None:
        self.desk.wait(seconds=1)
        before = self.last.get(subject)
        kind = "Alert" if before is None else "Cancel" if cancel else "Update"
        expires = {"expires": self.desk.at + timedelta(days=900)}
        said = alert(subject, self.desk.at, kind, before, severity=severity, **expires)
        with self.office.changing() as session:
            Messages(session).add([said], 1)
        self.sent.append(said)
        if kind == "Cancel":
            del self.last[subject]
        else:
            self.last[subject] = said

    @rule(way=WAYS, outcome=st.sampled_from((Outcome.TAKEN, Outcome.AWAY, Outcome.UNSURE)))
    def the_other_side_changes(self, way: str, outcome: Outcome) -> None:
        self.desk.lines[way].outcome = outcome

    @rule(minutes=st.sampled_from((1, 10, 60, 600)))
    def time_passes(self, minutes: int) -> None:
        self.desk.wait(minutes=minutes)

    @rule(dies=st.sampled_from((None, None, "email", "webhook")))
    def a_round(self, dies: str | None) -> None:
        mortal = None if dies is None else self.desk.lines[dies]
        if isinstance(mortal, Mortal):
            mortal.dies = True
        with _dying(), delivering(self.office):
            asyncio.run(deliver(self.office, self.desk.make))
        self.mail.dies = self.hook.dies = False
        self.nothing_is_swapped_or_doubled()

    def nothing_is_swapped_or_doubled(self) -> None:
        for line in (self.mail, self.hook):
            first: dict[str, Message] = {}
            for message in line.taken:
                assert first.setdefault(message.id, message) == message, "the same id, the same message"
            told = [one.identifier for message in first.values() for one in _alerts(message)]
            assert len(told) == len(set(told)), "each alert in one message"
            order = [one for message in first.values() for one in _alerts(message)]
            for subject in {one.subject for one in order}:
                times = [one.sent for one in order if one.subject == subject]
                assert times == sorted(times), "each subject in its order"
        hook = [item.alert.sent for message in self.hook.taken for item in message.items]
        assert hook == sorted(hook), "machines get all in order"

    def teardown(self) -> None:
        if not hasattr(self, "office"):
            return
        self.mail.outcome = self.hook.outcome = Outcome.TAKEN
        for _ in range(3):
            self.desk.wait(hours=25)
            self.a_round(None)
        done = self._all()
        assert not [one for one in done if one.state in WAITING], "nothing waits for ever"
        for line in (self.mail, self.hook):
            told = {one.identifier for message in line.taken for one in _alerts(message)}
            assert told >= {one.identifier for one in self.sent}, "nothing is lost"
        assert all(len(message.items) == 1 and not message.items[0].missed for message in self.hook.taken)
        self.stack.close()

    def _all(self) -> list[Delivery]:
        with self.office.looking() as session:
            return list(Deliveries(session).latest(10_000))


@contextmanager
def _dying() -> Iterator[None]:
    try:
        yield
    except Died:
        return


def _alerts(message: Message) -> list[Alert]:
    """What a message tells, overtaken messages too, in order."""
    return [one for item in message.items for one in (*item.missed, item.alert)]


def test_whatever_fails_nothing_is_lost_doubled_or_swapped(empty_state: Path) -> None:
    class Steps(Outbox):
        empty = empty_state

    case = Steps.TestCase
    case.settings = settings(max_examples=12, stateful_step_count=20)
    case().runTest()


def test_the_machine_can_die(empty_state: Path) -> None:
    class Steps(Outbox):
        empty = empty_state

    steps = Steps()
    steps.a_first_pass()
    steps.something_is_said("risk:a", "Extreme", cancel=False)
    steps.a_round("webhook")
    assert [one.state for one in steps._all()].count(DeliveryState.QUEUED) >= 1
    steps.teardown()
    assert len(steps.hook.taken) == 2
