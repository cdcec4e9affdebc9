"""What a night leaves for Prometheus and for logs, read by other people's readers.

    prometheus.py FIGURES.prom LOG.jsonl
"""

import json
import sys
from datetime import datetime

from prometheus_client.parser import text_string_to_metric_families

figures, log = sys.argv[1:]
families = list(text_string_to_metric_families(open(figures, encoding="utf-8").read()))
values = {family.name: [sample.value for sample in family.samples] for family in families}
for family in families:
    assert family.type == "gauge", f"{family.name} is a {family.type}"
    assert family.documentation, f"{family.name} says nothing of itself"
    assert family.name.startswith("hpnews_"), family.name
    assert family.samples, f"{family.name} has no value"
assert len(families) >= 8, sorted(values)
lines = [json.loads(line) for line in open(log, encoding="utf-8")]
assert lines, "the night said nothing"
for line in lines:
    assert datetime.fromisoformat(line["timestamp"].replace("Z", "+00:00")).tzinfo, line
    assert line["level"] and line["message"], line
print(f"{len(families)} figures, {sum(map(len, values.values()))} values; {len(lines)} log lines")
