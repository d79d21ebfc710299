"""Numbers and dates as people write them: what is guessed, and that nothing is guessed silently."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forestall.place import dates, numbers, units

GUESSES = {
    ("12 min", "h"): "write 0.2",
    ("12min", "h"): "write 0.2",
    ("1,5 km", "m"): "write 1500",
    ("20 °C", "K"): "write 293.15",
    ("68 °F", "K"): "write 293.15",
    ("3 bar", "Pa"): "write 300000",
    ("2 t", "kg"): "write 2000",
    ("36 km/h", "m/s"): "write 10",
    ("1 per year", "1/year"): "write 1",
    ("4 h", "h"): "write 4",
    ("4 bananas", "h"): "give it in h, without the unit",
    ("5 %", None): "write 0.05",
    ("5 %", "1/year"): "give it in 1/year, without the unit",
    ("3,5", "h"): "write 3.5",
    ("1,234", "persons"): "write 1234, or 1.234 if the comma is a decimal point",
    ("1,234,567", "currency"): "write 1234567",
    ("1.234.567", "currency"): "write 1234567",
    ("1.234,50", "currency"): "write 1234.50",
    ("1 234 567", "currency"): "write 1234567",
    ("12'500.75", "currency"): "write 12500.75",
    ("€1200", "currency"): "write 1200",
    ("EUR 1,200,000", "currency"): "write 1200000",
    ("1.5 million", "currency"): "write 1500000",
    ("NaN", "h"): "leave it empty when it is not known and the column allows it",
    ("#DIV/0!", "h"): "a formula in the spreadsheet is broken; write its value",
    ("2-Mar", "h"): "a spreadsheet has made a date of 2-3 or 2.3 (or 3-2)",
    ("Mar-02", "h"): "a spreadsheet has made a date of 2-3 or 2.3 (or 3-2)",
    ("1899-12-30", "h"): "a spreadsheet shows the number -1 or 0 as a date",
    ("2026-03-02", "h"): "a spreadsheet shows the number 46083 as a date",
    ("many", "h"): "",
}


@pytest.mark.parametrize(("text", "unit"), GUESSES)
def test_a_number_written_otherwise_is_explained(text: str, unit: str | None) -> None:
    assert numbers.explain(text, unit) == GUESSES[text, unit]


@pytest.mark.parametrize("text", ["", "1_000", "0x10", "١٢", "1e999", "nan", "inf", "1 ", "--1", "1e", "9" * 100])
def test_what_is_no_plain_number_is_not_read_as_one(text: str) -> None:
    assert numbers.plain_number(text) is None


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_every_finite_number_is_read_back_as_written(number: float) -> None:
    assert numbers.plain_number(repr(number)) == number


@pytest.mark.parametrize(
    ("text", "hint"),
    {
        "45703": "as a spreadsheet's day number it is 2025-02-15",
        "31.12.2026": "write 2026-12-31",
        "12/31/2026": "write 2026-12-31",
        "03/04/2026": "write 2026-04-03 or write 2026-03-04",
        "2026-3-9": "write 2026-03-09",
        "2026-03-09 00:00:00": "write 2026-03-09",
        "tomorrow": "",
    }.items(),
)
def test_a_date_written_otherwise_is_explained(text: str, hint: str) -> None:
    assert dates.explain(text) == hint


@pytest.mark.parametrize("value", ["2026-02-30", "1200-01-01", "2200-01-01", "20260309", 45703, None])
def test_what_is_no_date_is_not_read_as_one(value: object) -> None:
    assert dates.day(value) is None


@pytest.mark.parametrize(
    ("written", "declared", "currency", "fits"),
    [
        ("h", "h", "EUR", True),
        ("hours", "h", "EUR", True),
        ("min", "h", "EUR", False),
        ("EUR", "currency", "EUR", True),
        ("EUR/year", "currency/year", "EUR", True),
        ("currency", "currency", "EUR", True),
        ("USD", "currency", "EUR", False),
        ("USD", "currency", None, True),
        ("k EUR", "currency", "EUR", False),
        ("1/year", "1/year", "EUR", True),
    ],
)
def test_a_header_may_carry_the_declared_unit_only(
    written: str, declared: str, currency: str | None, fits: bool
) -> None:
    assert units.same(written, declared, currency) is fits
