"""What a "what if" of a risk puts into its derivation: the question, and where it enters the numbers.

Not here: the numbers, which are those that `suppose.py` answered with, and their derivations (`derive_risk.py`).
"""

from collections.abc import Iterable
from dataclasses import replace
from math import isfinite, isinf

from forestall.assess.effects import SUPPORTED
from forestall.assess.likelihood import Likelihood, by_rule
from forestall.core.text import N_
from forestall.model.derivation import Derivation
from forestall.model.measure import Effect
from forestall.model.scenario import FromRelease, Scenario
from forestall.model.suppose import Suppose, Supposed
from forestall.model.words import EffectOn, EffectTarget, Scale
from forestall.outlook.pages.derivation import Basis, Node, hidden, stated
from forestall.outlook.wording import number, percent, times
from forestall.pipeline.derive_ground import Ground
from forestall.pipeline.derive_likelihood import scale_node
from forestall.pipeline.derive_plan import effect_node
from forestall.science.statistics.gamma_poisson import Gamma

_GONE = N_("Supposed not to be there.")
_HERE = "docs/do/read-the-register.md"
_AIR = {
    "A": N_("A, very unstable"),
    "B": N_("B, unstable"),
    "C": N_("C, slightly unstable"),
    "D": N_("D, neutral"),
    "E": N_("E, stable"),
    "F": N_("F, very stable"),
}
WINDS = {
    0.0: N_("north"),
    45.0: N_("north-east"),
    90.0: N_("east"),
    135.0: N_("south-east"),
    180.0: N_("south"),
    225.0: N_("south-west"),
    270.0: N_("west"),
    315.0: N_("north-west"),
}
"""Where the wind comes from [deg], in words."""


def ground(on: Ground, asked: Suppose) -> Ground:
    """The same pass without the findings that are supposed not to be there."""
    if not asked.without:
        return on
    return replace(on, by_rule=by_rule(each for each in on.whole.detection.findings if each.id not in asked.without))


def base(likely: Likelihood, answer: Supposed) -> Likelihood:
    """How often it comes as the answer has it: as sure as it is, with the rate that was answered."""
    was, now = answer.before.risk.base_rate.mean, answer.after.risk.base_rate.mean
    if was == now:
        return likely
    return replace(likely, base=Gamma(likely.base.shape, likely.base.rate * was / now if now > 0 else float("inf")))


def question(on: Ground, asked: Suppose) -> tuple[tuple[str, str], ...]:
    """What is supposed, line by line."""
    titles = {each.id: each.title for each in on.seen.place.measures}
    often = [(N_("It comes so many times as often"), times(asked.factor))] if asked.factor != 1 else []
    force = [(N_("With these measures in force"), titles[each]) for each in asked.measures if each in titles]
    gone = [(N_("Without these findings"), on.findings[each].title) for each in asked.without if each in on.findings]
    return (*often, *force, *gone, *_weather(asked))


def _weather(asked: Suppose) -> tuple[tuple[str, str], ...]:
    found = []
    if asked.direction is not None:
        found.append((N_("Wind from"), WINDS.get(asked.direction % 360.0, f"{asked.direction:g}°")))
    if asked.stability:
        found.append((N_("Air"), _AIR[asked.stability]))
    if asked.period:
        found.append((N_("Time"), asked.period))
    return tuple(found)


def asking(node: Node, own: str, query: str) -> Node:
    """The same tree, whose nodes open by themselves under the same question.

    Args:
        node: the tree
        own: how addresses of the risk's own numbers begin
        query: the question as addresses ask it
    """
    href = f"{node.href}?{query}" if node.href.startswith(own) else node.href
    return replace(node, href=href, inputs=tuple(asking(each, own, query) for each in node.inputs))


def change(was: Node, now: Node) -> Node | None:
    """How a number differs from the same number as it is; None where there is none, or nothing to compare with."""
    before, after = was.says.value, now.says.value
    if not isinstance(before, float) or not isinstance(after, float):
        return None
    if not before or not isfinite(before) or not isfinite(after):
        return None
    by = after / before - 1
    gives = Derivation(N_("change against as it is"), by, "", N_("as supposed / as it is − 1"), _HERE)
    sides = (_side(N_("as it is"), was), _side(N_("as supposed"), now))
    return Node(gives, f"{'+' if by > 0 else ''}{percent(by)}", Basis.WORKED, sides)


def _side(name: str, node: Node) -> Node:
    return Node(Derivation(name, node.says.value, node.says.unit, "", ""), node.said, node.basis, (node,))


def scale(on: Ground, scenario: Scenario, likely: Likelihood, answer: Supposed) -> Node | None:
    """The inverse scale of the rate as it is supposed; None when the rate is as it is."""
    was, now = answer.before.risk.base_rate.mean, answer.after.risk.base_rate.mean
    if was == now:
        return None
    years = likely.base.rate
    plain = likely.base.shape / was if was > 0 else float("inf")
    gives = Derivation(
        N_("inverse scale b as supposed"),
        years,
        "year",
        N_("b as it is / (how many times as often × effect of the measures on how often)"),
        _HERE,
        N_("As sure as it is: the shape stays."),
    )
    inputs = (scale_node(scenario, plain), *_often(on, scenario, answer, now / was if was > 0 else 0.0))
    return Node(gives, "∞" if isinf(years) else f"{number(years)} years", Basis.WORKED, inputs)


def _often(on: Ground, scenario: Scenario, answer: Supposed, total: float) -> tuple[Node, ...]:
    """What multiplies the rate: the factor asked for, and what measures do to it."""
    factor = answer.asked.factor
    asked = Derivation(N_("how many times as often"), factor, "", "", "")
    found = [Node(asked, times(factor), Basis.SUPPOSED)]
    effects = [each for each in _effects(on, scenario, answer) if each.quantity is EffectOn.FREQUENCY]
    if effects:
        share = total / factor
        gives = Derivation(
            N_("effect of the measures on how often"),
            share,
            "",
            N_("rate with the measures / rate without: factors multiply, then additions add up"),
            "docs/understand/plan.md",
        )
        found.append(Node(gives, times(share), Basis.WORKED, _in_force(on, effects)))
    return tuple(found)


def without(on: Ground, answer: Supposed) -> tuple[Node, ...]:
    """Findings that are supposed not to be there: each as if it had no effect."""
    return tuple(
        Node(Derivation(on.findings[each].title, 1.0, "", "", "", _GONE), times(1.0), Basis.SUPPOSED)
        for each in answer.asked.without
        if each in on.findings
    )


def consequence(on: Ground, scenario: Scenario, scale: Scale, answer: Supposed) -> tuple[Node, ...]:
    """What of the question one event on a scale hangs on: the weather, and the measures in force."""
    weather = hours(on, answer)
    effects = [
        each
        for each in _effects(on, scenario, answer)
        if each.quantity is not EffectOn.FREQUENCY and each.scale in (None, scale)
    ]
    if not effects:
        return () if weather is None else (weather,)
    gives = Derivation(
        N_("measures in force in the samples"),
        float(len(effects)),
        "",
        N_("times the factor, then plus the addition, in each sample drawn anew; what an event does not touch stays"),
        "docs/understand/plan.md",
    )
    force = Node(gives, f"{len(effects)}", Basis.WORKED, _in_force(on, effects))
    return (force,) if weather is None else (weather, force)


def hours(on: Ground, answer: Supposed) -> Node | None:
    """The share of all hours that have the weather supposed; None when all have it, or no weather is asked for."""
    share, lines = answer.after.hours, _weather(answer.asked)
    if share >= 1 or not lines:
        return None
    gives = Derivation(
        N_("share of all hours that have the weather supposed"),
        share,
        "",
        N_("sum of the shares of the weather classes that fit / sum of all; a wind fits within 22.5°"),
        _HERE,
        N_("How often it comes is left as it is."),
    )
    asked = tuple(Node(Derivation(name, value, "", "", ""), value, Basis.SUPPOSED) for name, value in lines)
    classes = len(on.whole.place.weather)
    known = stated(N_("weather classes"), float(classes), f"{classes}", "weather.csv")
    return Node(gives, percent(share), Basis.WORKED, (*asked, known))


def _effects(on: Ground, scenario: Scenario, answer: Supposed) -> tuple[Effect, ...]:
    """Effects of the measures supposed that can bear on the scenario."""
    releases = {part.release for part in scenario.consequences if isinstance(part, FromRelease)}
    own = {EffectTarget.SCENARIO: {scenario.id}, EffectTarget.RELEASE: releases}
    return tuple(
        each
        for each in on.whole.place.effects
        if each.measure in answer.asked.measures
        and (each.target, each.quantity) in SUPPORTED
        and (each.target not in own or each.id in own[each.target])
    )


def _in_force(on: Ground, effects: Iterable[Effect]) -> tuple[Node, ...]:
    """Each effect with its measure; of what the reader may not see, only that there is one."""
    place = on.seen.place
    titles = {each.id: each.title for each in place.measures}
    known = {
        EffectTarget.SCENARIO: {each.id for each in place.scenarios},
        EffectTarget.SITE: {each.id for each in place.sites},
        EffectTarget.DEPENDENCY: {each.id for each in place.dependencies},
        EffectTarget.RELEASE: {each.id for each in place.releases},
    }
    return tuple(
        Node(Derivation(titles[each.measure], "", "", "", ""), "", Basis.SUPPOSED, (effect_node(each),))
        if each.measure in titles and each.id in known.get(each.target, set())
        else hidden(N_("a measure"))
        for each in effects
    )
