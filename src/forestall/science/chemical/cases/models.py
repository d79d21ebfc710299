"""All relations that worked cases may name, joined by an explicit tuple."""

from forestall.science.chemical.cases import (
    dense_gas,
    dispersion,
    explosion,
    fire,
    harm,
    shallow,
    source_chains,
    source_terms,
    vapour_cloud,
)
from forestall.science.chemical.cases.run import Model

PARTS = (
    dense_gas.MODELS,
    dispersion.MODELS,
    explosion.MODELS,
    fire.MODELS,
    harm.MODELS,
    shallow.MODELS,
    source_chains.MODELS,
    source_terms.MODELS,
    vapour_cloud.MODELS,
)
MODELS: dict[str, Model] = {key: model for part in PARTS for key, model in part.items()}
