"""removeListing: who made an entry takes the merchant off the list; the entry stays on record.

In: the entry, why, the first day off. Out: the entry, removed. Refused: an entry that is not the
caller's own (NOT_FOUND, as one that is not there), one removed before (WRONG_STATE), a day before
the listing or to come (INVALID), no reason (INCOMPLETE). BIZ-SH 2024 Art. 67(2); CREDIT Art. 38;
I-24.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from hub.commands import facts
from hub.commands.act import Act, Done, Input, absent, allowed, refuse
from hub.commands.given import LINE, text
from hub.commands.versions import change, current, figures_wait, place_of_id
from hub.domain.listing import check_removal
from hub.domain.vocabulary import UserErrorCode
from hub.errors import DomainError
from hub.tables.credit import listing

if TYPE_CHECKING:
    from sqlalchemy import Connection


def remove_listing(connection: Connection, act: Act, given: Input) -> Done:
    place = place_of_id(given["id"], {"Listing": listing})
    if place is None or place.merchant_id is None:
        absent("id")
    facts.merchant_by_key(connection, place.merchant_id)
    before = current(connection, place)
    if before is None:
        absent("id")
    owned = {"merchant_id": place.merchant_id, "sender": before["provider"]}
    if not allowed(act, "removeListing", owned):
        absent("id")
    if before["removed_on"] is not None:
        refuse(UserErrorCode.WRONG_STATE, "已移出名单 (the entry is removed)", "id")
    removed_on = given["removedOn"]
    try:
        check_removal(before["listed_on"], removed_on, act.today)
    except DomainError as error:
        refuse(UserErrorCode.INVALID, error.message, "removedOn")
    changes = {"removed_on": removed_on, "removal_reason": text(given, "reason", LINE)}
    figures_wait(connection, act, place.merchant_id)
    return change(connection, act, place, before, changes)
