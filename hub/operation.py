"""★ One request, stage by stage: this page reads like the way that it takes.

    parse       the document, tokens capped, remembered by digest
    budget      depth, aliases, values, page size: one memoised pass
    validate    against the caller's own schema: what may not be seen does not exist
    plan        operation × grant × bindings, remembered by value
    statement   one Select that makes the JSON, compiled for the database
    run         bind, one round trip, behind the gate of policy and register
    proof       durable before the bytes leave
    bytes       joined, not parsed

The stock executor never touches a fact; it answers introspection, from the caller's schema alone.
"""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import orjson
from graphql import (
    OperationDefinitionNode,
    OperationType,
)
from graphql.execution.values import get_variable_values

from hub import clock, limits, sizes
from hub.answers import Answer, access, data, invalid, refused
from hub.cache import Cache
from hub.documents import Document, Documents, refuse_unsafe
from hub.errors import BadRequestError, HubError, UnavailableError
from hub.introspection import merged
from hub.limits import Budget
from hub.proof.record import Reading
from hub.values import CallerValues, proof_values

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from authz.principal import Principal
    from hub.acts import Acts
    from hub.database import Database
    from hub.judge.judge import Judge
    from hub.plans import Plans, Prepared
    from hub.proof.recorder import Recorder
    from hub.rights import RightsInForce, Sight
    from hub.settings import Settings

LOG = logging.getLogger(__name__)
PUBLIC_PAGE = 100
PUBLIC_SHARE = 2  # half of what a party's statement may hold
COUNTED = 1_000
TRIES = 3
_NAME = re.compile(r"[_A-Za-z][_0-9A-Za-z]*", re.ASCII)

__all__ = ["Answer", "Operations", "Request"]


@dataclass(frozen=True)
class Request:
    """What the edge has read. `again` asks once more who is calling, when the register moved."""

    document: str
    operation_name: str | None = None
    variables: Mapping[str, Any] = field(default_factory=dict)
    allow_mutation: bool = False
    again: Callable[[], Awaitable[Principal]] | None = None


@dataclass(frozen=True)
class Asked:
    """A request whose document is read and whose caller's sight is taken."""

    document: Document
    operation: OperationDefinitionNode
    sight: Sight
    principal: Principal
    variables: dict[str, Any]

    @property
    def name(self) -> str:
        return self.operation.name.value if self.operation.name else ""


class Operations:
    """Answers requests."""

    def __init__(
        self,
        settings: Settings,
        database: Database,
        rights: RightsInForce,
        plans: Plans,
        recorder: Recorder,
        acts: Acts,
        judge: Judge | None = None,
    ) -> None:
        self.settings = settings
        self.database = database
        self.rights = rights
        self.plans = plans
        self.recorder = recorder
        self.acts = acts
        self.judge = judge
        self.documents = Documents(settings.max_tokens)
        self._counted: Cache[Any, None] = Cache(COUNTED)

    async def answer(self, request: Request, principal: Principal) -> Answer:
        """The whole response of one request."""
        for _ in range(TRIES):
            answer = await self._try(request, principal)
            if answer is not None:
                return answer
            await self.rights.refresh(self.database)
            principal = principal if request.again is None else await request.again()
        raise UnavailableError("RIGHTS_MOVED", "rights are changing just now; ask again")

    async def _try(self, request: Request, principal: Principal) -> Answer | None:
        sight = await self.rights.sight_in_service(self.database, principal)
        try:
            asked = self.read(request, principal, sight)
        except HubError as error:
            await self._record(self.reading(request, principal, sight), "REFUSED", ())
            return refused(error)
        if isinstance(asked, Answer):
            await self._record(self.reading(request, principal, sight), "REFUSED", ())
            return asked
        if asked.operation.operation is OperationType.MUTATION:
            return await self.acts.answer(asked, self.reading(request, principal, sight))
        return await self._query(request, asked)

    # -- parse, budget, validate --------------------------------------------------------------

    def read(self, request: Request, principal: Principal, sight: Sight) -> Asked | Answer:
        """The request up to validation; an answer when it does not fit the caller's schema."""
        document = self.documents.parse(request.document)
        operation = document.operation(request.operation_name)
        self._admit(operation, request)
        self._within_budget(document, operation, request, principal, sight)
        errors = self.documents.errors(document, sight)
        if errors:
            return invalid(errors, "INVALID")
        found = get_variable_values(
            sight.schema,
            operation.variable_definitions or (),
            dict(request.variables),
            max_errors=10,
            hide_suggestions=True,
        )
        if isinstance(found, list):
            return invalid(found, "VARIABLE")
        refuse_unsafe(found.coerced)
        return Asked(document, operation, sight, principal, dict(found.coerced))

    @staticmethod
    def _admit(operation: OperationDefinitionNode, request: Request) -> None:
        if operation.operation is OperationType.SUBSCRIPTION:
            raise BadRequestError("NO_SUBSCRIPTIONS", "this hub does not serve subscriptions yet")
        if operation.operation is OperationType.MUTATION and not request.allow_mutation:
            raise HubError("METHOD_NOT_ALLOWED", 405, "an act needs POST")

    def _within_budget(
        self,
        document: Document,
        operation: OperationDefinitionNode,
        request: Request,
        principal: Principal,
        sight: Sight,
    ) -> None:
        """Count once for all requests whose page sizes are the same."""
        pages = tuple((k, v) for k, v in request.variables.items() if isinstance(v, int | float))
        sized = (pages, sizes.of_variables(request.variables))
        budget = self._budget(principal)
        name = operation.name.value if operation.name else ""
        key = (document.digest, name, sight.grant.fingerprint, sized, budget)
        self._counted.get_or_make(
            key,
            lambda: limits.check(sight.schema, document.node, operation, request.variables, budget),
        )

    def _budget(self, principal: Principal) -> Budget:
        public = principal.kind == "PUBLIC"
        values = self.settings.max_values_public if public else self.settings.max_values
        page = PUBLIC_PAGE if public else Budget.page
        share = PUBLIC_SHARE if public else 1
        return Budget(
            self.settings.max_depth,
            self.settings.max_aliases,
            values,
            page,
            Budget.rows // share,
            Budget.conditions // share,
        )

    # -- plan, statement, run, proof, bytes ---------------------------------------------------

    async def _query(self, request: Request, asked: Asked) -> Answer | None:
        try:
            prepared = self.plans.prepare(asked, self.rights.codes)
            prepared.check_moments(asked.variables, clock.now())
            values = CallerValues(asked.principal, asked.sight)
            reading = self.reading(request, asked.principal, asked.sight, prepared)
            marks, body = "", orjson.dumps(dict(prepared.plan.constants))
            if prepared.compiled is not None:
                found = await self._run(prepared, asked, values, reading)
                if found is None:
                    return None
                marks, body = found
            else:
                await self._record(reading, "ANSWERED", ())
            return self._joined(prepared, asked, marks, body)
        except _UnknownCursorError as error:  # its record is written with the read
            return refused(error)
        except BadRequestError as error:
            await self._record(self.reading(request, asked.principal, asked.sight), "REFUSED", ())
            return refused(error)

    async def _run(
        self, prepared: Prepared, asked: Asked, values: CallerValues, reading: Reading
    ) -> tuple[str, bytes] | None:
        compiled = prepared.compiled
        if compiled is None:
            raise LookupError("nothing to run")
        values.update(proof_values(reading, self.recorder.stream))
        parameters = compiled.values(asked.variables, values)
        try:
            row = await self.database.read(
                compiled.sql, parameters, plan="list" if prepared.plan.lists else "point"
            )
        except HubError:
            await self._record(reading, "FAILED", ())
            raise
        except Exception as error:
            LOG.exception("a read failed: operation %s", reading.operation_digest)
            message = "the answer could not be made and proven; ask again later"
            raise UnavailableError("READ_FAILED", message) from error
        if row is None:
            return None
        body, marks, subjects, sealed = row
        unknown = "1" in marks[: compiled.cursors]
        if not prepared.recorded:
            keys = orjson.loads(subjects) if subjects else []
            outcome = "REFUSED" if unknown else "ANSWERED"
            await self._record(reading, outcome, keys, sealed=bool(sealed))
        if unknown:
            raise _UnknownCursorError
        if self.judge is not None:
            self.judge.saw(asked.principal, asked.sight, prepared.plan, subjects)
        return marks[compiled.cursors :], body if isinstance(body, bytes) else body.encode()

    def _joined(self, prepared: Prepared, asked: Asked, marks: str, body: bytes) -> Answer:
        questions = prepared.compiled.questions if prepared.compiled is not None else ()
        as_of = prepared.moments(asked.variables)
        extensions = access(asked.sight.grant.policy_version, as_of, questions, marks)
        if prepared.introspection:
            body = merged(asked, prepared.plan.order, body)
        return data(body, extensions)

    def reading(
        self,
        request: Request,
        principal: Principal,
        sight: Sight,
        prepared: Prepared | None = None,
    ) -> Reading:
        """What the record of this request says."""
        families = tuple(sorted(prepared.plan.families)) if prepared is not None else ()
        return Reading(
            principal=principal,
            operation=_name_in(request.operation_name)[:120],
            operation_digest=self.documents.digest(request.document),
            policy_version=sight.grant.policy_version,
            families=families,
            at=clock.now(),
        )

    async def _record(
        self, reading: Reading, outcome: str, merchants: Any, *, sealed: bool = False
    ) -> None:
        await self.recorder.record(reading.under(sealed), outcome, merchants)


def _name_in(text: str | None) -> str:
    """An operation's name as a record may hold it; what is no name of GraphQL is none."""
    return text if text is not None and _NAME.fullmatch(text) else ""


class _UnknownCursorError(BadRequestError):
    def __init__(self) -> None:
        super().__init__("CURSOR_UNKNOWN", "there is no row at this cursor; begin anew")
