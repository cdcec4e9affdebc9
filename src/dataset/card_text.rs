//! The prose of the dataset card, Vietnamese first, and its loading examples.

use super::{Description, Format, Table};

pub(super) const WHAT: &str = "\
Bài viết trên các cổng thông tin của thành phố Hải Phòng: từng bài, từng bản, những gì đã sửa, \
đã gỡ, và lần nào đã xem. Cùng một kho và cùng tuỳ chọn thì cho ra đúng từng byte này. \
`SHA256SUMS` để kiểm tra.

Articles of the news portals of the city of Hải Phòng: each article, each of its versions, what \
was edited or removed, and every look at it. The same archive and options give these very bytes \
again. `SHA256SUMS` proves them.

";

pub(super) const HOW: &str = "\
## Thu thập thế nào / How it was collected

`hpnews` xem các cổng mỗi đêm, theo robots.txt, mỗi máy chủ một lượt một lúc, có giới hạn tốc \
độ; tìm bài qua REST, sitemap, feed và trang danh sách; trích từng phần theo công thức đã ghi \
lại; giữ nguyên phản hồi HTTP dưới dạng WARC. Bài được coi là gỡ sau ít nhất ba đêm và 72 giờ \
không thấy, khi cổng vẫn trả lời các trang khác.

`hpnews` looks at the portals every night, by robots.txt, one request at a time and at a limited \
rate; it finds articles by REST, sitemaps, feeds and list pages, extracts each field by a \
recorded recipe, and keeps every response as WARC. An article counts as removed after at least \
three nights and 72 hours of absence, while the portal's other pages answer.

Ngày giờ là UTC; `published_date` là ngày theo giờ của cổng. Chữ là NFC. Thứ tự dòng: ngày đăng \
(không có thì lần đầu thấy), rồi `article_id`; tệp theo tháng hoặc năm cũng chia theo ngày ấy ở \
mọi bảng. / Times are UTC; `published_date` is the civil day. Text is NFC. Rows stand in the order \
of publication (else of the first look), then `article_id`; files by month or year are split by \
that date in every table.

";

pub(super) const COVERAGE: &str = "\
## Độ phủ / Coverage

Bài theo tháng đăng; đêm lỡ là ngày không chạy giữa đêm đầu và đêm cuối: thay đổi trong những \
ngày ấy chỉ thấy được ở đêm sau. / Articles by month of publication; nights missed are days without \
a run between the first and the last: what changed in them was seen only afterwards.

";

pub(super) const LIMITS: &str = "\
## Giới hạn đã biết / Known limits

- Chỉ có điều các cổng còn hiện ra vào đêm đã xem; sửa rồi sửa lại giữa hai lần xem thì không \
thấy. / Only what the portals still showed on a night that looked; an edit undone between two \
looks is not seen.
- Ngày đăng là điều trang nói, không phải điều đã xảy ra; cổng có thể lùi ngày (`backdated`). / \
The publication time is what the page says; a portal can backdate it.
- Bài không có ngày thì để trống, không đoán. / A missing date is left empty, never guessed.
- Chữ trống nghĩa là trang không có; không có giá trị null ở cột chữ. / Empty text means that \
the page had none; text columns have no nulls.
- CSV: ô bắt đầu bằng `=`, `+`, `-`, `@`, tab hoặc xuống dòng có thêm dấu `'` ở trước, để bảng \
tính không chạy nó như công thức; bỏ một dấu `'` là ra chữ gốc. JSONL và Parquet không có dấu \
ấy. / CSV: a cell that begins with `=`, `+`, `-`, `@`, a tab or a line end (after any number of \
`'`) has one more `'` before it, so that no spreadsheet runs it as a formula; take that one away \
and you have the text. JSONL and Parquet have none.

";

pub(super) const LICENCE: &str = "\
## Licence / Giấy phép

Chữ và ảnh thuộc về các cổng và tác giả; bộ dữ liệu này không trao quyền gì đối với chúng. Luật \
Sở hữu trí tuệ (Điều 15) không bảo hộ tin tức thời sự thuần tuý đưa tin và văn bản hành chính; \
bài khác thì có. Hãy dùng cho nghiên cứu, trích dẫn nguồn, và tôn trọng người được nêu tên. / The \
texts and pictures belong to the portals and their authors; this dataset grants no right to them. \
Vietnam's Law on Intellectual Property (article 15) leaves mere news of the day and official \
documents unprotected, other articles not. Use it for research, cite the source, and respect the \
people it names.

";

/// What every example begins with: the columns by their kinds, as `datapackage.json` has them.
const BEGIN: &str = r#"import glob, json
table = "TABLE"
files = sorted(glob.glob(f"data/{table}/*"))
package = json.load(open("datapackage.json", encoding="utf-8"))
resources = package["resources"] + package.get("without_rows", [])
fields = next(r["schema"]["fields"] for r in resources if r["path"] in files)
kind = {f["name"]: f["type"] for f in fields}
text = [name for name in kind if kind[name] == "string"]
times = [name for name in kind if kind[name] == "datetime"]
days = [name for name in kind if kind[name] == "date"]
"#;

const PANDAS: &str = "import pandas as pd\n";
const PANDAS_JSONL: &str = "\
frame = pd.concat((pd.read_json(f, lines=True, dtype=False, convert_dates=False) for f in files), \
ignore_index=True).reindex(columns=list(kind))
";
const PANDAS_CSV: &str = r#"frame = pd.concat((pd.read_csv(f, dtype=dict.fromkeys(text, str), keep_default_na=False,
    na_values=dict.fromkeys(times + days, [""])) for f in files), ignore_index=True)
"#;
const PANDAS_TIMES: &str = "\
frame[times] = frame[times].apply(pd.to_datetime, utc=True)
frame[days] = frame[days].apply(lambda day: pd.to_datetime(day).dt.date)
";
const PANDAS_PARQUET: &str =
    "frame = pd.concat((pd.read_parquet(f) for f in files), ignore_index=True)\n";

const POLARS: &str = r#"import polars as pl
plain = {"integer": pl.Int64, "boolean": pl.Boolean}
schema = {name: plain.get(kind[name], pl.String) for name in kind}
"#;
const POLARS_JSONL: &str = "frame = pl.scan_ndjson(files, schema=schema)\n";
const POLARS_CSV: &str = "frame = pl.scan_csv(files, schema=schema)\n";
const POLARS_TIMES: &str = r#"frame = frame.with_columns(
    pl.col(text).fill_null(""),
    pl.col(times).str.to_datetime("%Y-%m-%dT%H:%M:%S%.fZ", time_unit="us", time_zone="UTC"),
    pl.col(days).str.to_date("%Y-%m-%d"),
).collect()
"#;
const POLARS_PARQUET: &str = "frame = pl.scan_parquet(files).collect()\n";

const DUCKDB: &str = r#"import duckdb
sql = {"datetime": "TIMESTAMPTZ", "date": "DATE", "integer": "BIGINT", "boolean": "BOOLEAN"}
columns = {name: sql.get(kind[name], "VARCHAR") for name in kind}
"#;
const DUCKDB_JSONL: &str = r#"frame = duckdb.sql(f"FROM read_json({files}, format='newline_delimited', columns={columns})")
"#;
const DUCKDB_CSV: &str = r#"frame = duckdb.sql(f"FROM read_csv({files}, header=true, quote='\"', escape='\"', delim=',', "
    f"new_line='\\n', columns={columns}, force_not_null={text})")
"#;
const DUCKDB_PARQUET: &str = r#"frame = duckdb.sql(f"FROM read_parquet({files})")
"#;

const DATASETS: &str = r#"import os
from datasets import load_dataset
frame = load_dataset(os.getcwd(), "TABLE", split="train")
"#;

const WITHOUT_ROWS: &str = "\
Không bảng nào có dòng; `datasets` không nạp bảng như vậy nên không có đoạn cho nó. / No table has \
a row; `datasets` loads none like that, so there is no block for it.

";

/// How to load a table, by the form it has; each block runs by itself, in the dump's folder.
pub(super) fn loading(dump: &Description) -> String {
    let table = first(dump);
    let blocks = match dump.format {
        Format::Jsonl => [
            [BEGIN, PANDAS, PANDAS_JSONL, PANDAS_TIMES].concat(),
            [BEGIN, POLARS, POLARS_JSONL, POLARS_TIMES].concat(),
            [BEGIN, DUCKDB, DUCKDB_JSONL].concat(),
        ],
        Format::Csv => [
            [BEGIN, PANDAS, PANDAS_CSV, PANDAS_TIMES].concat(),
            [BEGIN, POLARS, POLARS_CSV, POLARS_TIMES].concat(),
            [BEGIN, DUCKDB, DUCKDB_CSV].concat(),
        ],
        Format::Parquet => [
            [BEGIN, PANDAS, PANDAS_PARQUET].concat(),
            [BEGIN, POLARS, POLARS_PARQUET].concat(),
            [BEGIN, DUCKDB, DUCKDB_PARQUET].concat(),
        ],
    };
    let mut out = String::from(
        "## Nạp dữ liệu / Loading\n\nMỗi đoạn chạy riêng được, trong thư mục này. / Each block runs \
         by itself, in this folder.\n\n",
    );
    let mut blocks = blocks.to_vec();
    // Of CSV it guesses the type of an empty column before it reads the card.
    let is_for_datasets = dump.format != Format::Csv && dump.has_rows(table);
    blocks.extend(is_for_datasets.then(|| DATASETS.to_owned()));
    for block in blocks {
        out.push_str("```python\n");
        out.push_str(&block.replace("TABLE", table.name()));
        out.push_str("```\n\n");
    }
    if !dump.has_rows(table) {
        out.push_str(WITHOUT_ROWS);
    }
    out.push_str(
        "Cột JSON đọc bằng `json.loads`. / Columns of JSON text are read by `json.loads`. `schema/` \
         (JSON Schema), `datapackage.json` (Frictionless) và / and `croissant.json` (MLCommons) mô \
         tả từng cột / describe each column.\n\n",
    );
    out
}

/// The table of the loading examples: the first that has rows, else the first there is.
fn first(dump: &Description) -> Table {
    let mut tables = dump.tables.iter().map(|(table, _)| *table);
    let with_rows = tables.clone().find(|table| dump.has_rows(*table));
    with_rows.or(tables.next()).unwrap_or(Table::Articles)
}
