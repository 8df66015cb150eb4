"""`hub import KIND FILE…`: take in files of records; a receipt for each at the end.

In: CSV (UTF-8, with BOM or not, GB18030) and NDJSON, by the file's ending; XLSX with the extra
`office`. Out: receipts, as a table or one JSON line a file; with `--repair`, the rows that wait.
Exit status 1 when a row is in quarantine or a file was refused.
"""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import click

from hub.cli import output, surroundings
from hub.cli.intake import Intake, as_table
from hub.cli.workbook import as_csv
from hub.errors import HubError
from hub.ingest.batch import Options
from hub.ingest.context import OPERATOR
from hub.ingest.kinds import kind_of
from hub.ingest.mapping import PLAIN, Mapping, parse_mapping
from hub.ingest.reader import CSV, NDJSON

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hub.ingest.batch import Outcome

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
FORMS = {".ndjson": NDJSON, ".jsonl": NDJSON}


@click.command()
@click.argument("kind")
@click.argument("files", nargs=-1, required=True, type=FILE, metavar="FILE…")
@click.option("--source", default=OPERATOR, metavar="CODE", help="the registered source that sends")
@click.option(
    "--map", "mapping", type=FILE, metavar="MAP.toml", help="how foreign columns are read"
)
@click.option("--dry-run", is_flag=True, help="judge everything, keep nothing")
@click.option("--max-errors", type=click.IntRange(0), metavar="N", help="refuse a file beyond them")
@click.option("--ignore-unknown", is_flag=True, help="leave unknown columns aside")
@click.option(
    "--repair",
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
    metavar="FILE",
    help="write the rows in quarantine here, to be repaired and sent again",
)
@surroundings.AS_JSON
def command(
    kind: str,
    files: Sequence[Path],
    source: str,
    mapping: Path | None,
    dry_run: bool,
    max_errors: int | None,
    ignore_unknown: bool,
    repair: Path | None,
    as_json: bool,
) -> int:
    """Take FILEs of records of KIND in. See `hub kinds` for the kinds and their columns."""
    kind_of(kind)
    if repair is not None and (len(files) > 1 or dry_run):
        raise click.UsageError("--repair goes with one file that is not a dry run")
    options = Options(
        mapping=PLAIN if mapping is None else _mapping(mapping),
        dry_run=dry_run,
        max_errors=max_errors,
        ignore_unknown=ignore_unknown,
    )
    receipts = []
    with Intake(surroundings.settings()) as intake:
        for file in files:
            outcome = _one(intake, kind, file, source, options)
            receipt = outcome.receipt.as_dict()
            receipts.append((file.name, receipt))
            if as_json:
                output.as_json({"file": file.name, **receipt})
            if repair is not None and receipt["quarantined"]:
                repair.write_bytes(intake.repair(receipt["batch"]))
    if not as_json:
        heads = ("file", "rows", "accepted", "unchanged", "quarantined", "status", "codes")
        output.table(heads, as_table(receipts))
    return int(any(receipt["quarantined"] for _, receipt in receipts))


def _one(intake: Intake, kind: str, file: Path, source: str, options: Options) -> Outcome:
    form = FORMS.get(file.suffix.lower(), CSV)
    with output.progress(file.name) as tell, _open(file) as body:
        chosen = Options(
            form=form,
            mapping=options.mapping,
            dry_run=options.dry_run,
            max_errors=options.max_errors,
            ignore_unknown=options.ignore_unknown,
            max_bytes=1 << 40,
            progress=lambda done: tell(done, None),
        )
        return intake.file(kind, body, chosen, source)


def _open(file: Path) -> BinaryIO:
    if file.suffix.lower() == ".xlsx":
        return io.BytesIO(as_csv(file))
    return file.open("rb")


def _mapping(file: Path) -> Mapping:
    try:
        return parse_mapping(file.read_text(encoding="utf-8"))
    except UnicodeDecodeError:
        raise HubError("MAPPING", 422, "The mapping is not a text in UTF-8.") from None
