"""The decision on what may go to a partner."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forestall.guard.label import ORDER
from forestall.guard.sharing import (
    alert_label,
    concerns,
    finding_label,
    is_ours,
    may_send_as,
    owed_label,
    refusals,
    sentence,
    source_label,
    written,
)
from forestall.model.alert import Alert
from forestall.model.label import Label
from forestall.model.partner import Partner
from forestall.model.sharing import Format, Reason, Thing, ThingKind
from forestall.model.words import Field, FindingKind, Tlp

AT = datetime(2026, 3, 9, 6, tzinfo=UTC)
TREE: dict[str, str | None] = {"nation": None, "north": "nation", "town": "north", "south": "nation"}
OTHER = Partner("cert", "CERT", Tlp.AMBER, (Field.CYBER,), "both", ("north",), ("cap", "forestall"))
THING = Thing(ThingKind.FINDING, "f", "1", "weak", AT, Label.AMBER, Field.CYBER, ("town",))
ONE_BY_ONE = {
    Reason.DIRECTION: (replace(OTHER, direction="in"), THING),
    Reason.OWN: (OTHER, replace(THING, origin="cert", label=Label.GREEN)),
    Reason.ORIGIN: (OTHER, replace(THING, origin="police")),
    Reason.CLEARANCE: (replace(OTHER, clearance=Tlp.GREEN), THING),
    Reason.FIELD: (OTHER, replace(THING, field=Field.SOCIAL)),
    Reason.AREA: (OTHER, replace(THING, jurisdictions=("south",))),
    Reason.FORMAT: (replace(OTHER, formats=("cap",)), THING),
}
things = st.builds(
    Thing,
    st.sampled_from(ThingKind),
    st.just("x"),
    st.just("1"),
    st.just("t"),
    st.just(AT),
    st.sampled_from(Label),
    st.sampled_from([None, *Field]),
    st.lists(st.sampled_from([*TREE, "elsewhere"]), max_size=2).map(tuple),
    st.sampled_from([None, "cert", "police"]),
)
partners = st.builds(
    Partner,
    st.sampled_from(["cert", "police"]),
    st.just("P"),
    st.sampled_from(Tlp),
    st.lists(st.sampled_from(Field), unique=True).map(tuple),
    st.sampled_from(["in", "out", "both"]),
    st.lists(st.sampled_from(sorted(TREE)), max_size=2).map(tuple),
    st.lists(st.sampled_from(["cap", "stix", "forestall"]), unique=True).map(tuple),
)


def test_what_was_agreed_goes() -> None:
    assert refusals(OTHER, THING, TREE) == ()


@pytest.mark.parametrize("reason", ONE_BY_ONE)
def test_each_reason_is_found_alone_and_said_in_words(reason: Reason) -> None:
    other, thing = ONE_BY_ONE[reason]
    assert refusals(other, thing, TREE) == (reason,)
    assert sentence(reason, other, thing)


@pytest.mark.parametrize(("label", "reason"), [(Label.RED, Reason.RED), (Label.AMBER_STRICT, Reason.STRICT)])
def test_red_and_strict_stay_even_if_the_partner_is_cleared_for_them(label: Label, reason: Reason) -> None:
    cleared = replace(OTHER, clearance=Tlp.RED)
    assert refusals(cleared, replace(THING, label=label), TREE) == (reason,)
    assert "TLP" in sentence(reason, cleared, THING)


@given(partners, things)
def test_nothing_goes_that_the_protocol_or_the_agreement_forbids(other: Partner, thing: Thing) -> None:
    if refusals(other, thing, TREE):
        return
    assert thing.label in (Label.CLEAR, Label.GREEN, Label.AMBER)
    assert ORDER.index(thing.label) <= ORDER.index(Label(other.clearance.removeprefix("TLP:")))
    assert other.direction != "in"
    assert thing.field in other.fields
    assert thing.origin != other.id
    assert thing.origin is None or thing.label in (Label.CLEAR, Label.GREEN)


@given(partners, things, st.sampled_from(Label))
def test_a_stricter_label_never_lets_more_through(other: Partner, thing: Thing, label: Label) -> None:
    stricter = replace(thing, label=max(label, thing.label, key=ORDER.index))
    assert not refusals(other, thing, TREE) or refusals(other, stricter, TREE)


@given(partners, things, st.sampled_from(Tlp))
def test_a_lower_clearance_never_lets_more_through(other: Partner, thing: Thing, clearance: Tlp) -> None:
    order = list(Tlp)
    lower = replace(other, clearance=min(clearance, other.clearance, key=order.index))
    assert not refusals(other, thing, TREE) or refusals(lower, thing, TREE)


def test_a_partner_is_concerned_with_its_areas_what_is_below_and_what_is_above() -> None:
    found = {each: concerns(OTHER, (each,), TREE) for each in TREE}
    assert found == {"nation": True, "north": True, "town": True, "south": False}
    assert not concerns(OTHER, (), TREE)
    assert concerns(replace(OTHER, areas=()), (), TREE)


def test_a_finding_goes_in_the_format_that_says_most() -> None:
    assert written(replace(OTHER, formats=("stix", "forestall")), ThingKind.FINDING) is Format.FORESTALL
    assert written(replace(OTHER, formats=("stix",)), ThingKind.ALERT) is None


def test_an_alert_is_never_less_strict_than_its_scope() -> None:
    def told(scope: str, label: Label | None) -> Label:
        return alert_label(_alert(scope, label))

    assert told("Public", None) is Label.CLEAR
    assert told("Restricted", None) is Label.AMBER
    assert told("Private", Label.GREEN) is Label.RED
    assert told("Restricted", Label.RED) is Label.RED
    assert told("Restricted", Label.CLEAR) is Label.AMBER


def test_an_obligation_is_as_closed_as_what_it_comes_from() -> None:
    alerts, findings = {"risk:flood": Label.AMBER}, {"f": Label.RED}
    labels = {
        origin: owed_label(origin, alerts, findings)
        for origin in ("duty:d", "measure:m", "alert:risk:flood", "finding:f", "finding:gone", "case:7", "emergency:1")
    }
    assert labels == {
        "duty:d": Label.GREEN,
        "measure:m": Label.AMBER,
        "alert:risk:flood": Label.AMBER,
        "finding:f": Label.RED,
        "finding:gone": Label.RED,
        "case:7": Label.AMBER_STRICT,
        "emergency:1": Label.AMBER_STRICT,
    }


def test_what_tells_of_our_sites_or_logs_is_never_as_open_as_a_public_source() -> None:
    labels = {kind: finding_label(kind, Label.CLEAR) for kind in FindingKind}
    assert labels == {
        FindingKind.THRESHOLD: Label.CLEAR,
        FindingKind.SEASONAL: Label.CLEAR,
        FindingKind.SIGMA: Label.AMBER,
        FindingKind.ALERT: Label.AMBER,
        FindingKind.VULNERABILITY: Label.AMBER,
        FindingKind.SILENCE: Label.AMBER_STRICT,
    }
    assert finding_label(FindingKind.THRESHOLD, Label.RED) is Label.RED


def test_a_source_that_is_gone_counts_as_red() -> None:
    assert source_label("gone", {}) is Label.RED


def test_a_partner_sends_in_the_names_it_said() -> None:
    named = replace(OTHER, senders=("*@north.example",))
    assert may_send_as(named, "cert@north.example")
    assert not may_send_as(named, "cert@south.example")
    assert may_send_as(OTHER, "anybody")
    assert is_ours("Outlook@Us.example", "outlook@us.example")


def _alert(scope: str, label: Label | None) -> Alert:
    words = ("Met", "Storm", "Expected", "Severe", "Likely", "Storm", "It comes.", "Stay in.")
    return Alert("i", "s", AT, "Actual", "Alert", scope, *words, AT, None, (), label=label)
