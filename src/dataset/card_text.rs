//! The prose of the dataset card, Vietnamese first, and its loading examples.

use super::card::first;
use super::{Description, Format, Kind};

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

/// How to load the first table, by the form it has.
pub(super) fn loading(dump: &Description) -> String {
    let table = first(dump);
    let glob = dump.glob(table);
    let columns = dump.tables.first().map_or(&[][..], |(_, columns)| columns);
    let of = |kinds: &[Kind]| {
        let names: Vec<String> = columns
            .iter()
            .filter(|column| kinds.contains(&column.kind))
            .map(|column| format!("{:?}", column.name))
            .collect();
        names.join(", ")
    };
    let (times, texts) = (of(&[Kind::Time]), of(&[Kind::Text, Kind::Json]));
    let (pandas, polars, duckdb) = match dump.format {
        Format::Jsonl => (
            format!(
                "frames = [pd.read_json(f, lines=True, dtype=False, convert_dates=[{times}]) \
                 for f in sorted(glob.glob(\"{glob}\"))]"
            ),
            format!("pl.scan_ndjson(\"{glob}\", infer_schema_length=None)"),
            format!("read_json('{glob}', format='newline_delimited', union_by_name=true)"),
        ),
        Format::Csv => (
            format!(
                "text = [{texts}]\nframes = [pd.read_csv(f, dtype={{c: str for c in text}}, \
                 keep_default_na=False, na_values={{c: [\"\"] for c in [{times}]}}, \
                 parse_dates=[{times}]) for f in sorted(glob.glob(\"{glob}\"))]"
            ),
            format!(
                "pl.scan_csv(\"{glob}\", try_parse_dates=True, missing_utf8_is_empty_string=True)"
            ),
            format!("read_csv('{glob}', header=true, sample_size=-1)"),
        ),
        Format::Parquet => (
            format!("frames = [pd.read_parquet(f) for f in sorted(glob.glob(\"{glob}\"))]"),
            format!("pl.scan_parquet(\"{glob}\")"),
            format!("read_parquet('{glob}')"),
        ),
    };
    format!(
        "## Nạp dữ liệu / Loading\n\n```python\nimport glob\nimport pandas as pd\n{pandas}\n\
         {table} = pd.concat(frames)\n```\n\n```python\nimport polars as pl\n\
         {table} = {polars}.collect()\n```\n\n```python\nfrom datasets import load_dataset\n\
         {table} = load_dataset(\".\", \"{table}\", split=\"train\")\n```\n\n```sql\n\
         -- DuckDB\nSELECT * FROM {duckdb};\n```\n\nCột JSON đọc bằng `json.loads`. / Columns of \
         JSON text are read by `json.loads`. `schema/`, `datapackage.json` (Frictionless) và / \
         and `croissant.json` (MLCommons) mô tả từng cột / describe each column.\n\n"
    )
}
