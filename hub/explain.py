"""An operation, stage by stage: what is asked, by which rights, by which plan, by which SQL.

In: an operation and a caller. Out: text for a person: the operation, the rules that its coordinates
stand on, the plan as a tree, the statement for both databases, and the database's own EXPLAIN of
the one in use. No fact is read and no value of the caller is shown.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from graphql import print_ast

from hub import clock
from hub.answers import Answer
from hub.errors import BadRequestError
from hub.plans import Plans
from hub.values import CallerValues, proof_values
from resolvers.plan import EVERYBODY, Branch, Guard, Leaf, Node, Part, Plan, Shown, Withheld

if TYPE_CHECKING:
    from collections.abc import Iterator

    from authz.principal import Principal
    from hub.database import Database
    from hub.operation import Asked, Operations, Request

BOTH = ("sqlite", "postgresql")
_CLAUSE = re.compile(r"\s*\n\s*")


async def explain(operations: Operations, request: Request, principal: Principal) -> str:
    """The whole explanation as text. Raises HubError when the request would be refused."""
    sight = operations.rights.sight(principal)
    asked = operations.read(request, principal, sight)
    if isinstance(asked, Answer):
        raise BadRequestError("INVALID", "the operation does not fit the caller's schema")
    database, codes = operations.database, operations.rights.codes
    made = {name: Plans(name).prepare(asked, codes) for name in BOTH}
    here = made[database.dialect]
    sections = [
        ("operation", print_ast(asked.operation)),
        ("grant", "\n".join(_grant(asked, here.plan))),
        ("plan", "\n".join(_plan(here.plan))),
    ]
    sections += [(f"sql {name}", _sql(made[name].compiled)) for name in BOTH]
    if here.compiled is not None:
        values = CallerValues(asked.principal, asked.sight)
        reading = operations.reading(request, principal, sight, here)
        values.update(proof_values(reading, operations.recorder.stream))
        parameters = here.compiled.values(asked.variables, values)
        found = await _database_plan(database, here.compiled.sql, parameters)
        sections.append((f"explain {database.dialect}", found))
    return "\n\n".join(f"== {title} ==\n{text.rstrip()}" for title, text in sections) + "\n"


def _sql(compiled: Any) -> str:
    if compiled is None:
        return "(nothing is asked of the database)"
    bound = ", ".join(f"{at}: {name}" for at, name in enumerate(compiled.layout, 1))
    return f"{_CLAUSE.sub(chr(10), compiled.sql)}\n-- bound: {bound}"


async def _database_plan(database: Database, sql: str, parameters: Any) -> str:
    verb = "explain query plan" if database.dialect == "sqlite" else "explain (costs off)"

    def ask(connection: Any) -> str:
        rows = connection.exec_driver_sql(f"{verb} {sql}", parameters).all()
        return "\n".join(str(row[-1]) for row in rows)

    return await database.run(ask)


def _grant(asked: Asked, plan: Plan) -> Iterator[str]:
    grant = asked.sight.grant
    yield f"roles {', '.join(grant.roles)} · policy {grant.policy_version} · {clock.today()}"
    for coordinate in sorted(set(_coordinates(plan))):
        said = [
            f"{rule.scope} → {rule.mask} ({rule.family})" for rule in grant.rules_for(coordinate)
        ]
        figures = grant.aggregates.get(coordinate, ())
        said += [f"{one.scope} → {one.limits} ({one.family})" for one in figures]
        yield f"{coordinate}: {'; '.join(said)}"


def _coordinates(plan: Plan) -> Iterator[str]:
    for field in plan.fields:
        yield from _of_branch(field.branch)


def _of_branch(branch: Branch) -> Iterator[str]:
    yield branch.coordinate
    for node in (*branch.nodes, *_nodes(branch.parts)):
        for member in node.members:
            if isinstance(member, Leaf) and member.cell is not None:
                yield member.coordinate
            elif isinstance(member, Branch):
                yield from _of_branch(member)


def _nodes(parts: tuple[Part, ...]) -> Iterator[Node]:
    for part in parts:
        if part.node is not None:
            yield part.node
        yield from _nodes(part.parts)


def _plan(plan: Plan) -> Iterator[str]:
    for field in plan.fields:
        keys = ", ".join(key.column for key, _ in field.key)
        yield from _branch(field.branch, 0, f" by {keys}" if keys else "")


def _branch(branch: Branch, depth: int, note: str = "") -> Iterator[str]:
    guard = _shown(branch.shown)
    yield f"{'  ' * depth}{branch.key}: {branch.link.many} {branch.link.type}{note} [{guard}]"
    for node in (*branch.nodes, *_nodes(branch.parts)):
        yield f"{'  ' * (depth + 1)}{node.binding.name} rows [{_guard(node.rows)}]"
        for member in node.members:
            match member:
                case Leaf():
                    yield f"{'  ' * (depth + 2)}{member.key} [{_shown(member.shown)}]"
                case Withheld():
                    yield f"{'  ' * (depth + 2)}{member.key}: withheld families"
                case Branch():
                    yield from _branch(member, depth + 2)


def _shown(shown: Shown) -> str:
    masked = f" · {shown.mask}: {_guard(shown.masked)}" if shown.mask else ""
    return f"{_guard(shown.plain)}{masked}"


def _guard(guard: Guard) -> str:
    if EVERYBODY in guard:
        return "all"
    return " or ".join(word + (f"/{part}" if part else "") for word, part in sorted(guard)) or "—"
