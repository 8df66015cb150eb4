"""The one writer of the tables that a policy is reviewed by: `python -m tests.authz.golden`."""

from __future__ import annotations

from pathlib import Path

from authz.compile import compile_policy
from authz.matrix import actions, as_csv, visibility
from authz.policy import Policy
from authz.store import shipped
from schema.build import planned_schema

HERE = Path(__file__).parent


def tables(policy: Policy) -> dict[Path, str]:
    """Each golden file with the text that it should have."""
    return {
        HERE / "visibility.csv": as_csv(visibility(policy)),
        HERE / "actions.csv": as_csv(actions(policy)),
    }


def main() -> None:
    for path, text in tables(compile_policy(shipped(), "shipped", planned_schema())).items():
        path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
