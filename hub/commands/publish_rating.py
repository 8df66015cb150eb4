"""publishRating: an association or the base platform says how good a merchant is, A to E.

In: merchant, grade, method, and what there is of score, last day and words. Out: the rating,
published today; a second one of the same publisher and day corrects the first. Refused: a merchant
that is not known (NOT_FOUND), not of the caller's trades or not served by it (NOT_ALLOWED), a
rating without its method, with a negative score, or that ends before it begins. REG Art. 20;
PLAN 信用监管二.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from hub.commands import facts
from hub.commands.act import Act, Done, Input, absent, demand
from hub.commands.given import LINE, millionths, optional_text, text, word
from hub.commands.versions import append, current, place_of
from hub.domain.rating import Rating, check
from hub.domain.vocabulary import RatingGrade
from hub.errors import DomainError
from hub.tables.credit import rating

if TYPE_CHECKING:
    from sqlalchemy import Connection


def publish_rating(connection: Connection, act: Act, given: Input) -> Done:
    firm = facts.merchant_by_uscc(connection, given["merchant"])
    if firm is None:
        absent("merchant")
    demand(act, "publishRating", facts.about(connection, firm), "merchant")
    made = Rating(
        grade=RatingGrade(word(given["grade"])),
        method=text(given, "method", LINE),
        published_on=act.today,
        score=millionths(given.get("score"), "score"),
        valid_until=given.get("validUntil"),
    )
    _check(made)
    publisher = act.principal.party
    key = (firm["uscc"], publisher, act.today.isoformat())
    place = place_of(act, "Rating", rating, firm["merchant_id"], key)
    values = {
        "publisher": publisher,
        "grade": made.grade.value,
        "method": made.method,
        "score": made.score,
        "published_on": made.published_on,
        "valid_until": made.valid_until,
        "withdrawn_on": None,
        "withdrawal_reason": None,
        "comment": optional_text(given, "comment"),
    }
    source = facts.source_of(connection, act, "ratings")
    return append(connection, act, place, current(connection, place), values, source)


_FIELDS = {"valid_until": "validUntil"}


def _check(made: Rating) -> None:
    """The domain names its own fields; the input has the contract's."""
    try:
        check(made)
    except DomainError as error:
        path = tuple(_FIELDS.get(part, part) for part in error.path)
        raise DomainError(error.code, error.message, path=path) from None
