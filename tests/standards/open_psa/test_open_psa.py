"""Open-PSA files: read, computed, written back; and what is refused, with its line."""

import math
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forestall.core.errors import InputError, LimitError, StandardError
from forestall.model.fault_tree import Connective, Formula
from forestall.standards.open_psa import xml
from forestall.standards.open_psa.expressions import exponential, glm, periodic_test, weibull
from forestall.standards.open_psa.read import of_tree, quantify, read
from forestall.standards.open_psa.write import write

YEAR = 8760.0


def document(body: str) -> list[tuple[str, bytes]]:
    return [("model.xml", f"<opsa-mef>\n{body}\n</opsa-mef>".encode())]


def tree(body: str) -> list[tuple[str, bytes]]:
    return document(f'<define-fault-tree name="FT">{body}</define-fault-tree>')


def event(expression: str, more: str = "") -> float:
    model = read(
        document(f'<model-data><define-basic-event name="e">{expression}</define-basic-event>{more}</model-data>')
    )
    return quantify(model, YEAR).probability["e"]


GATE = '<define-gate name="g"><or><basic-event name="a"/><basic-event name="b"/></or></define-gate>'


def test_every_file_at_hand_that_is_whole_is_read_and_written_back_the_same(shared: Path) -> None:
    seen = 0
    for path in sorted((shared / "data" / "fault_trees").glob("*.xml")):
        if path.stem in {"small_event_tree", "small_gas_leak", "small_mef_example"}:
            continue  # they refer to gates of other files
        model = read([(path.name, path.read_bytes())])
        if model.event_trees:
            continue
        once = write(model)
        again = read([(path.name, once)])
        assert (path.name, again.gates) == (path.name, model.gates)
        assert quantify(again, YEAR) == quantify(model, YEAR)
        assert write(again) == once
        seen += 1
    assert seen >= 50


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ('<float value="0.25"/>', 0.25),
        ('<bool value="true"/>', 1.0),
        ('<sub><float value="1"/><float value="0.25"/><float value="0.5"/></sub>', 0.25),
        ('<div><int value="1"/><add><int value="1"/><int value="3"/></add></div>', 0.25),
        ('<exponential><float value="1e-4"/><system-mission-time/></exponential>', 1 - math.exp(-0.876)),
        ('<uniform-deviate><float value="0.1"/><float value="0.3"/></uniform-deviate>', 0.2),
        ('<lognormal-deviate><float value="0.02"/><float value="3"/><float value="0.95"/></lognormal-deviate>', 0.02),
        ('<beta-deviate><float value="8"/><float value="2"/></beta-deviate>', 0.8),
        ('<mul><float value="0.5"/><exp><neg><pi/></neg></exp></mul>', 0.5 * math.exp(-math.pi)),
    ],
)
def test_an_expression_has_the_value_of_its_definition(expression: str, value: float) -> None:
    assert event(expression) == pytest.approx(value)


def test_parameters_are_followed_and_their_circles_named() -> None:
    one = '<define-parameter name="p"><parameter name="q"/></define-parameter>'
    assert (
        event('<parameter name="p"/>', one + '<define-parameter name="q"><float value="0.5"/></define-parameter>')
        == 0.5
    )
    with pytest.raises(StandardError, match="circle: p → q → p"):
        event('<parameter name="p"/>', one + '<define-parameter name="q"><parameter name="p"/></define-parameter>')


def test_built_ins_reach_their_limits() -> None:
    assert glm(0.1, 1e-3, 0.0, 100.0) == pytest.approx(1 - 0.9 * math.exp(-0.1))
    assert glm(0.0, 1e-6, 0.1, 1e6) == pytest.approx(1e-6 / (1e-6 + 0.1))
    assert glm(0.3, 0.0, 0.0, 5.0) == 0.3
    assert weibull(1000.0, 1.0, 0.0, 500.0) == pytest.approx(exponential(1e-3, 500.0))
    assert weibull(1000.0, 2.0, 600.0, 500.0) == 0.0
    assert periodic_test(1e-4, 720.0, 0.0, YEAR) == pytest.approx(exponential(1e-4, YEAR % 720.0))
    assert periodic_test(1e-4, 720.0, 1e5, YEAR) == pytest.approx(exponential(1e-4, YEAR))


@given(st.floats(1e-6, 1e-2), st.floats(10.0, 900.0), st.floats(0.0, 500.0), st.floats(0.0, 5000.0))
def test_ever_faster_repair_approaches_repair_at_once(rate: float, interval: float, first: float, time: float) -> None:
    fast, at_once = periodic_test(rate, 1e9, interval, first, time), periodic_test(rate, interval, first, time)
    edge = abs((time - first) % interval - interval) < 1e-6 or (time - first) % interval < 1e-6
    assert edge or fast == pytest.approx(at_once, abs=1e-6)
    assert 0.0 <= periodic_test(rate, 0.01, interval, first, time) <= 1.0


def test_slow_repair_is_the_multi_phase_chain_step_by_step() -> None:
    rate, repair, interval, first, time, steps = 2e-3, 1e-2, 200.0, 50.0, 777.0, 200
    available, failed, repairing = 1.0, 0.0, 0.0
    dt = 1.0 / steps
    for step in range(int(time * steps)):
        if step >= first * steps and (step - first * steps) % (interval * steps) == 0:
            failed, repairing = 0.0, repairing + failed
        back, lost = repair * repairing * dt, rate * available * dt
        available, failed, repairing = available + back - lost, failed + lost, repairing - back
    assert periodic_test(rate, repair, interval, first, time) == pytest.approx(1 - available, abs=1e-4)


def test_private_names_are_found_from_inside_and_by_their_path() -> None:
    files = document(
        '<define-fault-tree name="A"><define-gate name="root" role="private"><basic-event name="x"/></define-gate>'
        '<define-gate name="up"><not><gate name="root"/></not></define-gate>'
        '<define-component name="C" role="private"><define-gate name="root"><basic-event name="y"/></define-gate>'
        '<define-gate name="in"><gate name="root"/></define-gate></define-component></define-fault-tree>'
        '<define-fault-tree name="B"><define-gate name="out"><and><gate name="A.root"/><gate name="A.C.in"/></and>'
        "</define-gate></define-fault-tree>"
    )
    model = read(files)
    assert model.gates["up"] == Formula(Connective.NOT, ("A.root",))
    assert model.gates["A.C.in"] == "A.C.root"
    assert model.gates["out"] == Formula(Connective.AND, ("A.root", "A.C.in"))
    assert read([("again", write(model))]).gates == model.gates


def test_labels_and_house_events_and_groups_are_written_back() -> None:
    files = document(
        '<define-fault-tree name="FT"><define-gate name="g"><label>all fails</label><cardinality min="1" max="2">'
        '<house-event name="h"/><basic-event name="a"/><basic-event name="b"/></cardinality></define-gate>'
        '<define-house-event name="h"><constant value="true"/></define-house-event></define-fault-tree>'
        '<define-CCF-group name="G" model="MGL"><members><basic-event name="a"/><basic-event name="b"/></members>'
        '<distribution><float value="0.1"/></distribution><factors><factor level="2"><float value="0.2"/></factor>'
        "</factors></define-CCF-group>"
    )
    model = read(files)
    again = read([("again", write(model))])
    assert (again.gates, again.groups[0].members) == (model.gates, ("a", "b"))
    assert again.elements["g"].label == "all fails"
    assert quantify(again, YEAR).common_causes == quantify(model, YEAR).common_causes


def test_a_tree_of_ours_becomes_a_file() -> None:
    model = of_tree("ours", {"top": Formula(Connective.ATLEAST, ("a", "b", "c"), least=2)}, dict.fromkeys("abc", 0.1))
    again = read([("ours.xml", write(model))])
    assert again.gates == model.gates
    assert quantify(again, YEAR).probability == dict.fromkeys("abc", 0.1)


REFUSED = {
    "an undefined gate": (
        tree('<define-gate name="g"><gate name="lost"/></define-gate>'),
        "line 2.*lost is not defined",
    ),
    "an undefined event": (
        tree('<define-gate name="g"><event name="lost"/></define-gate>'),
        "event lost is not defined",
    ),
    "a name defined twice": (tree(GATE + GATE), "event g is defined twice, first on line 2"),
    "an event used as a gate": (
        tree(GATE + '<define-basic-event name="a"/><define-gate name="h"><gate name="a"/></define-gate>'),
        "not as a gate",
    ),
    "an unknown connective": (tree('<define-gate name="g"><inhibit/></define-gate>'), "line 2, inhibit: is no formula"),
    "two arguments of not": (tree(GATE.replace("or>", "not>")), "has 2 arguments, expected 1"),
    "three of two": (tree(GATE.replace("<or>", '<atleast min="3">').replace("</or>", "</atleast>")), "min is 3 for 2"),
    "a minimum that is no number": (
        tree(GATE.replace("<or>", '<atleast min="x">').replace("</or>", "</atleast>")),
        "expected a whole number",
    ),
    "a gate without formula": (tree('<define-gate name="g"/>'), "holds 0 elements"),
    "an undefined parameter": (
        tree('<define-basic-event name="e"><parameter name="p"/></define-basic-event>'),
        "parameter p is not defined",
    ),
    "an unknown element": (document("<define-substitution/>"), "is not understood"),
    "another root": ([("m.xml", b"<html/>")], "expected opsa-mef"),
    "a file cut off": ([("m.xml", b'<opsa-mef><define-fault-tree name="x">')], "may be cut off"),
    "no XML": ([("m.xml", b"\x00\x01")], "no well-formed XML"),
    "a bomb": (
        [("m.xml", b'<!DOCTYPE x [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]><opsa-mef>&b;</opsa-mef>')],
        "declares an entity",
    ),
    "an unknown common-cause model": (
        document('<define-CCF-group name="G" model="gamma"><members/></define-CCF-group>'),
        "model is 'gamma'",
    ),
    "an instruction that changes the model": (
        document(
            '<define-event-tree name="T"><define-sequence name="S"/><initial-state>'
            '<set-house-event name="h"><constant value="true"/></set-house-event><sequence name="S"/></initial-state>'
            "</define-event-tree>"
        ),
        "an instruction we do not follow",
    ),
    "an undefined sequence": (
        document('<define-event-tree name="T"><initial-state><sequence name="S"/></initial-state></define-event-tree>'),
        "S is not defined in event tree T",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_breaks_the_format_is_refused_with_its_place(case: str) -> None:
    files, message = REFUSED[case]
    with pytest.raises(StandardError, match=message):
        read(files)


@pytest.mark.parametrize(
    ("expression", "message"),
    [
        ("<histogram/>", "line 2: histogram: is an expression we cannot compute"),
        ('<exponential><float value="1"/></exponential>', "has 1 arguments, expected 2"),
        ('<exponential><float value="-1"/><float value="1"/></exponential>', "rate is -1, must be at least 0"),
        ('<float value="1.5"/>', "basic event e: probability 1.5"),
        ('<float value="much"/>', "'much' is no number"),
        ('<float value="nan"/>', "no finite number"),
        ('<div><int value="1"/><int value="0"/></div>', "division by zero"),
        ('<exp><float value="1e9"/></exp>', "math range error"),
        ('<bool value="yes"/>', "neither true nor false"),
    ],
)
def test_what_cannot_be_computed_is_refused_with_its_line(expression: str, message: str) -> None:
    with pytest.raises(StandardError, match=message):
        event(expression)


def test_links_between_event_trees_in_a_circle_are_refused() -> None:
    body = (
        '<define-event-tree name="{0}"><define-sequence name="S"><event-tree name="{1}"/></define-sequence>'
        '<initial-state><sequence name="S"/></initial-state></define-event-tree>'
    )
    start = '<define-initiating-event name="I" event-tree="A"/>'
    with pytest.raises(LimitError, match="nested deeper"):
        read(document(start + body.format("A", "B") + body.format("B", "A")))


def test_a_file_that_is_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xml, "MAX_BYTES", 10)
    with pytest.raises(LimitError, match="at most 10 are read"):
        read(document(""))


def test_event_trees_are_not_written() -> None:
    body = '<define-event-tree name="T"><define-sequence name="S"/><initial-state><sequence name="S"/></initial-state>'
    with pytest.raises(InputError, match="event trees cannot be written"):
        write(read(document(body + "</define-event-tree>")))


@given(st.binary(max_size=200))
def test_no_bytes_end_in_anything_but_our_own_errors(data: bytes) -> None:
    with pytest.raises(InputError):
        read([("noise", data)])
