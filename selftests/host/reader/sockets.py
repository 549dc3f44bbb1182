#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""sock_diag on real sockets in a new network namespace, compared with `ss` and
/proc/net/sockstat."""
import collections
import errno
import os
import re
import socket
import subprocess
import sys

from ktap import FOLDER, TWSTAT, end, equal, ok, parsed, run, schema_errors, skip

LIVE_PROC = {"TWSTAT_PROC": "/proc"}


def enter_namespace():
    """Restart in a new namespace, before any socket is opened."""
    if os.environ.get("TWSTAT_TEST_INSIDE"):
        return
    command = ["unshare", "-n"] if os.geteuid() == 0 else ["unshare", "-rn"]
    if subprocess.run([*command, "true"], check=False, stderr=subprocess.DEVNULL).returncode:
        skip("sock_diag on real sockets", "no network namespace can be made here")
        end()
    os.environ["TWSTAT_TEST_INSIDE"] = "1"
    os.execvp(command[0], [*command, sys.executable, *sys.argv])


def listen(family, address, port):
    server = socket.socket(family)
    server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if family == socket.AF_INET6:
        server.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
    server.bind((address, port))
    server.listen(64)
    return server


def connect(server, family, local, remote, closer, times, keep=None):
    """Connections closed first by one side."""
    for _ in range(times):
        client = socket.socket(family)
        client.bind((local, 0))
        client.connect((remote, server.getsockname()[1]))
        accepted, _ = server.accept()
        if keep is not None:
            keep.append((client, accepted))
            continue
        first, second = (client, accepted) if closer == "client" else (accepted, client)
        first.close()
        second.recv(1)
        second.close()


def ss(*words):
    result = subprocess.run(["ss", "-Htan", *words], capture_output=True, text=True, check=True)
    return [line.split() for line in result.stdout.splitlines()]


def plain(endpoint):
    """ADDRESS:PORT of ss without brackets, zone or the mapped form."""
    address, port = endpoint.rsplit(":", 1)
    address = address.strip("[]").split("%")[0]
    return address.removeprefix("::ffff:"), int(port)


def destinations_of_ss(listening):
    """The oracle: counts by destination, with sides from the listeners."""
    counts = collections.Counter()
    for words in ss("state", "time-wait"):
        local, remote = plain(words[2]), plain(words[3])
        if local[1] in listening:
            counts["inbound", local[0], remote[0], local[1]] += 1
        else:
            counts["outbound", local[0], remote[0], remote[1]] += 1
    return counts


def compare_destinations(listening):
    result = run("--source", "sock_diag", "--json", "--by", "destination", env=LIVE_PROC)
    report = parsed(result)
    errors = schema_errors(report, "show")
    ok(not errors, "show of sock_diag keeps its schema", *errors)
    got = {(d["side"], d["local"], d["remote"], d["port"]): d["timewait"]
           for d in report["destinations"] if d["timewait"]}
    equal(got, dict(destinations_of_ss(listening)), "destinations and counts are ss's")
    equal(report["source"], "sock_diag", "the source is named")
    ok(not any(key in d for d in report["destinations"] for key in
               ("overdue", "reuse_ready", "reuse_young", "reuse_no_timestamp")) and
       not any(key in report["summary"] for key in
               ("overdue", "reuse_ready", "ehash_buckets", "side_exact")),
       "what the dump does not tell is absent")
    with open("/proc/net/sockstat", encoding="ascii") as file:
        count = int(re.search(r"^TCP:.* tw (\d+)", file.read(), re.M).group(1))
    equal(report["summary"]["timewait"] + report["summary"]["fin_wait2"], count,
          "the total is sockstat's")
    return report


def compare_sockets():
    rows = parsed(run("sockets", "--source", "sock_diag", "--json", env=LIVE_PROC))
    errors = schema_errors(rows, "sockets")
    ok(not errors, "sockets keep their schema", *errors)
    got = sorted((s["local_addr"], s["local_port"], s["remote_addr"], s["remote_port"])
                 for s in rows["sockets"] if s["substate"] == "TIME_WAIT")
    want = sorted(plain(w[2]) + plain(w[3]) for w in ss("state", "time-wait"))
    equal(got, want, "the sockets are ss's, each once")
    text = run("sockets", "--source", "sock_diag", "dport", "=", "4001", env=LIVE_PROC).stdout
    equal(len(text.splitlines()) - 1, 40, "a filter on sockets knows both ports")


def histogram():
    report = parsed(run("timers", "--source", "sock_diag", "--json", env=LIVE_PROC))
    equal(sum(b["timewait"] for b in report["bins"]), report["timewait"], "bins sum to the count")
    young = sum(b["timewait"] for b in report["bins"]
                if 30000 <= b.get("from_ms", 0) and b.get("to_ms", 99999) <= 60000)
    ok(report["timewait"] > 0 and young == report["timewait"],
       "sockets just closed have most of their minute left", report)
    # The dump reports 0 for overdue sockets.
    equal((report["bins"][0].get("from_ms"), report["bins"][0]["to_ms"]), (None, 1000),
          "what is overdue is not told apart, and not said to be none")
    ok(not schema_errors(report, "timers"), "timers keep their schema")
    metrics = run("prometheus", "--source", "sock_diag", env=LIVE_PROC).stdout
    ok('twstat_remaining_sockets{from="-Inf",to="1"} 0\n' in metrics and
       'to="0"' not in metrics, "nor in the metrics", metrics[:3000])


def fall_back():
    result = run("--json", env=LIVE_PROC)
    if os.path.exists("/proc/net/twstat"):
        equal(parsed(result)["source"], "module", "auto prefers the module")
    else:
        ok(parsed(result)["source"] == "sock_diag" and "not loaded" in result.stderr and
           len(result.stderr.splitlines()) == 1, "auto falls back and says so", result.stderr)


def saved(report):
    path = FOLDER / "saved"
    result = run("snapshot", "--source", "sock_diag", "--output", path, env=LIVE_PROC)
    ok(result.returncode == 0 and not result.stderr, "snapshot saves", result.stderr)
    again = parsed(run("--source", path, "--json", "--by", "destination"))
    keys = ("family", "side", "local", "remote", "port", "timewait", "fin_wait2")
    equal([[d[k] for k in keys] for d in again["destinations"]],
          [[d[k] for k in keys] for d in report["destinations"]], "and replays the same")
    equal(again["source"], "sock_diag", "and remembers the source")


def shorter_timewait():
    """A kernel with a net.ipv4.tcp_tw_timeout, made up."""
    proc = FOLDER / "made-up-proc"
    ipv4 = proc / "sys/net/ipv4"
    ipv4.mkdir(parents=True)
    for name in os.listdir("/proc/sys/net/ipv4"):
        (ipv4 / name).symlink_to(f"/proc/sys/net/ipv4/{name}")
    for name in ("net", "self"):
        (proc / name).symlink_to(f"/proc/{name}")
    summary = parsed(run("summary", "-S", "sock_diag", "--json", env={"TWSTAT_PROC": str(proc)}))
    equal(summary["summary"]["timewait_len_ms"], 60000, "TIME_WAIT lasts 60 s")
    if not (ipv4 / "tcp_tw_timeout").exists():
        (ipv4 / "tcp_tw_timeout").write_text("5\n")
    summary = parsed(run("summary", "-S", "sock_diag", "--json", env={"TWSTAT_PROC": str(proc)}))
    equal(summary["summary"]["timewait_len_ms"], 5000, "or as long as the kernel's setting says")


def who(kept):
    report = parsed(run("who", "dst", "127.0.0.1:4001", "--json", env=LIVE_PROC))
    errors = schema_errors(report, "who")
    ok(not errors, "who keeps its schema", *errors)
    equal([(h["pid"], h["live"]) for h in report["holders"] if h["side"] == "outbound"],
          [(os.getpid(), len(kept))], "who finds this process")


def reserved():
    """Ports of the range without the reserved ones."""
    path = "/proc/sys/net/ipv4/"
    try:
        with open(path + "ip_local_port_range", "w", encoding="ascii") as file:
            file.write("40000 40099")
        with open(path + "ip_local_reserved_ports", "w", encoding="ascii") as file:
            file.write("40000-40009,40050,50000")
    except OSError as error:
        skip("reserved ports", error)
        return
    summary = parsed(run("summary", "--source", "sock_diag", "--json", env=LIVE_PROC))["summary"]
    equal(summary["local_ports_usable"], 89, "reserved ports are not usable")


def holders_in_advice(server):
    """show names the processes that could pool, without control characters."""
    kept = []
    try:
        connect(server, socket.AF_INET, "127.0.0.7", "127.0.0.1", "client", 60, keep=kept)
        connect(server, socket.AF_INET, "127.0.0.7", "127.0.0.1", "client", 1)
    except OSError as error:
        skip("show names the holders", error)
        return
    with open("/proc/self/comm", "w", encoding="ascii") as file:
        file.write("a\033[31mb")
    text = run("show", "-S", "sock_diag", env=LIVE_PROC).stdout
    ok(f"likely a?[31mb[{os.getpid()}]" in " ".join(text.split()) and "\033" not in text,
       "show names the holders, in plain characters", text)
    text = run("who", "dst", "127.0.0.1:4001", env=LIVE_PROC).stdout
    ok(f"{os.getpid()} a?[31mb" in text and "\033" not in text, "so does who", text)


def namespaces():
    if os.geteuid():
        skip("--netns and --all-netns", "not root")
        return
    inode = os.stat("/proc/self/ns/net").st_ino
    by_pid = parsed(run("--json", "-S", "sock_diag", "-N", os.getpid(), env=LIVE_PROC))
    by_path = parsed(run("--json", "-S", "sock_diag", "-N", "/proc/self/ns/net", env=LIVE_PROC))
    equal((by_pid["netns"], by_path["netns"]), (inode, inode), "-N takes a PID and a path")
    other = subprocess.Popen(["unshare", "-n", "sh", "-c", "echo ready; exec sleep 60"],
                             stdout=subprocess.PIPE, text=True)
    try:
        other.stdout.readline()
        away = parsed(run("--json", "-S", "sock_diag", "-N", other.pid, env=LIVE_PROC))
        ok(away["netns"] != inode and away["summary"]["timewait"] == 0,
           "-N of another process sees its namespace", away["summary"])
        every = parsed(run("--all-netns", "--json", "-S", "sock_diag", env=LIVE_PROC))
        errors = schema_errors(every, "namespaces")
        ok(not errors, "--all-netns keeps its schema", *errors)
        seen = [n["netns"] for n in every["namespaces"]]
        ok({inode, away["netns"]} <= set(seen) and len(seen) == len(set(seen)),
           "--all-netns finds each namespace once", seen)
        metrics = run("prometheus", "--all-netns", "-S", "sock_diag", env=LIVE_PROC).stdout
        ok('twstat_info{netns="self"' in metrics, "--all-netns labels the metrics")
    finally:
        other.kill()
        other.wait()
        other.stdout.close()


def named_namespace(name, *words):
    """Run the reader where a namespace has this name; its output in bytes."""
    script = ("mount -t tmpfs none /run && ip netns add \"$1\" && shift && "
              "exec \"$@\" --all-netns -S sock_diag")
    return subprocess.run(["unshare", "-m", "sh", "-c", script, "sh", name, TWSTAT, *words],
                          env={**os.environ, **LIVE_PROC}, capture_output=True, check=False)


def label_escaped():
    """A namespace's name may contain anything but a slash."""
    made = named_namespace('a"b\\c\n0', "prometheus")
    if made.returncode and b"twstat" not in made.stderr:
        skip("prometheus escapes label values", made.stderr.decode().replace("\n", " "))
        return
    ok(b'twstat_info{netns="a\\"b\\\\c\\n0",' in made.stdout, "prometheus escapes label values",
       made.stdout[:500], made.stderr)
    made = named_namespace(b"a\xff\xc3\xa9", "prometheus")
    ok('twstat_info{netns="a\\\\xff\u00e9",' in made.stdout.decode(errors="replace"),
       "what is not UTF-8 as well", made.stdout[:500], made.stderr)
    made = named_namespace(b"a\033[31m\xc2\x9b\xff", "show")
    ok(b"\na?[31m??\n" in b"\n" + made.stdout and
       b"\033" not in made.stdout, "a terminal gets no escape sequence of a name", made.stdout)


def sysctl(name, value):
    with open(f"/proc/sys/net/ipv4/{name}", "w", encoding="ascii") as file:
        file.write(str(value))


def plain_connect(server, closes=False):
    """A connection whose port connect() chooses; None without one."""
    client = socket.socket()
    try:
        client.connect(("127.0.0.1", server.getsockname()[1]))
    except OSError as error:
        client.close()
        if error.errno != errno.EADDRNOTAVAIL:
            raise
        return None
    accepted, _ = server.accept()
    if closes:
        client.close()
        accepted.recv(1)
        accepted.close()
    return client, accepted


def row_to(server, *words):
    report = parsed(run(*words, "-S", "sock_diag", "--json", "--by", "destination", env=LIVE_PROC))
    errors = schema_errors(report, "show")
    rows = [d for d in report["destinations"] if d["port"] == server.getsockname()[1]]
    ok(not errors and rows, "a row with bounds keeps the schema", *errors)
    return rows[0] if rows else {}


def fill(server):
    """Connect until no port is left; these connections."""
    made = []
    while one := plain_connect(server):
        made.append(one)
    return made


def close_all(pairs):
    for pair in pairs:
        for one in pair:
            one.close()


def left():
    """What is left of a range of 64 ports, and connect() as the oracle."""
    try:
        sysctl("ip_local_port_range", "20000 20063")
        sysctl("ip_local_reserved_ports", "")
        sysctl("tcp_tw_reuse", 0)
    except OSError as error:
        skip("what is left", error)
        return
    server = listen(socket.AF_INET, "127.0.0.1", 4100)
    inside = [listen(socket.AF_INET, "127.0.0.1", 20000 + n) for n in range(16)]
    bound = []
    for n in range(4):
        bound.append(socket.socket())
        bound[-1].bind(("127.0.0.1", 20016 + n))
    lists_bound = tuple(map(int, re.match(r"(\d+)\.(\d+)", os.uname().release).groups())) >= (6, 8)
    made = [plain_connect(server) for _ in range(10)]
    got = row_to(server)
    equal(got["left"]["max"], 34 if lists_bound else 38, "listeners and bound sockets are counted")
    equal(got["left"]["min"], 34 if lists_bound else 0, "and what else bind() may have taken")
    equal(got["timewait"], 0, "a row of live sockets alone")
    summary = parsed(run("summary", "-S", "sock_diag", "--json", env=LIVE_PROC))["summary"]
    equal((summary["ports_bound"], summary.get("ports_free"), summary["destinations_live"]),
          (20, 34, 1) if lists_bound else (16, None, 1), "the summary has them")
    made += fill(server)
    equal(len(made), 44, "connect() finds as many")
    text = run("-S", "sock_diag", env=LIVE_PROC).stdout
    ok("full now" in text and "=0 " in text if lists_bound else "≤4 " in text,
       "then none is left", text)
    close_all(made)
    result = run("-S", "sock_diag", env=LIVE_PROC)
    ok(result.returncode == 0 and "none live now" in result.stdout, "nor any live socket",
       result.stdout, result.stderr)
    for one in inside + bound:
        one.close()
    server.close()


def left_with_reuse():
    """Without the module, reuse on loopback may take over every port, or none."""
    server = listen(socket.AF_INET, "127.0.0.1", 4101)
    sysctl("ip_local_port_range", "20100 20163")
    sysctl("tcp_tw_reuse", 2)
    for _ in range(64):
        if not plain_connect(server, closes=True):
            break
    result = run("check", "-S", "sock_diag", "--destination", "dport = 4101", env=LIVE_PROC)
    equal(result.returncode, 0, "no alarm rests on what reuse may take over")
    got = row_to(server)
    ok(got["left"]["max"] == 64 and got["blocked_max_ratio"] > 0.5 and
       got["forecast"]["bound"] == "lower", "the bounds are told", got)
    text = run("-S", "sock_diag", env=LIVE_PROC).stdout
    line = next(line for line in text.splitlines() if "127.0.0.1:4101" in line)
    ok(" ≤" in line, "and shown", line)
    server.close()


def live_advice():
    """What the sockets of a destination show: their states, and a span of ports."""
    server = listen(socket.AF_INET, "127.0.0.1", 4102)
    sysctl("ip_local_port_range", "20200 20263")
    made = [plain_connect(server) for _ in range(40)]
    for _, accepted in made:
        accepted.close()
    report = parsed(run("-S", "sock_diag", "--json", env=LIVE_PROC))
    said = {one["id"]: one["reason"] for one in report["advice"]}
    ok("40 of 40 live sockets to 127.0.0.1:4102 are in CLOSE_WAIT" in said.get("close_wait", "") and
       "pool" not in said, "a leak of CLOSE_WAIT is named", said)
    errors = schema_errors(report, "show")
    ok(not errors, "and keeps the schema", *errors)
    close_all(made)
    sysctl("ip_local_port_range", "21000 29999")
    made = []
    for port in range(22000, 22070):
        client = socket.socket()
        client.bind(("127.0.0.1", port))
        client.connect(("127.0.0.1", 4102))
        made.append((client, server.accept()[0]))
    made[0][0].close()
    made[0][1].recv(1)
    made[0][1].close()
    text = " ".join(run("-S", "sock_diag", env=LIVE_PROC).stdout.split())
    ok("127.0.0.1:4102: all its 70 sockets lie in a span of 70 ports, 22000 to 22069" in text,
       "a program's own range is named", text)
    sysctl("ip_local_port_range", "25000 25999")
    text = " ".join(run("-S", "sock_diag", env=LIVE_PROC).stdout.split())
    ok("counted for 127.0.0.1:4102: all its 70 sockets have ports outside ip_local_port_range; "
       "they lie in a span of 70 ports, 22000 to 22069" in text, "so are ports outside", text)
    close_all(made)
    server.close()


def main():
    enter_namespace()
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
    kept = []
    servers = [listen(socket.AF_INET, "0.0.0.0", 4001), listen(socket.AF_INET6, "::", 4002)]
    connect(servers[0], socket.AF_INET, "127.0.0.1", "127.0.0.1", "client", 40)
    connect(servers[0], socket.AF_INET, "127.0.0.2", "127.0.0.3", "server", 7)
    connect(servers[1], socket.AF_INET6, "::1", "::1", "client", 12)
    connect(servers[1], socket.AF_INET, "127.0.0.4", "127.0.0.1", "client", 9)
    connect(servers[1], socket.AF_INET, "127.0.0.5", "127.0.0.1", "server", 3)
    connect(servers[0], socket.AF_INET, "127.0.0.1", "127.0.0.1", "client", 5, keep=kept)
    report = compare_destinations({4001, 4002})
    live = [d for d in report["destinations"]
            if (d["side"], d["local"], d["port"]) == ("outbound", "127.0.0.1", 4001)][0]
    equal((live["live"], live["ports"]), (5, 45), "live sockets and ports")
    compare_sockets()
    histogram()
    fall_back()
    saved(report)
    who(kept)
    shorter_timewait()
    namespaces()
    label_escaped()
    reserved()
    holders_in_advice(servers[0])
    left()
    left_with_reuse()
    live_advice()
    end()


main()
