#!/usr/bin/env python3
"""Author and printed lead on 100 pages of trafilatura's set, read by hand: hundred.py EXTR_DIR

The pages are `random.Random(SEED).sample(sorted(ids), 100)`. hundred.json says what a reader of
the page would say: `author` are all spellings that are right, null among them where the page
rightly states none (an account like admin, the site's own name, an organisation in meta alone);
`lead` is the block printed between headline and body that markup or place sets apart, in the
wordings that are right, or null. `doubt` names what another reader might have labelled otherwise:
such an author counts, and once more without; such a lead is left out. Texts are digests (SHA-256)
of NFC in lower case, white space collapsed, soft hyphens gone, names parted by commas, and the
first and last three words.

A lead is found when its digest is equal, or when it begins or ends as the label does and the two
differ by at most a fifth of their length. Those that are wrong: out/traf/<reader>.hundred.txt.
"""

import hashlib
import json
import pathlib
import re
import sys
import unicodedata

SEED = 20261130
LABELS = json.loads((pathlib.Path(__file__).parent / "hundred.json").read_text("utf8"))


def plain(text):
    text = unicodedata.normalize("NFC", text or "").replace("\u00ad", "").replace("\u200b", "")
    return " ".join(text.lower().split())


def names(text):
    return re.sub(r"\s*(?:[,;/|&]|\b(?:and|und|y|i|et)\b)\s*", ", ", plain(text)).strip(", ")


def digest(text):
    return hashlib.sha256(text.encode()).hexdigest() if text else None


def label_author(text):
    return digest(names(text))


def label_lead(text):
    text = plain(text)
    words = text.split()
    return {
        "digest": digest(text),
        "letters": len(text),
        "first": " ".join(words[:3]),
        "last": " ".join(words[-3:]),
    }


def finds(said, lead):
    said = label_lead(said)
    if said["digest"] == lead["digest"]:
        return True
    near = min(said["letters"], lead["letters"]) >= 0.8 * max(said["letters"], lead["letters"])
    return near and (said["first"] == lead["first"] or said["last"] == lead["last"])


def score(folder):
    unread = [it["id"] for it in LABELS if not same(folder, it)]
    labels = [it for it in LABELS if it["id"] not in unread]
    if unread:
        print(f"hundred   {len(unread)} pages are not there or not those that were labelled: {', '.join(unread)}")
    for reader in ("hpnews", "trafilatura"):
        path = folder / "out/traf" / f"{reader}.json"
        if not path.exists():
            continue
        output = json.loads(path.read_text("utf8"))["output"]
        wrong = []
        said = authors(labels, output, wrong)
        if reader == "hpnews":
            said += f"; {leads(labels, output, wrong)}"
        print(f"hundred   {reader:13} seed {SEED}, {said}")
        (folder / "out/traf" / f"{reader}.hundred.txt").write_text("".join(f"{it}\n" for it in wrong))


def same(folder, label):
    path = folder / "traf_raw" / f"{label['id']}.html"
    return path.exists() and hashlib.sha256(path.read_bytes()).hexdigest() == label["sha256"]


def authors(labels, output, wrong):
    right, stated, none, clear = 0, [], [], []
    for it in labels:
        said = (output.get(it["id"]) or {}).get("author")
        known = label_author(said) in it["author"]
        right += known
        (none if it["author"] == [None] else stated).append(known)
        clear += [] if "author" in it["doubt"] else [known]
        if not known:
            wrong.append(f"author  {it['id']}  said {said!r}{', none is right' if None in it['author'] else ''}")
    return (
        f"author right {right} of {len(labels)} (stated {sum(stated)} of {len(stated)}, rightly none {sum(none)}"
        f" of {len(none)}; without doubt {sum(clear)} of {len(clear)})"
    )


def leads(labels, output, wrong):
    found, other, missed, false, without = 0, 0, 0, 0, 0
    for it in labels:
        if "lead" in it["doubt"]:
            continue
        said = (output.get(it["id"]) or {}).get("lead")
        if not it["lead"]:
            without += 1
            false += bool(said)
            wrong += [f"lead    {it['id']}  none is printed, said {said[:80]!r}"] if said else []
        elif any(finds(said, lead) for lead in it["lead"]):
            found += 1
        else:
            other += bool(said)
            missed += not said
            right = f"{it['lead'][0]['first']} ... {it['lead'][0]['last']}"
            wrong.append(f"lead    {it['id']}  right {right!r}, said {said and said[:80]!r}")
    printed = found + other + missed
    return (
        f"lead found on {found} of {printed} that print one ({found / max(printed, 1):.0%}), another text on {other},"
        f" false on {false} of {without}"
    )


if __name__ == "__main__":
    score(pathlib.Path(sys.argv[1]))
