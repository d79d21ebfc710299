"""Scores of the Exploit Prediction Scoring System (EPSS), from its daily CSV. https://www.first.org/epss/data_stats"""

import csv
import io
import re
from collections.abc import Iterator

from forestall.core.errors import InputError

_CVE = re.compile(r"CVE-[0-9]{4}-[0-9]{4,19}")
_ABOUT = re.compile(r"#\s*model_version:\s*([^,\s]{1,40})\s*,\s*score_date:\s*([0-9T:+Z.-]{10,40})")
Row = dict[str, object]


def scores(data: bytes, at_least: float) -> tuple[tuple[Row, ...], tuple[str, ...]]:
    """Vulnerabilities with a score of at least `at_least`, by CVE, and why some lines are none.

    A row: `cve`, `epss` (probability of exploitation within 30 days), `percentile`, `model`, `time` (of the scores).
    A model's scores must not be compared with another's: `model` stands in every row.

    Raises:
        InputError: it does not say its model and day, has no columns cve, epss, percentile, or is no CSV.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"EPSS: byte {error.start}: no UTF-8") from error
    head, _, rest = text.partition("\n")
    about = _ABOUT.match(head)
    if about is None:
        raise InputError("EPSS: line 1: expected #model_version:…,score_date:…")
    rows: list[Row] = []
    refused: list[str] = []
    for number, line in enumerate(_lines(rest), start=3):
        score, percentile = _share(line["epss"]), _share(line["percentile"])
        if score is None or percentile is None or not _CVE.fullmatch(line["cve"] or ""):
            refused.append(f"line {number}: expected a CVE, a score and a percentile from 0 to 1")
        elif score >= at_least:
            known = {"cve": line["cve"], "epss": score, "percentile": percentile}
            rows.append({**known, "model": about.group(1), "time": about.group(2)})
    return tuple(sorted(rows, key=lambda row: str(row["cve"]))), tuple(refused)


def _lines(text: str) -> Iterator[dict[str, str]]:
    reader = csv.DictReader(io.StringIO(text, newline=""))
    try:
        if not {"cve", "epss", "percentile"} <= set(reader.fieldnames or ()):
            raise InputError("EPSS: line 2: expected the columns cve, epss, percentile")
        yield from reader
    except csv.Error as error:
        raise InputError(f"EPSS: line {reader.line_num + 2}: no CSV: {error}") from error


def _share(text: str | None) -> float | None:
    try:
        value = float(text or "")
    except ValueError:
        return None
    return value if 0 <= value <= 1 else None
