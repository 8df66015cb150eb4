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
from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

from graphql import OperationType

from hub import clock
from hub.answers import Answer, data, invalid, refused
from hub.cache import Cache
from hub.documents import Documents
from hub.errors import BadRequestError, HubError, UnavailableError
from hub.introspection import merged
from hub.kept import KeptAnswers, key_of
from hub.known import Known
from hub.lane import Lane
from hub.limits import budgets
from hub.proof.record import NOBODY, Reading
from hub.values import CallerValues, proof_values

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from graphql import OperationDefinitionNode

    from authz.principal import Principal
    from hub.acts import Acts
    from hub.codes import Codes
    from hub.database import Database
    from hub.documents import Document
    from hub.judge.judge import Judge
    from hub.kept import Row
    from hub.plans import Plans, Prepared
    from hub.proof.recorder import Recorder
    from hub.rights import RightsInForce, Sight
    from hub.settings import Settings
    from resolvers.compiled import Compiled

LOG = logging.getLogger(__name__)
KNOWN = 1_000
ROOM = 24_000_000  # bytes
TRIES = 3
LONGEST_NAME = 120
_NAME = re.compile(r"[_A-Za-z][_0-9A-Za-z]*", re.ASCII)

__all__ = ["Answer", "Operations", "Request"]


class Request(NamedTuple):
    """What the edge has read. `again` asks once more who is calling, when the register moved."""

    document: str
    operation_name: str | None = None
    variables: Mapping[str, Any] = MappingProxyType({})
    allow_mutation: bool = False
    again: Callable[[], Awaitable[Principal]] | None = None


class Asked(NamedTuple):
    """A request whose document is read and whose caller's sight is taken."""

    known: Known
    principal: Principal
    variables: dict[str, Any]
    sight: Sight
    given: Mapping[str, Any] = MappingProxyType({})  # the variables as they were sent

    @property
    def document(self) -> Document:
        return self.known.document

    @property
    def operation(self) -> OperationDefinitionNode:
        return self.known.operation


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
        self.known: Cache[tuple[str, str | None, str], Known] = Cache(KNOWN, ROOM, Known.weight)
        self._known_under = ""  # the policy version of what is known
        self.unseen = Lane()
        self._kept = KeptAnswers(recorder)
        self._budgets = budgets(settings)

    async def answer(self, request: Request, principal: Principal) -> Answer:
        """The whole response of one request."""
        for _ in range(TRIES):
            sight = self.rights.at_once(principal)
            if sight is None:
                sight = await self.rights.sight_in_service(self.database, principal)
            answer = await self._try(request, principal, sight)
            if answer is not None:
                return answer
            await self.rights.refresh(self.database)
            principal = principal if request.again is None else await request.again()
        raise UnavailableError("RIGHTS_MOVED", "rights are changing just now; ask again")

    async def _try(self, request: Request, principal: Principal, sight: Sight) -> Answer | None:
        known = self.known.get((request.document, request.operation_name, sight.view.key))
        try:
            if known is None:
                async with self.unseen.turn():
                    asked = self.read(request, principal, sight)
            else:
                asked = self._asked(known, request, principal, sight)
        except HubError as error:
            await self._record(self.reading(request, principal, sight), "REFUSED")
            return refused(error)
        if isinstance(asked, Answer):
            await self._record(self.reading(request, principal, sight), "REFUSED")
            return asked
        if asked.known.queries:
            return await self._query(request, asked)
        return await self.acts.answer(asked, self.reading(request, principal, sight))

    # -- parse, budget, validate --------------------------------------------------------------

    def read(self, request: Request, principal: Principal, sight: Sight) -> Asked | Answer:
        """The request up to validation; an answer when it does not fit the caller's schema."""
        key = (request.document, request.operation_name, sight.view.key)
        known = self.known.get_or_make(key, lambda: self._read(request, sight))
        return self._asked(known, request, principal, sight)

    def _asked(
        self, known: Known, request: Request, principal: Principal, sight: Sight
    ) -> Asked | Answer:
        if not known.queries:
            self._admit(known.operation, request)
        known.within(self._budgets[principal.kind == "PUBLIC"], request.variables)
        if known.errors:
            return invalid(known.errors, "INVALID")
        variables = known.variables.read(request.variables)
        if isinstance(variables, list):
            return invalid(variables, "VARIABLE")
        if known.queries:
            variables |= known.lifted.values
        return Asked(known, principal, variables, sight, request.variables)

    def _read(self, request: Request, sight: Sight) -> Known:
        document = self.documents.parse(request.document)
        operation = document.operation(request.operation_name)
        if sight.policy.version != self._known_under:  # what nobody sees any more may go
            self.known.keep(lambda known: self.rights.keeps(known.view))
            self._known_under = sight.policy.version
        return Known(self.documents, document, operation, sight.view)

    @staticmethod
    def _admit(operation: OperationDefinitionNode, request: Request) -> None:
        if operation.operation is OperationType.SUBSCRIPTION:
            raise BadRequestError("NO_SUBSCRIPTIONS", "this hub does not serve subscriptions yet")
        if operation.operation is OperationType.MUTATION and not request.allow_mutation:
            raise HubError("METHOD_NOT_ALLOWED", 405, "an act needs POST")

    # -- plan, statement, run, proof, bytes ---------------------------------------------------

    async def _query(self, request: Request, asked: Asked) -> Answer | None:
        codes = self.rights.codes
        try:
            prepared = self.plans.remembered(asked, codes) or await self._planned(asked, codes)
            digest = asked.document.digest
            reading = self.reading(request, asked.principal, asked.sight, prepared, digest)
            prepared.check_moments(asked.variables, reading.at)
            if prepared.compiled is None:
                await self._record(reading, "ANSWERED")
                return self._joined(prepared, asked, "", prepared.constants)
            return await self._run(prepared, prepared.compiled, asked, reading)
        except _UnknownCursorError as error:  # its record is written with the read
            return refused(error)
        except BadRequestError as error:
            await self._record(self.reading(request, asked.principal, asked.sight), "REFUSED")
            return refused(error)

    async def _planned(self, asked: Asked, codes: Codes) -> Prepared:
        """A plan that is not known, when it is one's turn to have one made."""
        async with self.unseen.turn():
            return self.plans.prepare(asked, codes)

    async def _run(
        self, prepared: Prepared, compiled: Compiled, asked: Asked, reading: Reading
    ) -> Answer | None:
        values = CallerValues(asked.principal, asked.sight, reading.at)
        if prepared.recorded:
            values.update(proof_values(reading, self.recorder.stream))
        parameters = compiled.values(asked.variables, values)
        key = key_of(asked.sight, compiled, parameters) if prepared.lasting else None
        kept = None if key is None else self._kept.find(key)
        if kept is None or not await self._kept.stands(kept, reading):
            row = await self._row(prepared, compiled, parameters, reading, asked)
            if row is None:
                return None
            if key is not None:
                self._kept.offer(key, row)
            if not prepared.recorded:
                await self._proven(compiled, row, reading)
        else:
            row = kept.row
        body, marks, subjects = row[:3]
        if "1" in marks[: compiled.cursors]:
            raise _UnknownCursorError
        if self.judge is not None:
            self.judge.saw(asked.principal, asked.sight, prepared.plan, subjects)
        return self._joined(prepared, asked, marks[compiled.cursors :], body)

    async def _row(
        self,
        prepared: Prepared,
        compiled: Compiled,
        parameters: Any,
        reading: Reading,
        asked: Asked,
    ) -> Row | None:
        """What the database answers; None when the statement's gate is shut."""
        try:
            joint = partial(self.plans.joint, prepared, asked)
            plan = prepared.plan.planned
            return await self.database.read(compiled.sql, parameters, plan=plan, joint=joint)
        except HubError:
            await self._record(reading, "FAILED")
            raise
        except Exception as error:
            LOG.exception("a read failed: operation %s", reading.operation_digest)
            message = "the answer could not be made and proven; ask again later"
            raise UnavailableError("READ_FAILED", message) from error

    def _proven(self, compiled: Compiled, row: Row, reading: Reading) -> Awaitable[None]:
        """The record of a row, which tells whom it is about and whether its cursors are known."""
        _, marks, subjects, sealed = row[:4]
        outcome = "REFUSED" if "1" in marks[: compiled.cursors] else "ANSWERED"
        return self.recorder.record(reading.under(bool(sealed)), outcome, subjects or NOBODY)

    def _joined(self, prepared: Prepared, asked: Asked, marks: str, body: bytes) -> Answer:
        if prepared.introspection:
            body = merged(asked, prepared.plan.order, body)
        return data(body, prepared.beside(asked.sight.policy.version, marks, asked.variables))

    def reading(
        self,
        request: Request,
        principal: Principal,
        sight: Sight,
        prepared: Prepared | None = None,
        digest: str = "",
    ) -> Reading:
        """What the record of this request says; `digest`: the document's, where it is known."""
        return Reading(
            principal,
            _name_in(request.operation_name),
            digest or self.documents.digest(request.document),
            sight.grant.policy_version,
            prepared.families if prepared is not None else (),
            clock.now(),
        )

    def _record(self, reading: Reading, outcome: str) -> Awaitable[None]:
        return self.recorder.record(reading, outcome, NOBODY)


def _name_in(text: str | None) -> str:
    """An operation's name as a record may hold it; what is no name of GraphQL is none."""
    return text[:LONGEST_NAME] if text is not None and _NAME.fullmatch(text) else ""


class _UnknownCursorError(BadRequestError):
    def __init__(self) -> None:
        super().__init__("CURSOR_UNKNOWN", "there is no row at this cursor; begin anew")
