"""Shorthand for bindings: cells by the names of their columns, and rows of another table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    ColumnElement,
    Select,
    String,
    Table,
    and_,
    case,
    cast,
    func,
    literal,
    null,
    or_,
    select,
    union_all,
)

from hub.tables.merchant import merchant
from hub.tables.party import party
from resolvers.binding import Cell, CellKind, Link, Made, Mask, Order, Row, Scope, TypeBinding
from resolvers.rows import Columns, kinds_of
from resolvers.subselects import exists

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

MERCHANT_PARTY = "merchant-"
NEWEST_TIES = (Order("fact_id", descending=True), Order("merchant_id"))
REGISTER_TIES = (Order("fact_id", descending=True),)


def camel(name: str) -> str:
    """`received_on` as `receivedOn`."""
    head, *rest = name.split("_")
    return head + "".join(part.capitalize() for part in rest)


def cells(kind: CellKind, *names: str) -> dict[str, Cell]:
    """Cells of one kind, each named like its column."""
    return {camel(name): Cell(kind, name) for name in names}


def newest(field: str) -> tuple[Order, ...]:
    """Newest first by the cell of a field, as the caller sees it."""
    return (Order(path=(field,), descending=True),)


def of_merchant(kind: str, many: str, **more: Any) -> Link:
    """A merchant's own rows of a type."""
    return Link(kind, (("merchant_id", "merchant_id"),), many, **more)  # type: ignore[arg-type] # one of three words


def to_party(column: str) -> Link:
    """The party whose code stands in a column, though it left the register since."""
    return Link("Party", ((column, "code"),), kept=True)


def to_institution(column: str) -> Link:
    """The institution whose code stands in a column, likewise."""
    return Link("Institution", ((column, "code"),), kept=True)


def stated(column: str) -> Cell:
    """A text that the contract has no null for: empty where nothing was stated."""
    return Cell("text", make=lambda row: func.coalesce(row[column], ""))


ID: dict[str, Cell] = {"id": Cell("id", "node_id")}
FACT_LINKS: Mapping[str, Link] = {
    "merchant": Link("Merchant", (("merchant_id", "merchant_id"),)),
    "provenance": Link("Provenance", inline=True),
}


def _any_party(column: str) -> Callable[[Row, Mapping[str, Any]], Select[Any]]:
    """The party last registered, or the merchant that a code `merchant-<code>` names."""

    def rows(row: Row, _: Mapping[str, Any]) -> Select[Any]:
        parties, one = beside(row, party, "party")
        merchants, other = beside(row, merchant, "merchant")
        names = ("node_id", "code", "kind", "name", "district", "fact_id")
        same = one["code"] == row[column]
        registered = (
            select(*(one[name].label(name) for name in names))
            .select_from(parties)
            .where(same)
            .order_by(one["recorded_at"].desc())
            .limit(1)
            .subquery(row.binds.alias("registered"))
        )
        own = (
            select(
                literal("P").concat(func.substr(other["node_id"], 2)).label("node_id"),
                row[column].label("code"),
                literal("MERCHANT").label("kind"),
                other["name"].label("name"),
                cast(null(), String).label("district"),
                other["fact_id"].label("fact_id"),
            )
            .select_from(merchants)
            .where(
                other["uscc"] == func.substr(row[column], len(MERCHANT_PARTY) + 1),
                func.substr(row[column], 1, len(MERCHANT_PARTY)) == MERCHANT_PARTY,
                other["superseded_at"].is_(None),
                ~exists(parties, same),
            )
        )
        both = union_all(select(registered), own).subquery(row.binds.alias("either"))
        return select(*(both.c[name].label(name) for name in names))

    return rows


def to_any_party(column: str, **more: Any) -> Link:
    """The party whose code stands in a column, a merchant's own party included."""
    return Link("Party", rows=_any_party(column), **more)


def own_records(row: Row, _: str, __: Any) -> ColumnElement[Any]:
    """Sent, published or requested by the caller."""
    return row.is_callers("provider", "party")


OWN_RECORDS: dict[str, Scope] = {"own_records": Scope(own_records)}


def beside(row: Row, table: Table, hint: str) -> tuple[Any, Row]:
    """Another table under a fresh alias, and its row."""
    alias = row.binds.alias(hint)
    return table.alias(alias), Row(Columns(alias, kinds_of(table)), row.binds)


def known(other: Row, row: Row) -> ColumnElement[bool]:
    """The version of another table's row that counts where `row` stands."""
    if row.as_of is None:
        return other["superseded_at"].is_(None)
    later = or_(other["superseded_at"].is_(None), other["superseded_at"] > row.as_of)
    return and_(other["recorded_at"] <= row.as_of, later)


def outlived(table: Table, day: str) -> Callable[[Row], ColumnElement[Any]]:
    """Whether the merchant has a row of a later day: this one belongs to its history."""

    def make(row: Row) -> ColumnElement[Any]:
        rows, other = beside(row, table, "later")
        later = or_(
            other[day] > row[day], and_(other[day] == row[day], other["fact_id"] > row["fact_id"])
        )
        mine = and_(other["merchant_id"] == row["merchant_id"], known(other, row), later)
        return exists(rows, mine)

    return make


REASON = ("code", "text", "rule")


def reasons_of(document: ColumnElement[Any], binds: Any) -> Select[Any]:
    """The rows of a stored list of reasons, in its order."""
    rows = binds.dialect.document_rows(document, binds.alias("reasons"), REASON)
    return select(*(rows.c[name].label(name) for name in (*REASON, "position")))


def reasons(column: str) -> Link:
    """A list of reasons kept in a column of the row."""
    return Link(
        "Reason",
        many="list",
        rows=lambda row, _: reasons_of(row[column], row.binds),
        order=(Order("position"),),
    )


def fact(name: str, table: Table, letter: str, own: Mapping[str, Cell], **more: Any) -> TypeBinding:
    """A fact about a merchant: its own cells beside id, merchant and provenance."""
    links = {**FACT_LINKS, **more.pop("links", {})}
    scopes = {**OWN_RECORDS, **more.pop("scopes", {})}
    return TypeBinding(
        name,
        table,
        {**ID, **own},
        links,
        scopes,
        anchored=True,
        letter=letter,
        ties=NEWEST_TIES,
        **more,
    )


# What a sealed row still shows under the mask `sealed_hidden`, and what stands for the rest.
SEALED = "sealed_hidden"
OPEN_LINK: Mapping[str, Mask] = {SEALED: Made(lambda row: ~row["sealed"])}
ANY_LINK: Mapping[str, Mask] = {SEALED: Made(lambda row: row["sealed"] == row["sealed"])}


def as_it_is(column: str) -> dict[str, Mask]:
    """The seal does not touch this column."""
    return {SEALED: Made(lambda row: row[column])}


def under_seal(kind: CellKind, *columns: str) -> dict[str, Cell]:
    """Cells that a sealed row shows all the same."""
    return {
        name: Cell(kind, cell.column, masks=as_it_is(cell.column))
        for name, cell in cells(kind, *columns).items()
    }


def sealed(kind: CellKind, instead: Any, *columns: str) -> dict[str, Cell]:
    """Cells for which something else stands on a sealed row."""

    def hide(column: str) -> dict[str, Mask]:
        return {SEALED: Made(lambda row: case((row["sealed"], instead), else_=row[column]))}

    return {
        name: Cell(kind, cell.column, masks=hide(cell.column))
        for name, cell in cells(kind, *columns).items()
    }
