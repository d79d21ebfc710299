"""Times of Parquet that no date has."""

import io
from datetime import UTC, datetime

import pyarrow as pa
import pyarrow.parquet as pq

from forestall.observe.files import Part
from forestall.observe.reading import Tally
from forestall.observe.sources import parquet

AT = datetime(2031, 3, 10, 6, tzinfo=UTC)


def test_a_row_with_a_time_beyond_all_dates_is_told_and_the_others_are_read() -> None:
    times = pa.array([0, 2**62, 1_000_000], pa.int64()).cast(pa.timestamp("us", "UTC"))
    file, tally = io.BytesIO(), Tally()
    pq.write_table(pa.table({"EventID": [1, 2, 3], "at": times}), file)
    file.seek(0)
    found = list(parquet.events(Part("f", io.BufferedReader(file), None), tally, AT))
    assert [(number, row["EventID"]) for number, row in found] == [(1, "1"), (3, "3")]
    assert "f, row 2: a time outside of the years 1 to 9999" in " ".join(tally.reasons())
