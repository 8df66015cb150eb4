"""Answers as bytes: data from the database, what stands beside it, and refusals.

An answer is joined, not parsed: the body that the database made goes out as it came. A refusal has
errors and no data; its messages carry a code and never a value of the input.
"""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING, Any, NamedTuple

import orjson

from hub.errors import HubError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from graphql import GraphQLError

    from resolvers.members import Question

LONGEST = 400
MOST_ERRORS = 20
# graphql-core repeats the offending value; the reader has it, answers and logs must not.
_ECHO = re.compile(
    r"(?:, found\b|,? got invalid value |(?<=value)(?<!invalid value): ).*", re.DOTALL
)
_NAMED = re.compile(r"\b(Value|unknown field) (?:'.*'|\".*\")(?= does not|\.|$)", re.DOTALL)


class Answer(NamedTuple):
    """A whole GraphQL response: `status` for the media type that has one, and its JSON."""

    status: int
    body: bytes


def data(body: bytes, extensions: bytes) -> Answer:
    """An answer with data made in the database."""
    return Answer(200, b"".join((b'{"data":', body, b',"extensions":', extensions, b"}")))


def refused(error: HubError) -> Answer:
    """A request that was not run."""
    entry: dict[str, Any] = {"message": error.message, "extensions": {"code": error.code}}
    if error.path:
        entry["extensions"]["field"] = list(error.path)
    return Answer(error.status, orjson.dumps({"errors": [entry]}))


def invalid(errors: Sequence[GraphQLError], code: str) -> Answer:
    """A document or its variables that do not fit the caller's schema."""
    return Answer(400, orjson.dumps({"errors": [_entry(e, code) for e in errors[:MOST_ERRORS]]}))


def _entry(error: GraphQLError, code: str) -> dict[str, Any]:
    own = error.original_error
    if isinstance(own, HubError):
        message, code = own.message, own.code
    else:
        message = _NAMED.sub(r"\1", _ECHO.sub(".", error.message))[:LONGEST]
    entry: dict[str, Any] = {"message": message, "extensions": {"code": code}}
    if error.locations:
        entry["locations"] = [{"line": at.line, "column": at.column} for at in error.locations]
    return entry


def access(
    policy_version: str,
    as_of: Sequence[Mapping[str, Any]],
    questions: Sequence[Question],
    marks: str,
) -> dict[str, Any]:
    """`extensions.access`: what was withheld on a returned row, judged by scope, never by value."""
    said = {  # rows of several types may stand at one path: a thing is said once
        (question.path, question.coordinate, question.why): None
        for question in questions
        if marks[question.mark] == "1"
    }
    withheld = [
        {
            "path": list(path),
            "coordinate": coordinate,
            "why": why,
            "reference": _reference(policy_version, coordinate),
        }
        for path, coordinate, why in said
    ]
    return {"access": {"policyVersion": policy_version, "asOf": list(as_of), "withheld": withheld}}


def _reference(policy_version: str, coordinate: str) -> str:
    digest = hashlib.sha256(f"{policy_version}\n{coordinate}".encode()).hexdigest()
    return f"W-{digest[:12]}"
