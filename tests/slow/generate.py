"""Operations made by chance over a caller's own schema: the same seed, the same operations.

In: a schema, the rows that ids and values are taken from, a seed. Out: `Generator.operation()`: a
document and its variables, with fragments, aliases, conditions, filters, orders and pages.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from graphql import (
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    get_named_type,
)

from tests.slow.cells import suffix

Ids = Callable[[str, bool], list[str]]  # of a type: all, or only those that the caller sees
TEXTS = ("美", "100%", "a_b", "ＡＢＣ", "abc", "ss", "🎉", "_", "%", "b", "一店", "", "丽 一")
CODES = {
    "district": ("310113", "310115", "徐汇", "000000"),
    "outletDistrict": ("310113", "310104"),
    "industry": ("8051", "2017:8051", "79", "O", "7950", "zzzz"),
    "category": ("REFUND", "CLOSED"),
    "channel": ("12345", "cpc"),
    "violation": ("NOT_LINKED", "UPLOAD_DEFICIENT"),
    "publisher": ("association-prepaid", "platform-base"),
    "recipient": ("police-310115", "market-supervision-310113"),
    "sender": ("city-commerce",),
    "issuer": ("market-supervision-310113",),
    "source": ("12345-feed", "bank-feed"),
    "kind": ("links", "complaints"),
}
DAYS = ("2025-02-03", "2025-12-09", "2025-12-10", "2026-03-09", "2026-03-10", "2026-03-11")
MONEY = ("0.00", "0.05", "1", "-2.50", "120000.00", "89999999999999.99")
DEEPEST = 5
LIKELY = 0.55  # that an argument is given
NEEDED = ("id", "uscc", "caseNumber", "subject")


class Generator:
    """Makes operations."""

    def __init__(
        self,
        schema: GraphQLSchema,
        ids: Ids,
        usccs: list[str],
        moments: tuple[datetime, ...],
        seed: int | str,
    ) -> None:
        self.schema = schema
        self.ids = ids
        self.usccs = usccs
        self.moments = moments
        self.chance = random.Random(seed)
        self.variables: dict[str, Any] = {}
        self.declared: list[str] = []
        self.fragments: list[str] = []
        self.days: tuple[str, ...] = DAYS  # of statistics
        self.past = False  # a moment was asked for: rows may not be there yet

    def operation(self) -> tuple[str, dict[str, Any]]:
        """A document with one operation, and its variables."""
        self.variables, self.declared, self.fragments, self.past = {}, [], [], False
        query = self.schema.query_type
        assert query is not None
        names = [name for name in query.fields if name != "me" or self.chance.random() < 0.3]
        names += [name for name in ("merchants", "merchant") if name in names]  # the richest
        chosen = self.chance.sample(names, min(len(names), self.chance.choice((1, 1, 2))))
        parts = [self._field(query.fields[name], name, 0, f"r{n}") for n, name in enumerate(chosen)]
        head = f"({', '.join(self.declared)})" if self.declared else ""
        return "\n".join(
            [f"query Q{head} {{ {' '.join(parts)} }}", *self.fragments]
        ), self.variables

    # -- selections ---------------------------------------------------------------------------

    def _selection(self, kind: Any, depth: int) -> str:
        chance, parts = self.chance, ["__typename"] if self.chance.random() < 0.15 else []
        leaves = [n for n, f in kind.fields.items() if _leaf(f)]
        links = [n for n, f in kind.fields.items() if not _leaf(f)]
        parts += [
            self._dressed(n) for n in chance.sample(leaves, min(len(leaves), chance.randint(1, 5)))
        ]
        if depth < DEEPEST and links:
            for number, name in enumerate(
                chance.sample(links, min(len(links), chance.choice((0, 1, 1, 2))))
            ):
                alias = f"l{depth}{number}" if chance.random() < 0.4 else ""
                parts.append(self._field(kind.fields[name], name, depth + 1, alias))
        if isinstance(kind, GraphQLInterfaceType):
            parts += self._by_type(kind, depth)
        if chance.random() < 0.2 and leaves:  # the same key twice merges
            parts.append(chance.choice(leaves))
        chance.shuffle(parts)
        return self._wrapped(kind, " ".join(parts or ["__typename"]))

    def _by_type(self, kind: GraphQLInterfaceType, depth: int) -> list[str]:
        types = self.schema.get_possible_types(kind)
        chosen = self.chance.sample(list(types), min(4, len(types)))
        return [f"... on {each.name} {self._alone(each, depth + 2)}" for each in chosen]

    def _alone(self, kind: Any, depth: int) -> str:
        """A selection whose keys clash with those of no other type."""
        leaves = [n for n, f in kind.fields.items() if _leaf(f) and n != "id"][:3]
        fields = [f"{kind.name}_{name}: {name}" for name in leaves]
        return "{ " + " ".join(fields or ["__typename"]) + " }" if depth else ""

    def _dressed(self, name: str) -> str:
        """A leaf with now and then an alias or a condition."""
        alias = f"a_{name}: " if self.chance.random() < 0.1 else ""
        return f"{alias}{name}{self._condition()}"

    def _condition(self) -> str:
        if self.chance.random() > 0.1:
            return ""
        word, value = self.chance.choice(("skip", "include")), self.chance.random() < 0.5
        if self.chance.random() < 0.5:
            return f" @{word}(if: {self._variable('Boolean!', value)})"
        return f" @{word}(if: {str(value).lower()})"

    def _wrapped(self, kind: Any, body: str) -> str:
        """The selection as it is, in an inline fragment, or in a named one."""
        draw = self.chance.random()
        if draw < 0.15:
            return f"{{ ... on {kind.name} {{ {body} }} }}"
        if draw < 0.3:
            name = f"F{len(self.fragments)}"
            self.fragments.append(f"fragment {name} on {kind.name} {{ {body} }}")
            return f"{{ ...{name} ...{name} }}"
        return f"{{ {body} }}"

    # -- fields -------------------------------------------------------------------------------

    def _field(self, field: GraphQLField, name: str, depth: int, alias: str) -> str:
        kind = get_named_type(field.type)
        arguments = self._arguments(field, kind, root=depth == 0)
        given = f"({', '.join(f'{k}: {v}' for k, v in arguments.items())})" if arguments else ""
        paged = kind.name.endswith("Connection")
        body = self._connection(kind, depth) if paged else self._selection(kind, depth)
        return f"{f'{alias}: ' if alias else ''}{name}{given} {body}"

    def _connection(self, kind: Any, depth: int) -> str:
        node = get_named_type(kind.fields["nodes"].type)
        parts = []
        if self.chance.random() < 0.75:
            parts.append(f"nodes {self._selection(node, depth)}")
        else:
            parts.append(f"edges {{ cursor node {self._selection(node, depth)} }}")
        if self.chance.random() < 0.5:
            parts.append("pageInfo { hasNextPage hasPreviousPage startCursor endCursor }")
        if self.chance.random() < 0.5:
            parts.append("totalCount")
        self.chance.shuffle(parts)
        return f"{{ {' '.join(parts)} }}"

    def _arguments(self, field: GraphQLField, kind: Any, *, root: bool) -> dict[str, str]:
        found: dict[str, str] = {}
        if "by" in field.args:
            return self._sliced(field)
        if "first" in field.args:
            found |= self._page(kind.name.removesuffix("Connection"), root=root)
        for word in (
            "id",
            "uscc",
            "caseNumber",
            "where",
            "orderBy",
            "asOf",
            "type",
            "kind",
            "status",
            "since",
            "until",
            "subject",
        ):
            if word in field.args and (word in NEEDED or self.chance.random() < LIKELY):
                found[word] = self._argument(field.args[word].type, word)
        self.past = self.past or "asOf" in found
        return found

    def _sliced(self, field: GraphQLField) -> dict[str, str]:
        """Statistics: a few dimensions, a day or a series, now and then narrowed."""
        chance, words = self.chance, get_named_type(field.args["by"].type)
        fixed = [word for word in words.values if word in ("DISTRICT", "INDUSTRY", "RISK_CODE")]
        pool = fixed if chance.random() < 0.5 else list(words.values)
        by = chance.sample(pool, min(len(pool), chance.choice((0, 1, 1, 2))))
        given: dict[str, Any] = {"by": by}
        days = sorted(chance.sample(self.days, 2))
        if chance.random() < 0.3:
            given["day"] = chance.choice(self.days)
        elif chance.random() < 0.4:
            given |= {"since": days[0], "until": days[1]}
            if chance.random() < 0.7:
                given["every"] = chance.choice(("MONTH", "QUARTER", "YEAR"))
        filters = get_named_type(field.args["where"].type).fields
        if chance.random() < 0.4:
            name = chance.choice(("district", "industry", "riskCode"))
            given["where"] = {name: self._value(filters[name].type, name)}
        elif chance.random() < 0.2:
            given["where"] = self._value(field.args["where"].type, "where")
        return {
            name: self._variable(str(field.args[name].type), value)
            if chance.random() < 0.3
            else _literal(value, field.args[name].type)
            for name, value in given.items()
        }

    def _page(self, kind: str, *, root: bool) -> dict[str, str]:
        chance = self.chance
        if not root and chance.random() < 0.2:
            return {}
        size = str(chance.choice((0, 1, 2, 3, 5, 9)))
        word = "last" if chance.random() < 0.3 else "first"
        found = {word: self._variable("Int!", int(size)) if chance.random() < 0.3 else size}
        ids = self.ids(kind, root) if root or not self.past else []
        for cursor in ("after", "before"):
            if ids and chance.random() < 0.15:
                value = chance.choice(ids)
                found[cursor] = (
                    self._variable("String", value) if chance.random() < 0.5 else json.dumps(value)
                )
        return found

    def _argument(self, kind: Any, word: str) -> str:
        value = self._value(kind, word)
        if self.chance.random() < 0.35:
            return self._variable(str(kind), value)
        return _literal(value, kind)

    def _variable(self, kind: str, value: Any) -> str:
        name = f"v{len(self.declared)}"
        self.declared.append(f"${name}: {kind}")
        self.variables[name] = value
        return f"${name}"

    # -- values -------------------------------------------------------------------------------

    def _value(self, kind: Any, word: str, depth: int = 0) -> Any:
        chance = self.chance
        if isinstance(kind, GraphQLNonNull):
            return self._value(kind.of_type, word, depth)
        if isinstance(kind, GraphQLList):
            return [
                self._value(kind.of_type, word, depth) for _ in range(chance.choice((0, 1, 1, 2)))
            ]
        if isinstance(kind, GraphQLEnumType):
            return chance.choice(list(kind.values))
        if isinstance(kind, GraphQLInputObjectType):
            return self._object(kind, depth)
        return self._scalar(kind.name, word)

    def _object(self, kind: GraphQLInputObjectType, depth: int) -> dict[str, Any]:
        joining = [n for n in kind.fields if n in ("and", "or", "not")]
        names = [n for n in kind.fields if n not in joining]
        if joining and depth < 2 and self.chance.random() < 0.4:
            names = joining
        if kind.name.endswith("Order"):
            chosen = ["field", *(["direction"] if self.chance.random() < 0.6 else [])]
        else:
            chosen = self.chance.sample(names, min(len(names), self.chance.choice((1, 1, 2))))
        return {n: self._value(kind.fields[n].type, n, depth + 1) for n in chosen}

    def _scalar(self, kind: str, word: str) -> Any:
        chance = self.chance
        pools: Mapping[str, Callable[[], Any]] = {
            "Boolean": lambda: chance.random() < 0.5,
            "Int": lambda: chance.choice((0, 1, 2, 3)),
            "Date": lambda: chance.choice(DAYS),
            "Money": lambda: chance.choice(MONEY),
            "Uscc": lambda: chance.choice(self.usccs),
            "DateTime": lambda: chance.choice(self.moments).isoformat(),
            "CaseNumber": lambda: chance.choice(
                ("（2026）沪0115民初123号", "（2026）沪0115刑初7号")
            ),
            "ID": lambda: self._id(word),
        }
        if kind in pools:
            return pools[kind]()
        if word == "search":
            return chance.choice([text for text in TEXTS if text])
        if word == "type":
            return chance.choice(("Merchant", "Complaint", "Nothing"))
        return chance.choice(CODES.get(word, TEXTS))

    def _id(self, word: str) -> str:
        kinds = [k.name for k in self.schema.type_map.values() if isinstance(k, GraphQLObjectType)]
        kind = "InspectionDraw" if word == "draw" else self.chance.choice(kinds)
        moment = self.chance.choice((None, None, *self.moments)) if word == "id" else None
        found = self.ids(kind, True)
        return self.chance.choice(found) + suffix(moment) if found else self._id(word)


def _leaf(field: GraphQLField) -> bool:
    return not hasattr(get_named_type(field.type), "fields")


def _literal(value: Any, kind: Any) -> str:
    """A value as GraphQL writes it."""
    kind = kind.of_type if isinstance(kind, GraphQLNonNull) else kind
    if isinstance(value, list):
        return f"[{', '.join(_literal(each, kind.of_type) for each in value)}]"
    if isinstance(kind, GraphQLInputObjectType):
        parts = (
            f"{name}: {_literal(each, kind.fields[name].type)}" for name, each in value.items()
        )
        return f"{{{', '.join(parts)}}}"
    return str(value) if isinstance(kind, GraphQLEnumType) else json.dumps(value)
