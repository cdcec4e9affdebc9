#!/usr/bin/env python3
"""Articles of one month that mention something, with pandas.

    pip install pandas pyarrow
    hpnews export --format parquet --out export
    python with_pandas.py export 2025-09 "cầu"
"""

import pathlib
import sys

import pandas as pd

folder, month, needle = sys.argv[1:4]

parts = []
for file in sorted(pathlib.Path(folder, "data/articles").iterdir()):
    if ".parquet" in file.name:
        parts.append(pd.read_parquet(file))
    elif ".jsonl" in file.name:
        # Otherwise a column of digits would become numbers.
        parts.append(pd.read_json(file, lines=True, dtype=False))
    else:
        # An empty text is no missing one; an empty time is.
        parts.append(pd.read_csv(file, dtype=str, keep_default_na=False, encoding="utf-8-sig"))
articles = pd.concat(parts, ignore_index=True)

# Times are UTC; months are civil time of the portals.
published = pd.to_datetime(articles["published_at"], utc=True, format="ISO8601")
articles["published"] = published.dt.tz_convert("Asia/Ho_Chi_Minh")
articles = articles[articles["published"].dt.strftime("%Y-%m") == month]

text = (articles["title"] + "\n" + articles["body"]).str.lower()
found = articles[text.str.contains(needle.lower(), regex=False)]
print(f"{month}: {len(found)} of {len(articles)} articles mention “{needle}”")
for article in found.sort_values(["published", "article_id"]).itertuples():
    print(article.published.strftime("%Y-%m-%d %H:%M"), article.url)
print(found.groupby("section").size().sort_index().to_dict())
