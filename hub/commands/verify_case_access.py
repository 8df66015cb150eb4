"""verifyCaseAccess: a steward opens a request whose form is in order, or returns it.

In: the request, the outcome, the defects when it is returned. Out: the access: OPEN from today, or
RETURNED with its defects. A steward is told a sealed request by number and paper only, so no answer
here speaks of what is inside. Refused: an unknown request (NOT_FOUND), one of the steward's own
authority (NOT_ALLOWED), one that is not REQUESTED (WRONG_STATE), opening after its last day
(TOO_LATE), returning without a defect (INCOMPLETE). Domain §5.1.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hub.commands.act import Act, Done, Input, absent, demand, refuse
from hub.commands.given import optional_text, word
from hub.commands.versions import Stored, change, current, place_of_id
from hub.domain.vocabulary import CaseAccessOutcome, CaseAccessStatus, UserErrorCode
from hub.tables.case import case_access

if TYPE_CHECKING:
    from sqlalchemy import Connection

MOST_DEFECTS, DEFECT_LENGTH = 50, 200


def verify_case_access(connection: Connection, act: Act, given: Input) -> Done:
    place = place_of_id(given["id"], {"CaseAccess": case_access})
    before = None if place is None else current(connection, place)
    if place is None or before is None:
        absent("id")
    judged = {"authority": before["authority"], "sender": before["provider"]}
    demand(act, "verifyCaseAccess", judged, "id")
    if before["status"] != CaseAccessStatus.REQUESTED:
        refuse(UserErrorCode.WRONG_STATE, "该申请已处理 (this request was dealt with)", "id")
    defects = _defects(given)
    if word(given["outcome"]) == CaseAccessOutcome.OPENED:
        changes = _opened(act, before, defects)
    else:
        changes = _returned(defects)
    return change(connection, act, place, before, changes)


def _opened(act: Act, before: Stored, defects: list[str]) -> dict[str, Any]:
    if defects:
        refuse(UserErrorCode.INVALID, "有缺陷的申请应予退回 (a defect is returned)", "defects")
    if before["closes_on"] < act.today:
        refuse(UserErrorCode.TOO_LATE, "截止日已过 (the last day has passed)", "id")
    return {"status": CaseAccessStatus.OPEN.value, "opens_on": act.today, "defects": []}


def _returned(defects: list[str]) -> dict[str, Any]:
    if not defects:
        refuse(UserErrorCode.INCOMPLETE, "退回须写明缺陷 (name the defect)", "defects")
    return {"status": CaseAccessStatus.RETURNED.value, "defects": defects}


def _defects(given: Input) -> list[str]:
    named = given.get("defects") or []
    if len(named) > MOST_DEFECTS:
        refuse(UserErrorCode.INVALID, "缺陷过多 (too many defects)", "defects")
    texts = (optional_text({"defects": each}, "defects", DEFECT_LENGTH) for each in named)
    return list(dict.fromkeys(text for text in texts if text))
