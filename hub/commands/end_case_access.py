"""endCaseAccess: the authority itself or a steward ends an access; the right ends at once.

In: the access and why. Out: the access, ENDED; every statement reads it anew, so nothing is served
by it after this commits. A request that waits is taken back the same way. On its last day an access
ends by itself. Refused: an access that is not the caller's to end (NOT_FOUND, as one that is not
there), one returned, ended or past its last day (WRONG_STATE), no reason (INCOMPLETE). Domain §5.1.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from hub.commands.act import Act, Done, Input, absent, allowed, refuse
from hub.commands.given import LINE, text
from hub.commands.versions import change, current, place_of_id
from hub.domain.vocabulary import CaseAccessStatus, UserErrorCode
from hub.tables.case import case_access

if TYPE_CHECKING:
    from sqlalchemy import Connection

_RUNNING = frozenset({CaseAccessStatus.REQUESTED.value, CaseAccessStatus.OPEN.value})


def end_case_access(connection: Connection, act: Act, given: Input) -> Done:
    place = place_of_id(given["id"], {"CaseAccess": case_access})
    before = None if place is None else current(connection, place)
    if place is None or before is None:
        absent("id")
    owned = {"authority": before["authority"], "sender": before["provider"]}
    if not allowed(act, "endCaseAccess", owned):
        absent("id")
    if before["status"] not in _RUNNING or before["closes_on"] < act.today:
        refuse(UserErrorCode.WRONG_STATE, "该调取已结束 (this access is over)", "id")
    reason = text(given, "reason", LINE)
    changes = {"status": CaseAccessStatus.ENDED.value, "end_reason": reason}
    return change(connection, act, place, before, changes)
