#!/usr/bin/env python3
"""Holds the replay origin to other people's Memento clients.

    memento.py REPLAY URL [...]

memento_client asks the TimeGate for the first capture, aiu reads the TimeMap, and pywb's
aggregator reads both, each by its own rules. All must find the captures that the TimeMap as JSON
lists, and what they lead to must be there. Ends with 1 unless they do.
"""

import sys

import requests
from aiu import convert_LinkTimeMap_to_dict
from memento_client import MementoClient
from pywb.utils.wbexception import NotFoundException
from pywb.warcserver.index.indexsource import MementoIndexSource

REPLAY, URLS = sys.argv[1].rstrip("/") + "/web/", sys.argv[2:]
failures = 0


def wrong(text):
    global failures
    failures += 1
    print(f"RED {text}")


def same(who, url, found, wanted):
    if found != wanted:
        wrong(f"{who} {url}: {found}, not {wanted}")


def shown(uri):
    answer = requests.get(uri, allow_redirects=False, timeout=60)
    if answer.status_code != 200 or "Memento-Datetime" not in answer.headers:
        wrong(f"{uri}: HTTP {answer.status_code}, {dict(answer.headers)}")


def check(url, source):
    listed = [it["uri"] for it in requests.get(f"{REPLAY}timemap/json/{url}", timeout=60).json()["mementos"]["list"]]
    timemap = convert_LinkTimeMap_to_dict(requests.get(f"{REPLAY}timemap/link/{url}", timeout=60).text)
    mementos = timemap["mementos"]["list"]
    same("aiu", url, [it["uri"] for it in mementos], listed)
    same("aiu", url, timemap["original_uri"], url)
    for which, at in (("first", 0), ("last", -1)):
        info = MementoClient(timegate_uri=REPLAY, check_native_timegate=False) \
            .get_memento_info(url, mementos[at]["datetime"].replace(tzinfo=None))
        same(f"memento_client, the {which} of", url, info["mementos"]["closest"]["uri"], [listed[at]])
        same(f"memento_client, the {which} of", url, info["mementos"][which]["uri"], [listed[at]])
        shown(listed[at])
    rows = list(source.load_index({"url": url}))
    same("pywb's TimeMap", url, [it["memento_url"] for it in rows], listed)
    for row in rows:
        nearest = source.load_index({"url": url, "closest": row["timestamp"]})
        if row["timestamp"] not in [it["timestamp"] for it in nearest]:
            wrong(f"pywb's TimeGate {url}: {row['timestamp']} is not what it leads to")
        shown(row["load_url"])
    return len(listed)


aggregator = MementoIndexSource.from_timegate_url(REPLAY)
captures = [check(url, aggregator) for url in URLS]
never = "http://127.0.0.1:9/never-captured"
if requests.get(f"{REPLAY}timemap/link/{never}", timeout=60).status_code != 404:
    wrong("an address that was never captured has a TimeMap")
try:
    wrong(f"pywb found {list(aggregator.load_index({'url': never}))}")
except NotFoundException:
    pass
if max(captures, default=0) < 2:
    wrong("no address was captured twice")
print(f"{len(URLS)} addresses, {sum(captures)} captures, {failures} faults")
sys.exit(failures > 0)
