"""trafilatura over the pages of some sets: trafilatura_pages.py EXTR_DIR SET..."""

import json
import pathlib
import sys

import trafilatura


def read(html, url):
    found = trafilatura.bare_extraction(html, url=url or None, with_metadata=True, include_comments=False)
    if found is None:
        return {}
    found = found.as_dict()
    return {"articleBody": found["text"], "title": found["title"], "author": found["author"], "date": found["date"]}


folder = pathlib.Path(sys.argv[1])
for name in sys.argv[2:]:
    urls = json.loads((folder / f"{name}_urls.json").read_text())
    pages = sorted((folder / f"{name}_raw").glob("*.html"))
    output = {it.stem: read(it.read_text("utf8", errors="replace"), urls.get(it.stem)) for it in pages}
    out = folder / "out" / name
    out.mkdir(parents=True, exist_ok=True)
    answer = {"version": trafilatura.__version__, "output": output}
    (out / "trafilatura.json").write_text(json.dumps(answer, ensure_ascii=False))
