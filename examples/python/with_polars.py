#!/usr/bin/env python3
"""Articles of one month that mention something, with polars: lazily, so that of Parquet only
the columns that are needed are read.

    pip install polars
    hpnews export --format parquet --out export
    python with_polars.py export 2025-09 "cầu"
"""

import pathlib
import sys

import polars as pl

folder, month, needle = sys.argv[1:4]

files = sorted(pathlib.Path(folder, "data/articles").iterdir())
if ".parquet" in files[0].name:
    articles = pl.scan_parquet(files)
elif ".jsonl" in files[0].name:
    articles = pl.scan_ndjson(files, infer_schema_length=None)
else:
    articles = pl.scan_csv(files, infer_schema=False, empty_string_is_null=False)

# Text formats have times as text. Times are UTC; months are civil time of the portals.
if articles.collect_schema()["published_at"] == pl.String:
    articles = articles.with_columns(
        pl.col("published_at").replace("", None).str.to_datetime("%Y-%m-%dT%H:%M:%S%.6fZ", time_zone="UTC")
    )
published = pl.col("published_at").dt.convert_time_zone("Asia/Ho_Chi_Minh")
text = pl.concat_str("title", "body", separator="\n").str.to_lowercase()
articles = (
    articles.with_columns(published=published)
    .filter(pl.col("published").dt.strftime("%Y-%m") == month)
    .with_columns(mentions=text.str.contains(needle.lower(), literal=True))
    .sort("published", "article_id")
    .select("published", "url", "section", "mentions")
    .collect()
)
found = articles.filter("mentions")
print(f"{month}: {len(found)} of {len(articles)} articles mention “{needle}”")
for article in found.iter_rows(named=True):
    print(article["published"].strftime("%Y-%m-%d %H:%M"), article["url"])
print(dict(found.group_by("section").len().sort("section").iter_rows()))
