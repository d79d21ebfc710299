"""Derivations of what stands around the plan: futures, the front, what more would be worth, turns of the pathway."""

import math
from collections.abc import Callable

from forestall.core.text import N_
from forestall.model.derivation import Derivation
from forestall.model.plan import FrontPoint, Robust, Step
from forestall.outlook.pages.derivation import Basis, DerivationView, Node, stated
from forestall.outlook.pages.plan import EVERY, MOST
from forestall.outlook.planning import share_removed
from forestall.outlook.wording import number, percent, words
from forestall.pipeline.derive_ground import Ground

_HERE = "docs/understand/plan.md"
_FUTURES = N_("prevent/futures.py: a judgement of how far, not a forecast")
_FRONT = ("cost", "left", "taken", "gap")
_TURN = ("lead", "by", "saves")


def share(on: Ground, measure: str) -> Node | None:
    """In how many futures' own best plan a measure is."""
    robust = on.seen.plan.robust
    if robust is None:
        return None
    value = robust.shares.get(measure, 0.0)
    gives = Derivation(
        N_("share of futures in whose own best plan it is"),
        value,
        "",
        N_("futures in whose best plan for the budget it is / futures"),
        _HERE,
        "" if robust.settled else N_("Not every future's own best plan was proven."),
    )
    every = stated(N_("called in every future from"), EVERY, percent(EVERY), "outlook/pages/plan.py")
    most = stated(N_("called in most futures from"), MOST, percent(MOST), "outlook/pages/plan.py")
    href = f"/derivation/measure/{measure}/share"
    return Node(gives, percent(value), Basis.WORKED, (_futures(on, robust), every, most), href=href)


def _futures(on: Ground, robust: Robust) -> Node:
    gives = Derivation(
        N_("futures"),
        float(robust.futures),
        "",
        N_("frequencies, effects, costs, the budget and shocks are drawn anew for each"),
        _FUTURES,
    )
    seed = stated(N_("seed of the random numbers"), f"{on.whole.seed}", f"{on.whole.seed}", "")
    return Node(gives, f"{robust.futures:,}", Basis.ASSUMED, (seed,))


def around(on: Ground, quantity: str) -> Node | None:
    """A number of the plan as a whole that is no sum: share taken away, how sure, regret, good enough."""
    plan = on.seen.plan
    if quantity == "removed":
        return _removed(on)
    if quantity == "gap" and plan.gap is not None:
        gives = Derivation(
            N_("share by which another plan could be better at most"),
            plan.gap,
            "",
            N_("(value of the plan − bound of the solver) / what the plan is worth"),
            N_("branch and bound over outer approximations of a convex programme; docs/understand/plan.md"),
            N_("For today's numbers, and if measures multiply as in the trials."),
        )
        fit = math.nan if plan.fit is None else plan.fit
        error = Derivation(
            N_("difference between that assumption and the simulation"), fit, "", N_("share of the loss"), ""
        )
        return Node(gives, percent(plan.gap), Basis.WORKED, (Node(error, percent(plan.fit), Basis.WORKED),))
    return _in_futures(on, quantity)


def _removed(on: Ground) -> Node | None:
    value = share_removed(on.seen.plan.before, on.seen.plan.after)
    if value is None:
        return None
    gives = Derivation(
        N_("share of the expected loss that the plan takes away"),
        value,
        "",
        N_("1 − loss with the plan / without it"),
        _HERE,
    )
    parts = (
        (N_("expected loss a year without the plan"), on.seen.plan.before, "before"),
        (N_("expected loss a year with the plan"), on.seen.plan.after, "after"),
    )
    inputs = tuple(
        Node(
            Derivation(name, amount, "currency/year", "", ""),
            on.words.money(amount),
            Basis.WORKED,
            href=f"/derivation/plan/all/{link}",
        )
        for name, amount, link in parts
    )
    return Node(gives, percent(value), Basis.WORKED, inputs)


def _in_futures(on: Ground, quantity: str) -> Node | None:
    robust = on.seen.plan.robust
    own = None if robust is None else robust.own
    if robust is None or own is None:
        return None
    if quantity == "regret":
        gives = Derivation(
            N_("largest regret"),
            own.regret,
            "currency",
            N_("largest over the futures of loss and cost of the plan − of the best plan for that future"),
            _HERE,
        )
        return Node(gives, on.words.money(own.regret), Basis.WORKED, (_futures(on, robust), *_regrets(on, own.regrets)))
    if quantity == "enough":
        gives = Derivation(
            N_("share of futures in which it is good enough"),
            own.enough,
            "",
            N_("futures in which it brings nine tenths of what the best plan for them would / futures"),
            _HERE,
        )
        return Node(gives, percent(own.enough), Basis.WORKED, (_futures(on, robust),))
    return None


def _regrets(on: Ground, regrets: tuple[float, ...]) -> tuple[Node, ...]:
    """Of each future."""
    return tuple(
        Node(
            Derivation(N_("regret in one future"), each, "currency", "", "", f"{at}"),
            on.words.money(each),
            Basis.WORKED,
        )
        for at, each in enumerate(regrets, 1)
    )


def front(on: Ground, key: str, quantity: str) -> DerivationView | None:
    """A number of a plan of the front: `front/3/cost` is the third, the cheapest first."""
    points = sorted(on.seen.plan.front, key=lambda p: (p.cost, -p.left))
    if not key.isascii() or not key.isdecimal() or not 1 <= int(key) <= len(points) or quantity not in _FRONT:
        return None
    point = points[int(key) - 1]
    root = _point(on, point, quantity)
    names = [each for each in _FRONT if each != quantity and (each != "taken" or point.taken is not None)]
    others = tuple((f"/derivation/front/{key}/{each}", each) for each in names)
    return None if root is None else DerivationView(N_("Plan of the front"), "/plan#front", root, others)


def _point(on: Ground, point: FrontPoint, quantity: str) -> Node | None:
    if quantity == "cost":
        how = N_("sum over its measures, and capabilities bought")
        gives = Derivation(N_("cost over the period, today's worth"), point.cost, "currency", how, _HERE)
        return Node(gives, on.words.money(point.cost), Basis.WORKED, _measures(on, point, "cost"))
    if quantity == "left":
        how = N_("loss over the period if measures multiply as in the trials, each from its effect on")
        gives = Derivation(N_("loss left over the period"), point.left, "currency", how, _HERE)
        return Node(gives, on.words.money(point.left), Basis.WORKED, _measures(on, point, "benefit"))
    if quantity == "gap":
        how = N_("(loss − bound of the solver) / loss")
        gives = Derivation(
            N_("share by which another plan of that cost could be better at most"), point.gap, "", how, _HERE
        )
        return Node(gives, percent(point.gap), Basis.WORKED)
    return None if point.taken is None else _taken(on, point, point.taken)


def _taken(on: Ground, point: FrontPoint, value: float) -> Node:
    gives = Derivation(
        N_("loss taken away over the period"),
        value,
        "currency",
        N_("loss without measures − loss left"),
        _HERE,
        N_("The band: 5 %% and 95 %% quantiles over 400 futures, against no measure in the same future."),
    )
    left = Derivation(N_("loss left over the period"), point.left, "currency", "", "")
    nothing = Derivation(N_("loss without measures over the period"), point.left + value, "currency", "", "")
    inputs = tuple(Node(each, on.words.money(float(each.value)), Basis.WORKED) for each in (nothing, left))
    return Node(gives, on.words.money(value), Basis.WORKED, (*inputs, *_measures(on, point, "benefit")))


def _measures(on: Ground, point: FrontPoint, quantity: str) -> tuple[Node, ...]:
    known = {each.measure: each for each in on.seen.plan.choices}
    return tuple(
        Node(
            Derivation(known[name].title, value, "currency", "", ""),
            on.words.money(value),
            Basis.WORKED,
            href=f"/derivation/measure/{name}/{quantity}",
        )
        for name in point.measures
        if name in known
        for value in (known[name].cost if quantity == "cost" else known[name].benefit,)
    )


def worth(on: Ground, key: str, quantity: str) -> DerivationView | None:
    """What a little more money, or of a capability that money cannot buy, would bring."""
    one = next((each for each in on.seen.plan.worth if each.name == key), None)
    if one is None or quantity != "gain":
        return None
    gives = Derivation(
        N_("what more of it would bring beyond its cost"),
        one.gain,
        "currency",
        N_("benefit − cost of the best plan with more of it − the same of the plan"),
        _HERE,
    )
    step = stated(
        N_("how much more"), one.step, on.words.amount(one.step, one.unit), "prevent/prospects.py", "", one.unit
    )
    plan = Derivation(N_("benefit over the period, today's worth"), on.seen.plan.benefit, "currency", "", "")
    now = Node(plan, on.words.money(on.seen.plan.benefit), Basis.WORKED, href="/derivation/plan/all/benefit")
    return DerivationView(one.title, "/plan", Node(gives, on.words.money(one.gain), Basis.WORKED, (step, now)))


def turn(on: Ground, key: str, quantity: str) -> DerivationView | None:
    """A number of a turn of the pathway: `turn/1/saves` is the most pressing."""
    turns = [each for each in on.seen.plan.pathway if each.when]
    if not key.isascii() or not key.isdecimal() or not 1 <= int(key) <= len(turns) or quantity not in _TURN:
        return None
    one = turns[int(key) - 1]
    build: dict[str, Callable[[Ground, Step], Node | None]] = {"lead": _lead, "by": _by, "saves": _saves}
    root = build[quantity](on, one)
    names = [each for each in _TURN if each != quantity and (each != "by" or one.by is not None)]
    others = tuple((f"/derivation/turn/{key}/{each}", each) for each in names)
    return None if root is None else DerivationView(N_("Turn of the pathway"), "/plan#futures-head", root, others)


def _lead(on: Ground, one: Step) -> Node:
    known = {each.id: each for each in on.seen.place.measures}
    inputs = tuple(
        stated(
            known[name].title,
            known[name].lead,
            f"{number(known[name].lead)} months",
            f"measures.csv, {name}",
            known[name].source,
            "month",
        )
        for name in one.add
        if name in known
    )
    gives = Derivation(
        N_("months until it works"), one.lead, "month", N_("longest of the measures that are begun"), _HERE
    )
    return Node(gives, f"{number(one.lead)} months", Basis.WORKED, inputs)


def _by(on: Ground, one: Step) -> Node | None:
    if one.by is None:
        return None
    gives = Derivation(
        N_("pays if begun within"),
        one.by,
        "year",
        N_("t with (saves + costs) × flow(t + lead, T) / flow(lead, T) = costs × (1 + r)^−t; T the period, r discount"),
        f"Haasnoot et al. (2013), doi:10.1016/j.gloenvcha.2012.12.006; {_HERE}",
    )
    period = on.whole.place.profile.appraisal.period
    left = stated(N_("planning period"), period, f"{number(period)} years", "place.toml, [appraisal]", "", "year")
    return Node(gives, f"{number(one.by)} years", Basis.WORKED, (left, _saves(on, one), *_when(one)))


def _saves(on: Ground, one: Step) -> Node:
    gives = Derivation(
        N_("saves if begun now"),
        one.saves,
        "currency",
        N_("mean over the futures within the signpost of loss and cost of the plan − of the other plan"),
        f"Bryant and Lempert (2010), doi:10.1016/j.techfore.2009.08.002; {_HERE}",
    )
    robust = on.seen.plan.robust
    known = () if robust is None else (_futures(on, robust),)
    return Node(gives, on.words.money(one.saves), Basis.WORKED, (*known, *_when(one)))


def _when(one: Step) -> tuple[Node, ...]:
    """The signpost."""
    return tuple(
        Node(
            Derivation(
                each.quantity,
                each.level,
                each.unit,
                words(each.side),
                "prevent/signposts.py",
                "; ".join(each.indicators),
            ),
            f"{words(each.side)} {number(each.level)} {each.unit}",
            Basis.WORKED,
        )
        for each in one.when
    )
