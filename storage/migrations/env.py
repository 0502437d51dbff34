"""Alembic runs this file; the connection is handed over by `storage.migrations`."""

from alembic import context

from storage.base import Base
from storage.tables import __all__ as _every_table  # noqa: F401 - completes the metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,  # SQLite cannot alter a table in place
    compare_type=True,
    user_module_prefix="",
)
with context.begin_transaction():
    context.run_migrations()
