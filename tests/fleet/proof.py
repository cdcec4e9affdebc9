"""proof.py: four real workers in network namespaces, each with its share of the portals, killed, stopped and cut off,
held to what a fleet promises: by the portals' own access log, the journals that the bucket gives back, and `verify`.

  FLEET_PORTALS, FLEET_ARTICLES   how much (40, 40)
  FLEET_LEASE                     seconds (8)
  FLEET_RED=1                     the lanes' deadline taken out (a debug build alone can): must end with 7
  HPNEWS, WEED, FLEET_STATE       the program (built with --features fleet), SeaweedFS, a folder

Needs root: namespaces, nftables, and PostgreSQL 15 (run as `postgres`).
"""
import collections, datetime, json, os, pathlib, re, shutil, signal, subprocess, sys, time

HERE = pathlib.Path(__file__).resolve().parent
PORTALS, ARTICLES = int(os.environ.get("FLEET_PORTALS", 40)), int(os.environ.get("FLEET_ARTICLES", 40))
LEASE, SHIP, PAUSE = int(os.environ.get("FLEET_LEASE", 8)), 2, 1.0
RED, RED_AS_WANTED = os.environ.get("FLEET_RED") == "1", 7
HPNEWS, WEED = os.environ["HPNEWS"], os.environ["WEED"]
STATE = pathlib.Path(os.environ["FLEET_STATE"])
TAG = os.environ.get("FLEET_TAG", f"f{os.getpid() % 1000}")
NET = f"10.{os.getpid() % 200 + 20}.77"
HUB, FIRST, PG_PORT, S3_PORT = f"{NET}.1", 20000, 55432, 25833
BIN = pathlib.Path("/usr/lib/postgresql/15/bin")
started = []          # processes of ours, by group
begun = time.monotonic()

def say(*words): print(f"[{time.monotonic() - begun:6.1f}]", *words, flush=True)
def run(*command, **more): return subprocess.run([str(it) for it in command], check=True, **more)
def quiet(*command): subprocess.run([str(it) for it in command], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
def ns(worker, *command): return ["ip", "netns", "exec", f"{TAG}w{worker}", *map(str, command)]

def start(command, log, **more):
    out = open(STATE / log, "ab")
    process = subprocess.Popen([str(it) for it in command], stdout=out, stderr=out, start_new_session=True, **more)
    started.append(process)
    return process

def wait_for(what, look, seconds):
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            if look(): return
        except Exception: pass
        time.sleep(0.2)
    raise SystemExit(f"RED: {what}: not within {seconds} s")

def sql(text):
    out = subprocess.run(["psql", "-h", HUB, "-p", str(PG_PORT), "-U", "postgres", "-AtF", " ", "-c", text, "postgres"],
                         capture_output=True, text=True, timeout=10)
    if out.returncode: raise RuntimeError(out.stderr)
    return [line.split(" ") for line in out.stdout.splitlines()]

# --- the places -------------------------------------------------------------------------------------------------

def network():
    run("ip", "link", "add", f"{TAG}br", "type", "bridge")
    run("ip", "addr", "add", f"{HUB}/24", "dev", f"{TAG}br"); run("ip", "link", "set", f"{TAG}br", "up")
    for worker in (1, 2, 3, 4):
        run("ip", "netns", "add", f"{TAG}w{worker}")
        run("ip", "link", "add", f"{TAG}v{worker}", "type", "veth", "peer", "name", "e0", "netns", f"{TAG}w{worker}")
        run("ip", "link", "set", f"{TAG}v{worker}", "master", f"{TAG}br", "up")
        for words in (["addr", "add", f"{NET}.1{worker}/24", "dev", "e0"], ["link", "set", "e0", "up"], ["link", "set", "lo", "up"]):
            run("ip", "-n", f"{TAG}w{worker}", *words)
        run(*ns(worker, "sysctl", "-qw", "net.ipv4.conf.all.route_localnet=1"))
        # The program asks a private address nobody but its own machine has: 127.0.0.1 leads outward.
        run(*ns(worker, "nft", f"""table ip portal {{
            chain out {{ type nat hook output priority -100; ip daddr 127.0.0.1 tcp dport {FIRST}-{FIRST + PORTALS} dnat to {HUB}; }}
            chain post {{ type nat hook postrouting priority 100; ip daddr {HUB} masquerade; }}
        }}
        """))

def cut(worker, port):
    run(*ns(worker, "nft", f"table inet cut {{\nchain o {{ type filter hook output priority 0; tcp dport {port} drop; }}\n}}\n"))
def heal(worker): run(*ns(worker, "nft", "delete table inet cut"))

def postgres(word):
    run("su", "postgres", "-c", f"{BIN}/pg_ctl -D {STATE}/pg -w -t 30 -l {STATE}/pg.log {word}", stdout=subprocess.DEVNULL)

def services():
    (STATE / "pg").mkdir(); shutil.chown(STATE / "pg", "postgres")
    (STATE / "pg.log").touch(); shutil.chown(STATE / "pg.log", "postgres")
    run("su", "postgres", "-c", f"{BIN}/initdb -D {STATE}/pg -A trust -E UTF8 --no-sync >/dev/null")
    with open(STATE / "pg/postgresql.conf", "a") as conf:
        conf.write(f"listen_addresses='{HUB}'\nport={PG_PORT}\nunix_socket_directories=''\nfsync=off\n")
    with open(STATE / "pg/pg_hba.conf", "a") as hba: hba.write(f"host all all {NET}.0/24 trust\n")
    postgres("start")
    (STATE / "weed").mkdir()
    (STATE / "s3.json").write_text(json.dumps({"identities": [{"name": "fleet", "credentials": [
        {"accessKey": "khoa", "secretKey": "bi-mat"}], "actions": ["Admin", "Read", "Write", "List"]}]}))
    start([WEED, "server", f"-dir={STATE}/weed", f"-ip={HUB}", f"-ip.bind={HUB}", "-s3", f"-s3.port={S3_PORT}",
           f"-s3.config={STATE}/s3.json", "-master.port=25333", "-volume.port=25080", "-filer.port=25888",
           "-master.volumeSizeLimitMB=256", "-volume.max=60", "-master.telemetry=false"], "weed.log", cwd=STATE)
    wait_for("SeaweedFS", lambda: subprocess.run(["curl", "-sf", "-o", "/dev/null", f"http://{HUB}:{S3_PORT}/healthz"]).returncode == 0, 60)
    shell = f"s3.bucket.create -name kho\n"
    subprocess.run([WEED, "shell", f"-master={HUB}:25333", f"-filer={HUB}:25888"], input=shell, text=True, timeout=60,
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=STATE)
    portals = start([sys.executable, HERE / "portals.py", HUB, FIRST, PORTALS, ARTICLES, STATE / "access.log"], "portals.log")
    wait_for("portals", lambda: "ready" in (STATE / "portals.log").read_text(), 20)

def config():
    night = (datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(hours=12 + 7)).strftime("%H:%M")
    text = f"""[identity]
contact = "fleet@hpnews.example"
[politeness]
rate = "1/s"
latency_factor = 0
[discover]
rest = false
sitemaps = false
feeds = false
[fetch]
media = "none"
requisites = false
[bucket]
url = "s3://kho/doi"
endpoint = "http://{HUB}:{S3_PORT}"
ship = "{SHIP}s"
[fleet]
postgres = "host={HUB} port={PG_PORT} user=postgres dbname=postgres sslmode=disable"
lease = "{LEASE}s"
night = "{night}"
"""
    for port in range(FIRST, FIRST + PORTALS):
        text += f"""
[[site]]
name = "p{port}"
home = "http://127.0.0.1:{port}/"
{'lane = "mot-may-chu"' if port < FIRST + 2 else ""}
[site.address]
hosts = ["127.0.0.1:{port}"]
article = ["/*.html"]
list = ["/"]
"""
    (STATE / "config.toml").write_text(text)

def environment(name):
    clean = {key: os.environ[key] for key in ("PATH", "HOME", "TMPDIR") if key in os.environ}
    more = {"HPNEWS_STATE": str(STATE / "state" / name), "AWS_ACCESS_KEY_ID": "khoa", "AWS_SECRET_ACCESS_KEY": "bi-mat",
            "HPNEWS_CONFIG": str(STATE / "config.toml"), "HPNEWS_ARCHIVE": str(STATE / "root" / name), "LC_ALL": "C.UTF-8"}
    if RED: more["HPNEWS_TEST_WITHOUT_DEADLINE"] = "1"
    return clean | more

def refusals():
    """Bad input: what, which, why, next step; nobody is asked, and nothing is changed."""
    def refused(what, says, *command, **more):
        found = subprocess.run([HPNEWS, *command], env=environment("init") | more, capture_output=True, text=True, timeout=60)
        if found.returncode != 2 or says not in found.stderr or "hint:" not in found.stderr:
            raise SystemExit(f"RED: {what}: exit {found.returncode}: {found.stderr}")
    refused("no tables yet", "has schema 0, this program knows", "fleet", "status")
    made = own("init", "fleet", "init")
    if made.returncode: raise SystemExit(f"RED: fleet init: {made.stdout}{made.stderr}")
    say(made.stderr.strip())
    again = own("init", "fleet", "init")
    if again.returncode: raise SystemExit(f"RED: fleet init, again: {again.stderr}")
    sql("update fleet set version = version + 1")
    refused("a newer schema", "has schema 2, this program knows 1", "worker")
    sql("update fleet set version = version - 1")
    id = sql("update fleet set id = 'khac' from (select id from fleet) as it returning it.id")[0][0]
    refused("another fleet's bucket", "this fleet's is khac", "worker")
    refused("another fleet's bucket", "this fleet's is khac", "fleet", "init")
    sql(f"update fleet set id = '{id}'")
    refused("a wrong key of the bucket", "s3://kho", "fleet", "init", AWS_SECRET_ACCESS_KEY="sai")
    refused("a wrong login of the database", "cannot reach", "fleet", "status",
            HPNEWS_POSTGRES=f"host={HUB} port={PG_PORT} user=khong_co dbname=postgres sslmode=disable")
    refused("no TLS", "cannot reach", "fleet", "status", HPNEWS_POSTGRES=f"host={HUB} port={PG_PORT} user=postgres")
    if requests(): raise SystemExit("RED: somebody was asked")

def worker(place, name, capacity):
    return start(ns(place, HPNEWS, "--log", "plain", "worker", "--name", name, "--capacity", capacity), f"{name}.log", env=environment(name))

def own(name, *command): return subprocess.run([HPNEWS, *map(str, command)], env=environment(name), capture_output=True, text=True)

# --- the story ----------------------------------------------------------------------------------------------------

def requests():
    found = collections.defaultdict(list)
    for line in (STATE / "access.log").read_text().splitlines():
        parts = line.split(" ")
        if len(parts) == 3: found[int(parts[1])].append((float(parts[0]), parts[2]))
    return found

def sites_of(name): return {int(row[0][1:]) for row in sql(f"select name from site where holder = '{name}' and until > now()")}
def left(): return int(sql("select count(*) from site where next_night < now()")[0][0])

def story():
    capacity = PORTALS                              # any one could do all
    workers = {n: worker(n, f"w{n}", capacity) for n in (1, 2, 3, 4)}
    wait_for("all sites are taken", lambda: int(sql("select count(*) from site where until > now()")[0][0]) == PORTALS, 60)
    say("sites by worker:", {n: len(sites_of(f"w{n}")) for n in workers})
    time.sleep(4)
    silent = {}                                     # since when a site's holder was away
    def away(name):
        now = time.monotonic()
        for port in sites_of(name): silent[port] = now
    if not RED:
        away("w1"); os.killpg(workers.pop(1).pid, signal.SIGKILL); say("kill -9 w1"); time.sleep(1)
    away("w2"); os.killpg(workers[2].pid, signal.SIGSTOP); say("SIGSTOP w2"); stopped = time.monotonic(); time.sleep(1)
    away("w3"); cut(3, PG_PORT); say("w3 cut off from PostgreSQL"); time.sleep(2)
    if not RED:
        cut(4, S3_PORT); say("w4 cut off from the bucket"); time.sleep(5); heal(4); say("w4 healed")
    time.sleep(max(0, stopped + LEASE * 2 + 2 - time.monotonic()))
    if not RED: postgres("-m immediate restart"); say("PostgreSQL restarted")
    os.killpg(workers[2].pid, signal.SIGCONT); say("SIGCONT w2")
    time.sleep(3); heal(3); say("w3 healed")
    if RED:
        time.sleep(3); return silent
    workers[5] = worker(1, "w5", capacity); say("w5 comes")
    wait_for("all nights end", lambda: left() == 0, ARTICLES * 4 + 60)
    say("all nights have ended")
    for process in workers.values(): os.killpg(process.pid, signal.SIGTERM)
    for name, process in workers.items():
        code = process.wait(60)
        if code: raise SystemExit(f"RED: w{name} ended with {code}")
    return silent

def gaps():
    found = requests()
    # The first two portals are one server: they share a lane, and so a pause.
    lanes = {**found, FIRST: sorted(found[FIRST] + found[FIRST + 1])}
    every = [(b[0] - a[0], port, a[1], b[1]) for port, seen in lanes.items() for a, b in zip(seen, seen[1:])]
    # The log's own clock is read a moment after the bytes came.
    return found, every, [gap for gap in every if gap[0] < PAUSE - 0.01]

def check(silent):
    found, every, close = gaps()
    say(f"{sum(map(len, found.values()))} requests, smallest gap {min(every)[0]:.3f} s, below the pause: {len(close)}", close[:4])
    faults = [] if not close else ["a pause was not kept"]
    taken = {int(name[1:]): int(epoch) for name, epoch in sql("select name, epoch from site")}
    again = {port: len(paths) - len(set(paths)) for port, seen in found.items() if (paths := [it[1] for it in seen if it[1].startswith("/bai")])}
    say(f"hand-overs {sum(taken.values()) - PORTALS}, articles asked again {sum(again.values())}")
    for port, count in again.items():
        if count > (taken[port] - 1) * (SHIP + 3): faults.append(f"p{port}: {count} asked again in {taken[port] - 1} hand-overs")
    late = {}
    for port, since in silent.items():
        after = [at for at, _ in found[port] if at > since + 2]
        before = [at for at, _ in found[port] if at <= since + 2]
        if after and len({it[1] for it in found[port] if it[0] <= since + 2}) <= ARTICLES: late[port] = after[0] - max(before + [since])
    say(f"takeover: longest silence {max(late.values(), default=0):.1f} s of at most {LEASE + 15}")
    faults += [f"p{port}: silent for {gap:.1f} s" for port, gap in late.items() if gap > LEASE + 15]
    # The database is lost, and a worker that has nothing brings back what the bucket has.
    sql("drop table site, lane, worker, fleet")
    made = own("init", "fleet", "init")
    if made.returncode: return faults + [f"fleet init after the loss of the database: {made.stderr}"]
    sql("update site set next_night = now() + interval '1 day'")
    collector = worker(1, "collector", PORTALS)
    wait_for("the collector has all", lambda: len(list((STATE / "root/collector").glob("p*/archive.json"))) == PORTALS, 120 + PORTALS * 2)
    os.killpg(collector.pid, signal.SIGTERM)
    if collector.wait(60): faults.append("the collector did not end well")
    lost = twice = 0
    for port in range(FIRST, FIRST + PORTALS):
        archive = STATE / f"root/collector/p{port}"
        seen = collections.Counter()
        for journal in sorted((archive / "runs").glob("*.jsonl")):
            for line in journal.read_text().splitlines():
                event = json.loads(line)
                if event["event"] == "captured" and event["role"] == "article": seen[event["url"]] += 1
        lost += ARTICLES - len(seen); twice += sum(count > 1 for count in seen.values())
        verified = own("collector", "--archive", archive, "verify")
        if verified.returncode: faults.append(f"verify p{port}: {verified.stdout[-300:]}{verified.stderr[-300:]}")
    say(f"articles lost {lost}, committed twice {twice}")
    if lost or twice: faults.append("articles lost or committed twice")
    return faults

def clean():
    for process in started:
        try: os.killpg(process.pid, signal.SIGKILL)
        except ProcessLookupError: pass
    if (STATE / "pg/postmaster.pid").exists(): quiet("su", "postgres", "-c", f"{BIN}/pg_ctl -D {STATE}/pg -m immediate stop")
    for n in (1, 2, 3, 4): quiet("ip", "netns", "del", f"{TAG}w{n}")
    quiet("ip", "link", "del", f"{TAG}br")

def main():
    shutil.rmtree(STATE, ignore_errors=True); STATE.mkdir(parents=True); os.chmod(STATE, 0o755)
    network(); services(); config()
    refusals()
    silent = story()
    if RED:
        _, every, close = gaps()
        say(f"without the lanes' deadline: smallest gap {min(every)[0]:.3f} s, below the pause: {len(close)}")
        sys.exit(RED_AS_WANTED if close else 0)
    return check(silent)

try: faults = main()
finally: clean()
for fault in faults: print("RED:", fault)
sys.exit(1 if faults else 0)
