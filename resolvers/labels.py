"""What a group is called: keys of dimensions with their Chinese names.

In: a row with `dimension_1` … `key_3`. Out: a select of (dimension, key, label, position). What is
in a register is called as the register says, words of closed lists as `hub/domain/dimensions.py`,
and any other key is its own name. It refuses nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    String,
    and_,
    case,
    cast,
    func,
    literal,
    null,
    select,
    union_all,
)

from hub.domain.dimensions import LABELS, NONE
from hub.domain.vocabulary import Dimension
from hub.tables.party import district, industry
from resolvers.parts import beside

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from resolvers.binding import Row

PLACES = (1, 2, 3)  # dimensions that a group may be named by
Text = ColumnElement[Any]


def keyed(by: Sequence[Dimension], keys: Sequence[ColumnElement[Any]]) -> list[ColumnElement[Any]]:
    """The columns that name a group: dimensions and keys by place, empty behind the last."""
    columns: list[ColumnElement[Any]] = []
    for place in PLACES:
        known = place <= len(by)
        word = literal(by[place - 1].value, String) if known else cast(null(), String)
        columns.append(word.label(f"dimension_{place}"))
        key = keys[place - 1] if known else literal(NONE, String)
        columns.append(key.label(f"key_{place}"))
    return columns


def keys_of(row: Row, _: Mapping[str, Any]) -> Select[Any]:
    """The keys of a group, in the order asked."""
    each = [
        select(
            row[f"dimension_{place}"].label("dimension"),
            row[f"key_{place}"].label("key"),
            literal(place, Integer).label("position"),
        ).where(row[f"dimension_{place}"].is_not(None))
        for place in PLACES
    ]
    keys = union_all(*each).subquery(row.binds.alias("keys"))
    label = label_of(row, keys.c.dimension, keys.c.key)
    return select(keys.c.dimension, keys.c.key, label.label("label"), keys.c.position)


def label_of(row: Row, dimension: Text, key: Text) -> Text:
    """The name of a key."""
    words = [
        (and_(dimension == name.value, key == word), label)
        for name, labels in LABELS.items()
        for word, label in labels.items()
    ]
    return case(
        *words,
        (dimension == Dimension.DISTRICT.value, district_named(row, key)),
        (dimension == Dimension.INDUSTRY.value, industry_named(row, key)),
        (dimension == Dimension.ISSUE_PERIOD.value, key.concat("年")),
        else_=key,
    )


def district_named(row: Row, key: Text) -> Text:
    table, one = beside(row, district, "district")
    name = select(one["name"]).select_from(table).where(one["code"] == key).scalar_subquery()
    return func.coalesce(name, key)


def industry_named(row: Row, key: Text) -> Text:
    table, one = beside(row, industry, "industry")
    whole = cast(one["edition"], String).concat(":").concat(one["code"])
    name = select(one["name"]).select_from(table).where(whole == key).limit(1).scalar_subquery()
    return func.coalesce(name, key)
