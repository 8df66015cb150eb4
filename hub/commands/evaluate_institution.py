"""evaluateInstitution: city commerce or the financial regulator judges a bank or insurer.

In: party code, year, a score sheet: criteria with weights that make one, points of a hundred, and
the measures that each rests on (the shipped sheet's, where none are named). Out: the evaluation of
1 July of the year before to 30 June, its total and grade, and what the records show of that period;
done again it corrects the first. Refused: an institution that is not registered (NOT_FOUND), a year
whose period is not over (WRONG_STATE), a sheet that is empty, names a criterion twice or a measure
that is none, or whose numbers are out of range (INCOMPLETE, INVALID). PLAN 资金监管三. The criteria
are nowhere published: the sheet is data, and the bands of the grade are an interpretation (§1.12).
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from hub import rule_set
from hub.commands import facts
from hub.commands.act import Act, Done, Input, absent, demand, refuse
from hub.commands.given import LINE, millionths, optional_text, text
from hub.commands.institution_record import record_of
from hub.commands.versions import append, current, place_of
from hub.domain import evaluation
from hub.domain.due import due
from hub.domain.money import ONE
from hub.domain.vocabulary import UserErrorCode
from hub.errors import DomainError
from hub.tables.party import institution_evaluation

if TYPE_CHECKING:
    from sqlalchemy import Connection

FULL_POINTS = 100 * ONE
BANDS = ((90 * ONE, "A"), (80 * ONE, "B"), (70 * ONE, "C"), (60 * ONE, "D"), (0, "E"))
MOST_CRITERIA = 100
YEARS = range(2019, 2200)  # the rules began in May 2019


def evaluate_institution(connection: Connection, act: Act, given: Input) -> Done:
    code, year = str(given["institution"]), int(given["year"])
    demand(act, "evaluateInstitution", {"institution": code})
    judged = facts.institution_row(connection, code)
    if judged is None:
        absent("institution")
    if year not in YEARS:
        refuse(UserErrorCode.INVALID, "年度超出范围 (the year is out of range)", "year")
    rules, calendar = rule_set.thresholds_of(connection), rule_set.calendar_of(connection)
    period = due("evaluation_period", date(year, 1, 1), rules, calendar)
    if period.due is None or period.since is None or period.due >= act.today:
        refuse(UserErrorCode.WRONG_STATE, "评估期尚未结束 (the period is not over)", "year")
    scores, total = _sheet(judged["kind"], given["scores"])
    record = record_of(
        *(connection, code, period.since, period.due),
        days_given=rules.on(period.due)["due.card_upload"],
    )
    place = place_of(
        *(act, "InstitutionEvaluation", institution_evaluation, None),
        (code, str(year)),
    )
    values = {
        "institution": code,
        "year": year,
        "period_from": period.since,
        "period_until": period.due,
        "scores": scores,
        "facts": evaluation.told(record),
        "total": total,
        "grade": next(grade for least, grade in BANDS if total >= least),
        "decided_on": act.today,
    }
    source = facts.source_of(connection, act, "institution-evaluations")
    return append(connection, act, place, current(connection, place), values, source)


def _sheet(kind: str, given: list[Input]) -> tuple[list[dict[str, Any]], int]:
    """The sheet as it is kept, and its total in millionths of a point, rounded half up."""
    if not 1 <= len(given) <= MOST_CRITERIA:
        refuse(UserErrorCode.INCOMPLETE, "须有评分项 (the sheet has no criteria)", "scores")
    rows, weights, total = [], 0, 0
    for place, each in enumerate(given):
        at = ("scores", str(place))
        weight, score = millionths(each["weight"], *at), millionths(each["score"], *at)
        if weight is None or score is None or weight <= 0 or not 0 <= score <= FULL_POINTS:
            message = "权重应大于0，得分应在0至100之间 (weight or points out of range)"
            refuse(UserErrorCode.INVALID, message, *at)
        weights, total = weights + weight, total + weight * score
        criterion = text(each, "criterion", 200, at)
        rows.append(
            {
                "criterion": criterion,
                "weight": weight / ONE,
                "score": score / ONE,
                "evidence": optional_text(each, "evidence", LINE, at),
                "measures": _measures(kind, criterion, each.get("measures"), at),
            }
        )
    if len({row["criterion"] for row in rows}) < len(rows):
        refuse(UserErrorCode.INVALID, "评分项重复 (a criterion stands twice)", "scores")
    if weights != ONE:
        refuse(UserErrorCode.INVALID, "权重之和应为1 (the weights do not make one)", "scores")
    return rows, (total + ONE // 2) // ONE


def _measures(kind: str, criterion: str, given: list[str] | None, at: tuple[str, ...]) -> list[str]:
    if given is None:
        return evaluation.usual_measures(kind, criterion)
    try:
        return evaluation.checked(given)
    except DomainError as error:
        refuse(UserErrorCode.INVALID, error.message, *at, "measures")
