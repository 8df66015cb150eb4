"""Loading and compiling grow with the rows: counted in calls, not in seconds."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable
from itertools import islice, product
from types import FrameType

from authz.compile import compile_rows
from authz.names import Names, names_of
from authz.rows import parse
from authz.vocabulary import Action, scopes_of
from schema.build import planned_schema
from tests.authz.test_refusals import GOOD

ROWS = 10_000


def text_of(count: int, names: Names) -> str:
    """A policy of distinct rows, spread over all party kinds, coordinates and scopes."""
    groups = [f"g2, {type_name}, CARDS" for type_name in names.types]
    roles = [f"g, {kind}, EVERYONE" for kind in names.kinds]
    scopes = scopes_of(Action.READ)
    rules = (
        f"p, {kind}, {coordinate}, read, {scope}, plain, g"
        for scope, coordinate, kind in product(scopes, sorted(names.coordinates), names.kinds)
    )
    return "\n".join([*roles, *groups, *islice(rules, count)])


def calls(work: Callable[[], object]) -> int:
    """Calls of Python and C functions that the work makes."""
    count = 0

    def note(frame: FrameType, event: str, arg: object) -> None:
        nonlocal count
        count += event in {"call", "c_call"}

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        work()
    finally:
        sys.setprofile(before)
    return count


def test_ten_thousand_rows_are_one_pass(figures: Callable[..., None]) -> None:
    names = names_of(planned_schema())

    def load(text: str) -> None:
        policy = compile_rows(parse(text), "1", names)
        for kind in names.kinds:
            assert policy.grant([kind]).rules

    half, whole = (calls(lambda n=n: load(text_of(n, names))) for n in (ROWS // 2, ROWS))
    figures(calls_5000=half, calls_10000=whole, calls_a_row=(whole - half) // (ROWS // 2))
    assert whole - half < 120 * (ROWS // 2), "each further row costs a bounded number of calls"
    assert whole < 2.2 * half


def test_a_grant_is_compiled_once() -> None:
    names = names_of(planned_schema())
    policy = compile_rows(parse(text_of(2_000, names)), "1", names)
    first = policy.grant(["COURT", "POLICE"])
    assert policy.grant(("POLICE", "COURT", "POLICE")) is first
    assert calls(lambda: policy.grant(["COURT", "POLICE"])) < 20


def test_what_many_roles_hold_alike_is_checked_once() -> None:
    """The engine is asked of each coordinate and scope once, however many roles name them."""
    names = names_of(planned_schema())
    asked: Counter[tuple[str, str]] = Counter()

    def evaluable(coordinate: str, scope: str) -> bool:
        asked[coordinate, scope] += 1
        return True

    text = text_of(ROWS, names).replace(", all,", ", self,")
    policy = compile_rows(parse(text), "1", names, evaluable=evaluable)
    assert len(policy.rows) > ROWS
    assert set(asked.values()) == {1}
    leaves = {id(entry.leaves) for found in policy.entries.values() for entry in found}
    assert len(leaves) <= len(names.coordinates)


def test_a_grant_touches_the_rows_of_its_roles_alone() -> None:
    names = names_of(planned_schema())
    court = "\n".join(f"p, COURT, {each}, read, all, plain, g" for each in names.types["Merchant"])

    def effort(others: int) -> int:
        text = "\n".join(
            line for line in text_of(others, names).split("\n") if not line.startswith("p, COURT")
        )
        policy = compile_rows(parse(f"{text}\n{court}"), "1", names)
        return calls(lambda: policy.grant(["COURT"]))

    assert effort(1_000) == effort(ROWS)


def test_the_good_text_is_small() -> None:
    assert len(parse(GOOD)) == 9
