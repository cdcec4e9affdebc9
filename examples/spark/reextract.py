#!/usr/bin/env python3
"""Every version of an hpnews archive, read again by the present recipe, on a Spark cluster.

    pip install pyspark
    spark-submit reextract.py archive --config config.toml --out versions

`archive` is the folder of an archive, at the same path on every worker, or a file that lists WARC
files, one a line. Writes Parquet with a folder for each site: the rows of the table `snapshots` of
`hpnews export`, in the columns that a capture determines, and first_seen_at and last_seen_at. Ends with 1
where something could not be read, and says what.
"""

import sys
from pathlib import Path

import captures


def files(path):
    """The WARC files of an archive, or of a list."""
    path = Path(path)
    if path.is_dir():
        return sorted(str(it) for it in path.absolute().glob("warc/**/*.warc.gz"))
    return [line for line in path.read_text().splitlines() if line]


def main():
    parser = captures.arguments(__doc__.splitlines()[0], "folder of an archive, or list of WARC files")
    parser.add_argument("--archive", help="archive that listed files refer to")
    wanted = parser.parse_args()
    found = files(wanted.input)
    if not found:
        parser.error(f"{wanted.input} has no WARC file")
    home = wanted.archive or (wanted.input if Path(wanted.input).is_dir() else None)
    command = [wanted.hpnews, "--config", str(Path(wanted.config).absolute())]
    command += ["--archive", str(Path(home).absolute())] if home else []

    spark = captures.session("hpnews reextract")
    tasks = spark.sparkContext.parallelize(found, wanted.partitions or len(found))
    extract = captures.extract
    lines = captures.table(spark, tasks.flatMap(lambda file: extract([*command, "extract", file])))
    versions = captures.one_a_capture(lines.where("sight = 'version'"))
    return captures.write(lines, versions, wanted.out)


if __name__ == "__main__":
    sys.exit(main())
