"""The slow executor: an operation answered by a plain walk over rows, as its caller would get it.

In: a document, the caller's own schema, grant and principal, rows. Out: `data` and what was
withheld. Selections are merged, arguments coerced and values written by graphql-core's stock
executor; every field is a naive Python loop. It shares no SQL with the hub, only declarations.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from graphql import (
    GraphQLObjectType,
    GraphQLResolveInfo,
    GraphQLSchema,
    execute_sync,
    is_introspection_type,
    parse,
)

from authz.explain import rights as explain
from authz.grant import Grant
from authz.policy import Policy
from authz.principal import Principal
from authz.vocabulary import ALL
from resolvers.binding import Order, Root
from resolvers.registry import REGISTRY
from schema.view import all_but, caller_schema
from tests.slow.asked import asks
from tests.slow.cells import EPOCH, Cells, leaf, suffix
from tests.slow.figures import Figures
from tests.slow.filters import Filters
from tests.slow.links import Links, compare
from tests.slow.rights import Item, Rights, hidden
from tests.slow.tables import Tables

UNSEEN: Mapping[str, Any] = {"Source.late": False, "Source.kinds": []}  # stands where withheld
Withheld = set[tuple[tuple[str, ...], str, str]]


class CursorUnknownError(Exception):
    """There is no row at a cursor that the caller may see."""


@dataclass(frozen=True)
class Page:
    """A page of a list: its rows, the size of the whole, and what stands around it."""

    items: list[Item]
    total: int
    more: bool
    backwards: bool
    cursors: tuple[bool, bool]  # was after given, was before given


def _unbound(schema: GraphQLSchema) -> GraphQLSchema:
    """A copy of a schema whose fields refuse nothing: they are resolved here."""
    copy = caller_schema(schema, all_but(()))
    for kind in copy.type_map.values():
        if is_introspection_type(kind) or not isinstance(kind, GraphQLObjectType):
            continue  # introspection types are shared by all schemas of the process
        for field in kind.fields.values():
            field.resolve = None
    return copy


class Slow:
    """Answers operations for one caller over one set of rows."""

    def __init__(
        self,
        tables: Tables,
        schema: GraphQLSchema,
        policy: Policy,
        grant: Grant,
        principal: Principal,
        now: datetime,
    ) -> None:
        self.tables = tables
        self.schema = _unbound(schema)
        self.policy = policy
        self.grant = grant
        self.principal = principal
        self.cells = Cells(tables, now)
        self.rights = Rights(tables, grant, principal, self.cells.today)
        self.cells.takes_in = self.rights.takes_in
        self.links = Links(tables, self.rights, self.cells)
        self.filters = Filters(tables, self.links)
        self.figures = Figures(tables, self.links, self.filters)
        self.withheld: Withheld = set()

    def answer(
        self, document: str, variables: Mapping[str, Any] | None = None
    ) -> tuple[dict[str, Any], Withheld]:
        """The data of an operation, and (path, coordinate, why) of what was withheld."""
        self.withheld = set()
        result = execute_sync(
            self.schema,
            parse(document),
            variable_values=dict(variables or {}),
            field_resolver=self._resolve,
            type_resolver=lambda value, *_: value.kind,
        )
        for error in result.errors or ():
            raise error.original_error or error
        return dict(result.data or {}), self.withheld

    def _resolve(self, source: Any, info: GraphQLResolveInfo, **arguments: Any) -> Any:
        name = info.field_name
        if info.parent_type.name == "Query":
            return self._root(info, name, arguments)
        if isinstance(source, Page):
            return self._of_page(source, name)
        return (
            self._member(source, info, name, arguments)
            if isinstance(source, Item)
            else source[name]
        )

    def _member(
        self, item: Item, info: GraphQLResolveInfo, name: str, arguments: dict[str, Any]
    ) -> Any:
        if item.kind == "Caller":
            return self._caller(name, arguments)
        if name in item.binding.cells:
            return self._cell(item, info, name)
        if name == "withheld":
            return self._families(item)
        return self._link(item, info, name, arguments)

    # -- roots --------------------------------------------------------------------------------

    def _root(self, info: GraphQLResolveInfo, name: str, arguments: dict[str, Any]) -> Any:
        root = REGISTRY.roots[name]
        if name == "me":
            return Item("Caller", {}, {})
        if name in ("statistics", "anomalies"):
            return getattr(self.figures, name)(arguments)
        kind, moment = root.link.type, arguments.get("asOf")
        if name == "node":
            text, _, digits = arguments["id"].partition("~")
            arguments["id"] = text
            moment = EPOCH + timedelta(microseconds=int(digits, 36)) if digits else None
            nodes = [REGISTRY.types[each] for each in REGISTRY.interfaces["Node"]]
            kind = next((b.name for b in nodes if b.letter == text[:1]), "")
        if not kind:
            return None
        self.links.history = self.grant.rules_for(root.history or f"Query.{name}.asOf")
        rules = self.grant.rules_for(f"Query.{name}")
        found = [
            item
            for item in self.links.all_of(kind, moment)
            if self._keyed(item, root, arguments)
            and self.links.admitted(item, rules)
            and self.links.alone(item)
            and self.filters.passes(item, arguments.get("where") or {})
        ]
        order = self._order(kind, root, arguments.get("orderBy"))
        ordered = self.links.ordered(self._answering(info, kind, found), order)
        if root.link.many == "connection":
            return self._page(ordered, order, kind, moment, arguments)
        return ordered if root.link.many == "list" else next(iter(ordered), None)

    @staticmethod
    def _keyed(item: Item, root: Root, arguments: Mapping[str, Any]) -> bool:
        columns = {"id": "node_id", "uscc": "uscc", "caseNumber": "case_number"}
        wanted = {columns[key.argument]: arguments[key.argument] for key in root.key}
        listed = {
            column: arguments[name]
            for name, column in root.link.arguments.items()
            if arguments.get(name) is not None
        }
        if "id" in arguments:  # an id that was read under a moment names the same row
            wanted["node_id"] = arguments["id"].partition("~")[0]
        return all(item.row[column] == value for column, value in wanted.items()) and all(
            item.row[column] in values for column, values in listed.items()
        )

    def _order(self, kind: str, root: Root, given: list[dict[str, Any]] | None) -> list[Order]:
        if not given:
            return self.links.order(replace(root.link, type=kind))
        binding = REGISTRY.types[kind]
        chosen = [
            replace(binding.orders[each["field"]], descending=each["direction"] == "DESC")
            for each in given
        ]
        return [*chosen, *binding.ties]

    def _caller(self, name: str, arguments: Mapping[str, Any]) -> Any:
        who = self.principal
        if name == "party":
            row = self.links.any_party(who.party)[0]
            return Item("Party", row, row)
        if name == "rights":
            found = explain(self.policy, self.grant, arguments.get("type"))
            return [
                {field: getattr(right, field) for field in right.__dataclass_fields__}
                for right in found
            ]
        return {
            "subject": who.subject,
            "roles": list(who.roles),
            "policyVersion": self.grant.policy_version,
            "purpose": who.purpose,
            "caseNumber": who.case_number,
        }[name]

    # -- rows ---------------------------------------------------------------------------------

    def _cell(self, item: Item, info: GraphQLResolveInfo, name: str) -> Any:
        coordinate = f"{item.kind}.{name}"
        mask = self.rights.mask(item, coordinate)
        if mask != "plain":
            self._note(info, coordinate, "row" if hidden(mask) else "mask")
        if hidden(mask):
            return UNSEEN.get(coordinate)
        value = self.cells.masked(item, name, mask)
        return leaf(item.binding.cells[name].kind, value, item.moment)

    def _link(
        self, item: Item, info: GraphQLResolveInfo, name: str, arguments: Mapping[str, Any]
    ) -> Any:
        link, coordinate = item.binding.links[name], f"{item.kind}.{name}"
        if link.inline:
            return Item(link.type, item.row, item.now, item.moment, item.judged_as or item.kind)
        if link.type in REGISTRY.interfaces:
            return self._one_of(item, name)
        rules = self.grant.rules_for(coordinate)
        if self.links.closed(item, link, rules, coordinate):
            self._note(info, coordinate, "row")
            return None
        if self.links.sealed(item, coordinate):
            self._note(info, coordinate, "row")
        found = self.links.behind(item, name, arguments)
        if found is None:
            return None
        where = arguments.get("where") or {}
        found = [each for each in found if self.filters.passes(each, where)]
        found = self._answering(info, link.type, found)
        if link.many == "connection":
            return self._page(found, self.links.order(link), link.type, item.moment, arguments)
        return found if link.many == "list" else next(iter(found), None)

    def _answering(self, info: GraphQLResolveInfo, kind: str, found: list[Item]) -> list[Item]:
        """Where its fact is asked, an objection is there only with a fact that is."""
        if kind != "Objection" or not asks(info, "fact"):
            return found
        return [item for item in found if self._one_of(item, "fact") is not None]

    def _one_of(self, item: Item, name: str) -> Item | None:
        """The row that an interface leads to, whatever its type."""
        link = item.binding.links[name]
        letter = item.row[{there: here for here, there in link.on}["node_id"]][:1]
        kind = next(b.name for b in REGISTRY.types.values() if b.letter == letter)
        rules = self.grant.rules_for(f"{item.kind}.{name}")
        table = REGISTRY.types[kind].table
        assert table is not None
        versions = sorted(self.tables.rows[table.name], key=lambda row: row["recorded_at"])
        for row in reversed(versions):
            each = self.links.item(kind, row, item.moment)
            same = all(item.row[here] == row[there] for here, there in link.on)
            known = item.moment is None or row["recorded_at"] <= item.moment
            if same and known and self.links.leads(item, each, rules) and self.rights.exists(each):
                return each
        return None

    def _families(self, item: Item) -> list[str]:
        """The families that the caller holds on some merchants and not on this one."""
        held: dict[str, list[Any]] = {}
        for name in self.schema.type_map["Merchant"].fields:  # type: ignore[attr-defined]
            link = item.binding.links.get(name)
            behind = self.schema.type_map.get(link.type) if link is not None else None
            coordinates = [f"Merchant.{name}"]
            if link is not None:
                coordinates += [f"{link.type}.{each}" for each in getattr(behind, "fields", {})]
            for coordinate in coordinates:
                for rule in self.grant.rules_for(coordinate):
                    held.setdefault(rule.family, []).append(rule)
        return sorted(
            family
            for family, rules in held.items()
            if all(rule.scope != ALL and rule.scope in item.binding.scopes for rule in rules)
            and not self.links.admitted(item, rules)
        )

    def _note(self, info: GraphQLResolveInfo, coordinate: str, why: str) -> None:
        path = tuple(key for key in info.path.as_list() if isinstance(key, str))
        self.withheld.add((path, coordinate, why))

    # -- pages --------------------------------------------------------------------------------

    def _page(
        self,
        items: list[Item],
        order: list[Order],
        kind: str,
        moment: datetime | None,
        arguments: Mapping[str, Any],
    ) -> Page:
        total, after, before = len(items), arguments.get("after"), arguments.get("before")
        for cursor, sign in ((after, 1), (before, -1)):
            if cursor is not None:
                mark = self._mark(cursor, kind, moment, order)
                items = [
                    item
                    for item in items
                    if compare(order, [self.links.sort_value(item, k) for k in order], mark) == sign
                ]
        backwards = arguments.get("last") is not None
        size = arguments["last"] if backwards else arguments["first"]
        chosen = items[max(0, len(items) - size) :] if backwards else items[:size]
        given = (after is not None, before is not None)
        return Page(chosen, total, len(items) > size, backwards, given)

    def _mark(
        self, cursor: str, kind: str, moment: datetime | None, order: list[Order]
    ) -> list[Any]:
        """The sort key of a cursor's row, as the caller sees it."""
        for item in self.links.all_of(kind, moment):
            if item.row["node_id"] == cursor.partition("~")[0] and self.links.alone(item):
                return [self.links.sort_value(item, key) for key in order]
        raise CursorUnknownError

    def _of_page(self, page: Page, name: str) -> Any:
        cursors = [item.row["node_id"] + suffix(item.moment) for item in page.items]
        match name:
            case "nodes":
                return page.items
            case "totalCount":
                return page.total
            case "edges":
                pairs = zip(page.items, cursors, strict=True)
                return [{"node": item, "cursor": cursor} for item, cursor in pairs]
            case _:
                after, before = page.cursors
                return {
                    "hasNextPage": before if page.backwards else page.more,
                    "hasPreviousPage": page.more if page.backwards else after,
                    "startCursor": cursors[0] if cursors else None,
                    "endCursor": cursors[-1] if cursors else None,
                }
