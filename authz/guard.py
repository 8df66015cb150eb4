"""May this party do this act, send this row, confirm this relation? Casbin decides.

Comes in: a caller, a mutation or record kind, and the facts of the row that it is about. Goes out:
a `Decision` with the row of the policy that allowed it. The scope words are judged once for the
row; stock Casbin then decides on the vector of answers, and that decision is remembered by role,
object and vector: the compiled grant is never asked, so that it can be held to this. No facts, no
right: whatever is unknown is refused.
"""

from __future__ import annotations

from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING

from authz import predicates
from authz.enforcer import stock_enforcer
from authz.vocabulary import PLAIN, Action, intake_name, scopes_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from authz.policy import Policy
    from authz.principal import Principal

Flags = tuple[bool, ...]


@dataclass(frozen=True, slots=True)
class Decision:
    """Casbin's answer: `scope` and `ground` of the row that allowed it, empty when none did."""

    allowed: bool
    scope: str = ""
    ground: str = ""


REFUSED = Decision(allowed=False)


def _flagged(scope: str, _family: str, flags: Mapping[str, bool]) -> bool:
    return flags.get(scope, False)


class Guard:
    """The decisions of one policy version."""

    def __init__(
        self,
        policy: Policy,
        holds: Callable[[str, str, predicates.Facts], bool] = predicates.holds,
    ) -> None:
        self._holds = holds
        self._enforcer = stock_enforcer(policy, _flagged)
        self._remembered: dict[tuple[str, str, Action, Flags], Decision] = {}
        self._alone = Lock()  # batches are received in threads

    def act(self, caller: Principal, mutation: str, facts: predicates.Facts) -> Decision:
        """Whether the caller may do `Mutation.<name>` about this row."""
        return self.decide(caller.roles, mutation, Action.ACT, self.flags(Action.ACT, facts))

    def send(
        self, caller: Principal, kind: str, facts: predicates.Facts, subkind: str | None = None
    ) -> Decision:
        """Whether the caller may send a row of this record kind with these facts."""
        name, flags = intake_name(kind, subkind), self.flags(Action.SEND, facts)
        return self.decide(caller.roles, name, Action.SEND, flags)

    def confirm(self, caller: Principal, kind: str, facts: predicates.Facts) -> Decision:
        """Whether the caller may confirm a relation that a row of this kind makes."""
        flags = self.flags(Action.CONFIRM, facts)
        return self.decide(caller.roles, intake_name(kind), Action.CONFIRM, flags)

    def ever(self, roles: Iterable[str], name: str, action: Action) -> bool:
        """Whether there is any row on which these roles may do it."""
        flags = dict.fromkeys(scopes_of(action), True)
        return self.decide(roles, name, action, flags).allowed

    def flags(self, action: Action, facts: predicates.Facts) -> dict[str, bool]:
        """Every scope word of an action, judged on one row; `facts` hold the caller and today."""
        return {scope: self._holds(scope, "", facts) for scope in scopes_of(action)}

    def decide(
        self, roles: Iterable[str], name: str, action: Action, flags: Mapping[str, bool]
    ) -> Decision:
        """The decision on a vector of scope flags: allowed when it is for any of the roles."""
        vector = tuple(flags.get(scope, False) for scope in scopes_of(action))
        for role in sorted(roles):
            decision = self._decide(role, name, action, vector)
            if decision.allowed:
                return decision
        return REFUSED

    def _decide(self, role: str, name: str, action: Action, vector: Flags) -> Decision:
        key = (role, name, action, vector)
        found = self._remembered.get(key)
        if found is None:
            flags = dict(zip(scopes_of(action), vector, strict=True))
            with self._alone:
                allowed, row = self._enforcer.enforce_ex(role, name, action.value, PLAIN, flags)
            found = Decision(True, row[3], row[5]) if allowed else REFUSED
            self._remembered[key] = found
        return found
