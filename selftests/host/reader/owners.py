#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""Who closed: replayed owners, what the reader makes of them, and what it refuses."""
import os

from ktap import FOLDER, HERE, end, equal, ok, parsed, replay, run, schema_errors
from make_fixture import other, own, owners, row, snapshot, steady

CONTAINER = "0123456789abcdef" * 4
CGROUPS = {77: "/system.slice/app.service", 78: f"/system.slice/docker-{CONTAINER}.scope",
           79: "/system.slice/nginx.service"}
DB = row(bins=steady(72), live=48)
WEB = row(remote="10.0.0.60", port=8080, bins={5: 40, 6: 7}, fin_wait2=3)
CLIENTS = [row(side="inbound", remote=f"192.0.2.{n}", port=443, bins={10 + n: 4 + n})
           for n in (1, 2)]
ROWS = [DB, WEB, *CLIENTS]
OWNED = [
    own(DB, steady(36), how="exit"),
    own(DB, steady(30), comm="batch\\040job", pid=900, cgroup=78, uid=1000),
    own(WEB, {5: 40}, 3, by="kthread", comm="kworker/0:1", pid=17, uid=0, cgroup="-", how="-"),
    own(CLIENTS[0], pid=443, comm="nginx", cgroup=79, how="shutdown"),
    own(CLIENTS[1], {12: 5}, pid=443, comm="nginx", cgroup=79),
]
SAVED = owners(ROWS, OWNED, CGROUPS)


def who(*words, text=SAVED):
    return parsed(replay(text, "who", "--json", *words))


def rows_of(report, *keys):
    return [tuple(one.get(key) for key in keys) for one in report["owners"]]


def each():
    report = who()
    equal(schema_errors(report, "who"), [], "who keeps its schema")
    equal(rows_of(report, "remote", "command", "pid", "unit", "timewait", "fin_wait2", "exact"), [
        ("10.0.0.50", "worker", 812, "app.service", 2160, 0, True),
        ("10.0.0.50", "batch job", 900, "docker:0123456789ab", 1800, 0, True),
        ("10.0.0.50", None, None, None, 360, 0, False),
        ("10.0.0.60", "kworker/0:1", 17, None, 40, 3, True),
        (None, "nginx", 443, "nginx.service", 10, 0, True),
        ("10.0.0.60", None, None, None, 7, 0, False),
        ("192.0.2.2", None, None, None, 1, 0, False),
    ], "a row for each destination and process, clients of a port together")
    equal([one["how"] for one in report["owners"]],
          [{"exit": 2160}, {"close": 1800}, {}, {"unknown": 43}, {"close": 5, "shutdown": 5}, {}, {}],
          "how they closed")
    equal([one["by"] for one in report["owners"]],
          ["process", "process", "unknown", "kthread", "process", "unknown", "unknown"],
          "what kind of owner")
    equal([one["closes_per_second"] for one in report["owners"][:3]], [36, 30, 6], "closes a second")
    equal((report["sockets"], report["unknown"], report["owners_state"], report["holders"]),
          (4381, 368, "read", []), "how many are unknown")


def grouped():
    keys = ("timewait", "processes", "destinations", "unit", "uid")
    equal(rows_of(who("--by", "process"), *keys)[0], (2160, 1, 1, "app.service", 33), "--by process")
    equal(rows_of(who("--by", "unit"), "unit", "timewait")[:2],
          [("app.service", 2160), ("docker:0123456789ab", 1800)], "--by unit")
    equal(rows_of(who("--by", "user"), *keys)[:2],
          [(2170, 2, 2, None, 33), (1800, 1, 1, "docker:0123456789ab", 1000)], "--by user")
    equal(rows_of(who("--by", "destination"), "remote", "port", *keys), [
        ("10.0.0.50", 5432, 4320, 3, 1, None, None), ("10.0.0.60", 8080, 47, 2, 1, None, None),
        (None, 443, 11, 2, 1, None, None)], "--by destination")
    same = owners([DB], [own(DB, steady(36)), own(DB, steady(36), pid=813)], CGROUPS)
    equal(rows_of(who("--by", "unit", text=same), *keys)[0], (4320, 2, 1, "app.service", 33),
          "two processes of a unit are one row")
    equal([one["closes_per_second"] for one in who("--by", "unit", text=same)["owners"]], [72],
          "whose rates add")
    again = owners([DB], [own(DB, steady(36)), own(DB, steady(36), start=9000)])
    equal(len(who(text=again)["owners"]), 2, "a pid that is used again is another process")
    result = replay(SAVED, "who", "--by", "remote")
    ok(result.returncode == 2 and "process, unit, user or destination" in result.stderr,
       "show's groups are refused", result.stderr)


def chosen():
    equal(rows_of(who("--sort", "name", "outbound"), "remote", "timewait"),
          [("10.0.0.50", 360), ("10.0.0.50", 2160), ("10.0.0.50", 1800), ("10.0.0.60", 7),
           ("10.0.0.60", 40)], "--sort name, and a filter")
    equal(rows_of(who("--sort", "fin_wait2"), "fin_wait2")[0], (3,), "--sort fin_wait2")
    equal(len(who("-n", "2")["owners"]), 2, "-n limits the rows")
    report = who("dst", "10.0.0.60")
    equal((report["sockets"], report["unknown"]), (50, 7), "the unknown share of what is filtered")
    equal(who("-6")["owners"], [], "-6")
    result = replay(SAVED, "who", "--sort", "ports")
    ok(result.returncode == 2 and "ports" in result.stderr, "a key of show's is refused",
       result.stderr)


def screen():
    text = replay(SAVED, "who", "outbound").stdout.splitlines()
    equal(text[1], "out 10.0.0.50:5432     2,160 812 worker        app.service         exit  exact",
          "a row on the screen")
    ok(text[3].endswith("(unknown)                               unknown") and
       "[kworker/0:1]" in text[4], "who is not known, and a kernel thread", *text)
    ok("Unknown: 367 of 4,370 sockets, closed before owners were kept" in " ".join(text),
       "how many are unknown", *text)
    soft = owners([WEB], [own(WEB, {5: 1}, by="softirq", pid="-", comm="-", how="-"),
                          own(WEB, {5: 2}, by="io-wq", comm="iou", how="close")])
    text = replay(soft, "who").stdout
    ok("(softirq)" in text and "iou (io_uring)" in text, "softirq and io_uring say so", text)
    wide = replay(SAVED, "who", "-n", "1", env={"COLUMNS": "120"}).stdout
    ok("CLOSE/S" in wide and " 36 " in wide, "closes a second where they fit", wide)
    for columns in (30, 60, 80):
        text = replay(SAVED, "who", env={"COLUMNS": str(columns)}).stdout
        ok(columns == 30 or all(len(line) <= columns for line in text.splitlines()),
           f"who in {columns} columns", text)


def foreign_text():
    evil = owners([DB], [own(DB, comm="a\\033[31m\\012b\\134")], {77: "/x\\033]0;y\\007.service"})
    equal(rows_of(who(text=evil), "command", "unit"), [("a\033[31m\nb\\", "x\033]0;y\007.service")],
          "escapes are undone in JSON")
    text = replay(evil, "who").stdout
    ok("\033" not in text and "\007" not in text and "a?[31m?b\\" in text, "and harmless as text", text)


def units():
    """The name of a cgroup, by its path."""
    for path, want in (
            ("/system.slice/app.service", "app.service"),
            ("/user.slice/user-1.slice/user@1.service/app.slice/x.service", "x.service"),
            ("/user.slice/user-1000.slice/session-3.scope", "session-3.scope"),
            (f"/system.slice/docker-{CONTAINER}.scope/init.scope", "docker:0123456789ab"),
            (f"/docker/{CONTAINER}", "docker:0123456789ab"),
            (f"/kubepods.slice/kubepods-pod1.slice/cri-containerd-{CONTAINER}.scope",
             "cri-containerd:0123456789ab"),
            ("/lxc.payload.web/system.slice/x.service", "lxc.payload.web"),
            ("/machine.slice/machine-db.scope/payload/x.service", "machine-db.scope"),
            ("/jobs/nightly", "/jobs/nightly"), ("/", "/")):
        report = who(text=owners([DB], [own(DB)], {77: path}))
        equal(report["owners"][0]["unit"], want, f"the unit of {path}")
    report = who(text=owners([DB], [own(DB)]))
    equal(report["owners"][0]["unit"], "cgroup:77", "a cgroup that is gone has its number")


def capacity():
    def needed(**given):
        return who(text=owners([DB], [own(DB)], **given))["owners_needed"]

    equal(needed(), 16384, "twice the sockets, rounded up")
    # 6,400 s since it was switched on, 640,000 closes: 100 a second on the whole host.
    equal(needed(owners_kept=40000, owners_overwritten=600000), 16384, "100 closes a second")
    equal(needed(owners_kept=40000, owners_overwritten=6000000), 131072, "and 944")
    text = replay(owners([DB], [own(DB, {1: 1})], owners_max=1024), "who").stdout
    ok("owners=16384 covers one length of TIME_WAIT." in " ".join(text.split()),
       "which capacity would do", text)


def without_owners():
    report = who(text=snapshot(ROWS))
    equal((report["owners_state"], "owners" in report), ("not_saved", False), "saved without owners")
    equal(schema_errors(report, "who"), [], "and the schema kept")
    text = replay(snapshot(ROWS), "who").stdout
    ok("saved without `snapshot --owners`" in text, "which is said", text)
    old = (HERE / "snapshot-0.1.0").read_text()
    report = who(text=old)
    equal((report["owners_state"], "owners" in report), ("not_saved", False), "nor has 0.1.0 any")
    ok("twstat_unit" not in replay(old, "prometheus").stdout, "or metrics of units")
    ok(", owner unknown | " in replay(old, "check", "--owner").stdout, "check says so")


def damaged():
    def refused(text, why, name):
        result = replay(text, "who")
        ok(result.returncode == 1 and why in result.stderr, name, result.stderr, result.stdout)

    def but(old, new):
        assert SAVED.count(old) >= 1
        return SAVED.replace(old, new, 1)

    refused("".join(SAVED.splitlines(True)[:-1]), "do not sum", "a row that is missing")
    refused(SAVED + SAVED.splitlines()[-1] + "\n", "do not sum", "a row too many")
    head = SAVED.split("[owners]")[0]
    refused(head, "cut off", "no owners at all")
    refused(head + "[owners]" + SAVED.split("[owners]")[1].replace(" 5:40\n", " 4:40\n"),
            "do not sum", "a socket in another bin")
    refused(but(" process 812 ", " nobody 812 "), "wrong by", "an unknown kind of owner")
    refused(but(" worker 33 ", " wor\\777ker 33 "), "wrong comm", "a wrong escape")
    refused(but(" worker 33 ", " wor\\000ker 33 "), "wrong comm", "a NUL")
    refused(but(" worker 33 ", " " + "w" * 64 + " 33 "), "wrong comm", "a command that is too long")
    refused(but(" 77 exit ", " 77 left "), "wrong how", "an unknown way")
    refused(but(" 812 4000 ", " x 4000 "), "wrong pid", "no number")
    refused(but("comm", "mmoc"), "column comm is missing", "a column that is missing")
    refused(but("77 /", "x /"), "not a number", "a cgroup without a number")
    more = SAVED.splitlines(True)
    at = more.index("[destinations]\n")
    more = [line if n < at or line.startswith("[") else
            line[:-1] + (" new\n" if line.startswith("family ") else " 7\n")
            for n, line in enumerate(more)]
    equal(len(who(text="".join(more))["owners"]), 7, "columns of later modules are skipped")


def others():
    rows = [DB, other(bins={30: 5})]
    text = owners(rows, [own(DB), own(rows[1], {30: 2}, pid=7)])
    equal([(one.get("other"), one["timewait"], one.get("pid")) for one in who(text=text)["owners"]],
          [(None, 4320, 812), (True, 3, None), (True, 2, 7)], "others have owners too")


def other_commands():
    """What was saved with owners is a snapshot."""
    report = parsed(replay(SAVED, "--json"))
    equal((report["summary"]["timewait"], report["summary"]["owners_max"]), (4378, 65536), "show")
    equal(schema_errors(report, "show"), [], "keeps its schema")
    timers = parsed(replay(SAVED, "timers", "--json"))
    equal((timers["timewait"], "fin_wait2" in timers), (4378, False), "timers are those of TIME_WAIT")


def advice_of(text):
    report = parsed(replay(text, "--json"))
    errors = schema_errors(report, "show")
    ok(not errors, "show keeps its schema", *errors)
    return {one["id"]: one["reason"] for one in report["advice"]}


def advice():
    """Who made the sockets that a pool would save, and what else it could do."""
    full = row(bins=steady(450), live=48)
    half = {n: 440 for n in range(1, 61)}
    said = advice_of(owners([full], [own(full, half)], CGROUPS))
    ok(said.get("pool", "").endswith("; worker[812] in app.service made 26,400 of 27,000"),
       "the culprit and its share", said.get("pool", ""))
    ok(not {"exit", "process_each", "shutdown"} & set(said), "who closes as it should", said)
    said = advice_of(owners([full], [own(full, half, how="exit")], CGROUPS))
    ok("it died with 26,400 of them to 10.0.0.50:5432" in said.get("exit", "") and
       "let worker[812] in app.service end its connections before" in said.get("exit", ""),
       "a process that dies with connections open", said)
    each = [own(full, {n: 450}, pid=800 + n, how="exit") for n in range(1, 61)]
    said = advice_of(owners([full], each, CGROUPS))
    ok(said.get("pool", "").endswith("; 60 processes in app.service made 27,000 of 27,000") and
       "keep 60 processes in app.service running: they died with 27,000" in said.get("process_each", ""),
       "processes that die after each request are one unit", said)
    said = advice_of(owners([full], [own(full, half, how="shutdown", cgroup="-")]))
    ok(said.get("shutdown", "").startswith("worker[812] ends 26,400 connections to 10.0.0.50:5432 by "
                                   "shutdown()"), "who closes by shutdown", said)
    said = advice_of(owners([full], []))
    ok("made" not in said.get("pool", ""), "nobody is named without owners", said)


def plugin():
    def check(text, *words):
        return replay(text, "check", "--owner", *words).stdout

    line = check(SAVED)
    ok(", app.service made 2,160 of 4,381 | " in line and
       line.endswith(" out=U;60:;30:;0 owner=2160;;;0;4381 owner_closes=36.0;;;0\n"),
       "check --owner names a unit, after the labels that are always there", line)
    ok("owner" not in replay(SAVED, "check").stdout, "only when asked to")
    line = check(SAVED, "--destination", "inbound")
    ok(", nginx.service made 10 of 11 | " in line, "of the destinations that are wanted", line)
    line = check(owners([DB, row(remote="10.0.0.60", bins=steady(450))],
                        [own(DB, comm="a")], CGROUPS))
    ok("10.0.0.60:5432 " in line and ", owner unknown | " in line and
       line.endswith(" owner=U;;;0 owner_closes=U;;;0\n"),
       "of the one that caused the state", line)
    line = check(snapshot(ROWS))
    ok(", owner unknown | " in line, "unknown without owners", line)
    line = check(owners([DB], [own(DB)], {77: "/a\\174b\\012c.service"}))
    ok(", a?b?c.service made" in line and line.count("|") == 1 and line.count("\n") == 1,
       "a name cannot look like data", line)
    line = check(owners([DB], [own(DB)]))
    ok(", removed made 4,320 of 4,320 | " in line, "no number of a cgroup", line)


def metrics():
    def of(text):
        return [line for line in replay(text, "prometheus").stdout.splitlines()
                if line.startswith(("twstat_unit", "twstat_closes"))]

    lines = of(SAVED)
    ok({'twstat_closes_total 5', 'twstat_unit_sockets{unit="app.service",state="timewait"} 2160',
        'twstat_unit_sockets{unit="kernel",state="fin_wait2"} 3',
        'twstat_unit_sockets{unit="unknown",state="timewait"} 368',
        'twstat_unit_closes_per_second{unit="docker:0123456789ab"} 30'} <= set(lines),
       "metrics by unit", *lines)
    ok(not any("812" in line for line in lines), "never by process", *lines)
    equal(of(snapshot(ROWS)), [], "none without owners")
    dests = [row(remote=f"10.1.0.{n}", bins={30: 100 - n}) for n in range(30)]
    many = [own(dest, cgroup=100 + n) for n, dest in enumerate(dests)]
    names = {100 + n: f"/system.slice/s{n}.service" for n in range(28)}
    lines = of(owners(dests + [DB], many, names))
    equal(len([line for line in lines if "closes_per_second" in line]), 22,
          "20 units, the others and the unknown")
    total = sum(int(line.split()[1]) for line in lines if 'state="timewait"' in line)
    equal(total, sum(dest["timewait"] for dest in dests) + 4320, "sum to all sockets")
    ok('twstat_unit_sockets{unit="removed",state="timewait"} 143' in lines,
       "cgroups that are gone are one", *lines)
    lines = of(owners([DB], [own(DB)], owners_kept=65536, owners_overwritten=99))
    ok("twstat_closes_total 65635" in lines, "what was overwritten counts", *lines)


def proc_of(name, **files):
    """A folder to use as /proc, with the module's files in it."""
    root = FOLDER / name
    for path, text in files.items():
        file = root / path.replace("__", "/")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    return {"TWSTAT_PROC": str(root)}


def summary_of(text):
    return text.split("[summary]\n")[1].split("[")[0]


def live_file():
    return SAVED.split("\n", len(CGROUPS) + 1)[-1]


def of_module():
    """The file of the module, the cgroup file system and the processes that run."""
    root = FOLDER / "cgroup"
    for path in CGROUPS.values():
        (root / path[1:]).mkdir(parents=True)
    inode = {path: os.stat(root / path[1:]).st_ino for path in CGROUPS.values()}
    text = live_file()
    for number, path in CGROUPS.items():
        text = text.replace(f" {number} ", f" {inode[path]} ")
    fields = " ".join(["S"] + ["0"] * 18 + ["4000"] + ["0"] * 20)
    env = {"TWSTAT_CGROUP": str(root),
           **proc_of("on", net__twstat__owners=text, **{"812__stat": f"812 (a) b\n) {fields}\n",
                                                        "900__stat": f"900 (b) {fields}\n".replace(
                                                            " 4000 ", " 5000 ")})}
    report = parsed(run("who", "-S", "module", "--json", env=env))
    equal(schema_errors(report, "who"), [], "who of the module keeps its schema")
    equal(rows_of(report, "pid", "unit", "ended"), [
        (812, "app.service", False), (900, "docker:0123456789ab", True), (None, None, None),
        (17, None, None), (443, "nginx.service", True), (None, None, None), (None, None, None)],
        "units by the numbers of cgroups; who has ended, by pid and start")
    equal((report["source"], report["all_processes"]), ("module", False), "from the module alone")
    text = run("who", "-S", "module", env=env).stdout
    ok("batch job (ended)" in text and "worker  " in text, "which is said", text)
    path = FOLDER / "saved-owners"
    result = run("snapshot", "--owners", "--output", path, env=env)
    ok(result.returncode == 0, "snapshot --owners", result.stderr)
    again = parsed(run("who", "--json", "-S", path))
    equal(rows_of(again, "pid", "unit", "timewait"), rows_of(report, "pid", "unit", "timewait"),
          "saves the names of units")
    (FOLDER / "on/net/twstat/owners").write_text(text)
    result = run("snapshot", "--owners", "--output", FOLDER / "cut", env=env)
    ok(result.returncode == 1 and not (FOLDER / "cut").exists(), "nothing is saved of a damaged file",
       result.stderr)


def none_of_module():
    """Why there are none."""
    def why(name, want, **files):
        result = run("who", "-S", "module", env=proc_of(name, **files))
        ok(result.returncode == 1 and want in result.stderr and
           len(result.stderr.splitlines()) == 1, f"who: {want}", result.stderr)

    off = owners(ROWS, [], owners_max=0).split("\n", 1)[1]
    why("off", "`echo 65536 >/sys/module/twstat/parameters/owners`", net__twstat__owners=off)
    why("old", "the loaded module keeps none", net__twstat__summary=summary_of(snapshot(ROWS)))
    why("hidden", "shown to root only", net__twstat__summary=summary_of(SAVED))
    why("none", "the module is not loaded")
    old = proc_of("old")
    result = run("snapshot", "--owners", "-S", "module", env=old)
    ok(result.returncode == 1 and "keeps no owners" in result.stderr, "snapshot --owners says so",
       result.stderr)
    result = run("snapshot", "--owners", "-S", "sock_diag")
    ok(result.returncode == 1 and "sock_diag has none" in result.stderr, "nor has sock_diag any",
       result.stderr)


def main():
    each()
    grouped()
    chosen()
    screen()
    foreign_text()
    units()
    capacity()
    without_owners()
    damaged()
    others()
    other_commands()
    advice()
    plugin()
    metrics()
    of_module()
    none_of_module()
    end()


main()
