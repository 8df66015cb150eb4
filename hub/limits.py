"""The budget of an operation, counted in one memoised pass before anything else looks at it.

In: a parsed document, the caller's schema, the variables. Out: nothing, or a refusal: depth over
14, aliases over 30, values over the caller's budget (`first` times fields; a plain list counts as
fifty), selections of rows or conditions of filters over what one statement may hold, equal names
over what validation may compare, a page over the caller's size. Fragments are counted once each,
so the pass is linear in the document whatever they spread.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLList,
    GraphQLNonNull,
    GraphQLSchema,
    InlineFragmentNode,
    IntValueNode,
    OperationDefinitionNode,
    OperationType,
    SelectionSetNode,
    VariableNode,
    get_named_type,
)
from graphql.utilities.coerce_input_value import coerce_default_value

from hub import sizes
from hub.errors import BadRequestError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hub.settings import Settings

SHORT_LISTS = {  # what the hub itself keeps short
    "StatisticsRow.keys": 3,  # as many as dimensions may be crossed
    "Institution.evaluations": 20,  # one a year since the rules
    "InstitutionEvaluation.facts": 17,  # one a measure
}
PUBLIC_PAGE = 100
PUBLIC_SHARE = 2  # half of what a party's statement may hold
PLAIN_LIST = 50
INTROSPECTION_DEPTH = 18  # what common tools ask of a schema
ENOUGH = 10**12
REPEATS = 120  # of one response key in a document
PAIRS = 40_000  # of fields with one response key; validation compares them in 30 ms
LONGEST_ALIAS = 63  # what PostgreSQL keeps of a name
STRUCTURE = ("Connection", "Edge", "PageInfo")
LONGEST_NUMBER = 12  # digits; far beyond any page


@dataclass(frozen=True)
class Budget:
    """What one operation may ask for."""

    depth: int = 14
    aliases: int = 30
    values: int = 40_000
    page: int = 1_000
    rows: int = 240
    conditions: int = 120


def budgets(settings: Settings) -> Mapping[bool, Budget]:
    """What an operation may ask for, and what it may when PUBLIC asks (True)."""
    return {
        public: Budget(
            settings.max_depth,
            settings.max_aliases,
            settings.max_values_public if public else settings.max_values,
            PUBLIC_PAGE if public else Budget.page,
            Budget.rows // (PUBLIC_SHARE if public else 1),
            Budget.conditions // (PUBLIC_SHARE if public else 1),
        )
        for public in (False, True)
    }


@dataclass(frozen=True)
class Cost:
    """What a selection asks for: levels, aliases, values, selections of rows, conditions."""

    depth: int = 0
    aliases: int = 0
    values: int = 0
    rows: int = 0
    conditions: int = 0

    def beside(self, other: Cost) -> Cost:
        """Both of them, side by side."""
        return Cost(
            max(self.depth, other.depth),
            min(ENOUGH, self.aliases + other.aliases),
            min(ENOUGH, self.values + other.values),
            min(ENOUGH, self.rows + other.rows),
            min(ENOUGH, self.conditions + other.conditions),
        )


class Meter:
    """Counts one operation."""

    def __init__(
        self, schema: GraphQLSchema, document: DocumentNode, variables: Mapping[str, Any], page: int
    ) -> None:
        self.schema = schema
        self.variables = variables
        self.page = page
        self.fragments = {
            node.name.value: node
            for node in document.definitions
            if isinstance(node, FragmentDefinitionNode)
        }
        self.memo: dict[str, Cost] = {}

    def of(self, selections: SelectionSetNode | None, kind: Any) -> Cost:
        """The cost of a selection on a type."""
        cost = Cost()
        for node in selections.selections if selections else ():
            cost = cost.beside(self._node(node, kind))
        return cost

    def _node(self, node: Any, kind: Any) -> Cost:
        if isinstance(node, FieldNode):
            return self._field(node, kind)
        if isinstance(node, InlineFragmentNode):
            inner = node.type_condition
            named = self.schema.type_map.get(inner.name.value) if inner else kind
            return self.of(node.selection_set, named)
        if isinstance(node, FragmentSpreadNode):
            return self._fragment(node.name.value)
        return Cost()

    def _fragment(self, name: str) -> Cost:
        if name not in self.memo:
            self.memo[name] = Cost()  # a cycle counts nothing here; validation refuses it
            node = self.fragments.get(name)
            if node is not None:
                kind = self.schema.type_map.get(node.type_condition.name.value)
                self.memo[name] = self.of(node.selection_set, kind)
        return self.memo[name]

    def _field(self, node: FieldNode, kind: Any) -> Cost:
        definition = getattr(kind, "fields", {}).get(node.name.value)
        named = get_named_type(definition.type) if definition is not None else None
        below = self.of(node.selection_set, named)
        if node.name.value.startswith("__") and below.depth <= INTROSPECTION_DEPTH:
            return Cost(1, below.aliases + (node.alias is not None), 1 + below.values)
        times = max(1, self._times(node, definition, kind))  # an empty page is planned all the same
        given = [argument.value for argument in node.arguments or ()]
        leads = named is not None and not named.name.endswith(STRUCTURE)
        return Cost(
            below.depth + 1,
            below.aliases + (node.alias is not None),
            min(ENOUGH, 1 + times * below.values),
            below.rows + (node.selection_set is not None and leads),
            below.conditions + sizes.of_literals(given, self.variables),
        )

    def _times(self, node: FieldNode, definition: Any, kind: Any) -> int:
        """How many rows a field may give: its page, fifty for a plain list, else one."""
        if definition is None:
            return 1
        if "first" in definition.args:
            return self._size(node, definition)
        if getattr(kind, "name", "").startswith("__"):
            return 1  # a schema has an end; validation bounds how often its lists are nested
        short = SHORT_LISTS.get(f"{getattr(kind, 'name', '')}.{node.name.value}")
        if short is not None:
            return short
        inner = definition.type
        inner = inner.of_type if isinstance(inner, GraphQLNonNull) else inner
        paged = getattr(kind, "name", "").endswith("Connection")
        return PLAIN_LIST if isinstance(inner, GraphQLList) and not paged else 1

    def _size(self, node: FieldNode, definition: Any) -> int:
        given = {argument.name.value: argument.value for argument in node.arguments or ()}
        sizes = [self._number(given[name]) for name in ("first", "last") if name in given]
        known = [size for size in sizes if size is not None]
        if len(known) > 1:
            raise BadRequestError("PAGE_TWICE", "give first or last, not both")
        size = known[0] if known else coerce_default_value(definition.args["first"])
        if not isinstance(size, int) or size < 0:
            raise BadRequestError("PAGE_SIZE", "a page has no fewer than 0 nodes")
        if size > self.page:
            raise BadRequestError("PAGE_TOO_LARGE", f"a page holds at most {self.page} nodes")
        return size

    def _number(self, value: Any) -> int | None:
        if isinstance(value, IntValueNode):
            return int(value.value[:LONGEST_NUMBER])
        if isinstance(value, VariableNode):
            given = self.variables.get(value.name.value)
            if isinstance(given, int | float) and given == given // 1:
                return int(given)  # JSON may write 5 as 5.0
        return None


def check(
    schema: GraphQLSchema,
    document: DocumentNode,
    operation: OperationDefinitionNode,
    variables: Mapping[str, Any],
    budget: Budget,
) -> None:
    """Refuse an operation that is over its budget."""
    root = {
        "query": schema.query_type,
        "mutation": schema.mutation_type,
        "subscription": schema.subscription_type,
    }[operation.operation.value]
    given = {**_defaults(operation), **variables}
    cost = Meter(schema, document, given, budget.page).of(operation.selection_set, root)
    keys, longest = sizes.names(document)
    repeats = keys.values()
    reads = operation.operation is OperationType.QUERY
    for name, found, allowed in (
        ("depth", cost.depth, budget.depth),
        ("aliases", cost.aliases, budget.aliases),
        ("values", cost.values, budget.values),
        ("rows", cost.rows, budget.rows),
        ("conditions", cost.conditions if reads else 0, budget.conditions),
        ("equal names", max(repeats, default=0), REPEATS),
        ("equal names", sum(number * (number - 1) // 2 for number in repeats), PAIRS),
        ("length of an alias", longest, LONGEST_ALIAS),
    ):
        if found > allowed:
            raise BadRequestError("TOO_MUCH", f"the operation asks for too much: {name}")


def _defaults(operation: OperationDefinitionNode) -> dict[str, int]:
    """The whole numbers that stand as defaults of variables: they are page sizes too."""
    return {
        each.variable.name.value: min(ENOUGH, int(each.default_value.value[:LONGEST_NUMBER]))
        for each in operation.variable_definitions or ()
        if isinstance(each.default_value, IntValueNode)
    }
