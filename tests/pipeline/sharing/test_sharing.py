"""Previews, queues, what is handed over, and what is taken in: on a real state, two offices in one process."""

import sys
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from forestall.core.errors import ConflictError, InputError
from forestall.ledger.key import SigningKey
from forestall.model.label import Label
from forestall.model.partner import Partner
from forestall.model.place import Place
from forestall.model.sharing import Cursor, Format, Letter, Parcel, Reason
from forestall.model.words import Field, Level, Tlp
from forestall.pipeline.exchange_form import Form as Note
from forestall.pipeline.exchange_form import Opened, exchange_key, opened, parcel_document, parcel_of, sealed
from forestall.pipeline.office import Office
from forestall.pipeline.partner_rounds import one_round
from forestall.pipeline.sharing import confirmed, hand_over, last_confirmed, offer, preview, receipts
from forestall.pipeline.sharing_in import rollups, take_in, take_rollup
from forestall.store.book import Book

sys.path.insert(0, str(Path(__file__).parent))
import made
from made import START, Clock, alert, finding, of, partner, publish, source_of, town


class Pair:
    """A province that shares and a nation that takes, without a network."""

    def __init__(self, stack: ExitStack, folder: Path) -> None:
        self.clock = Clock()
        self.state = folder / "state"
        root = town(folder / "province", "outlook@province.example", [partner("nation")], [source_of("police")])
        told = root / "partners.toml"
        told.write_text(told.read_text() + partner("police"))
        above = town(folder / "nation", "outlook@nation.example", [partner("province")], [source_of("province")])
        self.office, self.counter = stack.enter_context(made.opened(root, self.state, self.clock))
        self.above, self.there = stack.enter_context(made.opened(above, folder / "above", self.clock))

    @property
    def nation(self) -> Partner:
        return of(self.office.place(), "nation")

    @property
    def province(self) -> Partner:
        return of(self.above.place(), "province")

    def publish(self, **left: object) -> None:
        """A pass of the province."""
        publish(self.state, self.office.place(), self.clock(), **left)  # type: ignore[arg-type]

    def parcel(self, after: Cursor | None = None, partner: Partner | None = None) -> Parcel:
        """The next parcel for the nation."""
        to = partner or self.nation
        return hand_over(self.office, to, after or last_confirmed(self.office, to), "province/exchange", "console")

    def carry(self, parcel: Parcel) -> None:
        """Bring a parcel there and the answer back."""
        confirmed(self.office, self.nation, take_in(self.there, self.province, parcel))


@pytest.fixture
def pair(tmp_path: Path) -> Iterator[Pair]:
    """The two."""
    with ExitStack() as stack:
        yield Pair(stack, tmp_path)


def titles(letters: tuple[Letter, ...] | tuple[tuple[int, Letter], ...]) -> list[str]:
    """Of what was handed over, or would be."""
    return [(each[1] if isinstance(each, tuple) else each).thing.title for each in letters]


def test_a_preview_says_for_everything_that_stays_why(pair: Pair) -> None:
    rows = [finding("weak", "open"), finding("inner", "inner"), finding("red", "closed"), finding("office", "strict")]
    pair.publish(findings=rows, alerts=[alert("Storm", START, label=Label.RED)])
    found = preview(pair.office, replace(pair.nation, clearance=Tlp.GREEN))
    assert titles(found.going) == ["weak"]
    assert {each.thing.title: each.reasons for each in found.withheld} == {
        "inner": (Reason.CLEARANCE,),
        "red": (Reason.RED, Reason.CLEARANCE),
        "office": (Reason.STRICT, Reason.CLEARANCE),
        "Storm": (Reason.RED, Reason.CLEARANCE),
    }


def test_a_preview_changes_nothing(pair: Pair) -> None:
    pair.publish(findings=[finding("weak")])
    assert preview(pair.office, pair.nation) == preview(pair.office, pair.nation)
    assert receipts(pair.office, pair.nation) == ()


def test_a_shared_finding_names_neither_our_records_nor_our_source(pair: Pair) -> None:
    pair.publish(findings=[finding("weak")])
    (letter,) = preview(pair.office, pair.nation).going
    assert "record-1" not in letter.body
    assert '"source":""' in letter.body


labels = st.sampled_from([None, *Label])
rows = st.lists(
    st.tuples(
        st.sampled_from(["open", "inner", "strict", "closed"]),
        st.sampled_from(["town", "district", None]),
        st.sampled_from(Level),
    ),
    max_size=5,
)
messages = st.lists(st.tuples(labels, st.sampled_from(["Public", "Restricted", "Private"])), max_size=3)
agreements = st.fixed_dictionaries(
    {
        "clearance": st.sampled_from(Tlp),
        "fields": st.lists(st.sampled_from(Field), unique=True).map(tuple),
        "direction": st.sampled_from(["in", "out", "both"]),
        "areas": st.sampled_from([(), ("town",), ("district",)]),
        "formats": st.lists(st.sampled_from(["cap", "forestall", "stix"]), unique=True).map(tuple),
    }
)


@pytest.fixture(scope="module")
def lasting(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pair]:
    """A pair that many examples share, each with a partner of its own."""
    with ExitStack() as stack:
        yield Pair(stack, tmp_path_factory.mktemp("lasting"))


_SEEN: list[int] = []


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(rows, messages), min_size=1, max_size=2), agreements, st.booleans())
def test_what_a_preview_shows_is_what_is_really_sent(
    lasting: Pair, passes: list[tuple[list[object], list[object]]], agreed: dict[str, object], carried: bool
) -> None:
    _SEEN.append(1)
    who = replace(lasting.nation, id=f"partner-{len(_SEEN)}", **agreed)
    after = Cursor()
    for found, told in passes:
        at = lasting.clock.turn(minutes=1)
        lasting.publish(
            findings=[
                finding(f"row {number}", source, jurisdiction, level=level, time=at)
                for number, (source, jurisdiction, level) in enumerate(found)  # type: ignore[misc]
            ],
            alerts=[
                alert(f"{len(_SEEN)} {number}", at, label=label, scope=scope)
                for number, (label, scope) in enumerate(told)  # type: ignore[misc]
            ],
        )
        before = preview(lasting.office, who)
        offer(lasting.office, who)
        parcel = lasting.parcel(after, who)
        assert [letter for _, letter in parcel.letters] == list(before.going)
        assert parcel.letters == lasting.parcel(after, who).letters  # until it is confirmed, the same again
        if carried and parcel.letters:
            after = Cursor(parcel.letters[-1][0], parcel.letters[-1][1].digest)
            lasting.parcel(after, who)
            assert preview(lasting.office, who).going == ()
    everything = receipts(lasting.office, who)
    assert all(each.letter.thing.label in (Label.CLEAR, Label.GREEN, Label.AMBER) for each in everything)


def test_what_became_stricter_before_it_was_handed_over_is_held_back(pair: Pair) -> None:
    pair.publish(findings=[finding("weak"), finding("other", "inner")])
    offer(pair.office, pair.nation)
    stricter = _with_source(pair.office.place(), "open", Tlp.RED)
    now = Office(pair.office.writing, pair.office.reading, pair.clock, lambda: stricter)
    assert titles(preview(now, pair.nation).going) == ["other"]
    parcel = hand_over(now, pair.nation, Cursor(), "x", "console")
    assert titles(parcel.letters) == ["other"]
    offer(now, pair.nation)
    held = {each.letter.thing.title: each for each in receipts(now, pair.nation)}
    assert held["weak"].withdrawn == pair.clock()
    assert held["weak"].letter.body == ""
    offer(pair.office, pair.nation)  # the label is lowered again: it goes under a new number
    assert titles(preview(pair.office, pair.nation).going) == ["other", "weak"]


def _with_source(place: Place, name: str, label: Tlp) -> Place:
    return replace(place, sources=tuple(replace(s, label=label) if s.id == name else s for s in place.sources))


def test_a_cancel_goes_only_after_what_it_ends(pair: Pair) -> None:
    first = alert("Storm", START, label=Label.RED)
    pair.publish(alerts=[first])
    pair.clock.turn(hours=1)
    pair.publish(alerts=[alert("Storm over", pair.clock(), label=Label.GREEN, before=first, kind="Cancel")])
    (held,) = preview(pair.office, pair.nation).withheld
    assert held.reasons == (Reason.NEVER_SENT,)


def test_a_parcel_that_comes_twice_is_taken_once(pair: Pair) -> None:
    pair.publish(alerts=[alert("Storm", START)], findings=[finding("weak")])
    offer(pair.office, pair.nation)
    parcel = pair.parcel()
    first, again = take_in(pair.there, pair.province, parcel), take_in(pair.there, pair.province, parcel)
    assert first == again == again.__class__(Cursor(2, parcel.letters[-1][1].digest))
    with pair.above.looking() as session:
        assert (head := Book(session).head()) is not None
        assert head.size == 2


def test_a_receiver_that_was_restored_from_a_backup_gets_all_again_and_keeps_each_once(pair: Pair) -> None:
    pair.publish(findings=[finding("one"), finding("two")])
    offer(pair.office, pair.nation)
    whole = pair.parcel()
    pair.carry(whole)
    from_start = pair.parcel(Cursor())
    assert from_start.letters == whole.letters
    assert take_in(pair.there, pair.province, from_start).up_to.number == 2


def test_a_sender_that_was_restored_from_a_backup_is_noticed(pair: Pair) -> None:
    pair.publish(findings=[finding("one")])
    offer(pair.office, pair.nation)
    pair.carry(pair.parcel())
    with pytest.raises(ConflictError, match="letter 7"):
        pair.parcel(Cursor(7, "0" * 64))
    parcel = replace(pair.parcel(Cursor()), after=Cursor(1, "f" * 64))
    answer = take_in(pair.there, pair.province, parcel)
    assert answer.up_to.digest != "f" * 64  # it says where it stands, and takes nothing


def test_a_letter_that_cannot_be_used_is_told_and_stops_nothing(pair: Pair) -> None:
    pair.publish(alerts=[alert("Storm", START)], findings=[finding("weak")])
    offer(pair.office, pair.nation)
    parcel = pair.parcel()
    broken = [
        (number, replace(letter, body="<alert/>") if letter.thing.title == "Storm" else letter)
        for number, letter in parcel.letters
    ]
    answer = take_in(pair.there, pair.province, replace(parcel, letters=tuple(broken)))
    ((number, why),) = answer.refused
    assert "digest" in why
    confirmed(pair.office, pair.nation, answer)
    assert {each.number: each.said for each in receipts(pair.office, pair.nation)}[number] == why


def test_an_alert_without_a_source_for_it_is_told(pair: Pair) -> None:
    pair.publish(alerts=[alert("Storm", START)])
    offer(pair.office, pair.nation)
    bare = replace(pair.above.place(), sources=())
    counter = replace(pair.there, office=Office(pair.above.writing, pair.above.reading, pair.clock, lambda: bare))
    answer = take_in(counter, pair.province, pair.parcel())
    assert "no source of kind cap" in answer.refused[0][1]


def test_a_partner_alert_goes_on_up_to_green_and_never_back(pair: Pair) -> None:
    theirs = alert("From the police", START, sender="desk@police.example", scope="Public", label=Label.CLEAR)
    for label, goes in ((Label.GREEN, True), (Label.AMBER, False)):
        one = replace(theirs, identifier=f"p-{label}", headline=f"From the police {label}")
        delivery = pair.counter.desk.read("from-police", "application/cap+xml", _xml(one), START)
        pair.counter.store(replace(delivery, arrivals=tuple(replace(a, label=label) for a in delivery.arrivals)))
        assert (one.headline in titles(preview(pair.office, pair.nation).going)) is goes
    back = {each.thing.title: each.reasons for each in preview(pair.office, of(pair.office.place(), "police")).withheld}
    assert Reason.OWN in back["From the police GREEN"]
    assert Reason.OWN in back["From the police AMBER"]


def test_our_own_message_that_comes_back_is_not_taken_for_theirs(pair: Pair) -> None:
    ours = alert("Ours", START, sender="outlook@nation.example")
    pair.publish(alerts=[replace(ours, label=Label.GREEN)])
    offer(pair.office, pair.nation)
    answer = take_in(pair.there, pair.province, pair.parcel())
    assert answer.refused == ((1, "it is our own message, come back"),)


def test_a_partner_that_only_takes_hands_nothing_over(pair: Pair) -> None:
    with pytest.raises(InputError, match="we take nothing"):
        take_in(pair.there, replace(pair.province, direction="out"), pair.parcel())


def _xml(one: object) -> bytes:
    from forestall.warn.channels.cap import to_xml

    return to_xml(one)  # type: ignore[arg-type]


def test_a_note_is_believed_only_with_the_partners_signature(pair: Pair, tmp_path: Path) -> None:
    pair.publish(findings=[finding("weak")])
    offer(pair.office, pair.nation)
    parcel = pair.parcel()
    ours = exchange_key(tmp_path / "a", "outlook@province.example")
    other = exchange_key(tmp_path / "b", "outlook@province.example")
    note = sealed(Note.PARCEL, parcel_document(parcel), (ours,), START)
    trusted = replace(pair.province, key=str(ours.public()))
    assert parcel_of(opened(note, trusted)) == parcel
    for wrong in (note.replace(b"weak", b"week"), sealed(Note.PARCEL, parcel_document(parcel), (other,), START)):
        with pytest.raises(InputError, match="did not sign"):
            opened(wrong, trusted)
    with pytest.raises(InputError, match="no `key`"):
        opened(note, replace(trusted, key=""))
    with pytest.raises(InputError, match="expected forestall/parcel"):
        parcel_of(_rollup(trusted, ours))


def _rollup(trusted: Partner, key: SigningKey) -> Opened:
    return opened(sealed(Note.ROLLUP, {"made": "2026-03-09T06:00:00Z"}, (key,), START), trusted)


def test_a_roll_up_is_kept_once_and_none_from_the_future(pair: Pair, tmp_path: Path) -> None:
    key = exchange_key(tmp_path / "k", "outlook@province.example")
    trusted = replace(pair.province, key=str(key.public()))
    note = _rollup(trusted, key)
    assert take_rollup(pair.there, trusted, note) == take_rollup(pair.there, trusted, note)
    assert [each.partner for each in rollups(pair.above)] == ["province"]
    late = opened(sealed(Note.ROLLUP, {"made": "2026-03-11T06:00:00Z"}, (key,), START), trusted)
    with pytest.raises(InputError, match="ahead of our clock"):
        take_rollup(pair.there, trusted, late)


def test_a_queue_longer_than_a_parcel_goes_over_in_order(pair: Pair) -> None:
    every = range(120)
    pair.publish(findings=[finding(f"row {each:03d}", time=START + timedelta(seconds=each)) for each in every])
    offer(pair.office, pair.nation)
    came: list[str] = []
    for _ in range(4):
        parcel = pair.parcel()
        came += titles(parcel.letters)
        if parcel.letters:
            pair.carry(parcel)
    assert came == [f"row {each:03d}" for each in every]


def test_texts_are_given_up_a_month_after_they_were_confirmed(pair: Pair) -> None:
    pair.publish(findings=[finding("one")])
    offer(pair.office, pair.nation)
    pair.carry(pair.parcel())
    pair.clock.turn(days=31)
    offer(pair.office, pair.nation)
    (kept,) = receipts(pair.office, pair.nation)
    assert kept.letter.body == ""
    assert kept.confirmed == START


def test_a_finding_goes_as_a_stix_bundle_that_the_validator_accepts(pair: Pair) -> None:
    from stix2validator import ValidationOptions, validate_string

    pair.publish(findings=[finding("weak", "inner")])
    (letter,) = preview(pair.office, replace(pair.nation, formats=("stix",))).going
    assert letter.format is Format.STIX
    found = validate_string(letter.body, ValidationOptions(version="2.1"))
    assert found.is_valid, found.errors
    assert "Inner figures" not in letter.body


def test_a_confirmation_in_cap_confirms_the_alert_it_speaks_of(pair: Pair) -> None:
    storm = alert("Storm", START, label=Label.GREEN)
    pair.publish(alerts=[storm], findings=[finding("weak", time=START - timedelta(hours=1))])
    police = of(pair.office.place(), "police")
    offer(pair.office, police)
    parcel = pair.parcel(partner=police)
    assert titles(parcel.letters) == ["weak", "Storm"]
    ack = alert("Seen", START, before=storm, kind="Ack", sender="desk@police.example")
    delivery = pair.counter.desk.read("from-police", "application/cap+xml", _xml(ack), START)
    pair.counter.store(delivery)
    offer(pair.office, police)
    offer(pair.office, police)
    known = {each.letter.thing.title: each.confirmed for each in receipts(pair.office, police)}
    assert known == {"weak": None, "Storm": START}
    assert last_confirmed(pair.office, police) == Cursor()  # what came before it is still handed over
    with pair.office.looking() as session:
        kept = Book(session).find("receipt", "partner/police")
    assert kept is not None
    assert b"CAP Ack" in kept.body


def test_a_round_fills_every_queue_and_one_that_cannot_be_reached_stops_no_other(pair: Pair, tmp_path: Path) -> None:
    place = pair.office.place()
    away = {"url": "http://127.0.0.1:1", "secret": "file:token", "inside": ("127.0.0.0/8",), "plain": True}
    (place.root / "token").write_text("secret")
    partners = (replace(pair.nation, **away), of(place, "police"))  # type: ignore[arg-type]
    there = Office(pair.office.writing, pair.office.reading, pair.clock, lambda: replace(place, partners=partners))
    pair.publish(findings=[finding("weak")])
    found = one_round(replace(pair.counter, office=there), tmp_path)
    assert found["police"] is None
    assert "does not answer" in (found["nation"] or "")
    assert [titles(tuple(each.letter for each in receipts(there, who))) for who in partners] == [["weak"], ["weak"]]
