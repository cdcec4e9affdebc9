#!/usr/bin/env python3
"""What hpnews read of the Vietnamese pages, field by field: vietnamese.py EXTR_DIR

vietnamese.json says where each page comes from and what is true of it, read off the page by
hand. Its texts are digests (SHA-256, 16 digits) of words in lower case, NFC, without marks,
parted by one space, and the first and last words. The body has a digest of each block; it is
right when at most two letters in a hundred are missing or too many, lines behind it that only
offer a file left aside. A caption or byline is right with or without the photographer; a line
like "Theo TTXVN" may be author or source. Pages that are wrong are listed with --worst.
"""

import hashlib
import json
import pathlib
import re
import sys
import unicodedata

LABELS = json.loads((pathlib.Path(__file__).parent / "vietnamese.json").read_text("utf8"))


def plain(text):
    return " ".join(re.findall(r"[^\W_]+", unicodedata.normalize("NFC", text or "").lower()))


def digest(text):
    return hashlib.sha256(plain(text).encode()).hexdigest()[:16] if plain(text) else None


def letters(text):
    return len(plain(text).replace(" ", ""))


def body(label, said):
    """How many letters of the body are missing, and how many are none of it."""
    known = dict(label["blocks"])
    missing, extra = dict(known), 0
    for block in said:
        # A list or a table may be one block, or one a line.
        parts = [block] if digest(block) in known else re.split(r"[\n\t]", block)
        for part in parts:
            missing.pop(digest(part), None)
            if digest(part) not in known and digest(part) not in label["optional"]:
                extra += letters(part)
    return sum(missing.values()), extra


def fields(label, said):
    """Each field: whether it is right, and what was said."""
    date = said.get("date") or ""
    yield "title", digest(said.get("title")) in [it["digest"] for it in label["title"]], said.get("title")
    yield "day", (date[:10] or None) == label["day"], date
    if label["instants"]:
        yield "instant", date[:16] in [it[:16] for it in label["instants"]], date
    lead = label["lead"] and label["lead"]["digest"]
    yield "lead", digest(said.get("lead")) == lead, said.get("lead")
    missing, extra = body(label["body"], said.get("blocks", []))
    right = max(missing, extra) <= 0.02 * label["body"]["letters"]
    yield "body", right, f"{missing} letters missing, {extra} too many of {label['body']['letters']}"
    captions, true = said.get("captions", []), label["captions"]
    right = len(captions) == len(true) and all(digest(it) in one for it, one in zip(captions, true))
    yield "captions", right, captions
    for name in ("author", "source"):
        either = [digest(said.get(it)) for it in ("author", "source")]
        right = any(it in label["credit"] for it in either) if label["credit"] else digest(said.get(name)) in label[name]
        yield name, right, said.get(name)


def score(folder, worst=False):
    path = folder / "out/vi/hpnews.json"
    if not path.exists():
        return
    output = json.loads(path.read_text("utf8"))["output"]
    tally = {}
    for label in LABELS:
        said = output[label["id"]]
        wrong = [f"no article: {said['reason']}"] if "reason" in said else []
        for name, right, got in fields(label, said):
            known, asked = tally.get(name, (0, 0))
            tally[name] = (known + right, asked + 1)
            wrong += [] if right else [f"{name}: {str(got)[:150]}"]
        if wrong and worst:
            print(label["id"], *wrong, sep="\n    ")
    shares = ", ".join(f"{name} {right / asked:.0%}" for name, (right, asked) in tally.items())
    print(f"vi        hpnews        right of {len(LABELS)} pages: {shares}")


if __name__ == "__main__":
    score(pathlib.Path(sys.argv[1]), "--worst" in sys.argv)
