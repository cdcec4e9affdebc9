"""One table of an export as pandas, polars, DuckDB and datasets load it: an Arrow table each.

Parquet is loaded with nothing said of its columns. JSON has no times and CSV no types at all,
so there each loader is told what datapackage.json says, as its users would tell it; `datasets`
reads the README's own features.
"""

import os

for name, value in {"HF_DATASETS_OFFLINE": "1", "HF_HUB_OFFLINE": "1"}.items():
    os.environ[name] = value

import datasets
import duckdb
import pandas
import polars
import pyarrow

from dump import ARROW

datasets.disable_progress_bars()


PANDAS = {
    "string": pandas.ArrowDtype(pyarrow.string()),
    "integer": pandas.ArrowDtype(pyarrow.int64()),
    "boolean": pandas.ArrowDtype(pyarrow.bool_()),
}


def with_pandas(dump, table, files):
    frames = [pandas_frame(dump, table, file) for file in files]
    frame = pandas.concat(frames, ignore_index=True) if len(frames) > 1 else frames[0]
    return pyarrow.Table.from_pandas(frame, preserve_index=False)


def pandas_frame(dump, table, file):
    if dump.format == "parquet":
        return pandas.read_parquet(file, dtype_backend="pyarrow")
    types = {name: PANDAS[kind] for name, kind in table.kinds.items() if kind in PANDAS}
    civil = {name: "string" for name in table.of("datetime") + table.of("date")}
    if dump.format == "csv":
        # An empty text is a text; an empty time is none.
        frame = pandas.read_csv(file, dtype=types | civil, keep_default_na=False, na_values={name: [""] for name in civil})
    else:
        frame = pandas.read_json(file, lines=True, dtype=False)
        frame = frame.reindex(columns=list(table.kinds)).astype(types | civil)
    for name in table.of("datetime"):
        frame[name] = pandas.to_datetime(frame[name], utc=True, format="ISO8601").astype(pandas.ArrowDtype(pyarrow.timestamp("us", "UTC")))
    for name in table.of("date"):
        frame[name] = pandas.to_datetime(frame[name], format="%Y-%m-%d").astype(pandas.ArrowDtype(pyarrow.date32()))
    return frame


POLARS = {
    "string": polars.String,
    "integer": polars.Int64,
    "boolean": polars.Boolean,
    "date": polars.Date,
    "datetime": polars.Datetime("us", "UTC"),
}


def with_polars(dump, table, files):
    return polars.concat([polars_frame(dump, table, file) for file in files]).to_arrow()


def polars_frame(dump, table, file):
    if dump.format == "parquet":
        return polars.read_parquet(file)
    civil = {name: polars.String for name in table.of("datetime") + table.of("date")}
    schema = {name: civil.get(name, POLARS[kind]) for name, kind in table.kinds.items()}
    if dump.format == "csv":
        # An empty text is a text; an empty time is none.
        frame = polars.read_csv(file, schema=schema, empty_string_is_null=False)
        frame = frame.with_columns(polars.col(list(civil)).replace("", None))
    else:
        frame = polars.read_ndjson(file, schema=schema) if file.stat().st_size else polars.DataFrame(schema=schema)
    return frame.with_columns(
        polars.col(table.of("datetime")).str.to_datetime("%Y-%m-%dT%H:%M:%S%.6fZ", time_unit="us", time_zone="UTC"),
        polars.col(table.of("date")).str.to_date("%Y-%m-%d"),
    )


DUCKDB = {
    "string": "VARCHAR",
    "integer": "BIGINT",
    "boolean": "BOOLEAN",
    "date": "DATE",
    "datetime": "TIMESTAMP WITH TIME ZONE",
}


def with_duckdb(dump, table, files):
    base = duckdb.connect()
    base.execute("SET TimeZone = 'UTC'")
    names = [str(file) for file in files]
    columns = {name: DUCKDB[kind] for name, kind in table.kinds.items()}
    if dump.format == "parquet":
        found = base.sql("SELECT * FROM read_parquet($1)", params=[names])
    elif dump.format == "csv":
        # Without `force_not_null` an empty text would be none.
        found = base.sql(
            "SELECT * FROM read_csv($1, header = true, columns = $2, force_not_null = $3, quote = '\"', escape = '\"')",
            params=[names, columns, table.of("string")],
        )
    else:
        found = base.sql("SELECT * FROM read_json($1, format = 'newline_delimited', columns = $2)", params=[names, columns])
    return found.arrow().read_all()


def with_datasets(dump, table, files):
    if files == table.files:
        loaded = datasets.load_dataset(str(dump.folder), table.name, split="train")
    else:
        builder = "json" if dump.format == "jsonl" else dump.format
        kinds = {name: "date32" if kind == "date" else ARROW[kind] for name, kind in table.kinds.items()}
        features = datasets.Features({name: datasets.Value(kind) for name, kind in kinds.items()})
        loaded = datasets.load_dataset(builder, data_files=[str(file) for file in files], features=features, split="train")
    return loaded.with_format("arrow")[:]


def unable(loader, dump, rows):
    """Why a loader is not asked, where it cannot."""
    if loader != "datasets":
        return None
    if dump.format == "csv":
        return "its CSV reader gives times no type where a column is empty throughout"
    return None if rows else "it loads no table without rows"


LOADERS = {
    "pandas": with_pandas,
    "polars": with_polars,
    "duckdb": with_duckdb,
    "datasets": with_datasets,
}
