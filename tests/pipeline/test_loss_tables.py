"""Foreign loss tables: read in their own columns, kept in rate and expected loss, refused with file and line."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forestall.core.errors import InputError
from forestall.model.words import Field, Scale
from forestall.pipeline import loss_tables
from forestall.pipeline.loss_tables import Format, Target, read_table, scenario_file

OPENQUAKE = """#,,,"generated_by='OpenQuake engine 3.25', investigation_time=1.0"
event_id,agg_id,loss_id,loss,variance
7,1,0,1000.0,0
7,2,0,500.0,0
9,1,0,20.0,0
"""
CLIMADA = "event_id,event_name,frequency,at_event\n1,a,0.01,5e6\n2,b,0.002,2e8\n3,c,0.1,0\n"
ORD = (
    "EventId,SummaryId,SampleType,EventRate,ChanceOfLoss,MeanLoss,SDLoss\n4,1,1,0.005,1,250.5,0\n4,2,1,0.005,1,49.5,0\n"
)
TABLES = {
    Format.OPENQUAKE: (OPENQUAKE, 1000.0, 0.002, 1.52),
    Format.CLIMADA: (CLIMADA, None, 0.012, 4.5e5),
    Format.OASIS: (ORD, None, 0.005, 1.5),
}


def written(folder, text):
    path = folder / "table.csv"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("layout", Format)
def test_a_table_keeps_its_rate_and_its_expected_loss(tmp_path, layout):
    text, years, rate, expected = TABLES[layout]
    found = read_table(written(tmp_path, text), layout, years)
    assert found.rate == pytest.approx(rate)
    assert found.expected == pytest.approx(expected)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("event_id,loss\n1," + "9" * 200_000, "no CSV"),
        ("loss,event_id\n5,1\n7\n", "line 3, event_id: found nothing"),
        ("event_id,loss\n1\n", "line 2, loss: found '', expected a number"),
    ],
)
def test_a_table_that_breaks_off_is_refused(tmp_path, text, said):
    with pytest.raises(InputError, match=said):
        read_table(written(tmp_path, text), Format.OPENQUAKE, 10.0)


def test_a_period_loss_table_counts_each_event_of_each_year(tmp_path):
    text = "Period,EventId,Loss\n1,4,10\n1,5,10\n2,4,30\n"
    found = read_table(written(tmp_path, text), Format.OASIS, 100.0)
    assert (len(found.rows), found.rate, found.expected) == (3, pytest.approx(0.03), pytest.approx(0.5))


@settings(max_examples=5)
@given(st.integers(4097, 9000), st.integers(0, 10))
def test_merged_events_keep_rate_and_expected_loss(size, seed):
    rng = np.random.default_rng(seed)
    rows = [loss_tables.Row(str(i), *pair) for i, pair in enumerate(rng.lognormal(0, 3, (size, 2)).tolist())]
    ranked = sorted(rows, key=lambda row: (-row.loss, row.event))
    merged = list(loss_tables._merged(ranked))
    assert len(merged) <= loss_tables.MOST_EVENTS
    assert merged[0] == ranked[0]
    for value in (lambda row: row.rate, lambda row: row.rate * row.loss):
        assert math.fsum(map(value, merged)) == pytest.approx(math.fsum(map(value, rows)), rel=1e-9)


@pytest.mark.parametrize(
    ("text", "layout", "years", "said"),
    [
        ("event_id,loss\n1,x\n", Format.OPENQUAKE, 10.0, "line 2, loss: found 'x'"),
        ("#note\nevent_id,loss\n1,3\n2,-4\n", Format.OPENQUAKE, 10.0, "line 4, loss: found -4"),
        ("event_id,loss\n1,3\n", Format.OPENQUAKE, None, "--years"),
        ("id,loss\n1,3\n", Format.OASIS, 10.0, "expected one of EventId or event_id"),
        ("event_id,loss\n1,0\n", Format.OPENQUAKE, 10.0, "no event has both a loss and a rate"),
        ("", Format.OPENQUAKE, 10.0, "expected one of"),
    ],
)
def test_what_cannot_be_used_is_named_with_file_and_line(tmp_path, text, layout, years, said):
    with pytest.raises(InputError, match=said):
        read_table(written(tmp_path, text), layout, years)


@pytest.mark.parametrize("layout", Format)
def test_the_scenario_is_read_and_assessed_with_the_expected_loss_of_the_table(tmp_path, layout):
    from datetime import UTC, datetime

    from forestall.assess.stage import assess
    from forestall.place.check import check
    from forestall.place.load import load
    from forestall.place.template import write_town

    text, years, _, expected = TABLES[layout]
    town = tmp_path / "town"
    write_town(town)
    table = read_table(written(tmp_path, text), layout, years)
    jurisdiction = load(town).profile.jurisdictions[0].id
    target = Target("quake", "It's shaking", "GH0101", Field.TERRITORIAL, jurisdiction, Scale.ECONOMIC)
    (town / "scenarios" / "quake.yml").write_text(scenario_file(table, target, "a test"), encoding="utf-8")
    assert [one for one in check(town) if one.severity == "error"] == []
    assessment = assess(load(town), (), datetime(2026, 3, 9, tzinfo=UTC), 1, lambda _: None)[0]
    risk = next(one for one in assessment.risks if one.scenario == "quake")
    assert risk.title == "It's shaking"
    assert risk.expected[Scale.ECONOMIC].mean == pytest.approx(expected, rel=1e-9)
