"""What a database really has: tables, columns, keys and indexes, as comparable text; its rows.

In: an open connection. Out: one line a column, key, check and index, without the order of columns;
by table the rows in the order of their keys.
"""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy import Connection, inspect, select, text

from hub.tables.catalogue import TABLES

PG_COLUMNS = """
select format('%s.%s %s %s %s %s', table_name, column_name, data_type, is_nullable,
              coalesce(collation_name, '-'), coalesce(column_default, '-'))
from information_schema.columns where table_schema = current_schema()
"""
PG_INDEXES = "select indexdef from pg_indexes where schemaname = current_schema()"
PG_CONSTRAINTS = """
select format('%s %s %s', conrelid::regclass, conname, pg_get_constraintdef(oid))
from pg_constraint where connamespace = current_schema()::regnamespace
"""
SQLITE_TABLES = "select name, sql from sqlite_master where type = 'table'"
SQLITE_INDEXES = "select sql from sqlite_master where type = 'index' and sql is not null"


def names(connection: Connection) -> set[str]:
    return set(inspect(connection).get_table_names())


def content(connection: Connection) -> dict[str, list[Any]]:
    rows = {}
    for name in sorted(names(connection) & TABLES.keys()):  # the newest revision's
        table = TABLES[name]
        there = [table.c[each["name"]] for each in inspect(connection).get_columns(name)]
        chosen = select(*there).order_by(*table.primary_key.columns)
        rows[name] = [tuple(row) for row in connection.execute(chosen)]
    return rows


def shape(connection: Connection) -> set[str]:
    """Everything but Alembic's own table."""
    if connection.dialect.name == "postgresql":
        queries = (PG_COLUMNS, PG_INDEXES, PG_CONSTRAINTS)
        lines = {line for query in queries for line in connection.scalars(text(query))}
    else:
        lines = _of_sqlite(connection)
    return {line for line in lines if "alembic_version" not in line}


def _of_sqlite(connection: Connection) -> set[str]:
    lines = {_plain(sql) for sql in connection.scalars(text(SQLITE_INDEXES))}
    for name, sql in connection.execute(text(SQLITE_TABLES)).all():
        for row in connection.exec_driver_sql(f'pragma table_info("{name}")'):
            lines.add(f"{name}.{row.name} {row.type} {row.notnull} {row.dflt_value} {row.pk}")
        for row in connection.exec_driver_sql(f'pragma index_list("{name}")'):
            lines.add(f"{name} {row.unique} {row.origin} {row.partial}")
        lines |= {f"{name} {part}" for part in re.findall(r"CONSTRAINT \w+ \w+", sql)}
    return lines


def _plain(sql: str) -> str:
    return re.sub(r"\s+", " ", sql).replace('"', "").lower()
