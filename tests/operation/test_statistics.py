"""Statistics from document to answer: days, series, empty groups, labels, the record of a read."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, select

from authz.principal import PUBLIC
from hub import clock
from hub.derive.published import publish
from hub.tables.proof import access_record
from tests.operation.conftest import NOW, SALON, SmallHub, principal

pytestmark = pytest.mark.anyio
CITY = principal("city-commerce")
DISTRICT = principal("district-commerce-310113")
DAY = clock.day_of(NOW)


async def asked(hub: SmallHub, arguments: str, who: Any = CITY, fields: str = "merchants") -> Any:
    answer = await hub.ask(f"{{ statistics({arguments}) {{ {fields} }} }}", who)
    return answer["data"]["statistics"] if "data" in answer else answer["errors"]


async def test_no_dimension_gives_one_row_though_nobody_is_in_it(small_hub: SmallHub) -> None:
    assert await asked(small_hub, "by: []") == [{"merchants": 3}]
    nobody = "by: [], where: {district: []}"
    assert await asked(small_hub, nobody) == [{"merchants": 0}]
    assert await asked(small_hub, nobody.replace("by: []", "by: [DISTRICT]")) == []


async def test_groups_are_called_in_chinese(small_hub: SmallHub) -> None:
    fields = "keys { dimension key label } merchants"
    found = await asked(small_hub, "by: [DISTRICT, INDUSTRY, SYSTEM]", CITY, fields)
    labels = [[key["label"] for key in row["keys"]] for row in found]
    assert labels == [
        [name, "理发及美容服务", "未对接"] for name in ("徐汇区", "宝山区", "浦东新区")
    ]
    assert found[0]["keys"][0] == {"dimension": "DISTRICT", "key": "310104", "label": "徐汇区"}


async def test_a_series_counts_in_each_period(small_hub: SmallHub) -> None:
    series = 'by: [], since: "2026-10-01", until: "2026-11-20", every: MONTH'
    fields = "periodFrom periodUntil complaints"
    assert await asked(small_hub, series, CITY, fields) == [
        {"periodFrom": "2026-10-01", "periodUntil": "2026-10-31", "complaints": 0},
        {"periodFrom": "2026-11-01", "periodUntil": "2026-11-20", "complaints": 3},
    ]
    answer = await small_hub.ask(
        "query($since: Date!, $by: [Dimension!]!) { statistics(by: $by, since: $since) "
        "{ complaints keys { key } } }",
        DISTRICT,
        {"since": "2026-11-01", "by": ["COMPLAINT_CATEGORY"]},
    )
    assert answer["data"]["statistics"] == [{"complaints": 1, "keys": [{"key": "REFUND"}]}]


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ('by: [], day: "2026-11-21"', "PERIOD_FUTURE"),
        ('by: [], since: "2026-11-20", until: "2026-11-19"', "PERIOD_ORDER"),
        ('by: [], since: "2020-01-01", every: DAY', "PERIOD_MANY"),
        ('by: [], day: "2026-11-20", every: DAY', "PERIOD_TWICE"),
        ('by: [], until: "2026-11-20"', "PERIOD_OPEN"),
        ("by: [STREET]", "INVALID"),
        ("by: null", "INVALID"),
        ("where: {}", "INVALID"),
    ],
)
async def test_refusals(small_hub: SmallHub, arguments: str, code: str) -> None:
    errors = await asked(small_hub, arguments)
    assert errors[0]["extensions"]["code"] == code


async def test_cells_answer_for_the_days_they_were_published_for(small_hub: SmallHub) -> None:
    assert await asked(small_hub, "by: []", PUBLIC) == []
    yesterday = DAY - timedelta(days=1)
    await small_hub.database.run(lambda connection: publish(connection, yesterday, now=NOW))
    fields = "suppressed merchants periodUntil"
    few = {"suppressed": True, "merchants": None, "periodUntil": f"{yesterday}"}
    assert await asked(small_hub, "by: []", PUBLIC, fields) == [few]
    assert await asked(small_hub, f'by: [], day: "{yesterday}"', PUBLIC, fields) == [few]
    for before in ("2026-11-18", "2026-11-20"):
        assert await asked(small_hub, f'by: [], day: "{before}"', PUBLIC) == []


async def test_the_record_names_whoever_is_told_of(small_hub: SmallHub) -> None:
    await asked(small_hub, f'by: [], where: {{uscc: ["{SALON}"]}}')

    def read(connection: Connection) -> Any:
        chosen = select(access_record).order_by(access_record.c.record_id.desc()).limit(1)
        return connection.execute(chosen).one()

    record = await small_hub.database.run(read)
    assert (record.merchants, record.outcome) == (1, "ANSWERED")
    assert "STATISTICS" in record.families
