"""What reextract.py and import_history.py share: the mapper, its lines as a table, and the windows
that make versions of them.

The mapper runs `hpnews extract` on each worker. So the program, the configuration and, where one is
named, the archive must lie at the same paths on every worker.
"""

import argparse
import json
import subprocess
import sys

from pyspark import StorageLevel
from pyspark.sql import SparkSession, Window
from pyspark.sql import functions as F

# The columns of a line, as `hpnews export` types them; all others are text and never null.
TYPES = {
    "published_at": "TIMESTAMP",
    "published_date": "DATE",
    "modified_at": "TIMESTAMP",
    "captured_at": "TIMESTAMP",
    "published_offset_assumed": "BOOLEAN",
    "extractor": "BIGINT",
}
COLUMNS = """sight article_id site url title lead body body_kinds author source section categories
language published_at published_date published_text times published_offset_assumed modified_at
captured_at run cause images attachments links embeds related layout gaps pages extractor
recipe_digest content_digest payload_digest""".split()
SCHEMA = ", ".join(f"{name} {TYPES.get(name, 'STRING')}" for name in [*COLUMNS, "problem"])


def arguments(about, what):
    parser = argparse.ArgumentParser(description=about)
    parser.add_argument("input", help=what)
    parser.add_argument("--out", required=True, help="folder to make, of Parquet files a site")
    parser.add_argument("--config", required=True, help="configuration of hpnews, on every worker")
    parser.add_argument("--hpnews", default="hpnews", help="the program, on every worker")
    parser.add_argument("--partitions", type=int, help="tasks [default: one a file]")
    return parser


def session(name):
    spark = (
        SparkSession.builder.appName(name)
        .config("spark.sql.session.timeZone", "UTC")
        .config("spark.sql.parquet.outputTimestampType", "TIMESTAMP_MICROS")
        .getOrCreate()
    )
    spark.sparkContext.addPyFile(__file__)
    return spark


def extract(command, feed=None):
    """The lines of one call, and one more that says what could not be read. A call that could not
    run at all (configuration, arguments, disk) fails its task."""
    done = subprocess.run(command, input=feed, capture_output=True)
    said = done.stderr.decode(errors="replace").strip()
    if done.returncode not in (0, 1):
        raise RuntimeError(f"{' '.join(command)} ended with {done.returncode}: {said}")
    yield from done.stdout.decode().splitlines()
    if done.returncode == 1:
        yield json.dumps({"sight": "problem", "problem": said})


def table(spark, lines):
    """The mapper's lines as a table, each task's work kept on its worker's disk."""
    read = spark.read.schema(SCHEMA).option("mode", "FAILFAST").json(lines)
    return read.persist(StorageLevel.DISK_ONLY)


def place(field):
    """A field of the WARC record of the first page."""
    return F.get_json_object("pages", f"$[0].warc.{field}")


def one_a_capture(rows):
    """One row a capture, that of the newest run. A later reading of a capture is a later row of
    it, and both are read by the same recipe now."""
    capture = Window.partitionBy("article_id", place("file"), place("offset"))
    newest = F.row_number().over(capture.orderBy(F.desc("run")))
    return rows.withColumn("newest", newest).where("newest = 1").drop("newest")


def in_time():
    """The captures of an article in the order they were taken."""
    order = ["captured_at", place("file"), place("offset").cast("bigint")]
    return Window.partitionBy("article_id").orderBy(*order)


def changed(rows):
    """Of the pages of each article, those that say something else than the page before."""
    before = F.lag("content_digest").over(in_time())
    first = before.isNull() | (before != F.col("content_digest"))
    return rows.withColumn("is_new", first).where("is_new").drop("is_new")


def seen(lines):
    """When each article was first and last seen."""
    looks = lines.where("sight != 'problem'").groupBy("article_id")
    return looks.agg(
        F.min("captured_at").alias("first_seen_at"), F.max("captured_at").alias("last_seen_at")
    )


def write(lines, versions, out):
    """Writes the versions with their numbers, and ends with 1 where something was not read."""
    rows = versions.withColumn("version", F.row_number().over(in_time()).cast("bigint"))
    rows = rows.join(seen(lines), "article_id").drop("sight", "problem")
    rows.repartition("site").write.partitionBy("site").parquet(out)
    problems = [row.problem for row in lines.where("sight = 'problem'").select("problem").collect()]
    for problem in problems:
        print(problem, file=sys.stderr)
    return 1 if problems else 0
