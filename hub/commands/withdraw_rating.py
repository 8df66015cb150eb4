"""withdrawRating: a publisher takes its own rating back; it stays on record, with its day.

In: the rating's id and why. Out: the rating, withdrawn today. Refused: an id that is not a rating
of the caller's own party (NOT_FOUND, whatever it is), one withdrawn before (WRONG_STATE), no
reason (INCOMPLETE). REG Art. 20.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from hub.commands.act import Act, Done, Input, absent, allowed, refuse
from hub.commands.given import LINE, text
from hub.commands.versions import change, current, place_of_id
from hub.domain.vocabulary import UserErrorCode
from hub.tables.credit import rating

if TYPE_CHECKING:
    from sqlalchemy import Connection


def withdraw_rating(connection: Connection, act: Act, given: Input) -> Done:
    place = place_of_id(given["id"], {"Rating": rating})
    before = None if place is None else current(connection, place)
    if place is None or before is None:
        absent("id")
    owned = {"merchant_id": place.merchant_id, "sender": before["provider"]}
    if not allowed(act, "withdrawRating", owned):
        absent("id")
    if before["withdrawn_on"] is not None:
        refuse(UserErrorCode.WRONG_STATE, "该评级已撤回 (this rating is withdrawn)", "id")
    reason = text(given, "reason", LINE)
    changes = {"withdrawn_on": act.today, "withdrawal_reason": reason}
    return change(connection, act, place, before, changes)
