#!/usr/bin/env python3
"""examples/python over exports of one archive: whatever the library and the format, the same
answer, and more than none.

    examples.py FOLDER…

Asked for the month with the most articles, and a word that most, but not all, of them have.
"""

import collections

import pathlib
import subprocess
import sys

from dump import Dump
from loaders import LOADERS

EXAMPLES = sorted(pathlib.Path(__file__).parents[2].joinpath("examples/python").glob("*.py"))


def question(folder):
    """A month and a word."""
    dump = Dump(folder)
    table = dump.tables["articles"]
    months = collections.defaultdict(list)
    for row in LOADERS["duckdb"](dump, table, table.files).to_pylist():
        if row["published_date"]:
            months[str(row["published_date"])[:7]].append(f"{row['title']}\n{row['body']}".lower())
    month, texts = max(months.items(), key=lambda it: (len(it[1]), it[0]))
    words = collections.Counter(word for text in texts for word in set(text.split()) if word.isalpha() and len(word) > 2)
    some = {word: count for word, count in words.items() if count < len(texts) and not word.isascii()}
    return month, max(some, key=lambda word: (some[word], word))


folders = sys.argv[1:]
month, word = question(folders[0])
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
