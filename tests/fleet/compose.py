"""compose.py HPNEWS: packaging/compose.yaml is YAML, and its hpnews commands and keys are ones that this hpnews knows."""
import pathlib, subprocess, sys, yaml

services = yaml.safe_load(pathlib.Path("packaging/compose.yaml").read_text())["services"]
ours = {name: it for name, it in services.items() if it["image"] == "hpnews"}
assert len(ours) == 3 and {"postgres", "seaweedfs"} <= services.keys(), services.keys()
for name, service in ours.items():
    # clap reads the whole line before it helps.
    found = subprocess.run([sys.argv[1], *service["command"], "--help"], capture_output=True, text=True)
    assert found.returncode == 0, (name, found.stderr)
    unknown = [key for key in service["environment"] if key not in {
        "PGPASSWORD", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "HPNEWS_CONFIG", "HPNEWS_ARCHIVE", "HPNEWS_STATE"}]
    assert not unknown, (name, unknown)
