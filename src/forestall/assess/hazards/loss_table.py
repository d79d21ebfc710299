"""Losses of single events, as another model gave them."""

from typing import ClassVar

import numpy as np

from forestall.assess.draws import generator, spread_uniforms
from forestall.assess.hazard import SCALES, Harm, Scene, Trial, no_losses, shares_of
from forestall.model.risk import Zone
from forestall.model.scenario import LossTable, Scenario


class Table:
    """Events of a table in proportion to their weights: an event is one row on every scale.

    Samples are spread evenly over the cumulated weights, rows in order of their loss, and scaled so that the mean on
    each scale is that of the table. Not here: reading foreign tables (`pipeline.loss_tables`).

    Example: losses 1 and 9 with weights 3 and 1: mean 3, a quarter of the samples with 9.
    """

    model: ClassVar[str] = "loss_table"

    def harm(self, part: LossTable, scene: Scene, trial: Trial) -> Harm:
        """Loss in each sample."""
        scales = sorted(part.losses, key=SCALES.index)
        table = np.array([part.losses[scale] for scale in scales], dtype=np.float64)
        weights = np.ones(table.shape[1]) if part.weights is None else np.array(part.weights, dtype=np.float64)
        order = np.lexsort(table)
        reached = np.cumsum(weights[order])
        stream = generator(trial.seed, trial.scenario.id, trial.part, "loss_table")
        picks = spread_uniforms(stream, trial.weights.size, 1)[:, 0] * reached[-1]
        rows = order[np.minimum(np.searchsorted(reached, picks, side="right"), order.size - 1)]
        losses, where = no_losses(scene, trial), shares_of(part.shares, trial.scenario, scene)
        for scale, amounts in zip(scales, table, strict=True):
            found, wanted = float(trial.weights @ amounts[rows]), float(weights @ amounts) / float(weights.sum())
            each = amounts[rows] * (wanted / found) if found > 0 else np.full(rows.size, wanted)
            losses[:, SCALES.index(scale), :] = each[:, None] * where
        return Harm("loss from a table", losses)

    def zones(self, part: LossTable, scene: Scene, scenario: Scenario) -> tuple[Zone, ...]:
        """No area of harm."""
        return ()
