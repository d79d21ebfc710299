"""`forestall plan` as it is printed, on a plan of a few measures."""

import io
import json

import pytest
from rich.console import Console

from forestall.cli import plan_tables
from forestall.model.plan import (
    Choice,
    Closing,
    Condition,
    FrontPoint,
    Plan,
    Robust,
    RobustPlan,
    Signpost,
    Steadying,
    Step,
    StockCover,
    Stress,
    Tail,
    Worth,
)
from forestall.model.words import CapabilityKind


def plan() -> Plan:
    flood = Condition("frequency of: Flood", "above", 2.0, "times today's", ("level",))
    post = Signpost((flood,), ("dyke",), ("wall",), 1e6, 0.9, 0.5)
    hedged = RobustPlan("regret", ("wall",), 2e6, 1.99e6, 0.005, 9e6, 9.5e6, 2e6)
    return Plan(
        budget=2e6,
        cost=1e6,
        before=4e6,
        after=3e6,
        left={},
        choices=(
            Choice("wall", "Raise the wall", "town", 1e6, 1e6, 1e6, 5e6, 5.0, True, "chosen: it pays", {}),
            Choice("dyke", "Build a dyke", "town", 3e6, 1e6, None, 5e6, 1.7, False, "not chosen: too dear", {}),
        ),
        gaps=(),
        optimal=True,
        gap=0.001,
        fit=0.0,
        front=(FrontPoint(0.0, 4e7, (), 0.0), FrontPoint(1e6, 3e7, ("wall",), 0.0)),
        worth=(Worth("budget", "More money", 1e5, "EUR", 2e5), Worth("crews", "Crews", 1, "crews", 0.0)),
        robust=Robust(20, (hedged,), {"wall": 1.0}, ("wall",), (post,), True),
        steadying=Steadying(("dyke",), ("wall",), ("dyke",), ("wall",), 3e5),
        closing=(Closing(CapabilityKind.TALENT, 2, {"crews": 1.0}, 5e4, ("nurses",)),),
        unmet=("flood",),
        covers=(StockCover("water", "flood", 2.5), StockCover("salt", "frost", None)),
        stress=(Stress("boats", "capability", ("flood",), ()),),
        remarks=("measure wall: contradicts itself",),
        tail=Tail(0.01, 20_000, 9e8, 5e8, 7e8, ("dyke",), 0.0005, 0.02),
        pathway=(
            Step((), ("wall",), (), 12.0, None, 0.0),
            Step((flood,), ("dyke",), ("wall",), 36.0, 4.25, 1e6),
        ),
    )


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch, harbour) -> str:
    from forestall.core.clock import utc
    from forestall.pipeline.plan import PlanResult
    from forestall.place.load import load

    place, text = load(harbour), io.StringIO()
    monkeypatch.setattr(plan_tables, "Console", lambda **_: Console(file=text, width=200))
    plan_tables.show(PlanResult(place, plan(), utc(place.profile.replay_at)))
    return " ".join(text.getvalue().split())


def test_every_part_of_a_plan_is_said_in_a_sentence(shown: str) -> None:
    for said in (
        "1 of 2 measures for 1.0 M EUR of 2.0 M EUR take away 25% of the expected loss of 4.0 M EUR a year.",
        "another plan is worth at most 0.10% more",
        "measure wall: contradicts itself",
        "not chosen: too dear",
        "100 k EUR more brings 200 k EUR more.",
        "1 crews of Crews more brings nothing more.",
        "Holding on to the plan before costs 300 k EUR",
        "In the best plan of at least 95 % of 20 futures: wall.",
        "least worst regret: 2.0 M EUR, proven to 0.50%: wall",
        "When frequency of: Flood above 2 times today's: saves 1.0 M EUR, right in 90% of such futures",
        "sees 50% of those where it matters; watched by level.",
        "now the plan above 12 months",
        "dyke wall 36 months year 4.2 1.0 M EUR",
        "The worst 1% of 20,000 simulated years cost 900 M EUR on average; 500 M EUR with this plan",
        "700 M EUR with the one for the expected loss. It has wall instead of dyke.",
        "another plan is at most 0.05% better; the simulation of the worst years differs from that by 2.00%.",
        "talent: 2 short, closed for 50.0 k EUR; money cannot buy nurses.",
        "Without boats: no longer met flood",
        "water lasts 2.5 days in flood.",
        "salt lasts in frost.",
    ):
        assert said in shown, said


def test_the_json_form_holds_numbers_only_that_are_finite(harbour) -> None:
    import dataclasses
    import math

    from forestall.core.clock import utc
    from forestall.pipeline.plan import PlanResult
    from forestall.place.load import load

    place = load(harbour)
    odd = dataclasses.replace(plan(), budget=math.inf)
    found = plan_tables.as_json(PlanResult(place, odd, utc(place.profile.replay_at)))
    json.dumps(found, allow_nan=False)
    assert found["budget"] is None
    assert found["choices"][0]["measure"] == "wall"
    assert found["robust"]["signposts"][0]["conditions"][0]["level"] == 2.0
