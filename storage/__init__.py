"""SQL: engine, unit of work, tables, queries, migrations. Knows nothing of communities' rules."""
