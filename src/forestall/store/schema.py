"""All tables of the store, whichever file describes them."""

from sqlalchemy import MetaData

from forestall.store import (
    account_tables,
    adopted_tables,
    case_tables,
    delivery_tables,
    draft_tables,
    evidence_tables,
    exchange_tables,
    intake_tables,
    key_tables,
    live_tables,
    outlook_tables,
    sharing_tables,
    steadiness_tables,
    tables,
    triage_tables,
)

_DESCRIBED = (
    tables,
    intake_tables,
    account_tables,
    key_tables,
    live_tables,
    outlook_tables,
    case_tables,
    steadiness_tables,
    delivery_tables,
    sharing_tables,
    exchange_tables,
    draft_tables,
    evidence_tables,
    triage_tables,
    adopted_tables,
)  # a file of tables counts once it is imported here

METADATA: MetaData = tables.Base.metadata
