"""An export folder as its own datapackage.json describes it."""

import json
import pathlib

# Frictionless' types, and the Arrow types they are in every loader.
ARROW = {
    "string": "string",
    "integer": "int64",
    "boolean": "bool",
    "datetime": "timestamp[us, tz=UTC]",
    "date": "date32[day]",
}

# Before these a spreadsheet would see a formula; the export puts an apostrophe in front.
FORMULA = tuple("=+-@\t\r\n＝＋－＠")


class Dump:
    """One folder, in one format."""

    def __init__(self, folder):
        # Absolute: `datasets` takes a bare `csv` or `parquet` for a builder of its own.
        self.folder = pathlib.Path(folder).resolve()
        package = json.loads((self.folder / "datapackage.json").read_text(encoding="utf-8"))
        resources = package["resources"] + package.get("without_rows", [])
        self.format = resources[0]["format"]
        self.tables = {}
        for resource in resources:
            path = self.folder / resource["path"]
            table = self.tables.setdefault(path.parent.name, Table(path.parent.name, resource["schema"]["fields"]))
            table.files.append(path)


class Table:
    """One table: its files in order, and the kind of each column."""

    def __init__(self, name, fields):
        self.name = name
        self.kinds = {field["name"]: field["type"] for field in fields}
        self.files = []

    def of(self, kind):
        return [name for name, own in self.kinds.items() if own == kind]


def unguarded(text):
    """A CSV text as it was before the export guarded it against being a formula."""
    guarded = text.startswith("'") and text.lstrip("'").startswith(FORMULA)
    return text[1:] if guarded else text
