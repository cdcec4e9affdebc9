#!/usr/bin/env python3
"""The Python blocks of an export's README.md: each runs by itself in the export's folder, and
loads as many rows as there are.

    readme.py FOLDER…
"""

import os
import sys

from dump import Dump
from loaders import LOADERS


def blocks(text):
    for part in text.split("```python\n")[1:]:
        yield part.split("```")[0]


red = 0
for folder in sys.argv[1:]:
    dump = Dump(folder)
    os.chdir(dump.folder)
    articles = dump.tables["articles"]
    wanted = LOADERS["duckdb"](dump, articles, articles.files).num_rows
    found = list(blocks((dump.folder / "README.md").read_text(encoding="utf-8")))
    red += len(found) < 3
    for block in found:
        library = next(name for name in LOADERS if name in block)
        try:
            own = {}
            exec(block, own)  # the block is the program's own
            frame = own["frame"]
            rows = frame.shape[0] if library in ("pandas", "polars") else len(frame)
            wrong = rows != wanted and f"{rows} rows, not {wanted}"
        except Exception as error:  # whatever it raises is what a reader would see
            wrong = f"{type(error).__name__}: {str(error)[:300]}"
        red += bool(wrong)
        print(f"{'RED' if wrong else '   '} {dump.folder.name:8} {library:9} {wrong or f'{rows} rows'}")
    print(f"    {dump.folder.name:8} {len(found)} blocks")
sys.exit(red != 0)
