#!/usr/bin/env python3
"""Articles of one month that mention something, with DuckDB: SQL over the files as they lie.

    pip install duckdb
    hpnews export --format parquet --out export
    python with_duckdb.py export 2025-09 "cầu"
"""

import sys

import duckdb

folder, month, needle = sys.argv[1:4]
glob = f"{folder}/data/articles/*"

files = [row[0] for row in duckdb.sql("SELECT file FROM glob($1)", params=[glob]).fetchall()]
if ".parquet" in files[0]:
    articles = "read_parquet($1)"
elif ".jsonl" in files[0]:
    articles = "read_json($1, format = 'newline_delimited', sample_size = -1)"
else:
    articles = "read_csv($1, header = true, all_varchar = true, quote = '\"', escape = '\"')"

# Times are UTC; months are civil time of the portals.
rows = duckdb.sql(
    f"""
    WITH dated AS (
        SELECT *, published_at::TIMESTAMPTZ AT TIME ZONE 'Asia/Ho_Chi_Minh' AS published
        FROM {articles}
    )
    SELECT strftime(published, '%Y-%m-%d %H:%M'), url, coalesce(section, ''),
      contains(lower(concat(title, chr(10), body)), lower($3))
    FROM dated WHERE strftime(published, '%Y-%m') = $2
    ORDER BY published, article_id
    """,
    params=[glob, month, needle],
).fetchall()
found = [row for row in rows if row[3]]
print(f"{month}: {len(found)} of {len(rows)} articles mention “{needle}”")
sections = {}
for published, url, section, _ in found:
    print(published, url)
    sections[section] = sections.get(section, 0) + 1
print(dict(sorted(sections.items())))
