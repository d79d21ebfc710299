"""Runs the migrations on the connection that the store hands over, inside the store's transaction."""

from alembic import context

from forestall.store.tables import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    transactional_ddl=True,
)
context.run_migrations()
