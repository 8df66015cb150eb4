"""Anomalies: figures far from their own history, of groups and of merchants that a caller sees.

In: what is gathered with, for `Query.anomalies`. Out: one row an anomaly. A merchant's is shown to
whoever sees the merchant singly and may read the figure there; a group's to whoever sees the whole
group singly and may read such a figure under that very scope. It refuses periods that are none.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Select, and_, case, false, literal, or_, select, true

from hub import clock
from hub.domain.dimensions import LABELS
from hub.domain.periods import asked
from hub.domain.vocabulary import AnomalySubject, Dimension
from hub.errors import BadRequestError, DomainError
from hub.tables.base import Text
from hub.tables.statistics import anomaly
from resolvers.arguments import given_values
from resolvers.binding import Gathered, Link, Order, Row, TypeBinding
from resolvers.labels import district_named, industry_named
from resolvers.parts import cells
from resolvers.plan import EVERYBODY
from resolvers.statistics import NEEDS
from resolvers.statistics_pins import PINS
from resolvers.subselects import exists

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from resolvers.gathering import Gathering, Spans
    from resolvers.rows import Page

SHOWN = timedelta(days=30)  # before today, unless days are given
WATCHED = ("prepaid_balance", "held", "reports_missing", "complaints")
COLUMNS = ("measure", "observed", "expected", "deviation", "day")
PINNED = {AnomalySubject.DISTRICT: "own_district", AnomalySubject.INDUSTRY: "own_industry"}


def gather(given: Gathering) -> Gathered:
    """The anomalies of one kind of subject."""
    subject = AnomalySubject(given.branch.arguments["subject"])
    figures = [one for one in given.figures if one.min_group == 1]
    found = anomaly.alias(given.binds.alias("found"))
    conditions = [
        found.c.superseded_at.is_(None),
        found.c.subject == subject.value,
        _within(given, found),
    ]
    if subject is AnomalySubject.MERCHANT:
        return _of_merchants(given, found, conditions, given.people(figures))
    whose = [_of_scope(given, found, one, subject) for one in figures]
    rows = _rows(found, _label(given, found, subject))
    return Gathered(rows.where(*conditions, or_(false(), *whose)))


def _of_merchants(given: Gathering, found: Any, conditions: list[Any], page: Page) -> Gathered:
    measures = [
        and_(found.c.measure == name, *readable)
        for name in WATCHED
        if (readable := given.readable(page, NEEDS[name])) is not None
    ]
    name, key = page.row["name"], page.row["merchant_id"]
    rows = _rows(found, name)
    joined = page.inner().subquery(page.alias).join(found, found.c.merchant_id == key)
    own = select(found.c.merchant_id).where(*conditions)
    page.source.conditions.append(page.source.row["merchant_id"].in_(own))
    rows = rows.select_from(joined).where(*conditions, or_(false(), *measures))
    return Gathered(rows, (page.source,))


def _rows(found: Any, label: ColumnElement[Any]) -> Select[Any]:
    columns = [found.c[name].label(name) for name in COLUMNS]
    keys = [found.c[name].label(name) for name in ("subject", "key", "merchant_id")]
    return select(*keys, label.label("label"), *columns)


def _within(given: Gathering, found: Any) -> ColumnElement[bool]:
    period = given.periods(_spans(given))
    inside = and_(found.c.day >= period.since, found.c.day <= period.until)
    return exists(period.rows, inside)


def _spans(given: Gathering) -> Spans:
    arguments = given.branch.arguments
    days = {name: arguments.get(name) for name in ("since", "until")}

    def read(variables: Mapping[str, Any]) -> tuple[tuple[date, date], ...]:
        today, ends = clock.today(), given_values(days, variables)
        until = ends["until"] or today
        try:
            return asked(None, ends["since"] or until - SHOWN, until, None, today)
        except DomainError as error:
            raise BadRequestError(error.code, error.message) from None

    return read


def _of_scope(
    given: Gathering, found: Any, figure: Any, subject: AnomalySubject
) -> ColumnElement[bool]:
    """The groups that a scope holds whole, and the measures that are read under it."""
    measures = [name for name in WATCHED if _reads(given, NEEDS[name], figure.scope)]
    told = found.c.measure.in_(measures) if measures else false()
    if figure.scope == EVERYBODY[0]:
        return told
    if PINNED.get(subject) != figure.scope:
        return false()
    whole = given.binds.district == "" if subject is AnomalySubject.INDUSTRY else true()
    return and_(told, whole, PINS[figure.scope].own(given.binds, found.c.key))


def _reads(given: Gathering, needs: tuple[str, ...], scope: str) -> bool:
    """Whether all of these are read in plain wherever a scope holds."""
    words = ({word for word, _ in given.rights.shown(coordinate).plain} for coordinate in needs)
    return all(scope in each or EVERYBODY[0] in each for each in words)


def _label(given: Gathering, found: Any, subject: AnomalySubject) -> ColumnElement[Any]:
    row = Row({}, given.binds)
    match subject:
        case AnomalySubject.DISTRICT:
            return district_named(row, found.c.key)
        case AnomalySubject.INDUSTRY:
            return industry_named(row, found.c.key)
        case _:
            words = LABELS[Dimension.SYSTEM].items()
            return case(*((found.c.key == word, literal(text, Text)) for word, text in words))


def offers(rights: Any) -> Mapping[str, frozenset[str]]:
    """The subjects that a grant leaves: merchants, and groups that a scope may hold whole."""
    left: set[str] = set()
    for one in rights.figures("Query.anomalies"):
        pinned = {subject for subject, scope in PINNED.items() if scope == one.scope}
        whole = set(AnomalySubject) if one.scope == EVERYBODY[0] else pinned
        left.update(whole | {AnomalySubject.MERCHANT} if one.min_group == 1 else ())
    return {"AnomalySubject": frozenset(left)}


ANOMALY = TypeBinding(
    "Anomaly",
    None,
    {
        **cells("text", "subject", "key", "label", "measure"),
        **cells("hundredths", "observed", "expected"),
        **cells("fraction", "deviation"),
        **cells("date", "day"),
    },
    {"merchant": Link("Merchant", (("merchant_id", "merchant_id"),))},
    order=(
        Order("day", descending=True),
        *(Order(name) for name in ("subject", "key", "measure")),
    ),
)

BINDINGS = (ANOMALY,)
