"""The frame of an act: what it knows, what it answers, and the one question to Casbin.

In: who acts, under which policy, when. Out: `Done` with the row that the payload is read from, or
`Refused` with typed errors. Refused: an act that Casbin does not allow on the facts of the very
row; and a target that is not there and one that is not the caller's in the same words, so that no
answer tells that a hidden row exists (`absent`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NoReturn, TypeAlias

from hub.domain.vocabulary import UserErrorCode

if TYPE_CHECKING:
    from datetime import date, datetime

    from sqlalchemy import Connection

    from authz.guard import Guard
    from authz.policy import Policy
    from authz.principal import Principal


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """`now` is aware, `today` its Shanghai day; `secret` is the instance's, for keys and ids."""

    principal: Principal
    guard: Guard
    policy: Policy
    now: datetime
    today: date
    secret: bytes


@dataclass(frozen=True, slots=True)
class Done:
    """The row that was written: `merchant_id` None when it is about no merchant."""

    type_name: str
    merchant_id: int | None
    fact_id: int
    node_id: str


@dataclass(frozen=True, slots=True)
class UserError:
    """`field` is the path inside the input, None when it is about the act as a whole."""

    code: UserErrorCode
    message: str
    field: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Refused:
    """Why nothing was written; at least one error."""

    errors: tuple[UserError, ...]


Outcome: TypeAlias = Done | Refused
Input: TypeAlias = Mapping[str, Any]
Command: TypeAlias = Callable[["Connection", Act, Input], Outcome]
Work: TypeAlias = Callable[["Connection", Act, Input], Done]


class ActRefusedError(Exception):
    """Ends an act; whatever it wrote is undone."""

    def __init__(self, *errors: UserError) -> None:
        super().__init__("refused")
        self.errors = errors


def refuse(code: UserErrorCode, message: str, *field: str) -> NoReturn:
    """End the act with one error."""
    raise ActRefusedError(UserError(code, message, field or None))


def absent(*field: str) -> NoReturn:
    """The one answer for what is not there, not visible, or not the caller's."""
    refuse(UserErrorCode.NOT_FOUND, "没有此项，或不属于您 (not there, or not yours)", *field)


def allowed(act: Act, mutation: str, facts: Mapping[str, Any]) -> bool:
    """Casbin's decision on the facts of the row that the act is about."""
    row = {"caller": act.principal, "today": act.today, **facts}
    return act.guard.act(act.principal, f"Mutation.{mutation}", row).allowed


def demand(act: Act, mutation: str, facts: Mapping[str, Any], *field: str) -> None:
    """Refuse an act that the caller may not do about a row that everybody may know."""
    if not allowed(act, mutation, facts):
        refuse(UserErrorCode.NOT_ALLOWED, "您无权办理此项 (you may not do this here)", *field)
