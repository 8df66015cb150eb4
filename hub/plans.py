"""Plans and statements, remembered by value.

In: a read request. Out: a `Prepared`: its plan and compiled statement. The key is all that the
statement depends on: document, operation, shape of the variables, the rights themselves, the
database, and whether a record or a counter is written. Never a caller, a case or a day.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

import orjson
from sqlalchemy import ColumnElement, and_, false, or_, select

from hub.answers import access
from hub.cache import Cache
from hub.domain.text import normalise
from hub.errors import BadRequestError
from hub.kept import lasts
from hub.proof.joint import joint, joint_read
from hub.proof.within import with_counter, with_record
from hub.tables.policy import rights_epoch
from hub.tables.version import data_version
from resolvers.binding import Row
from resolvers.case import sealed_case
from resolvers.compiled import Compiled, compile_statement
from resolvers.filters import Filters
from resolvers.joint import compile_joint
from resolvers.json_postgresql import PostgreSQL
from resolvers.json_sqlite import SQLite
from resolvers.planner import plan
from resolvers.rows import Columns, kinds_of
from resolvers.selection import Context
from resolvers.sources import Sources
from resolvers.specials import MEANINGS
from resolvers.statement import Builder, Statement
from resolvers.subselects import exists
from resolvers.values import Binds

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime

    from hub.codes import Codes
    from hub.known import Known
    from hub.operation import Asked
    from hub.rights import Sight
    from resolvers.joint import Joint
    from resolvers.json_sql import Dialect
    from resolvers.plan import Plan, Value

REMEMBERED = 500
ROOM = 32_000_000  # bytes
WEIGHT, LEAST = 12, 8_000  # bytes of a plan for each character of its SQL, and at least (measured)
SAID = 32  # extensions of one plan
GIVEN = 2_000  # characters of the variables that are remembered
JOINT_ROWS = 200  # of a page, beyond which its own work is all that counts
NO_REGISTER = 0  # PUBLIC stands in no register


@dataclass(frozen=True)
class Prepared:
    """A plan with its statement; `recorded`: the statement writes its own record.

    `lasting`: its answers may be kept (`hub.kept`); `given`: variables that it was made for, None
    where they are large: under other rights its like is made from them.
    """

    plan: Plan
    compiled: Compiled | None
    recorded: bool
    codes: Codes
    lasting: bool = False
    given: Mapping[str, Any] | None = None
    _said: Cache[tuple[str, str], bytes] = field(default_factory=lambda: Cache(SAID))
    _joint: list[Joint | None] = field(default_factory=list)

    def joint_by(self, make: Callable[[], Joint | None]) -> Joint | None:
        """The joint form of its statement, made when it is first asked for."""
        if not self._joint:
            self._joint.append(make())
        return self._joint[0]

    def weight(self) -> int:
        """About how many bytes it takes."""
        return LEAST + (0 if self.compiled is None else WEIGHT * len(self.compiled.sql))

    @cached_property
    def constants(self) -> bytes:
        """What is known without the database."""
        return orjson.dumps(dict(self.plan.constants))

    @cached_property
    def families(self) -> tuple[str, ...]:
        """The families that it reads, as a record names them."""
        return tuple(sorted(self.plan.families))

    def beside(self, version: str, marks: str, variables: Mapping[str, Any]) -> bytes:
        """The extensions of an answer with these marks, under a policy version."""
        if self._past:
            return self._extensions(version, marks, self._moments(variables))
        key = version, marks
        return self._said.get(key) or self._said.put(key, self._extensions(*key, ()))

    def _extensions(self, version: str, marks: str, as_of: Sequence[Mapping[str, Any]]) -> bytes:
        questions = () if self.compiled is None else self.compiled.questions
        return orjson.dumps(access(version, as_of, questions, marks))

    @cached_property
    def _past(self) -> tuple[tuple[tuple[str, ...], Value], ...]:
        return tuple((f.branch.path, f.as_of) for f in self.plan.fields if f.as_of is not None)

    @cached_property
    def introspection(self) -> bool:
        return len(self.plan.order) > len(self.plan.fields) + len(self.plan.constants)

    def check_moments(self, variables: Mapping[str, Any], now: datetime) -> None:
        """Knowledge of the future is refused."""
        for _, as_of in self._past:
            if as_of.read(variables) > now:
                raise BadRequestError("AS_OF_FUTURE", "asOf lies in the future: take a past moment")

    def _moments(self, variables: Mapping[str, Any]) -> list[dict[str, Any]]:
        """The moments of knowledge that were asked for, by path."""
        return [
            {"path": list(path), "at": as_of.read(variables).isoformat()}
            for path, as_of in self._past
        ]


class Plans:
    """Makes and remembers what a request runs."""

    def __init__(self, dialect_name: str) -> None:
        self.dialect: Dialect = PostgreSQL() if dialect_name == "postgresql" else SQLite()
        self._prepared: Cache[tuple[Any, ...], Prepared] = Cache(REMEMBERED, ROOM, Prepared.weight)

    def prepare(self, asked: Asked, codes: Codes) -> Prepared:
        """The plan and statement of a request."""
        key = self._key(asked, codes)
        return self._prepared.get_or_make(key, lambda: self._make(asked, codes))

    def ready(self, asked: Asked, codes: Codes) -> tuple[tuple[Any, ...], Prepared]:
        """The same for `keep`; a thread may ask, for no memory is touched."""
        return self._key(asked, codes), self._make(asked, codes)

    def keep(self, key: tuple[Any, ...], prepared: Prepared) -> None:
        """Remember a plan that was made beside the loop."""
        self._prepared.put(key, prepared)

    def of(self, known: Known) -> list[tuple[bool, Prepared]]:
        """The plans of a valid operation, each with whether it is the public's."""
        wanted = (known.lifted.key, known.name, known.view.key)
        return [(e[4], plan) for e, plan in self._prepared.items() if (*e[:2], e[3]) == wanted]

    def remembered(self, asked: Asked, codes: Codes) -> Prepared | None:
        """The plan of a request whose like was asked before."""
        return self._prepared.get(self._key(asked, codes))

    @staticmethod
    def _key(asked: Asked, codes: Codes) -> tuple[Any, ...]:
        known, public = asked.known, asked.principal.kind == "PUBLIC"
        shape = known.variables.shape(asked.variables)
        return (known.lifted.key, known.name, shape, known.view.key, public, id(codes))

    def _make(self, asked: Asked, codes: Codes) -> Prepared:
        sight = asked.sight
        public = asked.principal.kind == "PUBLIC"
        bare = asked.known.lifted
        context = Context(sight.schema, bare.fragments, sight.rights, asked.variables)
        made = plan(context, bare.operation)
        if not made.fields:
            return Prepared(made, None, False, codes, given=_few(asked.given))
        within = self.dialect.record_in_statement
        statement = self.statement(made, sight, codes, public=public, within=within)
        whole = None
        if within:
            read, cursors = statement.select, statement.cursors
            whole = (
                with_counter(read, cursors) if public else with_record(read, cursors, made.families)
            )
        compiled = compile_statement(statement, self.dialect, whole)
        lasting = public and lasts(made, compiled)
        return Prepared(made, compiled, whole is not None, codes, lasting, _few(asked.given))

    def joint(self, prepared: Prepared, asked: Asked) -> Joint | None:
        """What reads for several callers at once, where their database can and gains by it."""
        if prepared.plan.longest(asked.variables) > JOINT_ROWS:
            return None
        return prepared.joint_by(lambda: self._joint(prepared, asked))

    def _joint(self, prepared: Prepared, asked: Asked) -> Joint | None:
        engine, one, made = self.dialect.joint_engine, prepared.compiled, prepared.plan
        if engine is None or one is None or made.planned == "list":
            return None
        public = asked.principal.kind == "PUBLIC"
        found = self.statement(made, asked.sight, prepared.codes, public=public, within=True)
        whole = joint(found.cursors, made.families, public=public, recorded=prepared.recorded)
        return compile_joint(joint_read(found.select), whole, engine, one)

    def statement(
        self, made: Plan, sight: Sight, codes: Codes, *, public: bool = False, within: bool = False
    ) -> Statement:
        """The bare statement of a plan: body, marks, subjects, sealed; for the public, version.

        For the public it names the merchants behind a total while they are few, which is all that a
        counter asks, and tells the data version that it reads. `within`: a record is put into it,
        so that the merchants are no JSON yet.
        """
        binds = Binds(self.dialect, sight.rights.registry.binds)
        sources = Sources(sight.rights, binds)
        filters = Filters(sources, codes.expansions(), MEANINGS, normalise)
        sealed: ColumnElement[bool] = false()
        if "lease" in sight.grant.scopes():
            sealed = sealed_case(binds, of_any="CASES" in made.families)
        more: list[tuple[str, ColumnElement[Any]]] = [("sealed", sealed)]
        if public:
            more.append(("version", select(data_version.c.version).scalar_subquery()))
        gate = partial(_gate, binds)
        return Builder(sources, filters, gate, more, few=public, unprinted=within).build(made)


def _few(given: Mapping[str, Any]) -> Mapping[str, Any] | None:
    return given if len(repr(given)) <= GIVEN else None


def _gate(binds: Binds) -> Any:
    """The policy and the register are those the statement was made under (law 9)."""
    alias = binds.alias("epoch")
    epoch = Row(Columns(alias, kinds_of(rights_epoch)), binds)
    register = or_(binds.register == NO_REGISTER, epoch["register"] == binds.register)
    same = and_(epoch["policy"] == binds.policy, register)
    return exists(rights_epoch.alias(alias), same)
