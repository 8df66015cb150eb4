"""Once and only once: the idempotency key of an act, in the act's own transaction.

In: a command's work. Out: a `Command` that does it the first time and answers the same ever after:
unique per party and mutation; the same key with the same input is the first answer again, refusals
included, with other input CONFLICT (interfaces.md §3). Two at the same moment: the second waits for
the first. Refused: a key that is empty, longer than 200 characters or not printable. A refusal of
the rules (`DomainError`) is INVALID at its field; nothing of a refused act stays written.
"""

from __future__ import annotations

import hashlib
import json
from datetime import date, datetime
from enum import Enum
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, select, update

from hub.commands.act import (
    Act,
    ActRefusedError,
    Command,
    Done,
    Input,
    Outcome,
    Refused,
    UserError,
    Work,
)
from hub.commands.versions import put_first
from hub.domain.vocabulary import UserErrorCode
from hub.errors import DomainError
from hub.tables.intake import idempotency_key as keys

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, Connection

KEY = "idempotencyKey"
KEY_LENGTH = 200


def once(mutation: str, work: Work) -> Command:
    """The command of a mutation."""

    def command(connection: Connection, act: Act, given: Input) -> Outcome:
        key = str(given[KEY])
        if not key.strip() or len(key) > KEY_LENGTH or not key.isprintable():
            message = "幂等键应为1至200个可见字符 (a key has 1 to 200 printable characters)"
            return Refused((UserError(UserErrorCode.INVALID, message, (KEY,)),))
        digest = digest_of(given)
        if not _claim(connection, act, mutation, key, digest):
            return _first_answer(connection, act, mutation, key, digest)
        outcome = _attempt(connection, act, given, work)
        connection.execute(
            update(keys)
            .where(_same(act, mutation, key))
            .values(answer=_written(outcome), made_at=act.now)
        )
        return outcome

    return command


def digest_of(given: Input) -> str:
    """64 hex digits of the input without its key; an absent field is one that is null."""
    document = json.dumps(
        _plain({name: value for name, value in given.items() if name != KEY}),
        sort_keys=True,
        ensure_ascii=False,
        separators=(",", ":"),
    )
    return hashlib.sha256(document.encode()).hexdigest()


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _plain(each) for name, each in value.items() if each is not None}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    if isinstance(value, Enum):
        return value.name
    if isinstance(value, date | datetime):
        return value.isoformat()
    return value


def _attempt(connection: Connection, act: Act, given: Input, work: Work) -> Outcome:
    try:
        with connection.begin_nested():
            return work(connection, act, given)
    except ActRefusedError as refusal:
        return Refused(refusal.errors)
    except DomainError as error:
        field = tuple(error.path) or None
        return Refused((UserError(UserErrorCode.INVALID, error.message, field),))


def _same(act: Act, mutation: str, key: str) -> ColumnElement[bool]:
    return and_(keys.c.party == act.principal.party, keys.c.mutation == mutation, keys.c.key == key)


def _claim(connection: Connection, act: Act, mutation: str, key: str, digest: str) -> bool:
    """Whether this call is the first with its key; it waits for one that is under way."""
    row = {
        "party": act.principal.party,
        "mutation": mutation,
        "key": key,
        "input_digest": digest,
        "answer": {},
        "made_at": act.now,
    }
    return put_first(connection, keys, row)


def _first_answer(
    connection: Connection, act: Act, mutation: str, key: str, digest: str
) -> Outcome:
    found = connection.execute(
        select(keys.c.input_digest, keys.c.answer).where(_same(act, mutation, key))
    ).one()
    if found.input_digest != digest:
        message = "该幂等键已用于其他内容 (this key came before with other input)"
        return Refused((UserError(UserErrorCode.CONFLICT, message, (KEY,)),))
    return _read(found.answer)


def _written(outcome: Outcome) -> dict[str, Any]:
    if isinstance(outcome, Done):
        row = (outcome.type_name, outcome.merchant_id, outcome.fact_id, outcome.node_id)
        return {"done": list(row)}
    return {
        "errors": [
            [each.code.value, each.message, None if each.field is None else list(each.field)]
            for each in outcome.errors
        ]
    }


def _read(answer: dict[str, Any]) -> Outcome:
    if "done" in answer:
        return Done(*answer["done"])
    return Refused(
        tuple(
            UserError(UserErrorCode(code), message, None if field is None else tuple(field))
            for code, message, field in answer["errors"]
        )
    )
