"""The data files beside the page: the same records as JSON and CSV, whole and unrounded."""

import csv
import dataclasses
import io
import json
import math
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from enum import StrEnum

from forestall.core.clock import iso
from forestall.model.duty import Obligation
from forestall.model.plan import Choice
from forestall.model.risk import Interval, Risk
from forestall.model.words import Scale
from forestall.outlook.context import OutlookContext, summary

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def data_files(context: OutlookContext) -> dict[str, bytes]:
    """File name to content: `outlook.json`, `findings.json`, `risks.csv`, `plan.csv`, `obligations.csv`."""
    given = context.given
    assessment = given.assessment
    whole = {
        "summary": summary(context),
        "changes": context.changes,
        "assessment": assessment,
        "plan": given.plan,
        "obligations": given.obligations,
        "sources": given.observation.sources,
        "alerts": [each.alert for each in context.notices.warnings],
        "checkpoint": given.checkpoint,
    }
    return {
        "outlook.json": to_json(whole),
        "findings.json": to_json(
            {
                "findings": given.detection.findings,
                "refusals": given.detection.refusals,
                "suppressed": given.detection.suppressed,
                "suppressions_ended": given.detection.ended,
            }
        ),
        "risks.csv": _risks(assessment.risks),
        "plan.csv": _plan(given.plan.choices),
        "obligations.csv": _obligations(given.obligations),
    }


def to_json(value: object) -> bytes:
    """Records as JSON: keys sorted, missing numbers null, times UTC."""
    text = json.dumps(_plain(value), ensure_ascii=False, allow_nan=False, indent=1, sort_keys=True)
    return (text + "\n").encode("utf-8", "replace")


def _plain(value: object) -> object:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {each.name: _plain(getattr(value, each.name)) for each in dataclasses.fields(value)}
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return _plain_scalar(value)


def _plain_scalar(value: object) -> object:
    if isinstance(value, StrEnum):
        return str(value)
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if isinstance(value, datetime):
        return iso(value)
    return value.isoformat() if isinstance(value, date) else value


def to_csv(head: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """A table as CSV: UTF-8, CRLF (RFC 4180); an empty cell is missing; text that a spreadsheet would run is quoted.

    Source:
        OWASP, CSV Injection: a cell of text that begins with = + - @, tab or line end gets an apostrophe before it.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(head)
    writer.writerows([_cell(each) for each in row] for row in rows)
    return out.getvalue().encode("utf-8", "replace")


def _cell(value: object) -> str:
    plain = _plain_scalar(value)
    if plain is None:
        return ""
    if isinstance(plain, float):
        return repr(plain)
    text = str(plain)
    return f"'{text}" if isinstance(plain, str) and text.startswith(_FORMULA) else text


def _risks(risks: Iterable[Risk]) -> bytes:
    names = ("base_rate", "rate", "probability", "weighted")
    head = ["scenario", "title", "hazard", "field", "jurisdiction", "ratio"]
    head += [f"{name}_{end}" for name in names for end in ("mean", "low", "high")]
    head += [f"expected_{scale}_{end}" for scale in Scale for end in ("mean", "low", "high")]
    return to_csv(head, (_risk(each) for each in risks))


def _risk(risk: Risk) -> list[object]:
    row: list[object] = [risk.scenario, risk.title, risk.hazard, risk.field, risk.jurisdiction, risk.ratio]
    for interval in (risk.base_rate, risk.rate, risk.probability, risk.weighted):
        row += _ends(interval)
    for scale in Scale:
        row += _ends(risk.expected.get(scale))
    return row


def _ends(interval: Interval | None) -> list[object]:
    return [None, None, None] if interval is None else [interval.mean, interval.low, interval.high]


def _plan(choices: Iterable[Choice]) -> bytes:
    head = ["measure", "title", "jurisdiction", "chosen", "cost", "benefit", "ratio", "alone", "marginal", "why"]
    return to_csv(head, ([getattr(each, name) for name in head] for each in choices))


def _obligations(obligations: Iterable[Obligation]) -> bytes:
    head = [each.name for each in dataclasses.fields(Obligation)]
    return to_csv(head, ([getattr(each, name) for name in head] for each in obligations))
