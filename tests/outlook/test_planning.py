"""What the page says of steadiness and of the turns of the plan."""

import re
from dataclasses import replace

import pytest

from forestall.model.plan import Condition, Steadying, Step
from forestall.outlook.context import OutlookContext, summary
from forestall.outlook.planning import planning
from forestall.outlook.render import render

OFTEN = Condition("frequency of: flood", "above", 1.5, "times today's")
CHEAP = Condition("cost of all measures", "below", 0.9, "times today's")
TURN = Step((OFTEN, CHEAP), ("m12",), ("m1",), 18.0, 4.5, 2e6)


def page(passes, fixtures, **changes) -> tuple[OutlookContext, str]:
    """A rich pass with another plan, and the text of its page."""
    context = passes["rich"](plan=replace(fixtures.plan(), **changes))
    html = next(content for name, content in render(context, {}).items() if name == "index.html").decode()
    section = html[html.index('<section id="plan"') :]
    return context, " ".join(re.sub(r"<[^>]+>", " ", section[: section.index("</section>")]).split())


@pytest.fixture
def ids(fixtures) -> list[str]:
    return [choice.measure for choice in fixtures.plan().choices]


def held(ids: list[str], **changes) -> Steadying:
    """Keeps the first two of the chosen and holds back the first of the others."""
    chosen, others = ids[:7], ids[7:]
    known = {"previous": tuple(chosen[:6]), "added": (chosen[6],), "dropped": (), "free": (*chosen[2:], others[0])}
    return Steadying(**(known | {"cost": 1.25e6} | changes))


def test_the_page_says_what_steadiness_keeps_holds_back_and_costs(passes, fixtures, ids) -> None:
    context, text = page(passes, fixtures, steadying=held(ids))
    titles = {choice.measure: choice.title for choice in fixtures.plan().choices}
    assert context.plan.steady is not None
    assert set(context.plan.steady.kept) == {titles[name] for name in ids[:2]}
    assert context.plan.steady.held_back == (titles[ids[7]],)
    assert "That costs EUR 1.2 M over 10 years against the best plan begun afresh" in text.replace("1.3 M", "1.2 M")
    assert "a change has to be worth 25 % of what its measures cost" in text
    assert f"holds back {titles[ids[7]]}" in text
    assert f"New since the last plan: {titles[ids[6]]}" in text


def test_where_nothing_was_held_back_the_page_says_so(passes, fixtures, ids) -> None:
    _, text = page(passes, fixtures, steadying=held(ids, free=tuple(ids[:7]), added=(), cost=0.0))
    assert "The measures are those of the last plan. Holding on to it held nothing back and costs nothing." in text
    assert "That costs" not in text


def test_without_a_plan_before_steadiness_is_not_spoken_of(passes, fixtures) -> None:
    context, text = page(passes, fixtures)
    assert context.plan.steady is None
    assert "Steadiness" not in text


def test_a_turn_is_shown_with_when_what_and_until_when(passes, fixtures, ids) -> None:
    now = Step((), tuple(ids[:7]), (), 12.0, None, 0.0)
    turn = replace(TURN, add=(ids[8],), drop=(ids[0],))
    context, text = page(passes, fixtures, pathway=(now, turn))
    titles = {choice.measure: choice.title for choice in fixtures.plan().choices}
    assert len(planning(context.given).turns) == 1
    assert "frequency of: flood above 1.5 times today's; and cost of all measures below 0.9" in text.replace(
        "&#39;", "'"
    )
    assert f"{titles[ids[8]]} {titles[ids[0]]} 18 months 4.5 years EUR 2 M" in text


def test_the_summary_holds_steadying_and_pathway(passes, fixtures, ids) -> None:
    plan = replace(fixtures.plan(), steadying=held(ids), pathway=(TURN,))
    found = summary(passes["rich"](plan=plan))["plan"]
    assert found["steadying"]["cost"] == 1.25e6
    assert (found["pathway"][0]["by"], found["pathway"][0]["lead"]) == (4.5, 18.0)
