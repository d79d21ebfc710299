"""The register as a workbook (Office Open XML): risks, totals, curves. The same register gives the same bytes."""

import io
import math
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

import xlsxwriter

from forestall.model.risk import Assessment
from forestall.outlook.register.table import Cell, head, rows

_MADE = datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)
_TOTALS = ("scale", "group", "name", "expected", "low", "high", "simulated", "standard error of the simulation")
_CURVES = (
    "scale", "group", "name", "loss", "probability of the yearly sum", "low (rates)", "high (rates)",
    "low (years)", "high (years)", "years still needed", "probability of one event", "events a year",
)  # fmt: skip


def workbook(assessment: Assessment) -> bytes:
    """Three sheets; text stays text, so that nothing in it is run."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(
        out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    )
    book.set_properties({"created": _MADE, "title": "Risk register"})
    _sheet(book, "risks", head(assessment), rows(assessment))
    _sheet(book, "totals", _TOTALS, _totals(assessment))
    _sheet(book, "curves", _CURVES, _curves(assessment))
    book.close()
    return out.getvalue()


def _sheet(book: xlsxwriter.Workbook, name: str, columns: Sequence[str], lines: Iterable[Sequence[Cell]]) -> None:
    sheet, bold = book.add_worksheet(name), book.add_format({"bold": True})
    sheet.freeze_panes(1, 2)
    for column, text in enumerate(columns):
        sheet.write_string(0, column, text, bold)
    for number, line in enumerate(lines, 1):
        for column, value in enumerate(line):
            if isinstance(value, str):
                sheet.write_string(number, column, value)
            elif value is not None and math.isfinite(value):
                sheet.write_number(number, column, value)


def _totals(assessment: Assessment) -> Iterable[list[Cell]]:
    for one in assessment.totals:
        yield [
            str(one.scale), one.group, one.name, one.expected.mean, one.expected.low, one.expected.high, one.simulated,
            one.sampling,
        ]  # fmt: skip


def _curves(assessment: Assessment) -> Iterable[list[Cell]]:
    for one in assessment.curves:
        lines = (
            one.loss, one.probability, one.low, one.high, one.sampling_low, one.sampling_high, one.years_needed,
            one.occurrence, one.frequency,
        )  # fmt: skip
        for point in zip(*lines, strict=True):
            yield [str(one.scale), one.group, one.name, *point]
