#!/usr/bin/env python3
"""Every table of one export, in every format, as four loaders see it: all must see the same.

    load.py FOLDER…              exports of one archive, one a format
    load.py FOLDER… --bare-month  a month without any caption must be among them
    load.py FOLDER… --self-test  copies with one fault each must turn it red

Held against the plainest reading of the JSON lines (where there are none, of the first folder):
row counts, the type of each column, times with their zone, and every value. Files in which most
columns are empty are also loaded alone: a month without a caption must give the same types.
What a loader cannot do (`datasets` with CSV, or with a table without rows) is said aloud.
"""

import datetime
import json
import os
import pathlib
import shutil
import sys
import tempfile

os.environ.setdefault("HF_HOME", tempfile.mkdtemp(prefix="hpnews-hf-"))

import pyarrow
import pyarrow.parquet

from dump import ARROW, Dump, unguarded
from loaders import LOADERS, unable


def kind_of(arrow):
    """The type's name, where one loader's name for it is as good as another's."""
    if pyarrow.types.is_large_string(arrow) or pyarrow.types.is_string_view(arrow):
        return "string"
    if pyarrow.types.is_timestamp(arrow) and arrow.tz in ("UTC", "Etc/UTC"):
        return f"timestamp[{arrow.unit}, tz=UTC]"
    return str(arrow)


def plain(dump, table, files):
    """The rows with nothing but Python's own JSON: what all others are held to."""
    rows = []
    for file in files:
        for line in file.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            for name in table.of("datetime"):
                row[name] = row[name] and datetime.datetime.fromisoformat(row[name])
            for name in table.of("date"):
                row[name] = row[name] and datetime.date.fromisoformat(row[name])
            rows.append([row[name] for name in table.kinds])
    return rows


def values(dump, table, arrow):
    """Rows of values. CSV cannot tell no text from an empty one, and guards against formulas."""
    columns = []
    for name, kind in table.kinds.items():
        column = arrow.column(name).to_pylist()
        if dump.format == "csv" and kind == "string":
            column = [unguarded(text or "") for text in column]
        columns.append(column)
    return [list(row) for row in zip(*columns)]


def differences(dump, table, arrow, wanted):
    """What one loader saw otherwise."""
    found = []
    if list(arrow.column_names) != list(table.kinds):
        return [f"columns {arrow.column_names}"]
    for name, kind in table.kinds.items():
        own = kind_of(arrow.schema.field(name).type)
        if own != ARROW[kind]:
            found.append(f"{name} is {own}, not {ARROW[kind]}")
    if arrow.num_rows != len(wanted):
        found.append(f"{arrow.num_rows} rows, not {len(wanted)}")
    elif not found:
        for row, (own, other) in enumerate(zip(values(dump, table, arrow), wanted)):
            wrong = [name for name, a, b in zip(table.kinds, own, other) if a != b]
            if wrong:
                name = wrong[0]
                at = list(table.kinds).index(name)
                found.append(f"row {row}: {name} is {own[at]!r}, not {other[at]!r}")
                break
    return found


def judged(dumps, say, bare=False):
    """How many things are wrong in these folders."""
    red = 0
    for name in dict.fromkeys(name for dump in dumps for name in dump.tables):
        having = [dump for dump in dumps if name in dump.tables]
        first = next((dump for dump in having if dump.format == "jsonl"), having[0])
        table = first.tables[name]
        wanted = {part_of(file): rows_of(first, table, [file]) for file in table.files}
        for dump in dumps:
            own = dump.tables.get(name)
            if own is None and dump.format == "jsonl" and not any(wanted.values()):
                say(f"    {name:13}{dump.format:8}has no file, for it has no rows")
            elif own is None or own.kinds != table.kinds:
                red += 1
                say(f"RED {name:13}{dump.format:8}is not there, or described otherwise")
            else:
                red += table_judged(dump, own, wanted, say)
        red += bare and not captionless(table, wanted, say)
    return red


def captionless(table, wanted, say):
    """Whether a month without any caption is among those that every loader is given alone."""
    if "caption" not in table.kinds:
        return True
    at = list(table.kinds).index("caption")
    tried = [part_of(files[0]) for files, _, _ in alone(table, wanted, "datasets")]
    bare = [part for part in tried if wanted[part] and not any(row[at] for row in wanted[part])]
    say(f"{'    ' if bare else 'RED '}{table.name:13}{', '.join(bare) or 'no month'} without any caption, loaded alone")
    return bool(bare)


def table_judged(dump, table, wanted, say):
    red = 0
    whole = [row for rows in wanted.values() for row in rows]
    for loader, load in LOADERS.items():
        why = unable(loader, dump, whole)
        if why:
            say(f"    {table.name:13}{dump.format:8}{loader:9}not judged: {why}")
            continue
        wrong = []
        for files, rows, where in [(table.files, whole, ""), *alone(table, wanted, loader)]:
            try:
                seen = differences(dump, table, load(dump, table, files), rows)
            except Exception as error:  # whatever a loader may raise is its verdict
                seen = [f"{type(error).__name__}: {str(error).strip()[:300]}"]
            wrong += [f"{where} {it}".strip() for it in seen]
        red += len(wrong)
        say(f"{'RED' if wrong else '   '} {table.name:13}{dump.format:8}{loader:9}{len(whole)} rows in {len(table.files)} files")
        for it in wrong[:5]:
            say(f"      {it}")
    return red


def alone(table, wanted, loader):
    """Files to be loaded by themselves: those in which most columns hold nothing at all."""
    if len(table.files) < 2:
        return []

    def empty(file):
        return sum(not any(column) for column in zip(*wanted.get(part_of(file), [])))

    # The start of `datasets` is slow.
    most = 1 if loader == "datasets" else 12
    files = sorted(table.files, key=empty, reverse=True)[:most]
    return [([file], wanted.get(part_of(file), []), file.name) for file in files]


def part_of(file):
    """`articles-2023-04`, whatever the format."""
    return file.name.split(".")[0]


def rows_of(dump, table, files):
    if dump.format == "jsonl":
        return plain(dump, table, files)
    return values(dump, table, LOADERS["duckdb"](dump, table, files))


def self_test(dumps):
    """Faults that a careless export might have: each must be seen."""
    missed, before = 0, judged(dumps, lambda line: None)
    for name, format_, spoil in FAULTS:
        dump = next((dump for dump in dumps if dump.format == format_), None)
        if dump is None:
            continue
        with tempfile.TemporaryDirectory() as folder:
            copy = pathlib.Path(folder) / "dump"
            shutil.copytree(dump.folder, copy)
            spoiled = Dump(copy)
            spoil(max(spoiled.tables["articles"].files, key=lambda file: file.stat().st_size))
            seen = judged([it if it is not dump else spoiled for it in dumps], lambda line: None)
        print(f"{'    ' if seen > before else 'RED '}{name}: {seen - before} seen")
        missed += seen <= before
    return missed


def last_line_gone(file):
    lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
    file.write_text("".join(lines[:-1]), encoding="utf-8")


def zone_gone(file):
    lines = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    for line in lines:
        line["captured_at"] = line["captured_at"].rstrip("Z")
    file.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), encoding="utf-8")


def text_none(file):
    lines = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    for line in lines:
        line["lead"] = None
    file.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), encoding="utf-8")


def recast(name, arrow):
    def spoil(file):
        table = pyarrow.parquet.read_table(file)
        at = table.schema.get_field_index(name)
        table = table.set_column(at, name, table.column(name).cast(arrow))
        pyarrow.parquet.write_table(table, file)
    return spoil


FAULTS = [
    ("a CSV without its last line", "csv", last_line_gone),
    ("JSON times without their zone", "jsonl", zone_gone),
    ("JSON with a text that is none", "jsonl", text_none),
    ("Parquet times without their zone", "parquet", recast("captured_at", pyarrow.timestamp("us"))),
    ("Parquet counts of another width", "parquet", recast("versions", pyarrow.int32())),
    ("Parquet times as text", "parquet", recast("captured_at", pyarrow.string())),
]


def main():
    dumps = [Dump(folder) for folder in sys.argv[1:] if not folder.startswith("--")]
    if "--self-test" in sys.argv:
        sys.exit(self_test(dumps) != 0)
    red = judged(dumps, print, "--bare-month" in sys.argv)
    print(f"{len(dumps)} folders, {len(dumps[0].tables)} tables, {len(LOADERS)} loaders: {red} red")
    sys.exit(red != 0)


if __name__ == "__main__":
    main()
