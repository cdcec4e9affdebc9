#!/usr/bin/env python3
"""Whether a crawl of the reading room ended complete.

    crawled.py ROOM ARCHIVE

Every answer in ARCHIVE's journal is there and no refusal, the run's summary counts no failure,
and each article that ROOM lists was captured. Ends with 1 unless so.
"""

import json
import pathlib
import sys
import urllib.parse
import urllib.request

room, archive = sys.argv[1], pathlib.Path(sys.argv[2])
wrong, captured = [], set()
for path in archive.glob("runs/*.jsonl"):
    for event in map(json.loads, path.open(encoding="utf-8")):
        if event["event"] == "captured":
            captured.add(urllib.parse.urlsplit(event["url"]).path)
            if event["status"] != 200:
                wrong.append(f"{event['url']}: HTTP {event['status']}")
for path in archive.glob("runs/*.json"):
    run = json.loads(path.read_text(encoding="utf-8"))
    print({key: value for key, value in run.items() if isinstance(value, (int, str))})
    if run["failed"]:
        wrong.append(f"{path.name}: {run['failed']} failed")

listed, after = set(), ""
while after is not None:
    query = urllib.parse.urlencode({"after": after}) if after else ""
    page = json.load(urllib.request.urlopen(f"{room}/articles.json?{query}", timeout=60))
    listed |= {it["article_id"] for it in page["articles"]}
    after = page["next"]
missing = sorted(it for it in listed if f"/a/{it}" not in captured)
wrong += [f"{it} was not captured" for it in missing[:5]]
for line in wrong[:20]:
    print("RED", line)
print(f"{len(captured)} pages of the room, {len(listed)} articles, {len(wrong)} faults")
sys.exit(bool(wrong) or not listed)
