#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""Replayed snapshots: figures, screens, JSON of every command."""
import collections
import json
import unicodedata

from ktap import HERE, end, equal, ok, parsed, replay, schema_errors
from make_fixture import PRESETS, other, row, snapshot, steady

BUSY = snapshot(PRESETS["busy"]())
EMPTY = snapshot([])


def width(line):
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in line)


def json_of_everything():
    for name, text in (("busy", BUSY), ("empty", EMPTY)):
        for command in ("show", "summary", "timers", "buckets", "plan"):
            for pretty in ((), ("--pretty",)):
                result = replay(text, command, "--json", *pretty)
                try:
                    errors = schema_errors(parsed(result), command)
                except json.JSONDecodeError as error:
                    errors = [error, result.stderr]
                ok(result.returncode == 0 and not errors,
                   f"{name}: {' '.join((command, '--json', *pretty))} keeps its schema", *errors)


def figures():
    report = parsed(replay(BUSY, "--json"))
    rows = PRESETS["busy"]()
    equal(sum(d["timewait"] for d in report["destinations"]), report["summary"]["timewait"],
          "the rows' sockets are the summary's")
    equal(sum(d["timewait"] for d in report["destinations"]), sum(r["timewait"] for r in rows),
          "and those of the fixture")
    unfolded = parsed(replay(BUSY, "--by", "destination", "--json"))
    equal(len(unfolded["destinations"]), len(rows), "--by destination unfolds the clients")
    for got in unfolded["destinations"]:
        if sum(count for _, count in got["histogram"]) != got["timewait"]:
            ok(False, "each histogram sums to its row", got)
            break
    else:
        ok(True, "each histogram sums to its row")
    first = report["destinations"][0]
    equal((first["remote"], first["port"], first["live"], first["ports"]),
          ("10.0.0.50", 5432, 48, first["timewait"] + 48), "the first row is the largest")
    equal(first["forecast"]["state"], "out", "it runs out")
    six = [d for d in report["destinations"] if d.get("family") == "ipv6"][0]
    equal((six["remote"], six["reuse_ready"], six["reuse_no_timestamp"]),
          ("2001:db8::7", 0, six["timewait"]), "IPv6 without timestamps")
    inbound = [d for d in report["destinations"] if d["side"] == "inbound"]
    ok(inbound and all("live" not in d and "forecast" not in d for d in inbound),
       "what inbound rows cannot know is absent", inbound)
    equal(report["verdict"]["level"], "critical", "the verdict is critical")
    equal(report["verdict"]["causes"][0]["destination"], 0, "a cause names its row")
    equal(report["advice"][0]["value"], 60, "48 live at once need a pool of 60")


def grouping():
    rows = [row(remote="10.1.0.1", bins={60: 100}, live=5),
            row(remote="10.1.0.2", bins={60: 200}, live=7, local="10.0.0.8"),
            row(remote="10.2.0.1", bins={60: 50}, port=80),
            row(family="ipv6", local="2001:db8::9", remote="2001:db8:1::1", bins={60: 10})]
    text = snapshot(rows)

    def by(kind):
        got = parsed(replay(text, "--by", kind, "--json"))["destinations"]
        return [(d.get("remote"), d.get("local"), d.get("port"), d["timewait"], d["live"],
                 d["ports"]) for d in got]

    equal(by("24"), [("10.1.0.0/24", "*", None, 300, 12, 207), ("10.2.0.0/24", "*", None, 50, 0, 50),
                     ("2001:d00::/24", "*", None, 10, 0, 10)], "--by 24: counts add, ports do not")
    equal(by("64")[3][0], "2001:db8:1::/64", "--by 64 for IPv6")
    equal(by("64")[0][0], "10.1.0.2/32", "and whole addresses for IPv4")
    equal(by("port"), [("*", "*", 5432, 310, 12, 207), ("*", "*", 80, 50, 0, 50)], "--by port")
    equal(by("local")[0], ("*", "10.0.0.8", None, 200, 7, 207), "--by local")
    equal(len(by("remote")), 4, "--by remote")


def filters_and_order():
    def remotes(*words):
        report = parsed(replay(BUSY, *words, "--by", "destination", "--json"))
        return [d["remote"] for d in report["destinations"]]

    equal(remotes("dst", "10.0.0.0/24"), ["10.0.0.50", "10.0.0.60"], "a filter selects")
    equal(remotes("-6"), ["2001:db8::7"], "-6 selects IPv6")
    equal(remotes("-4", "outbound", "not", "dst", "10.0.0.50"), ["10.0.0.60", "127.0.0.1"],
          "-4 and a filter together")
    equal(remotes("outbound", "--sort", "name")[0], "10.0.0.50", "--sort name")
    equal(remotes("outbound", "--sort", "closes")[-1], "127.0.0.1", "--sort closes")
    equal(len(remotes("-n", "7")), 7, "-n limits the rows")
    equal(remotes("-n", "1", "--sort", "name", "outbound"), ["10.0.0.50"],
          "the row that the verdict names is listed")
    result = replay(BUSY, "outbound", "and", "sport", "=", "5")
    ok(result.returncode == 2 and "no sport" in result.stderr,
       "a filter that cannot match is refused with the reason", result.stderr)


def screens():
    for columns in (20, 30, 40, 60, 80, 100, 132):
        for command in ("show", "timers", "buckets", "summary", "plan", "top"):
            words = ["-c", "1"] if command == "top" else []
            result = replay(BUSY, command, *words, env={"COLUMNS": str(columns)})
            long = [line for line in result.stdout.splitlines() if width(line) > columns]
            # A figure of 23 characters is not split.
            if columns <= 40 and command in ("summary", "plan"):
                long = [line for line in long if width(line) > 46]
            ok(result.returncode == 0 and not long, f"{command} in {columns} columns", *long)
    for name, text in (("busy", BUSY), ("empty", EMPTY), ("few", snapshot([row(bins={1: 3})]))):
        for words in (["show"], ["timers"], ["buckets"], ["plan"], ["top", "-c", "1"]):
            report = replay(text, *words).stdout
            ok(report and not [line for line in report.splitlines() if line != line.rstrip()],
               f"{name}: no blanks at the ends of the lines of {words[0]}", report)
    text = replay(BUSY).stdout
    ok("10.0.0.50:5432" in text and "~30s" in text and "pool" in text,
       "show names the destination, the time and what to do", text)
    ok("\033" not in text, "no colours in a pipe")
    ok("\033[1;31m" in replay(BUSY, "--color", "always").stdout, "colours when asked for")
    ok("\033" not in replay(BUSY, env={"NO_COLOR": "1"}).stdout, "NO_COLOR is respected")
    ok("NORMAL" in replay(EMPTY).stdout, "nothing is normal")


def source_addresses():
    """Each local address has its own ports: rows that differ only in it are named by it."""
    other = row(bins=steady(400), live=10)
    alone = row(remote="10.0.0.60", local="10.0.0.7", bins=steady(1))
    text = snapshot([row(local="10.0.0.8", bins=steady(440), live=10), other, alone])
    report = replay(text).stdout
    ok(all(word in report for word in
           ("DESTINATION    FROM     ", "\nout 10.0.0.50:5432 10.0.0.8 ",
            "\nout 10.0.0.50:5432 10.0.0.9 ", "\nout 10.0.0.60:5432          ", "WARNING   10.0.0.50:5432 from 10.0.0.8: 94%",
            "pool 10.0.0.50:5432 from 10.0.0.8: 10")), "two source addresses are named", report)
    ok("10.0.0.50:5432 from 10.0.0.8 holds 94%" in replay(text, "check").stdout,
       "by check too", replay(text, "check").stdout)
    for kind in ("remote", "port", "24", "local"):
        table = replay(text, "--by", kind).stdout
        ok("FROM" not in table, f"--by {kind} puts them together", table)
    report = replay(snapshot([other, alone])).stdout
    ok("from" not in report and "FROM" not in report, "a row without a twin has a short name", report)


def plugin():
    """The sentences are those of show; the figures give the state."""
    line = replay(BUSY, "check").stdout
    ok("in 30s" in line and " out=29.3s;60:;30:;0" in line and "~30 s" in replay(BUSY).stdout,
       "check and show foretell the same", line)
    line = replay(snapshot([row(bins=steady(20))], local_ports_usable=1000), "check").stdout
    ok("10.0.0.50:5432 has no port left (100%)" in line and " out=0.0s;" in line,
       "check says that no port is left", line)


def first(text, *words):
    """The first row of show."""
    return parsed(replay(text, *words, "--json"))["destinations"][0]


def bound_ports():
    """bind() took ports: connect() passes over them, to whatever destination."""
    small = {"local_port_min": 40000, "local_port_max": 40063, "local_ports_usable": 64}
    rows = [row(remote=f"10.0.0.{n}", bins={40: 16}, bound=16) for n in range(1, 5)]
    text = snapshot(rows, ports_bound=64, **small)
    report = parsed(replay(text, "--json"))
    equal([d["left"] for d in report["destinations"]],
          [{"bound": "exact", "min": 0, "max": 0}] * 4, "64 of 64 bound: none is left")
    equal({d["blocked_ratio"] for d in report["destinations"]}, {1}, "all are blocked")
    cause = report["verdict"]["causes"][0]
    equal((report["verdict"]["level"], cause["cause"], "destination" in cause),
          ("critical", "forecast", False), "for every destination")
    sentence = "no local port left to any destination: bind() took all 64"
    ok(f"CRITICAL  {sentence}\n" in replay(text).stdout and " =0 " in replay(text).stdout,
       "show says so", replay(text).stdout)
    figures_line = [line for line in replay(text).stdout.splitlines() if " usable " in line]
    equal(" ".join(figures_line).split(), "ports 64 usable bound 64 free 0".split(), "in figures")
    ok("bound ≥64" in replay("[reader]\nsource sock_diag\n" + text).stdout, "or at least")
    ok(" passes over, at least\n" in replay("[reader]\nsource sock_diag\n" + text,
                                           "summary").stdout, "in summary too")
    result = replay(text, "check", "--destination", "dst 192.0.2.1")
    ok(result.returncode == 2 and sentence in result.stdout, "check too", result.stdout)
    ok("full now" in replay(text, "top", "-c", "1").stdout, "top too")
    metrics = replay(text, "prometheus").stdout
    ok("\ntwstat_local_ports_bound 64\n" in metrics and
       'remote="10.0.0.1",port="5432"} 0\n' in
       "".join(line + "\n" for line in metrics.splitlines() if "ports_left{" in line),
       "prometheus too", metrics)
    mixed = snapshot([row(remote="10.0.0.1", bins={40: 48}, bound=48),
                      row(remote="10.0.0.2", bins={40: 16})], ports_bound=48, **small)
    other_row = parsed(replay(mixed, "--json"))["destinations"][1]
    equal((other_row["left"]["max"], other_row["blocked_ratio"], other_row["forecast"]["state"]),
          (0, 1, "full"), "48 of another destination and 16 of its own")
    listeners = snapshot([row(bins={40: 32})], ports_bound=16, **small)
    equal((first(listeners)["left"]["min"], first(listeners)["blocked_ratio"]), (16, 0.75),
          "16 listeners")


def shared_ports():
    """A program that binds with SO_REUSEADDR goes on where connect() finds no port."""
    small = {"local_port_min": 40000, "local_port_max": 40063, "local_ports_usable": 64}
    rows = [row(remote="10.0.0.1", bins={60 - b: 16 for b in range(4)}, bound=64)]
    shared = snapshot(rows, ports_bound=64, ports_bound_shared=64, **small)
    report = parsed(replay(shared, "--json"))
    found = report["destinations"][0]
    equal(found["left"], {"bound": "exact", "min": 0, "max": 0}, "connect() has none left")
    equal((found["blocked_ratio"], found.get("blocked_max_ratio")), (0, 1),
          "all may be blocked")
    equal(report["verdict"]["level"], "normal", "that is no alarm")
    equal(replay(shared, "check").returncode, 0, "nor for check")
    some = snapshot(rows, ports_bound=64, ports_bound_shared=32, **small)
    equal(first(some)["blocked_ratio"], 0.5, "ports that no other socket may share are blocked")
    # Another program connects without bind(): for it they are all blocked.
    mixed = snapshot([row(remote="10.0.0.1", bins={40: 48}, bound=48),
                      row(remote="10.0.0.2", bins={40: 16})],
                     ports_bound=48, ports_bound_shared=48, **small)
    equal([d["forecast"]["state"] for d in parsed(replay(mixed, "--json"))["destinations"]][1],
          "full", "for a plain connect() they are blocked")


def bound_forecast():
    """Closes to all destinations use up what bind() takes."""
    small = {"local_port_min": 40000, "local_port_max": 41023, "local_ports_usable": 1024}
    rows = [row(remote=f"10.0.0.{n}", bins={60 - b: 16 for b in range(4)}, bound=64)
            for n in range(1, 5)]
    cast = first(snapshot(rows, ports_bound=256, **small))["forecast"]
    # 256 in the newest 5 s, and 768 ports more.
    ok(cast["state"] == "out" and abs(cast["seconds"] - 768 / 51.2) < 0.1,
       "four destinations at a fourth of the rate each", cast)
    text = snapshot(rows, ports_bound=256, **small)
    equal(first(text, "dst", "10.0.0.1")["forecast"], cast, "a filter leaves it as it is")


def live_alone():
    small = {"local_port_min": 40000, "local_port_max": 40063, "local_ports_usable": 64}
    text = snapshot([row(live=64)], **small)
    result = replay(text, "check")
    ok(result.returncode == 2 and "10.0.0.50:5432 has no port left (100%)" in result.stdout,
       "live sockets alone take all ports", result.stdout)
    ok("full now" in replay(text).stdout and "=0" in replay(text).stdout, "show lists them",
       replay(text).stdout)
    report = parsed(replay(text, "--json"))
    equal((report["summary"]["destinations"], report["summary"]["destinations_live"]), (0, 1),
          "they are counted apart")


def no_usable_port():
    text = snapshot([], local_ports_usable=0)
    result = replay(text, "check")
    sentence = "no local port left: all of ip_local_port_range is reserved"
    ok(result.returncode == 2 and sentence in result.stdout and " ports=100%;" in result.stdout,
       "the whole range is reserved", result.stdout)
    ok(f"CRITICAL  {sentence}\n" in replay(text).stdout, "by show too", replay(text).stdout)
    row_left = first(snapshot([row(bins={9: 3}, ports=0)], local_ports_usable=0))
    equal((row_left["left"]["max"], row_left["forecast"]["state"]), (0, "full"),
          "whatever sockets there are")


def odd_range():
    """connect() leaves one port untried: known to one."""
    odd = {"local_port_min": 40000, "local_port_max": 40064, "local_ports_usable": 65}
    left = first(snapshot([row(bins={40: 15})], **odd))["left"]
    equal(left, {"bound": "lower", "min": 49, "max": 50}, "65 ports, 15 of them blocked")
    ok(" ≥49 " in replay(snapshot([row(bins={40: 15})], **odd)).stdout, "on the screen")
    text = snapshot([row(bins={40: 64})], **odd)
    equal(first(text)["left"], {"bound": "upper", "min": 0, "max": 1}, "at most one is left")
    ok(" ≤1 " in replay(text).stdout and " ≥98% " in replay(text).stdout, "as at most one",
       replay(text).stdout)
    ok(" <=1 " in replay(text, env={"LC_ALL": "C"}).stdout, "without UTF-8 too")
    three = {"local_port_min": 40000, "local_port_max": 40002, "local_ports_usable": 3}
    result = replay(snapshot([row(bins={40: 2})], **three), "check")
    ok(result.returncode == 0 and "ports=67%" in result.stdout,
       "no alarm rests on the one that is not sure", result.stdout)


def outside_the_range():
    """Nothing is said about ports that connect() does not choose."""
    text = snapshot([row(bins={40: 64}, ports=0)])
    got = first(text)
    ok("blocked_ratio" not in got and "forecast" not in got and got["left"]["min"] == 28232,
       "sockets outside the range have no forecast", got)
    line = next(line for line in replay(text).stdout.splitlines() if "10.0.0.50" in line)
    equal(line.split()[4:6], ["-", "=28232"], "shown as -")


def perfdata(line):
    return [item.split("=")[0] for item in line.split(" | ")[1].split()]


def plugin_labels():
    """Back ends go by the position of a label, and by nothing where it is unknown."""
    some = snapshot([row(bins={9: 400})])
    unknown = "".join(line for line in some.splitlines(True) if not line.startswith("tw_max "))
    for text, name in ((some, "some"), (EMPTY, "empty"), (unknown, "no limit known"),
                       (BUSY, "busy")):
        line = replay(text, "check").stdout
        equal(perfdata(line), ["timewait", "ports", "limit", "out"], f"labels: {name}")
    line = replay(unknown, "check").stdout
    ok(" timewait=400;;;0; " in line and " limit=U;80;95;0;100 " in line
       and line.endswith(" out=U;60:;30:;0\n"), "U where it is unknown", line)


def alarms():
    """Sockets alone are no fault; what caused a state is named."""
    many = snapshot([row(side="inbound", bins={9: 200000})] +
                    [row(remote=f"10.1.{i // 250}.{i % 250 + 1}", bins={9: 31})
                     for i in range(2000)], tw_max=1000000)
    result = replay(many, "check")
    equal(result.returncode, 0, "262,000 sockets are no alarm")
    level = parsed(replay(many, "--json"))["verdict"]["level"]
    equal(level, "elevated", "and at most elevated")
    equal(replay(many, "check", "-w", "timewait=30000").returncode, 1, "unless one asks for it")
    result = replay(snapshot([row(bins={9: 31})], tw_max=33), "check")
    ok(result.stdout.startswith("TWSTAT WARNING - 94% of tcp_max_tw_buckets, 31 TIME_WAIT |"),
       "the measure that caused the state is named", result.stdout)
    none = snapshot([row(bins={9: 1})], tw_max=0)
    result = replay(none, "check")
    ok(result.returncode == 2 and " limit=100%;" in result.stdout and ";0;0 ports" in result.stdout,
       "a limit of 0 is reached", result.stdout)
    ok("limit      0 100%" in replay(none).stdout, "by show too", replay(none).stdout)
    plan = parsed(replay(none, "plan", "1000", "--json"))["plans"][0]
    ok(plan["over_limit"] and "fails_after_seconds" not in plan, "and by plan", plan)


def digits():
    text = "[netstat]\nTCPTimeWaitOverflow 123456789012345\n" + BUSY
    metrics = replay(text, "prometheus").stdout
    ok("twstat_timewait_overflow_total 123456789012345\n" in metrics, "counters keep every digit",
       *[line for line in metrics.splitlines() if "overflow" in line])


def inbound_memory():
    report = replay(snapshot([row(bins={9: 400}), row(side="inbound", bins={9: 4000})])).stdout
    ok("ELEVATED  4,400 TIME_WAIT sockets, 4,000 of them inbound: 1.0 MiB and no port\n" in report,
       "what inbound sockets cost", report)
    report = replay(snapshot([row(side="inbound", bins={9: 1000})])).stdout
    ok("1,000 TIME_WAIT sockets, all of them inbound: 266 KiB and no port\n" in report,
       "and all of them", report)


def without(text, *keys):
    """A summary without some keys, as from the netlink dump."""
    return "".join(line + "\n" for line in text.splitlines() if line.split()[0] not in keys)


def estimates():
    text = without(BUSY, "tw_object_bytes", "timer_granularity_ms")
    report = replay(text, "plan").stdout
    ok("60.0 s + ~1.0 s timer lateness, ~264 B/socket" in report and "~15.4 MiB" in report,
       "what plan assumes is marked", report)
    plan = parsed(replay(text, "plan", "--json"))
    ok(not {"lateness_seconds", "object_bytes"} & set(plan) and
       not any("memory_bytes" in one for one in plan["plans"]) and
       not schema_errors(plan, "plan"), "and is absent in JSON", plan)
    ok("  ~5.9 MiB\n" in replay(text).stdout, "show marks it too", replay(text).stdout)


def plan_ports():
    """What plan says of ports that are bound, reused or reserved."""
    small = {"local_port_min": 40000, "local_port_max": 40063, "local_ports_usable": 64}

    def said(**given):
        text = snapshot([], **{**small, **given})
        return (replay(text, "plan", "10").stdout, parsed(replay(text, "plan", "10", "--json")))

    text, _ = said(tcp_tw_reuse=0)
    ok("fails after 6.4 s\n" in text, "64 ports last 6.4 s", text)
    text, plan = said(tcp_tw_reuse=1)
    ok("fails after 6.4 s without reuse\n" in text and " ≥16% " in text,
       "or always, where reuse is on", text)
    one = plan["plans"][0]
    ok("fails_after_seconds" not in one and one["ports_max_ratio"] > 1 and
       not schema_errors(plan, "plan"), "in JSON, too", one)
    text, _ = said(tcp_tw_reuse=1, tcp_timestamps=0)
    ok("fails after 6.4 s\n" in text, "timestamps are needed", text)
    text, plan = said(tcp_tw_reuse=2)
    ok("fails after 6.4 s; not on loopback\n" in text, "loopback is told apart", text)
    equal(plan["plans"][0]["loopback_ports_ratio"], 10 / 64, "in JSON, too")
    text, plan = said(tcp_tw_reuse=0, ports_bound=48)
    ok("16 of 64 ports per destination" in text and "fails after 1.6 s\n" in text,
       "bound ports are missing", text)
    equal((plan["ports_bound"], round(plan["safe_closes_per_second"], 6)),
          (48, round(16 / 62.048, 6)), "in JSON, too")
    text, plan = said(local_ports_usable=0)
    ok("fails at once\n" in text and " 100% " in text, "no usable port", text)
    equal(plan["plans"][0]["fails_after_seconds"], 0, "in JSON, too")
    text, _ = said(tcp_tw_reuse=0, tw_max=100)
    ok("over the limit" not in text, "what fails does not reach the limit", text)
    text, _ = said(tcp_tw_reuse=0, tw_max=40)
    ok("fine; over the limit\n" in text, "a lower limit keeps ports free", text)
    text, _ = said(timewait_len_ms=5000, tcp_tw_reuse=0)
    ok("5.0 s + " in text and "fine, but close\n" in text, "a shorter TIME_WAIT", text)


def shorter_timewait():
    """Sockets that are too young for reuse show how long TIME_WAIT lasts."""
    bins = {n: 5000 for n in range(1, 6)}
    report = parsed(replay(snapshot([row(bins=bins, young=5000)]), "--json"))
    got = report["destinations"][0]
    equal((got["closes_per_second"], got["forecast"]["state"]), (5000, "out"),
          "5 s by what remains")
    report = parsed(replay(snapshot([row(bins=bins)]), "--json"))
    equal(report["destinations"][0]["closes_per_second"], 0, "or closes that stopped 55 s ago")
    text = snapshot([row(bins=bins)], timewait_len_ms=5000)
    equal(first(text)["closes_per_second"], 5000, "or as the source says")


def said_advice(text):
    """What show advises, by its id."""
    advice = parsed(replay(text, "--json"))["advice"]
    return collections.defaultdict(str, {one["id"]: one["reason"] for one in advice})


SMALL = {"local_port_min": 40000, "local_port_max": 40063, "local_ports_usable": 64}


def pool_advice():
    """Live sockets of one instant bound a pool from below only."""
    said = said_advice(snapshot([row(bins={40: 64})], **SMALL))
    equal(said["pool"], "pool 10.0.0.50:5432: 64 closes in the busiest second, none live now; "
          "divide by the requests a second that a connection serves: "
          "twstat plan 64 --per-connection N", "no live socket says nothing of a pool's size")
    said = said_advice(snapshot([row(bins={40: 3}, live=60)], **SMALL))
    equal(said["pool"], "pool 10.0.0.50:5432: 60 live at once, so at least 75 connections, more "
          "than the 64 ports there are; 3 closes in the busiest second", "nor does it fit")
    said = said_advice(snapshot([row(live=60)], **SMALL))
    ok("pool" not in said and "60 of them, and none was closed" in said["live"] and
       "CLOSE_WAIT" in said["live"], "live sockets alone need no pool", said)


def reuse_advice():
    """tcp_tw_reuse frees no port that bind() took."""
    said = said_advice(snapshot([row(bins={40: 64}, bound=64)], ports_bound=64, **SMALL))
    ok("tw_reuse" not in said and "addresses" not in said and "port_range" not in said,
       "nothing that would not help", said)
    equal(said["reuse_bound"], "tcp_tw_reuse for 10.0.0.50:5432: bind() took the ports of all 64 "
          "sockets that are old enough", "reuse takes none of them")
    ok("bind() or listen() took 64 of 64 ports" in said["bind_no_port"], "what helps", said)
    said = said_advice(snapshot([row(bins={40: 48}, bound=16)], ports_bound=16, **SMALL))
    ok("frees 32 ports" in said["tw_reuse"], "reuse gives back what is not bound", said)
    listeners = snapshot([row(bins={40: 3})], ports_bound=62, **SMALL)
    ok("IP_BIND_ADDRESS_NO_PORT" in said_advice(listeners)["bind_no_port"],
       "bound ports are named without a row in need")


def limit_advice():
    """The limit is not raised where it keeps ports free."""
    text = snapshot([row(bins=steady(400, 1))], tw_max=400, local_ports_usable=1024,
                    local_port_min=40000, local_port_max=41023)
    said = said_advice("[netstat]\nTCPTimeWaitOverflow 50\n" + text)
    ok("tw_buckets" not in said and "keeps ports to 10.0.0.50:5432 free" in
       said["tw_buckets_ports"] and "pool" in said, "pool first", said)
    text = snapshot([row(side="inbound", bins=steady(400, 1))], tw_max=400)
    said = said_advice("[netstat]\nTCPTimeWaitOverflow 50\n" + text)
    ok("tcp_max_tw_buckets=6103 at least: the limit is 400" in said["tw_buckets"],
       "80 closes a second need 4,882, and a quarter more", said)


def full_advice():
    """Once it is full, closes are what ports let through."""
    bins = {30: 40, 31: 16, 59: 1, 60: 1}
    said = said_advice(snapshot([row(bins=bins, live=6)], tcp_tw_reuse=0, **SMALL))
    ok("over at least 14 source or destination addresses" in said["addresses"] and
       "settles at at least" not in said["port_range"] and "settles at least at 1%" in
       said["port_range"], "the steepest rate counts", said)


def side_advice():
    """A service without a listener looks like many destinations."""
    rows = [row(remote=f"10.1.0.{n}", port=61001 + n, bins={40: 1}, ports=0) for n in range(100)]
    said = said_advice(snapshot(rows))
    ok("100 rows of peers' ports above ip_local_port_range" in said["inbound_guess"],
       "they are named as clients", said)
    ok("inbound_guess" not in said_advice(snapshot(rows[:19])), "a few are not")
    said = said_advice(snapshot([row(bins={40: 64}, ports=0)]))
    equal(said["outside"], "counted for 10.0.0.50:5432: all its 64 sockets have ports outside "
          "ip_local_port_range", "what nothing is said of is named")


def many_sockets_advice():
    """Many sockets, of which nothing fails."""
    rows = [row(remote=f"10.1.{i // 250}.{i % 250 + 1}", bins={9: 31}) for i in range(2000)]
    said = said_advice(snapshot(rows))
    equal(said["spread"], "nothing about 62,000 outbound sockets: no destination has more than 1% "
          "of the ports, and they cost 16.1 MiB", "spread over many destinations")
    said = said_advice(snapshot([row(side="inbound", bins={9: 40045})]))
    ok("nothing about 40,045 inbound sockets" in said["inbound"], "inbound alone", said)
    text = replay(snapshot(rows), "check", "-w", "timewait=1000").stdout
    ok(text.startswith("TWSTAT WARNING - 62000 TIME_WAIT |"), "check names what it alerts by",
       text)


def scale_of(text):
    """The numbers beside a chart."""
    return [line.split("┤")[0].strip() for line in replay(text, "timers").stdout.splitlines()
            if "┤" in line]


def charts():
    equal(scale_of(snapshot([row(bins={5: 700})])), ["700", "", "350", ""], "a chart's scale")
    equal(scale_of(snapshot([row(bins={5: 4})])), ["4", "", "2", ""], "half of four is two")
    equal(scale_of(snapshot([row(bins={5: 1})])), ["1", "", "", ""], "half of one is none")
    head = replay(BUSY, "timers").stdout.splitlines()[:2]
    equal(head, ["all destinations: 23,215 TIME_WAIT, FIN_WAIT2 112, next 10 s: 3,442 end, overdue",
                 "279"], "figures that are broken between lines are told apart")


def ascii_only():
    for command in ("show", "timers", "buckets", "plan", "summary"):
        result = replay(BUSY, command, env={"LC_ALL": "C"})
        ok(result.returncode == 0 and result.stdout.isascii(), f"{command} without UTF-8",
           result.stdout)


def counters_and_other_rows():
    rows = [row(bins={60: 10}), row(local="*", remote="*", port="*", bins={30: 5}, dev="*")]
    text = "[netstat]\nTW 7\nTWRecycled 3\nTCPTimeWaitOverflow 12\n" + snapshot(rows)
    report = parsed(replay(text, "--json"))
    equal(report["netstat"], {"tw": 7, "tw_recycled": 3, "timewait_overflow": 12},
          "a saved snapshot has its counters")
    equal([d.get("other", False) for d in report["destinations"]], [False, True],
          "what found no room is a row of its own, the last")
    ok("forecast" not in report["destinations"][1], "it has no forecast")
    ok("dropped since boot 12" in replay(text).stdout, "overflow since boot is shown")


def reuse_on():
    bins = steady(500, 20)
    text = snapshot([row(bins=bins, young=500)], tcp_tw_reuse=1)
    cast = parsed(replay(text, "--json"))["destinations"][0]["forecast"]
    equal((cast["state"], cast["bound"]), ("settles", "lower"), "reuse on settles, at least there")
    ok("settles ≥2%" in replay(text).stdout, "and is shown as at least", replay(text).stdout)


def live_sockets_not_known():
    """A row that cannot know its live sockets, and those of others, as the module shows them."""
    rows = [row(bins=steady(20), live=None), row(remote="10.0.0.51", bins={30: 2}, live=3),
            other(live=1000, ports=1005)]
    text = snapshot(rows)
    result = replay(text, "--json")
    report = parsed(result)
    equal(schema_errors(report, "show"), [], "rows without live sockets keep the schema")
    first, second, others = report["destinations"]
    ok(not {"live", "ports", "blocked_ratio", "forecast"} & set(first),
       "what a row cannot know is absent", first)
    equal((second["live"], second["ports"]), (3, 5), "another row knows")
    equal((others["other"], others["live"], others["ports"], others["timewait"]),
          (True, 1000, 1005, 0), "others have live sockets alone")
    ok("min_ms" not in others and "max_ms" not in others, "and no times", others)
    equal((report["summary"]["live_other"], report["summary"]["ports_other"]), (1000, 1005),
          "the summary says how many")
    grouped = parsed(replay(text, "--by", "port", "--json"))["destinations"][0]
    ok(grouped["timewait"] == 1202 and not {"live", "ports"} & set(grouped),
       "nor does a group that it is in", grouped)
    line = next(line for line in replay(text).stdout.splitlines() if "10.0.0.50:" in line)
    ok(" - " in line, "shown as -", line)
    old = "".join(line for line in text.splitlines(True) if "_other 10" not in line)
    equal(replay(old, "--json").returncode, 0, "a module that does not say it is read, too")


def saved_by_0_1_0():
    """What `twstat snapshot` of 0.1.0 saved in a guest; what it lacks is unknown."""
    text = (HERE / "snapshot-0.1.0").read_text()
    for command in ("show", "summary", "timers", "buckets", "plan"):
        result = replay(text, command, "--json")
        errors = schema_errors(parsed(result), command) if not result.returncode else [result.stderr]
        ok(not errors, f"0.1.0: {command} reads it", *errors)
    report = parsed(replay(text, "--json"))
    equal(report["summary"]["timewait"], 91, "0.1.0: its sockets")
    equal(sum(d["timewait"] for d in report["destinations"]), 91, "0.1.0: and those of its rows")
    left = report["destinations"][0]["left"]
    equal((left["bound"], left["min"]), ("upper", 0), "0.1.0: what bind() took is not known")
    ok("ports_left" not in report["destinations"][0] and " ≤55486 " in replay(text).stdout and
       "_max_ratio" not in replay(text, "prometheus").stdout, "0.1.0: and said to be so",
       replay(text).stdout)
    ok("live_other" not in report["summary"] and "live_other" not in replay(text, "summary").stdout,
       "0.1.0: a key that it lacks is absent", report["summary"])
    equal(replay(text, "check").returncode, 0, "0.1.0: check")
    equal(replay(text, "prometheus").returncode, 0, "0.1.0: prometheus")


def main():
    json_of_everything()
    figures()
    grouping()
    filters_and_order()
    screens()
    charts()
    source_addresses()
    plugin()
    plugin_labels()
    bound_ports()
    shared_ports()
    bound_forecast()
    live_alone()
    no_usable_port()
    odd_range()
    outside_the_range()
    alarms()
    digits()
    inbound_memory()
    estimates()
    pool_advice()
    reuse_advice()
    limit_advice()
    full_advice()
    side_advice()
    many_sockets_advice()
    plan_ports()
    shorter_timewait()
    ascii_only()
    counters_and_other_rows()
    reuse_on()
    live_sockets_not_known()
    saved_by_0_1_0()
    end()


main()
