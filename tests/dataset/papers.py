#!/usr/bin/env python3
"""What lies beside the data of an export, held to the tools it is written for.

    papers.py FOLDER

SHA256SUMS by `sha256sum`, datapackage.json by `frictionless validate`, croissant.json by
`mlcroissant validate` and by loading every record of every set, and each JSON line by
`check-jsonschema` with the schema of its table. Ends with 1 when any is red.
"""

import json
import os
import pathlib
import subprocess
import sys
import tempfile

from dump import Dump

# Record sets that are loaded to their end: each takes half a second.
MOST = 24

BIN = pathlib.Path(sys.executable).parent
# The papers are judged by themselves: nothing may be fetched.
OFFLINE = os.environ | {"HF_HUB_OFFLINE": "1", "http_proxy": "http://127.0.0.1:9", "https_proxy": "http://127.0.0.1:9"}


def ran(command, folder):
    done = subprocess.run([str(it) for it in command], cwd=folder, env=OFFLINE, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout, done.stderr


def sums(dump):
    code, _, said = ran(["sha256sum", "--check", "--strict", "--quiet", "SHA256SUMS"], dump.folder)
    told = {line.split("  ", 1)[1] for line in (dump.folder / "SHA256SUMS").read_text(encoding="utf-8").splitlines()}
    there = {str(file.relative_to(dump.folder)) for file in dump.folder.rglob("*") if file.is_file()} - {"SHA256SUMS"}
    return ([said.strip()] if code else []) + [f"SHA256SUMS lacks {file}" for file in sorted(there - told)]


def frictionless(dump):
    code, out, said = ran([BIN / "frictionless", "validate", "--json", "datapackage.json"], dump.folder)
    try:
        report = json.loads(out)
    except json.JSONDecodeError:
        return [f"exit {code}: {(out + said).strip()[-500:]}"]
    wrong = [error["message"] for error in report.get("errors", [])]
    for task in report["tasks"]:
        for error in task["errors"]:
            file = dump.folder / task["place"]
            if file.suffix == ".jsonl" and file.stat().st_size == 0:
                print(f"    {file.name} not judged: frictionless reads no JSON lines where there are none")
                continue
            wrong.append(f"{task['name']}: {error['message']}")
    return wrong


def croissant(dump):
    code, _, said = ran([BIN / "mlcroissant", "validate", "--jsonld", "croissant.json"], dump.folder)
    wrong = [line for line in said.splitlines() if "WARNING" in line or "ERROR" in line]
    if code:
        return wrong + [said.strip()[-500:]]
    return wrong + records(dump)


def records(dump):
    """Loads each record set to its end."""
    import mlcroissant

    os.chdir(dump.folder)
    dataset = mlcroissant.Dataset("croissant.json")
    rows = {}
    for table in dump.tables.values():
        for file in table.files:
            rows[table.name] = rows.get(table.name, 0) + count(dump, table, file)
    wrong = []
    sets = dataset.metadata.record_sets
    if len(sets) > MOST:
        print(f"    {MOST} of {len(sets)} record sets are loaded")
        for own in sets[MOST:]:
            if rows.pop(own.id, None) is None:
                wrong.append(f"{own.id} has no file")
    for own in sets[:MOST]:
        if own.id in rows and rows[own.id] == 0:
            print(f"    {own.id} not judged: it has no rows")
            rows.pop(own.id)
            continue
        found = list(dataset.records(own.id))
        times = [it for record in found[:1] for name, it in record.items() if name.endswith("captured_at")]
        if any(getattr(it, "tzinfo", None) is None for it in times):
            wrong.append(f"{own.id}: captured_at has no zone: {times[0]!r}")
        if len(found) != rows.pop(own.id, None):
            wrong.append(f"{own.id}: {len(found)} records")
    return wrong + [f"no record set for {name}" for name in rows]


def count(dump, table, file):
    from loaders import LOADERS

    return LOADERS["duckdb"](dump, table, [file]).num_rows


def schemas(dump):
    if dump.format != "jsonl":
        return []
    wrong = []
    with tempfile.TemporaryDirectory() as folder:
        for table in dump.tables.values():
            schema = json.loads((dump.folder / f"schema/{table.name}.schema.json").read_text(encoding="utf-8"))
            # The tool reads documents, not lines: all lines as one list.
            listed = pathlib.Path(folder) / f"{table.name}.schema.json"
            listed.write_text(json.dumps({"$schema": schema["$schema"], "type": "array", "items": schema}), encoding="utf-8")
            lines = [line for file in table.files for line in file.read_text(encoding="utf-8").splitlines()]
            instance = pathlib.Path(folder) / f"{table.name}.json"
            instance.write_text(f"[{','.join(lines)}]", encoding="utf-8")
            code, out, said = ran([BIN / "check-jsonschema", "--schemafile", listed, instance], folder)
            if code:
                wrong.append(f"{table.name}: {(out + said).strip()[:500]}")
        schemafiles = sorted((dump.folder / "schema").glob("*.json"))
        code, out, said = ran([BIN / "check-jsonschema", "--check-metaschema", *schemafiles], folder)
        if code:
            wrong.append((out + said).strip()[:500])
    return wrong


def main():
    dump = Dump(sys.argv[1])
    red = 0
    for name, judge in {"sha256sum": sums, "frictionless": frictionless, "mlcroissant": croissant, "check-jsonschema": schemas}.items():
        wrong = judge(dump)
        red += len(wrong)
        print(f"{'RED' if wrong else '   '} {dump.format:8}{name}")
        for it in wrong[:10]:
            print(f"      {it}")
    sys.exit(red != 0)


if __name__ == "__main__":
    main()
