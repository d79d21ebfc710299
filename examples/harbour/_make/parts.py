"""The parts of a scenario as they stand in its YAML file."""

from typing import Any

from .names import rule

Part = dict[str, Any]
SPREAD = {"city": 0.70, "vale": 0.20, "region": 0.10}  # where people live


def amount(median: float, p95: float) -> Part:
    """A quantity by its median and 95 % quantile."""
    return {"median": median, "p95": p95}


def direct(probability: float = 1.0, shares: dict[str, float] | None = None, **amounts: tuple[float, float]) -> Part:
    """Loss stated outright, one (median, 95 % quantile) a scale."""
    part: Part = {"model": "direct", "amounts": {scale: amount(*pair) for scale, pair in amounts.items()}}
    if probability < 1:
        part["probability"] = probability
    return part | ({"shares": shares} if shares else {})


def outage(
    sites: list[str], repair: tuple[float, float], probability: float = 1.0, damage: float = 0.0, together: bool = False
) -> Part:
    """Sites put out of action for a time [h]."""
    part: Part = {"model": "outage", "sites": sites, "repair": amount(*repair), "probability": probability}
    return part | {"damage": damage, "together": together}


def toxic(release: str) -> Part:
    """A toxic cloud."""
    return {"model": "toxic_release", "release": release}


def sigma(name: str, ratio: float, half_life: float, at_sites: bool = True) -> Part:
    """A finding of one of the place's own Sigma rules."""
    return seen("sigma", rule(name), ratio, half_life, at_sites, f"rule {name}; expert judgement")


def seen(
    kind: str, what: str, ratio: float, half_life: float, at_sites: bool = False, source: str = "expert judgement"
) -> Part:
    """A finding of any other kind."""
    part: Part = {"kind": kind, "rule": what, "ratio": ratio, "half_life": half_life, "at_sites": at_sites}
    return part | {"source": source}


def scenario(
    name: str,
    title: str,
    hazard: str,
    field: str,
    jurisdiction: str,
    frequency: Part,
    consequences: list[Part],
    precursors: list[Part],
    sites: list[str],
    why: str,
) -> Part:
    """One scenario file."""
    return {
        "id": name,
        "title": title,
        "hazard": hazard,
        "field": field,
        "jurisdiction": jurisdiction,
        "sites": sites,
        "why": why,
        "frequency": frequency,
        "precursors": precursors,
        "consequences": consequences,
    }


def counted(events: float, years: float, source: str) -> Part:
    """How often, by counting."""
    return {"events": events, "years": years, "source": source}


def judged(per_year: float, low: float, high: float, source: str) -> Part:
    """How often, by judgement: mean with 5 % and 95 % quantiles."""
    return {"per_year": per_year, "low": low, "high": high, "source": source}
