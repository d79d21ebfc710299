"""All tables of the store, whichever file describes them."""

from sqlalchemy import MetaData

from forestall.store import account_tables, intake_tables, key_tables, live_tables, tables

_DESCRIBED = (
    tables,
    intake_tables,
    account_tables,
    key_tables,
    live_tables,
)  # a file of tables counts once it is imported here

METADATA: MetaData = tables.Base.metadata
