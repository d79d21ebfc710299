"""The register as one table: a row a risk, whole and unrounded, for CSV and for a workbook."""

from collections.abc import Sequence

from forestall.model.risk import Assessment, Interval, Risk
from forestall.model.words import Scale
from forestall.outlook.files import to_csv

Cell = str | float | int | None

ENDS = ("mean", "low", "high")
PLAIN = ("scenario", "title", "hazard", "field", "jurisdiction")
STANDING = ("likelihood", "impact", "impact_loss", "band", "societal")


def head(assessment: Assessment) -> list[str]:
    """Names of the columns."""
    days = [one.horizon for one in assessment.risks[0].chances] if assessment.risks else []
    intervals = ["base_rate", "rate", "probability", *(f"probability_{each:g}_days" for each in days), "weighted"]
    intervals += [f"{what}_{scale}" for what in ("loss", "expected") for scale in Scale]
    return [*PLAIN, "ratio", "season", *STANDING, *(f"{name}_{end}" for name in intervals for end in ENDS), "because"]


def rows(assessment: Assessment) -> list[list[Cell]]:
    """The risks, in the order of the register."""
    return [_row(risk) for risk in assessment.risks]


def csv(assessment: Assessment) -> bytes:
    """The register as CSV: UTF-8, an empty cell is missing."""
    return to_csv(head(assessment), rows(assessment))


def because(risk: Risk) -> str:
    """What moves a risk, in one line: findings with their factors, then parts with their shares."""
    return "; ".join(
        f"{one.what} ×{one.factor:.3g}" if one.kind == "finding" else f"{one.what} {100 * one.factor:.3g} %"
        for one in risk.drivers
    )


def _row(risk: Risk) -> list[Cell]:
    found: list[Cell] = [risk.scenario, risk.title, risk.hazard, str(risk.field), risk.jurisdiction]
    found += [risk.ratio, risk.season]
    found += [getattr(risk.standing, name) for name in STANDING] if risk.standing else [None] * len(STANDING)
    chances = [one.probability for one in risk.chances]
    scales = [by_scale.get(scale) for by_scale in (risk.loss, risk.expected) for scale in Scale]
    found += _ends([risk.base_rate, risk.rate, risk.probability, *chances, risk.weighted, *scales])
    return [*found, because(risk)]


def _ends(intervals: Sequence[Interval | None]) -> list[Cell]:
    return [None if one is None else getattr(one, end) for one in intervals for end in ENDS]
