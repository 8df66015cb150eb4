"""The cases of the rules are numbered; each number of custody, code, light, due day is tried."""

from __future__ import annotations

import re
from pathlib import Path

from tests.domain.test_custody import OFFSET, REQUIRED
from tests.domain.test_due import CASES

CUSTODY = (1, 2, 4, 5, 7, 8, 9, 10, 12, 14, 16, 17, 18, 19, 21, 22, 23, 25, 26, 27, 29, 30, 31)
SHORTFALL = (32, 33, 35, 36, 38, 40, 41, 42)
CODE = (43, 44, 45, 47, 48, 49, 51, 52, 53, 54)
LIGHT = (57, 58, 60, 61, 62, 64)
DUE = (66, 68, 69, 72, 73, 75, 76, 77, 78, 79, 81, 83, 84, 85, 86, 89, 90, 92, 93, 94)
HERE = Path(__file__).parent


def test_every_numbered_case_is_a_test() -> None:
    tried = {*REQUIRED, *OFFSET, *(number for number, *_ in CASES)}
    for name in ("custody", "risk", "light", "due"):
        text = (HERE / f"test_{name}.py").read_text("utf-8")
        tried |= {int(number) for number in re.findall(r"case_(\d+)_", text)}
    rows = re.findall(
        r"^        \((\d+), \"2022", (HERE / "test_light.py").read_text("utf-8"), re.MULTILINE
    )
    tried |= {int(number) for number in rows}
    assert {*CUSTODY, *SHORTFALL, *CODE, *LIGHT, *DUE} - tried == set()
