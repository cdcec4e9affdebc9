"""Whether the Parquet of a Spark job says what an export says, row for row, and none twice.

    equal.py JOB EXPORT [COLUMN …]    COLUMN: not compared

The columns that only an archive determines are no columns of the job. Of `pages` nothing is
compared but what stands in the record: the file has another name in an archive that imported it.
"""

import sys

import duckdb

job, export, *apart = sys.argv[1:]
db = duckdb.connect()
db.execute("SET TimeZone = 'UTC'")
db.execute(f"CREATE VIEW job AS SELECT * FROM read_parquet('{job}/*/*.parquet', hive_partitioning = true)")
table = f"read_parquet('{export}/data/snapshots/*.parquet')"
db.execute(f"CREATE VIEW wanted AS SELECT * FROM {table} WHERE superseded_by = ''")
names = {view: [row[0] for row in db.execute(f"DESCRIBE {view}").fetchall()] for view in ("job", "wanted")}
types = {view: dict(row[:2] for row in db.execute(f"DESCRIBE {view}").fetchall()) for view in names}
if db.execute(f"SELECT count(*) FROM {table} WHERE superseded_by <> ''").fetchone()[0]:
    apart.append("version")  # an export counts superseded readings too
common = [name for name in names["wanted"] if name in names["job"] and name not in apart]
for name in common:
    assert types["job"][name] == types["wanted"][name], (name, types["job"][name], types["wanted"][name])
only = set(names["job"]) - set(names["wanted"])
assert only == {"first_seen_at", "last_seen_at"}, only
lacks = set(names["wanted"]) - set(names["job"])
of_the_archive = "previous_urls duplicate_of snapshot previous_snapshot superseded_by withheld"
assert lacks == set(of_the_archive.split()), lacks

def column(name):
    bare = "regexp_replace(pages, '\"file\":\"[^\"]*\"', '', 'g')"
    return f"{bare} AS pages" if name == "pages" and "run" in apart else f'"{name}"'

columns = ", ".join(column(name) for name in common)
count = {view: db.execute(f"SELECT count(*) FROM {view}").fetchone()[0] for view in names}
KEY = "article_id, captured_at::VARCHAR"

def lacking(one, other, columns):
    return f"(SELECT {columns} FROM {one} EXCEPT ALL SELECT {columns} FROM {other})"

for one, other in (("job", "wanted"), ("wanted", "job")):
    rows = db.execute(f"SELECT count(*) FROM {lacking(one, other, columns)}").fetchone()[0]
    if rows:
        print(f"{rows} rows of {one} ({count[one]}) are not in {other} ({count[other]}):")
        for name in common:
            found = db.execute(f"FROM {lacking(one, other, f'{KEY}, {column(name)}')}").fetchall()
            if found:
                print(f"  {name}: {len(found)}, such as {found[0]}")
        sys.exit(1)
assert count["job"] == count["wanted"] > 0, count
twice = "SELECT article_id, captured_at, version FROM job GROUP BY ALL HAVING count(*) > 1"
assert not db.execute(twice).fetchall()

# First and last seen: an article's looks may be 304s of other files, so never later than they were.
seen = f"""SELECT count(*), count(*) FILTER (job.first = date_trunc('second', it.first_seen_at)),
  count(*) FILTER (job.last <= it.last_seen_at), count(*) FILTER (job.last = date_trunc('second', it.last_seen_at))
FROM (SELECT article_id, min(first_seen_at) AS first, max(last_seen_at) AS last FROM job GROUP BY ALL) AS job
JOIN read_parquet('{export}/data/articles/*.parquet') AS it USING (article_id)"""
all_of_them, first, not_later, last = db.execute(seen).fetchone()
assert all_of_them == first == not_later > 0, (all_of_them, first, not_later)
print(f"{count['job']} rows, {len(common)} columns equal; {all_of_them} articles first seen then, {last} last")
