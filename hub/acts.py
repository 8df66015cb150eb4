"""Acts of people: a mutation, one act after the other, each in one transaction of its own.

In: a validated mutation. Out: the payload of each act, read in the act's own transaction through
the caller's own grant by the same kind of statement that answers a query, and the record of it.
The command decides, Casbin is asked there, the idempotency key makes a repeat the same answer.
A gate that is shut rolls everything back; the caller's rights are taken anew and the act is tried
again.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import orjson
from graphql import get_named_type
from sqlalchemy import select

from authz.guard import Guard
from hub import clock
from hub.answers import Answer, access, data
from hub.commands.act import Act, Done, Outcome, Refused
from hub.commands.catalogue import COMMANDS
from hub.plans import NO_REGISTER
from hub.proof.record import listed
from hub.tables.policy import rights_epoch
from hub.values import CallerValues
from resolvers.arguments import arguments_of, given_values
from resolvers.compiled import compile_statement
from resolvers.planner import plan_row
from resolvers.selection import Context, collect

if TYPE_CHECKING:
    from collections.abc import Iterable

    from graphql import FieldNode, GraphQLObjectType
    from sqlalchemy import Connection

    from hub.database import Database
    from hub.operation import Asked
    from hub.plans import Plans
    from hub.proof.record import Reading
    from hub.proof.recorder import Recorder
    from hub.rights import RightsInForce

ROW = "\0row"  # where the key of the written row stands among the variables


class GateShutError(Exception):
    """Policy or register moved while the act was under way; nothing was written."""


class Acts:
    """Carries out mutations."""

    def __init__(
        self,
        database: Database,
        rights: RightsInForce,
        plans: Plans,
        recorder: Recorder,
        secret: bytes,
    ) -> None:
        self.database = database
        self.rights = rights
        self.plans = plans
        self.recorder = recorder
        self.secret = secret
        self._guards: dict[str, Guard] = {}

    async def answer(self, asked: Asked, reading: Reading) -> Answer | None:
        """All acts of a mutation in their order; None when rights moved before the first."""
        context = Context(
            asked.sight.schema, asked.document.fragments, asked.sight.rights, asked.variables
        )
        root: Any = asked.sight.schema.mutation_type
        payloads: dict[str, Any] = {}
        withheld: list[Any] = []
        for key, nodes in collect(context, root, [asked.operation.selection_set]).items():
            if nodes[0].name.value == "__typename":
                payloads[key] = root.name
                continue
            try:
                payloads[key], beside = await self._one(asked, reading, context, key, nodes)
            except GateShutError:
                return None
            withheld += beside
        extensions = access(asked.sight.grant.policy_version, (), (), "")
        extensions["access"]["withheld"] = withheld
        return data(orjson.dumps(payloads), orjson.dumps(extensions))

    async def _one(
        self, asked: Asked, reading: Reading, context: Context, key: str, nodes: list[FieldNode]
    ) -> tuple[dict[str, Any], list[Any]]:
        work = Work(self, asked, reading, context, key, nodes)
        return await self.database.run(work)

    def guard(self, asked: Asked) -> Guard:
        """Casbin for the policy that the request began with."""
        version = asked.sight.policy.version
        if version not in self._guards:
            self._guards = {version: Guard(asked.sight.policy)}
        return self._guards[version]


class Read:
    """What the payload of an act has read: it is recorded like any other read."""

    def __init__(self) -> None:
        self.merchants: set[int] = set()
        self.families: set[str] = set()
        self.sealed = False

    def add(self, found: Any, families: Iterable[str]) -> None:
        """What one statement gave."""
        self.merchants |= set(_json(found.subjects) or ())
        self.families |= set(families)
        self.sealed = self.sealed or bool(found.sealed)


def _json(value: Any) -> Any:
    """Within a transaction the driver of PostgreSQL has read JSON already."""
    return orjson.loads(value) if isinstance(value, str | bytes) else value


class Work:
    """One act: command, payload and record in one transaction."""

    def __init__(
        self,
        acts: Acts,
        asked: Asked,
        reading: Reading,
        context: Context,
        key: str,
        nodes: list[FieldNode],
    ) -> None:
        self.acts = acts
        self.asked = asked
        self.reading = reading
        self.context = context
        self.key = key
        self.nodes = nodes
        self.read = Read()

    def __call__(self, connection: Connection) -> tuple[dict[str, Any], list[Any]]:
        self.read = Read()  # the work may be run again
        self._pass_gate(connection)
        name = self.nodes[0].name.value
        outcome = COMMANDS[name](connection, self._act(), self._input(name))
        payload, withheld = self._payload(connection, name, outcome)
        self._record(connection, outcome)
        return payload, withheld

    def _pass_gate(self, connection: Connection) -> None:
        """Nothing is written under a policy or register that is not in force (law 9).

        The row is held until the act's commit, so that a change of rights waits for it.
        """
        now = connection.execute(select(rights_epoch).with_for_update(read=True)).one()
        epoch = self.asked.principal.epoch
        if now.policy != self.asked.sight.policy.version or epoch not in (
            NO_REGISTER,
            now.register,
        ):
            raise GateShutError

    def _act(self) -> Act:
        return Act(
            principal=self.asked.principal,
            guard=self.acts.guard(self.asked),
            policy=self.asked.sight.policy,
            now=clock.now(),
            today=clock.today(),
            secret=self.acts.secret,
        )

    def _input(self, name: str) -> dict[str, Any]:
        root: Any = self.context.schema.mutation_type
        definitions = root.fields[name].args
        tree = arguments_of(definitions, self.nodes[0].arguments, self.context.variables)
        given: dict[str, Any] = given_values(tree["input"], self.context.variables)
        return given

    def _payload(
        self, connection: Connection, name: str, outcome: Outcome
    ) -> tuple[dict[str, Any], list[Any]]:
        root: Any = self.context.schema.mutation_type
        kind: Any = get_named_type(root.fields[name].type)
        grouped = collect(self.context, kind, [node.selection_set for node in self.nodes])
        payload: dict[str, Any] = {}
        withheld: list[Any] = []
        for key, nodes in grouped.items():
            field = nodes[0].name.value
            if field == "__typename":
                payload[key] = kind.name
            elif field == "errors":
                payload[key] = self._errors(kind, nodes, outcome)
            else:
                payload[key], beside = self._row(connection, kind, key, nodes, outcome)
                withheld += beside
        return payload, withheld

    def _errors(
        self, kind: GraphQLObjectType, nodes: list[FieldNode], outcome: Outcome
    ) -> list[dict[str, Any]]:
        shape: Any = get_named_type(kind.fields["errors"].type)
        grouped = collect(self.context, shape, [node.selection_set for node in nodes])
        errors = outcome.errors if isinstance(outcome, Refused) else ()
        values = [
            {
                "__typename": shape.name,
                "code": str(error.code),
                "message": error.message,
                "field": None if error.field is None else list(error.field),
            }
            for error in errors
        ]
        return [{key: each[n[0].name.value] for key, n in grouped.items()} for each in values]

    def _row(
        self,
        connection: Connection,
        kind: GraphQLObjectType,
        key: str,
        nodes: list[FieldNode],
        outcome: Outcome,
    ) -> tuple[Any, list[Any]]:
        """The written row, as the caller may see it."""
        if not isinstance(outcome, Done):
            return None, []
        acts, asked = self.acts, self.asked
        planned = plan_row(self.context, kind, key, nodes, ROW)
        statement = acts.plans.statement(planned, asked.sight, acts.rights.codes)
        compiled = compile_statement(statement, acts.plans.dialect)
        variables = {**asked.variables, ROW: outcome.node_id}
        values = compiled.values(variables, CallerValues(asked.principal, asked.sight))
        found = connection.exec_driver_sql(compiled.sql, values).one_or_none()
        if found is None:
            raise GateShutError
        marks = found.marks[compiled.cursors :]
        self.read.add(found, planned.families)
        questions = tuple(replace(q, path=(self.key, *q.path)) for q in compiled.questions)
        beside = access(self.reading.policy_version, (), questions, marks)["access"]["withheld"]
        return _json(found.body)[key], beside

    def _record(self, connection: Connection, outcome: Outcome) -> None:
        done = outcome if isinstance(outcome, Done) else None
        own = {done.merchant_id} if done is not None and done.merchant_id else set()
        said = "ANSWERED" if done is not None else "REFUSED"
        reading = self.reading._replace(families=tuple(sorted(self.read.families)))
        subjects = listed(own | self.read.merchants)
        self.acts.recorder.within(connection, reading.under(self.read.sealed), said, subjects)
