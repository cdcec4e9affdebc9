#!/usr/bin/env python3
"""Articles of one month that mention something, with Hugging Face datasets. The export's
README.md is its dataset card: it names the files and the type of each column.

    pip install datasets
    hpnews export --format parquet --out export
    python with_datasets.py export 2025-09 "cầu"
"""

import collections
import pathlib
import sys
import zoneinfo

import datasets

folder, month, needle = sys.argv[1:4]
# Absolute: a bare `json` or `parquet` would be a loader's name.
articles = datasets.load_dataset(str(pathlib.Path(folder).resolve()), "articles", split="train")

# Times are UTC; months are civil time of the portals.
zone = zoneinfo.ZoneInfo("Asia/Ho_Chi_Minh")


def civil(article):
    return article["published_at"].astimezone(zone)


def mentions(article):
    return needle.lower() in f"{article['title']}\n{article['body']}".lower()


dated = articles.filter(lambda article: article["published_at"] is not None)
of_month = dated.filter(lambda article: civil(article).strftime("%Y-%m") == month)
found = of_month.filter(mentions)
print(f"{month}: {len(found)} of {len(of_month)} articles mention “{needle}”")
for article in sorted(found, key=lambda article: (article["published_at"], article["article_id"])):
    print(civil(article).strftime("%Y-%m-%d %H:%M"), article["url"])
print(dict(sorted(collections.Counter(found["section"]).items())))
