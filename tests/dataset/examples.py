#!/usr/bin/env python3
"""examples/python over exports of one archive: whatever the library and the format, the same
answer, and more than none.

    examples.py FOLDER… MONTH WORD
"""

import pathlib
import subprocess
import sys

from dump import Dump

EXAMPLES = sorted(pathlib.Path(__file__).parents[2].joinpath("examples/python").glob("*.py"))
folders, month, word = sys.argv[1:-2], sys.argv[-2], sys.argv[-1]
answers = {}
for folder in folders:
    for example in EXAMPLES:
        if example.stem == "with_datasets" and Dump(folder).format == "csv":
            continue
        done = subprocess.run([sys.executable, "-W", "error::DeprecationWarning", str(example), folder, month, word], capture_output=True, text=True, check=False)
        if done.returncode:
            answers.setdefault(f"exit {done.returncode}: {done.stderr.strip()[-400:]}", []).append(f"{example.stem} {folder}")
        else:
            answers.setdefault(done.stdout, []).append(f"{example.stem} {folder}")
for answer, given in answers.items():
    print(f"--- {', '.join(pathlib.Path(it).name for it in given)}")
    print("\n".join(answer.splitlines()[:4]))
first = next(iter(answers))
sys.exit(len(answers) != 1 or len(EXAMPLES) != 4 or first.startswith((f"{month}: 0 of", "exit")))
