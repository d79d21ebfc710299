"""What moved the risks between two dates: evidence that came, faded or went, the base rate, the consequence."""

from collections.abc import Mapping, Sequence

from forestall.model.register import Moved
from forestall.model.risk import Driver, Risk

SMALLEST = 0.01  # relative change below which nothing is said to have moved


def moved(before: Sequence[Risk], now: Sequence[Risk]) -> tuple[Moved, ...]:
    """What became of each risk, largest change of expected loss first.

    Args:
        before, now: risks at two dates; a scenario may be in one of them only

    Returns:
        One for each scenario of either date.
    """
    then, here = {one.scenario: one for one in before}, {one.scenario: one for one in now}
    found = [_moved(then.get(name), here.get(name)) for name in sorted(then.keys() | here.keys())]
    return tuple(sorted(found, key=lambda one: (-abs((one.now or 0.0) - (one.before or 0.0)), one.scenario)))


def _moved(before: Risk | None, now: Risk | None) -> Moved:
    one = now or before
    assert one is not None
    return Moved(
        scenario=one.scenario,
        title=one.title,
        before=None if before is None else before.weighted.mean,
        now=None if now is None else now.weighted.mean,
        ratio_before=None if before is None else before.ratio,
        ratio_now=None if now is None else now.ratio,
        trend=_trend(before, now),
        because=_because(before, now),
    )


def _trend(before: Risk | None, now: Risk | None) -> str:
    if before is None or now is None:
        return "new" if before is None else "gone"
    change = _change(before.weighted.mean, now.weighted.mean)
    return "steady" if abs(change) < SMALLEST else "up" if change > 0 else "down"


def _change(before: float, now: float) -> float:
    return 0.0 if before == now else (now - before) / max(abs(before), 1e-300)


def _because(before: Risk | None, now: Risk | None) -> tuple[str, ...]:
    if before is None or now is None:
        return ("the scenario is new" if before is None else "the scenario is no longer in the place",)
    found = [*_evidence(_findings(before.drivers), _findings(now.drivers))]
    found += _said("base rate", before.base_rate.mean, now.base_rate.mean, " a year")
    found += _said("season", before.season, now.season, "")
    for scale in sorted(before.loss.keys() | now.loss.keys()):
        then, here = before.loss.get(scale), now.loss.get(scale)
        found += _said(f"{scale} of one event", then.mean if then else 0.0, here.mean if here else 0.0, "")
    return tuple(found)


def _findings(drivers: Sequence[Driver]) -> Mapping[str, float]:
    return {one.what: one.factor for one in drivers if one.kind == "finding"}


def _evidence(before: Mapping[str, float], now: Mapping[str, float]) -> list[str]:
    found = [f"new: {what} (×{now[what]:.2g})" for what in sorted(now.keys() - before.keys())]
    found += [f"gone: {what} (was ×{before[what]:.2g})" for what in sorted(before.keys() - now.keys())]
    for what in sorted(before.keys() & now.keys()):
        if abs(_change(before[what], now[what])) >= SMALLEST:
            found.append(f"{what}: ×{before[what]:.2g} then, ×{now[what]:.2g} now")
    return found


def _said(what: str, before: float, now: float, unit: str) -> list[str]:
    if abs(_change(before, now)) < SMALLEST:
        return []
    return [f"{what}: {before:.3g}{unit} then, {now:.3g}{unit} now"]
