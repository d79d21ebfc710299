"""Models of the Open-PSA collection from file to answer."""

from pathlib import Path

import pytest

from forestall.core.errors import InputError
from forestall.pipeline.fault_tree import Answered, Ask, analyse, export


def run(folder: Path, *names: str, **more: object) -> Answered:
    files = tuple(folder / "data" / "fault_trees" / f"small_{name}.xml" for name in names)
    return analyse(Ask(files, **more), lambda step: None)  # type: ignore[arg-type]


# Answers in SCRAM's own tests of these models (shared/notes/risk.md, section 3).
@pytest.mark.parametrize(
    ("name", "probability", "within", "sets"),
    [
        ("BSCU", 0.1124087, 1e-7, 10),
        ("HIPPS", 0.0016209, 1e-7, 9),
        ("two_train", 0.7225, 1e-12, 4),
        ("theatre", 0.00207, 1e-12, 2),
        ("common_cause", 0.0622587, 1e-7, 6),
    ],
)
def test_a_small_model_has_its_published_answer(
    shared: Path, name: str, probability: float, within: float, sets: int
) -> None:
    summary = run(shared, name).summary()
    assert summary["probability"] == pytest.approx(probability, abs=within)
    assert summary["cut_set_count"] == sets


@pytest.mark.parametrize(
    ("names", "tree", "expected"),
    [
        (("attack",), "Attack", {"AttackSucceeds": 0.772, "AttackFails": 0.228}),
        (("bcd",), "I", {"Success": 0.594, "Failure": 0.406}),
        (("two_train", "event_tree"), "I", {"S": 1.0}),
        (
            ("gas_leak_reactive",),
            "Gas-Leak-Detection",
            {
                "S1": 0.81044, "S2": 0.04479, "S3": 0.04265, "S4": 2.36e-3,
                "S5": 0.04265, "S6": 2.36e-3, "S7": 4.5e-3, "S8": 0.05025,
            },
        ),
    ],
)  # fmt: skip
def test_an_event_tree_has_its_published_sequences(
    shared: Path, names: tuple[str, ...], tree: str, expected: dict[str, float]
) -> None:
    assert dict(run(shared, *names).sequences)[tree] == pytest.approx(expected, abs=1e-5)


def test_a_linked_event_tree_shares_out_all_probability(shared: Path) -> None:
    sequences = dict(run(shared, "gas_leak", "gas_leak_reactive").sequences)["Gas-Leak"]
    assert sum(sequences.values()) == pytest.approx(1.0, abs=1e-12)
    assert set(sequences) == {f"S{i}" for i in range(1, 10)}


def test_a_missing_part_of_the_model_is_named(shared: Path) -> None:
    with pytest.raises(InputError, match="event tree Gas-Leak-Event-Tree-Reactive is not defined"):
        run(shared, "gas_leak")


def test_without_common_causes_the_members_are_independent(shared: Path) -> None:
    together = run(shared, "common_cause").summary()["probability"]
    assert run(shared, "common_cause", keep_ccf=False).summary()["probability"] == pytest.approx(0.19**2)
    assert together > 0.19**2


def test_any_gate_can_be_asked_about_and_an_unknown_one_is_named(shared: Path) -> None:
    assert run(shared, "theatre", top="Generator").summary()["probability"] == pytest.approx(1 - 0.98 * 0.95)
    with pytest.raises(InputError, match="top Gen: no such gate"):
        run(shared, "theatre", top="Gen")


def test_a_diagram_that_does_not_fit_is_sampled_and_said(shared: Path) -> None:
    path = shared / "data" / "fault_trees" / "edf9205.xml"
    summary = analyse(Ask((path,), limit=100), lambda step: None).summary()
    assert summary["exact"] is False
    assert "sampled" in str(summary["remarks"])
    assert summary["cut_set_count"] is None
    assert summary["probability"] == pytest.approx(0.209351, rel=0.02)


def test_the_same_files_give_the_same_answer(shared: Path) -> None:
    first, second = (run(shared, "BSCU").answers[0][0] for _ in range(2))
    assert first == second


def test_an_exported_model_gives_the_same_answer(shared: Path, tmp_path: Path) -> None:
    source, to = shared / "data" / "fault_trees" / "small_BSCU.xml", tmp_path / "out.xml"
    export((source,), to)
    again = analyse(Ask((to,)), lambda step: None).answers[0][0]
    assert again.probability == run(shared, "BSCU").answers[0][0].probability
    with pytest.raises(InputError, match="cannot be written"):
        export((source,), tmp_path / "no" / "out.xml")


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"gone\.xml: cannot be read"):
        analyse(Ask((tmp_path / "gone.xml",)), lambda step: None)


def test_a_model_of_gates_in_a_circle_names_it(tmp_path: Path) -> None:
    path = tmp_path / "circle.xml"
    path.write_text(
        '<opsa-mef><define-fault-tree name="F"><define-gate name="a"><gate name="b"/></define-gate>'
        '<define-gate name="b"><gate name="a"/></define-gate></define-fault-tree></opsa-mef>'
    )
    with pytest.raises(InputError, match="circle: a → b → a"):
        analyse(Ask((path,)), lambda step: None)
