"""Forecasts: probabilities that passes gave, kept until and after their time is over."""

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from forestall.model.forecast import Forecast
from forestall.store.tables import ForecastRow


class Forecasts:
    """The forecasts of one session."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def all(self) -> tuple[Forecast, ...]:
        """Every forecast, by scenario, time and horizon."""
        rows = self._session.scalars(
            select(ForecastRow).order_by(ForecastRow.scenario, ForecastRow.made, ForecastRow.horizon)
        )
        return tuple(_forecast(row) for row in rows)

    def of(self, scenario: str, most: int) -> tuple[Forecast, ...]:
        """The last forecasts of one scenario, the newest first, by horizon."""
        rows = self._session.scalars(
            select(ForecastRow)
            .where(ForecastRow.scenario == scenario)
            .order_by(ForecastRow.made.desc(), ForecastRow.horizon)
            .limit(most)
        )
        return tuple(_forecast(row) for row in rows)

    def put(self, forecasts: Iterable[Forecast], number: int) -> None:
        """Keep forecasts; one of the same scenario, time and horizon is replaced, its pass staying the first."""
        given = tuple(forecasts)
        rows = self._session.scalars(select(ForecastRow).where(ForecastRow.made.in_({each.made for each in given})))
        known = {(row.scenario, row.made, row.horizon): row for row in rows}
        for one in given:
            row = known.get((one.scenario, one.made, one.horizon))
            if row is None:
                row = ForecastRow(scenario=one.scenario, made=one.made, horizon=one.horizon, pass_number=number)
                self._session.add(row)
            row.due, row.probability = one.due, one.probability
            row.outcome = None if one.outcome is None else int(one.outcome)


def _forecast(row: ForecastRow) -> Forecast:
    outcome = None if row.outcome is None else bool(row.outcome)
    return Forecast(row.scenario, row.made, row.horizon, row.due, row.probability, outcome)
