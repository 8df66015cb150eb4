"""From a validated operation and the caller's rights to a `Plan`.

In: an operation of a document already validated against the caller's own schema, its fragments,
the rights, the coerced variables. Out: a plan without SQL. Response keys are merged as GraphQL
demands (aliases, fragments on objects and interfaces, @skip and @include).
Refuses a page without end: a connection needs first or last, within the caller's page size.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from graphql import (
    GraphQLInterfaceType,
    GraphQLObjectType,
    OperationDefinitionNode,
    SelectionSetNode,
    get_named_type,
)

from hub.errors import BadRequestError
from resolvers.arguments import arguments_of, given_values, refuse_nulls
from resolvers.binding import Link, Order, Root, TypeBinding
from resolvers.families import families_read, withheld_families
from resolvers.plan import (
    EVERYBODY,
    Branch,
    Leaf,
    Node,
    OrderKey,
    Part,
    Plan,
    Planned,
    RootField,
    Shown,
    Value,
    Window,
    Withheld,
)
from resolvers.selection import Context, Fields, collect
from resolvers.steady import steady

if TYPE_CHECKING:
    from collections.abc import Mapping


EVERYONE = Shown(frozenset({EVERYBODY}))


def plan(context: Context, operation: OperationDefinitionNode) -> Plan:
    """Plan a query. Introspection fields are left to the schema itself."""
    root_type = context.schema.query_type
    if root_type is None:
        raise BadRequestError("NOTHING_TO_READ", "there is nothing that this caller may read")
    grouped = collect(context, root_type, [operation.selection_set])
    fields, constants = [], []
    for key, nodes in grouped.items():
        name = nodes[0].name.value
        if name == "__typename":
            constants.append((key, root_type.name))
        elif not name.startswith("__"):
            fields.append(_root(context, root_type, key, nodes))
    families = frozenset(families_read(context, fields))
    lists = any(f.branch.link.many != "one" for f in fields)
    by: Planned = "point"
    if lists:
        by = "steady" if steady(fields, context.rights) else "list"
    return Plan(tuple(fields), tuple(constants), tuple(grouped), families, by)


def plan_row(context: Context, kind: GraphQLObjectType, key: str, nodes: Fields, row: str) -> Plan:
    """Plan the one row of a payload, found by the opaque id that stands among the variables."""
    name = nodes[0].name.value
    definition = kind.fields[name]
    target = get_named_type(definition.type).name
    coordinate = f"{kind.name}.{name}"
    root = context.registry.roots["node"]
    branch = _branch(context, key, coordinate, Link(target), definition.type, nodes, {}, (key,))
    value = Value(lambda variables: variables[row])
    field = RootField(branch, tuple((part, value) for part in root.key))
    return Plan((field,), (), (key,), frozenset(families_read(context, [field])))


def _root(context: Context, root_type: GraphQLObjectType, key: str, nodes: Fields) -> RootField:
    name = nodes[0].name.value
    root = context.registry.roots[name]
    definition = root_type.fields[name]
    arguments = arguments_of(definition.args, nodes[0].arguments, context.variables)
    arguments |= {each: given_values(arguments[each], context.variables) for each in root.fixed}
    coordinate = f"{root_type.name}.{name}"
    branch = _branch(
        context, key, coordinate, root.link, definition.type, nodes, arguments, (key,), root
    )
    keys = tuple((key, arguments[key.argument]) for key in root.key)
    as_of = arguments.get("asOf") or _moment(context, root, arguments)
    history = context.rights.shown(root.history or f"{coordinate}.asOf").plain
    history = history if as_of else frozenset({EVERYBODY})
    return RootField(branch, keys, as_of, history, root.gather)


def _moment(context: Context, root: Root, arguments: Mapping[str, Any]) -> Value | None:
    """The moment inside an opaque id, when there is one."""
    if root.moment is None or not root.key:
        return None
    given, moment = arguments[root.key[0].argument], root.moment
    if moment(given.read(context.variables)) is None:
        return None
    return Value(lambda variables: moment(given.read(variables)))


def _branch(
    context: Context,
    key: str,
    coordinate: str,
    link: Link,
    kind: Any,
    nodes: Fields,
    arguments: dict[str, Any],
    path: tuple[str, ...],
    root: Root | None = None,
) -> Branch:
    where = arguments.pop("where", None) or {}
    refuse_nulls(where)
    order = _order(context, link, arguments.pop("orderBy", None))
    named = get_named_type(kind)
    sets = [node.selection_set for node in nodes]
    parts: tuple[Part, ...] = ()
    targets: tuple[Node, ...] = ()
    if link.many == "connection":
        parts = _parts(context, named, sets, path)
    else:
        targets = _targets(context, named, sets, path, _letter(context, root, arguments))
    return Branch(
        key=key,
        coordinate=coordinate,
        link=link,
        shown=context.rights.shown(coordinate),
        path=path,
        nodes=targets,
        parts=parts,
        window=_window(arguments) if link.many == "connection" else None,
        order=order,
        where=where,
        arguments=arguments,
        filter=root.filter if root else "",
    )


def _targets(
    context: Context,
    named: Any,
    sets: list[SelectionSetNode | None],
    path: tuple[str, ...],
    letter: str | None,
) -> tuple[Node, ...]:
    """One node a concrete type that the rows may be of and that is asked for anything."""
    kinds = (
        context.schema.get_possible_types(named)
        if isinstance(named, GraphQLInterfaceType)
        else [named]
    )
    bindings = context.registry.types
    return tuple(
        _node(context, kind, sets, path)
        for kind in sorted(kinds, key=lambda kind: kind.name)
        if kind.name in bindings and letter in (None, bindings[kind.name].letter)
    )


def _letter(context: Context, root: Root | None, arguments: Mapping[str, Any]) -> str | None:
    """The type letter of an opaque id, which decides what rows are looked for."""
    if root is None or root.moment is None:
        return None
    return str(arguments[root.key[0].argument].read(context.variables))[:1]


def _node(
    context: Context,
    kind: GraphQLObjectType,
    sets: list[SelectionSetNode | None],
    path: tuple[str, ...],
) -> Node:
    binding = context.registry.types[kind.name]
    grouped = collect(context, kind, sets)
    members = tuple(
        _member(context, binding, kind, key, nodes, path) for key, nodes in grouped.items()
    )
    return Node(binding, context.rights.rows(binding), members)


def _member(
    context: Context,
    binding: TypeBinding,
    kind: GraphQLObjectType,
    key: str,
    nodes: Fields,
    path: tuple[str, ...],
) -> Leaf | Withheld | Branch:
    name = nodes[0].name.value
    coordinate = f"{kind.name}.{name}"
    if name == "__typename":
        return Leaf(key, coordinate, None, EVERYONE, constant=kind.name)
    if name in binding.cells:
        return Leaf(key, coordinate, binding.cells[name], context.rights.shown(coordinate))
    if name == "withheld" and name not in binding.links:
        return Withheld(key, withheld_families(context.rights, binding, context.schema))
    definition = kind.fields[name]
    arguments = arguments_of(definition.args, nodes[0].arguments, context.variables)
    link = binding.links[name]
    return _branch(context, key, coordinate, link, definition.type, nodes, arguments, (*path, key))


def _order(context: Context, link: Link, given: Any) -> tuple[OrderKey, ...]:
    binding = context.registry.types.get(link.type)
    chosen: list[Order] = []
    if given and binding is not None:
        for item in given:
            base = binding.orders[item["field"]]
            down = item.get("direction", "ASC") == "DESC"
            chosen.append(Order(base.column, base.path, down))
    else:
        chosen = list(link.order or (binding.order if binding is not None else ()))
    ties = list(binding.ties) if binding is not None else []
    return tuple(OrderKey(o.path, o.column, o.descending) for o in [*chosen, *ties])


def _window(arguments: dict[str, Any]) -> Window:
    first, last = arguments.pop("first", None), arguments.pop("last", None)
    after, before = arguments.pop("after", None), arguments.pop("before", None)
    backwards = last is not None
    size = last if backwards else first
    if not isinstance(size, Value):
        raise BadRequestError(
            "PAGE_WITHOUT_SIZE", "give first or last: how many nodes the page holds"
        )
    return Window(backwards, size, after, before)


def _parts(
    context: Context,
    kind: GraphQLObjectType,
    sets: list[SelectionSetNode | None],
    path: tuple[str, ...],
) -> tuple[Part, ...]:
    parts = []
    for key, nodes in collect(context, kind, sets).items():
        name = nodes[0].name.value
        below = [node.selection_set for node in nodes]
        field_type = get_named_type(kind.fields[name].type) if name in kind.fields else None
        here = (*path, key)
        if name == "nodes" and isinstance(field_type, GraphQLObjectType):
            parts.append(Part(key, name, _node(context, field_type, below, here)))
        elif isinstance(field_type, GraphQLObjectType):
            parts.append(Part(key, name, parts=_edge(context, field_type, below, here)))
        else:
            parts.append(Part(key, name if name != "__typename" else f"__typename:{kind.name}"))
    return tuple(parts)


def _edge(
    context: Context,
    kind: GraphQLObjectType,
    sets: list[SelectionSetNode | None],
    path: tuple[str, ...],
) -> tuple[Part, ...]:
    parts = []
    for key, nodes in collect(context, kind, sets).items():
        name = nodes[0].name.value
        if name == "node":
            below = [node.selection_set for node in nodes]
            node_type = get_named_type(kind.fields[name].type)
            parts.append(Part(key, name, _node(context, node_type, below, (*path, key))))
        else:
            parts.append(Part(key, name if name != "__typename" else f"__typename:{kind.name}"))
    return tuple(parts)
