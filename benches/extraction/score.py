"""What each reader's answers below EXTR_DIR/out are worth: score.py EXTR_DIR

Body on trafilatura's set: precision, recall and F1 over its annotated snippets, those that
must be in the text and those that must not. Dates on htmldate's set: right is the true day,
or an instant that falls on it in some zone of the earth; a day beside it and any other are
wrong. readability's and newspaper4k's sets: mean F1 over runs of four words of the body, and
how many titles and authors are as written. Static pages: no date is right. Authors and leads of a
hundred pages of trafilatura's set: hundred.py.
"""

import collections
import datetime
import json
import pathlib
import re
import sys

import hundred
import vietnamese

READERS = ("hpnews", "dom_smoothie", "trafilatura")


def clean(text):
    return re.sub(r"\s+", " ", text or "").strip()


def answers(folder, name):
    for reader in READERS:
        path = folder / "out" / name / f"{reader}.json"
        if path.exists():
            yield reader, json.loads(path.read_text())["output"]


def truth(folder, name):
    return json.loads((folder / f"{name}_truth.json").read_text())


def refused(answer):
    return answer.get("kind") not in (None, "article")


def snippets(folder):
    for reader, output in answers(folder, "traf"):
        hit = miss = leak = none = leads = authors = bad = 0
        worst = []
        for key, it in truth(folder, "traf").items():
            answer = output.get(key) or {}
            text = clean(answer.get("articleBody"))
            found = sum(clean(words) in text for words in it["with"])
            false = sum(clean(words) in text for words in it["without"])
            hit, miss, leak = hit + found, miss + len(it["with"]) - found, leak + false
            none += refused(answer)
            leads += bool(answer.get("lead"))
            authors += bool(answer.get("author"))
            bad += len(it["with"]) - found + false >= 3
            worst.append((len(it["with"]) - found + false, len(it["with"]) - found, false, key, answer.get("reason")))
        precision, recall = hit / (hit + leak), hit / (hit + miss)
        f1 = 2 * precision * recall / (precision + recall)
        extra = f"  refused {none}, with a lead {leads}, with an author {authors}" if reader == "hpnews" else ""
        print(f"traf      {reader:13} P {precision:.3f} R {recall:.3f} F1 {f1:.4f}  bad pages {bad}{extra}")
        path = folder / f"out/traf/{reader}.worst.txt"
        path.write_text("".join(f"{it}\n" for it in sorted(worst, key=lambda it: -it[0]) if it[0]))


def judge(true, given):
    """`right`, `zone` (on that day elsewhere on earth), `off by one`, `wrong` or `none`."""
    if not given:
        return "none"
    try:
        at = datetime.datetime.fromisoformat(re.sub(r"(\d\d:\d\d:\d\d)\.\d+", r"\1", given.replace("Z", "+00:00")))
    except ValueError:
        return "none"
    day = datetime.date.fromisoformat(true)
    if at.date() == day:
        return "right"
    if at.tzinfo and ":" in given:
        at_utc = at.astimezone(datetime.timezone.utc).replace(tzinfo=None)
        start = datetime.datetime.combine(day, datetime.time())
        if start - datetime.timedelta(hours=14) <= at_utc < start + datetime.timedelta(hours=36):
            return "zone"
    return "off by one" if abs((at.date() - day).days) == 1 else "wrong"


def dates(folder):
    for reader, output in answers(folder, "htmldate"):
        count, worst = collections.Counter(), []
        for key, it in truth(folder, "htmldate").items():
            if not isinstance(it["date"], str):
                continue
            answer = output.get(key) or {}
            verdict = judge(it["date"], answer.get("date"))
            count[verdict] += 1
            if verdict == "none" and reader == "hpnews":
                count["refused"] += refused(answer)
            if verdict not in ("right", "zone"):
                where = ((answer.get("fields") or {}).get("published_at") or {}).get("selector")
                worst.append((verdict, key, it["date"], answer.get("date"), where, answer.get("reason")))
        false = count["wrong"] + count["off by one"]
        given = false + count["right"] + count["zone"]
        extra = f" (refused {count['refused']})" if reader == "hpnews" else ""
        print(
            f"htmldate  {reader:13} right {count['right'] + count['zone']} ({count['zone']} of them in another zone),"
            f" wrong {false} ({count['off by one']} by one day), none {count['none']}{extra}, wrong/given {false / max(given, 1):.3f}"
        )
        path = folder / f"out/htmldate/{reader}.worst.txt"
        path.write_text("".join(f"{it}\n" for it in sorted(worst, key=str, reverse=True)))


def runs(text):
    words = re.findall(r"\w+", text or "")
    return collections.Counter(tuple(words[at : at + 4]) for at in range(max(len(words) - 3, min(len(words), 1))))


def likeness(true, given):
    true, given = runs(true), runs(given)
    common = sum((true & given).values())
    return 2 * common / max(sum(true.values()) + sum(given.values()), 1)


def whole(folder, name):
    expected = {}
    for key, it in truth(folder, name).items():
        meta = it.get("meta") or {}
        title, authors = it.get("title") or meta.get("title"), it.get("author") or ", ".join(meta.get("authors") or [])
        expected[key] = (title, authors, it.get("articleBody"))
    for reader, output in answers(folder, name):
        bodies, titles, authors, refusals = [], [], [], 0
        for key, (title, author, body) in expected.items():
            answer = output.get(key) or {}
            refusals += refused(answer)
            if body:
                bodies.append((likeness(body, answer.get("articleBody")), key))
            if title:
                titles.append(clean(title) == clean(answer.get("title")))
            if author:
                authors.append(clean(author).casefold() == clean(answer.get("author")).casefold())
        mean = sum(it for it, _ in bodies) / max(len(bodies), 1)
        extra = f"  refused {refusals}" if reader == "hpnews" else ""
        print(
            f"{name:9} {reader:13} body {mean:.3f} of {len(bodies)}, titles {sum(titles)}/{len(titles)},"
            f" authors {sum(authors)}/{len(authors)}{extra}"
        )
        path = folder / f"out/{name}/{reader}.worst.txt"
        path.write_text("".join(f"{it:.3f} {key}\n" for it, key in sorted(bodies) if it < 0.9))


def static(folder):
    for reader, output in answers(folder, "static"):
        dated = [key for key, it in output.items() if it.get("date")]
        known = [key for key, it in output.items() if refused(it) or not it.get("articleBody")]
        print(f"static    {reader:13} pages {len(output)}, invented dates {len(dated)}, recognised {len(known)}")
        lines = [f"dated {it}\n" for it in dated] + [f"taken for an article {it}\n" for it in output if it not in known]
        (folder / f"out/static/{reader}.worst.txt").write_text("".join(lines))


def print_all(folder):
    snippets(folder)
    hundred.score(folder)
    dates(folder)
    whole(folder, "readab")
    whole(folder, "np4k")
    static(folder)
    vietnamese.score(folder)


if __name__ == "__main__":
    print_all(pathlib.Path(sys.argv[1]))
