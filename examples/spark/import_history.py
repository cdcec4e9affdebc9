#!/usr/bin/env python3
"""The past of the configured sites, out of WARC files that Common Crawl or a web archive publishes.

    pip install pyspark
    spark-submit import_history.py warc.paths.gz --base https://data.commoncrawl.org/ \\
        --config config.toml --out history

The list may be plain or gzip. Its lines are paths or addresses of WARC files, which are fetched
whole, or CDXJ lines (`key timestamp {"filename": …, "offset": …, "length": …}`), of which only
those records are fetched. Writes Parquet with a folder for each site: the rows that `hpnews import`
of the same files in the order of time and `hpnews export` would give, in the columns that a capture
determines, and first_seen_at and last_seen_at. Ends with 1 where something could not be read, and says
what.
"""

import bisect
import gzip
import json
import sys
import urllib.request
from pathlib import Path

import captures

# Records fetched by one call. Neighbours in CDXJ lie beside each other in the site: the later
# pages of an article come with its first.
TOGETHER = 500


def jobs(path):
    """What each task of the mapper fetches: a file, or some records of files."""
    data = Path(path).read_bytes()
    text = gzip.decompress(data) if data[:2] == b"\x1f\x8b" else data
    lines = [line for line in text.decode().splitlines() if line.strip()]
    whole = [line for line in lines if "{" not in line]
    ranges = []
    for line in lines:
        if "{" in line:
            it = json.loads(line[line.index("{"):])
            taken = line.split(" ", 2)[1]
            ranges.append((taken, it["filename"], int(it["offset"]), int(it["length"])))
    # In the order they were taken: where sources disagree, the first is believed.
    chunks = [sorted(ranges[at : at + TOGETHER]) for at in range(0, len(ranges), TOGETHER)]
    return whole + [[record[1:] for record in chunk] for chunk in chunks]


def fetch(base, name, first=None, length=None):
    """A file or some bytes of it, by path on this worker or by address."""
    where = base + name if "://" not in name else name
    if "://" not in where:
        with open(where, "rb") as file:
            file.seek(first or 0)
            return file.read(-1 if length is None else length)
    request = urllib.request.Request(where)
    if length is not None:
        request.add_header("Range", f"bytes={first}-{first + length - 1}")
    with urllib.request.urlopen(request, timeout=300) as answer:
        data = answer.read()
        if length is not None and (answer.status != 206 or len(data) != length):
            raise OSError(f"{where} gave {answer.status} and {len(data)} bytes for {length}")
        return data


def moved(line, starts, ranges):
    """A line of joined records, each page said to lie where its record was fetched from."""
    row = json.loads(line)
    pages = json.loads(row.get("pages", "[]"))
    for page in pages:
        name, offset, length = ranges[bisect.bisect_right(starts, page["warc"]["offset"]) - 1]
        page["warc"].update(file=name, offset=offset, length=length)
    if pages:
        row["pages"] = json.dumps(pages, ensure_ascii=False, separators=(",", ":"))
    return json.dumps(row, ensure_ascii=False)


def mapped(command, base, job):
    """The lines of a file, or of some records."""
    try:
        if isinstance(job, str):
            yield from captures.extract([*command, "extract", "-", "--name", job], fetch(base, job))
            return
        records = [fetch(base, *one) for one in job]
    except OSError as error:
        yield json.dumps({"sight": "problem", "problem": f"{job}: not fetched: {error}"})
        return
    starts = [0]
    for record in records[:-1]:
        starts.append(starts[-1] + len(record))
    called = f"{job[0][0]} and {len(job) - 1} more records"
    for line in captures.extract([*command, "extract", "-", "--name", called], b"".join(records)):
        yield moved(line, starts, job)


def main():
    parser = captures.arguments(__doc__.splitlines()[0], "list of WARC files, or CDXJ lines")
    parser.add_argument("--base", default="", help="what stands before each path of the list")
    wanted = parser.parse_args()
    found = jobs(wanted.input)
    if not found:
        parser.error(f"{wanted.input} names no WARC file")
    # No archive: what is read is all that is known.
    command = [wanted.hpnews, "--config", str(Path(wanted.config).absolute())]
    command += ["--archive", "/nonexistent"]

    spark = captures.session("hpnews import_history")
    tasks = spark.sparkContext.parallelize(found, wanted.partitions or len(found))
    base = wanted.base
    lines = captures.table(spark, tasks.flatMap(lambda job: mapped(command, base, job)))
    pages = captures.one_a_capture(lines.where("sight in ('version', 'page')"))
    return captures.write(lines, captures.changed(pages), wanted.out)


if __name__ == "__main__":
    sys.exit(main())
