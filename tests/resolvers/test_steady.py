"""Which lists keep one plan: those that an index gives in their order, whatever is asked for."""

from __future__ import annotations

from typing import Any

import pytest

from authz.principal import Principal
from hub.operation import Asked, Request
from tests.slow.served import Served

CITY = Principal(
    party="city-commerce", kind="CITY_COMMERCE", subject="li", roles=("CITY_COMMERCE",)
)
BANK = Principal(party="bank-1", kind="BANK", subject="li", roles=("BANK",), institution="B1")
NODES = "{ nodes { name } }"
POINT = 'merchant(uscc: "91310115MA1K00015K") { name }'
PLANNED = [
    (POINT, "point"),
    (f"merchants(first: 5) {NODES}", "steady"),
    (f'merchants(first: 5, where: {{district: ["310115"]}}) {NODES}', "steady"),
    (f'merchants(last: 5, where: {{district: ["310115"]}}) {NODES}', "steady"),
    (f'merchants(first: 5, where: {{district: ["310115"]}}) {NODES} one: {POINT}', "steady"),
    (f'merchants(first: 5, where: {{district: ["310115", "310101"]}}) {NODES}', "list"),
    (f'merchants(first: 5, where: {{outletDistrict: ["310115"]}}) {NODES}', "list"),
    (f"merchants(first: 5, where: {{status: [CLOSED]}}) {NODES}", "list"),
    (f'merchants(first: 5, where: {{not: {{district: ["310115"]}}}}) {NODES}', "list"),
    (
        f'merchants(first: 5, where: {{district: ["310115"], hasOpenRectification: true}}) {NODES}',
        "list",
    ),
    (f"merchants(first: 5, orderBy: [{{field: NAME}}]) {NODES}", "list"),
    (f'merchants(first: 5, asOf: "2020-01-01T00:00:00+08:00") {NODES}', "list"),
]


def planned(hub: Served, who: Principal, fields: str) -> Any:
    asked = hub.operations.read(Request(f"{{ {fields} }}"), who, hub.sight(who))
    assert isinstance(asked, Asked), asked
    return hub.operations.plans.prepare(asked, hub.rights.codes).plan.planned


@pytest.mark.parametrize(("fields", "expected"), PLANNED)
def test_a_list_keeps_its_plan_where_an_index_gives_it(
    served: Served, fields: str, expected: str
) -> None:
    assert planned(served, CITY, fields) == expected


def test_rows_that_a_right_picks_are_planned_with_its_values(served: Served) -> None:
    assert planned(served, BANK, f"merchants(first: 5, where: {{mine: true}}) {NODES}") == "list"
