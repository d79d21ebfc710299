"""The simulated events as an Arrow table: which year, which day, which scenario, what it brought."""

import numpy as np
import pyarrow as pa

from forestall.assess.hazard import SCALES
from forestall.assess.season import days_of_year
from forestall.assess.simulate import Simulation
from forestall.assess.totals import scales_of
from forestall.assess.years import make_model
from forestall.science.statistics.simulated_years import QUAD, Events, events


def event_table(simulation: Simulation, years: int) -> pa.Table:
    """Every event of the first simulated years, in the order of time.

    Args:
        simulation: scenarios with banks and rates
        years: how many years, rounded up to a multiple of 400; the events are those that the curves count

    Returns:
        Columns `year`, `world`, `day` (of the year, from 0, the season included), `scenario`, `sample` (of its bank)
        and the loss on each scale of the place.
    """
    model = make_model(simulation)
    total = -(-years // model.block) * model.block
    parts = [_part(simulation, index, events(model, index, 0, total), model.worlds) for index in _range(simulation)]
    table = pa.concat_tables(parts) if parts else _empty(simulation)
    return table.sort_by([("year", "ascending"), ("day", "ascending"), ("scenario", "ascending")])


def _range(simulation: Simulation) -> range:
    return range(len(simulation.scenarios))


def _schema(simulation: Simulation) -> pa.Schema:
    plain = [("year", pa.int64()), ("world", pa.int64()), ("day", pa.float64()), ("scenario", pa.string())]
    losses = [(str(scale), pa.float64()) for _, scale in scales_of(simulation.scene)]
    return pa.schema([*plain, ("sample", pa.int64()), *losses])


def _empty(simulation: Simulation) -> pa.Table:
    return _schema(simulation).empty_table()


def _part(simulation: Simulation, index: int, found: Events, worlds: int) -> pa.Table:
    scenario = simulation.scenarios[index]
    losses = simulation.banks[scenario.id].losses.sum(axis=2)[found.sample]
    columns = {
        "year": found.year,
        "world": found.year // QUAD % worlds,
        "day": days_of_year(scenario.frequency.months, found.when),
        "scenario": pa.array(np.full(found.year.size, scenario.id), pa.string()),
        "sample": found.sample,
    }
    columns |= {str(scale): losses[:, SCALES.index(scale)] for _, scale in scales_of(simulation.scene)}
    return pa.table(columns, schema=_schema(simulation))
