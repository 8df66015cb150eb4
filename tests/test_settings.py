"""The settings: every name, its reading, and what is refused."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest

from hub.settings import FOREIGN, Settings, SettingsError, known


def test_defaults_make_a_demo_under_var() -> None:
    settings = Settings.from_environment({})
    assert settings.mode == "demo"
    assert settings.database_url == "sqlite+aiosqlite:///var/hub.sqlite"
    assert settings.deadline == 10.0
    assert settings.keys_dir == Path("var/keys")


def test_every_field_has_its_variable_and_every_variable_its_field() -> None:
    named = {f"HUB_{field.name.upper()}" for field in fields(Settings)} - {"HUB_ENVIRONMENT"}
    assert named == set(known()) - FOREIGN


def test_values_are_read() -> None:
    given = {
        "HUB_MODE": "Production",
        "HUB_DATA_DIR": "/srv/hub",
        "HUB_PORT": "9000",
        "HUB_DATABASE_URL": "postgresql+asyncpg://hub@db/hub",
        "HUB_MAX_DEPTH": "10",
        "PATH": "/usr/bin",
    }
    settings = Settings.from_environment(given)
    assert (settings.mode, settings.port, settings.max_depth) == ("production", 9000, 10)
    assert settings.database_url == "postgresql+asyncpg://hub@db/hub"
    assert Settings.from_environment({"HUB_DATA_DIR": "/srv"}).database_url.endswith(
        ":////srv/hub.sqlite"
    )


def test_the_clock_is_set_in_demo_mode_only() -> None:
    noon = {"HUB_NOW": "2022-03-01T12:00:00+08:00"}
    now = Settings.from_environment(noon).now
    assert now is not None
    assert now.utcoffset() is not None
    with pytest.raises(SettingsError, match="HUB_NOW"):
        Settings.from_environment({**noon, "HUB_MODE": "production"})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("HUB_MODE", "test"),
        ("HUB_PORT", "http"),
        ("HUB_PORT", "70000"),
        ("HUB_PORT", "-1"),
        ("HUB_PORT", "٣"),
        ("HUB_NOW", "2022-03-01T12:00:00"),
        ("HUB_NOW", "noon"),
        ("HUB_DATABASE_URL", "mysql://secret@x"),
        ("HUB_ISSUER", " "),
        ("HUB_DATABSE_URL", "x"),
    ],
)
def test_refused_by_name_and_without_the_value(name: str, value: str) -> None:
    with pytest.raises(SettingsError) as refusal:
        Settings.from_environment({name: value, "HUB_READERS": "none"})
    assert name in str(refusal.value)
    assert "HUB_READERS" in str(refusal.value)  # all findings at once
    assert "secret" not in str(refusal.value)


def test_a_dotenv_lies_beneath_the_environment(tmp_path: Path) -> None:
    dotenv = tmp_path / ".env"
    dotenv.write_text("# ours\nexport HUB_PORT='9000'\nHUB_HOST = 0.0.0.0\nOTHER=1\n", "utf-8")
    settings = Settings.from_environment({"HUB_PORT": "9001"}, dotenv=dotenv)
    assert (settings.port, settings.host) == (9001, "0.0.0.0")
    assert Settings.from_environment({}, dotenv=tmp_path / "none").port == 8000


def test_what_the_tests_read_is_no_error() -> None:
    assert Settings.from_environment(dict.fromkeys(FOREIGN, "x")).port == 8000


def test_the_reference_page_lists_every_setting_with_its_default() -> None:
    page = (Path(__file__).parents[1] / "docs" / "reference" / "settings.md").read_text("utf-8")
    rows = {
        cells[1].strip(" `"): cells
        for line in page.splitlines()
        if len(cells := line.split("|")) == 6 and "`HUB_" in cells[1]
    }
    assert set(rows) == known()
    for field in fields(Settings):
        default = field.default
        if isinstance(default, int | str) and default != "":
            assert rows[f"HUB_{field.name.upper()}"][2].strip() == f"`{default}`"
    for name, cells in rows.items():  # the examples are good values
        example = cells[3].strip(" `")
        assert Settings.from_environment({name: example}) is not None
