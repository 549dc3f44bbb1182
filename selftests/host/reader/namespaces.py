#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""All network namespaces: the module's file of them, saved and replayed; their names."""
import os

from ktap import FOLDER, end, equal, ok, one_line, parsed, replay, run, schema_errors, skip
from make_fixture import namespaces, other, row, snapshot, steady

WEB, DB, IDLE = 4026531840, 4026532200, 4026532300
SPACES = {
    WEB: ([row(bins=steady(20), live=10), row(side="inbound", remote="192.0.2.1", port=80,
                                              bins={30: 4}, fin_wait2=1)], {}),
    DB: ([row(bins=steady(440), live=48), other(live=7, ports=5)], {"tw_max": 65536}),
    IDLE: ([], {"ports_free": "-"}),
}
TEXT = namespaces(SPACES)
HEADER = TEXT.splitlines()[1]


def refused(result, name, *words):
    """Exit status 1, nothing on stdout, one line on stderr with the words."""
    ok(result.returncode == 1 and not result.stdout and one_line(result) and
       all(word in result.stderr for word in words), name,
       result.returncode, result.stderr, result.stdout[:200])


def every(text, *words):
    """The namespaces of a replay as JSON, by inode."""
    result = replay(text, *words, "--all-netns", "--json")
    ok(not result.returncode and not result.stderr, f"{words} reads it", result.stderr)
    return {n["netns"]: n for n in parsed(result)["namespaces"]}


def without(report, *keys):
    return {key: value for key, value in report.items() if key not in keys}


def each_as_by_itself():
    """The same conclusions as from a snapshot of that namespace alone."""
    found = every(TEXT)
    equal(list(found), [WEB, DB, IDLE], "every namespace, by inode")
    errors = schema_errors(parsed(replay(TEXT, "--all-netns", "--json")), "namespaces")
    ok(not errors, "its schema", *errors)
    for inode in (WEB, DB):
        alone = parsed(replay(snapshot(SPACES[inode][0], netns=inode, **SPACES[inode][1]),
                              "--json"))
        got = without(found[inode], "name")
        for dest in got["destinations"]:
            equal(dest["netns"], str(inode), "a row has its namespace's name")
        got["destinations"] = [without(dest, "netns") for dest in got["destinations"]]
        for item in got["advice"]:
            item["reason"] = item["reason"].replace(f"in {inode}: ", "")
        equal(got, without(alone, "name"), f"{inode} as by itself")
    equal(found[IDLE]["destinations"], [], "one without a socket has no row")
    ok("ports_free" not in found[IDLE]["summary"], "- is not known")
    text = replay(TEXT, "--all-netns").stdout
    ok(f"\n{DB}\n" in text and "10.0.0.50:5432: 94%" in text and
       f"\n{DB} out 10.0.0.50:5432 " in text and f"\n{WEB} in  *:80 " in text,
       "show has the verdicts, then the rows", text)
    text = replay(TEXT, "--all-netns", "-n", "1").stdout
    ok(f"\n{DB} out" in text and f"\n{WEB} " not in text and "and 3 more" in text,
       "the rows of all are limited together", text)
    text = replay(TEXT, "--all-netns", "inbound").stdout
    ok(f"\n{WEB} in " in text and f"\n{DB} out" not in text, "a filter", text)
    brief = [row(bins={n: 20 for n in range(1, 21)}, live=10, young=20)]
    shorter = every(namespaces({WEB: (brief, {})}).replace(" 60000 250 ", " - 250 "))[WEB]
    alone = parsed(replay(snapshot(brief).replace("timewait_len_ms 60000", "timewait_len_ms -"),
                          "--json"))
    equal(shorter["destinations"][0]["forecast"], alone["destinations"][0]["forecast"],
          "the length of TIME_WAIT is told by the sockets")
    for length in (0, 10 ** 17):
        equal([n["destinations"] for n in
               every(TEXT.replace(" 60000 250 ", f" {length} 250 ")).values()],
              [n["destinations"] for n in found.values()], f"{length} ms are no length")
    metrics = replay(namespaces({WEB: (brief, {})}), "prometheus", "--all-netns").stdout
    labels = f'netns="{WEB}",netns_inode="{WEB}"'
    equal(metrics.replace(labels + ",", "").replace(f"{{{labels}}}", "").splitlines(),
          replay(snapshot(brief), "prometheus").stdout.splitlines(), "the same metrics")


def damaged():
    """What is cut off or changed is refused."""
    def bad(text, name, *words):
        refused(replay(text, "--all-netns"), name, *words)

    bad(TEXT[:-1], "last line without its end", "cut off")
    bad(TEXT.rsplit("\n", 2)[0] + "\n", "last row missing", "cut off", "7", "live")
    bad(TEXT[:TEXT.index("[destinations]")], "no destinations", "cut off")
    bad("", "empty", "empty")
    bad(TEXT.replace(f"\n{DB} ipv4", f"\n{DB + 1} ipv4"), "a row of none of them", str(DB + 1))
    bad(TEXT.replace(f"\n{WEB} ipv4", "\n0 ipv4", 1), "a row of namespace 0", "not one of")
    bad(TEXT.replace(f"\n{DB} ipv4", "\nx ipv4"), "a row of no number", '"x"')
    bad(TEXT.replace(f"\n{IDLE} ", f"\n{DB} "), "a namespace twice", f"{DB} twice")
    bad(TEXT.replace(f"\n{IDLE} ", "\n- "), "one without its inode", "netns")
    bad(TEXT.replace(f"\n{IDLE} 0 ", f"\n{IDLE} 0x1 "), "a wrong number", "0x1", "line 5")
    bad(TEXT.replace(f"\n{IDLE} 0 0 0 1 ", f"\n{IDLE} 0 0 0 2 "), "another ABI", "ABI 2")
    bad(TEXT.replace(f"\n{IDLE} 0 0 0 1 ", f"\n{IDLE} 0 0 0 - "), "no ABI", "abi")
    bad(TEXT.replace("[destinations]\n", TEXT[:TEXT.index("[destinations]")] +
                     "[destinations]\n"), "[namespaces] again", "again")
    bad(TEXT.replace("1:20,", "1:21,", 1), "a bin that does not sum", "1201")
    bad(snapshot([row(bins={30: 1})]), "that of one namespace", "without --all-netns")
    for command in ("show", "top", "prometheus", "timers", "summary", "plan", "who"):
        refused(replay(TEXT, command), f"{command} without --all-netns", "with --all-netns")
    added = TEXT.replace(" abi ", " new abi ", 1).replace(" 0 0 0 1 ", " 0 0 0 7 1 ")
    added = "\n".join(line.replace(" 10 1 ", " 10 7 1 ").replace(" 55 1 ", " 55 7 1 ")
                      for line in added.splitlines()) + "\n"
    equal([n["summary"] for n in every(added).values()],
          [n["summary"] for n in every(TEXT).values()], "an unknown column is ignored")


def checked(text, *words):
    """The status of check, and its line in two."""
    result = replay(text, "check", "--all-netns", *words)
    line, data = result.stdout.split(" |")
    return result.returncode, line, data


def worst():
    """check names the worst namespace, with its figures and its state."""
    alone = replay(snapshot(SPACES[DB][0], **SPACES[DB][1]), "check")
    status, line, data = checked(TEXT)
    equal((status, data), (1, alone.stdout.split(" |")[1]), "the state and data of the worst")
    equal(line, f"TWSTAT WARNING - {DB}: 10.0.0.50:5432 holds 94% of the ports, 26400 TIME_WAIT, "
          "worst of 3 namespaces", "its name and its cause")
    status, line, data = checked(namespaces({inode: SPACES[inode] for inode in (WEB, IDLE)}),
                                 "--destination", "inbound")
    ok(not status and line == f"TWSTAT OK - {WEB}: 4 TIME_WAIT, worst of 2 namespaces",
       "a filter", line)
    calm = {WEB: ([], {}), DB: ([row(bins=steady(20))], {}), IDLE: ([row(bins={9: 7})], {})}
    status, line, data = checked(namespaces(calm))
    ok(not status and line.startswith(f"TWSTAT OK - {DB}: "), "of those that are OK, too", line)
    rising = {n: 232 + max(n - 40, 0) * 19 for n in range(1, 61)}
    late = {inode: ([row(bins=rising, live=live)], {})
            for inode, live in ((WEB, 300), (DB, 1500), (IDLE, 800))}
    status, line, data = checked(namespaces(late))
    ok(status == 2 and line.startswith(f"TWSTAT CRITICAL - {DB}: "), "the one with least time",
       line)
    named = TEXT.replace("\n", " name\n", 2).replace(" name\n", "\n", 1)
    head, rows = named[:named.index("[dest")], named[named.index("[dest"):]
    head = head.replace("\n", " a|b\n").replace("[namespaces] a|b", "[namespaces]")
    status, line, data = checked(head.replace("name a|b", "name") + rows)
    ok(" - a?b: " in line, "data begins at the only bar", line)
    result = replay(TEXT, "check", "--all-netns", "--owner")
    ok(result.returncode == 3 and "--owner" in result.stdout, "it names no owner", result.stdout)
    result = replay(TEXT, "check")
    ok(result.returncode == 3 and "with --all-netns" in result.stdout, "nor one of several",
       result.stdout)


def one_by_one():
    """Without that file each is entered: one that cannot be is UNKNOWN unless one is worse."""
    if os.geteuid():
        skip("check of a namespace that cannot be entered", "not root")
        return
    proc = FOLDER / "no-file"
    for pid in ("self", "812"):
        (proc / pid / "ns").mkdir(parents=True)
        (proc / pid / "comm").write_text("worker\n")
    (proc / "self/ns/net").symlink_to("/proc/self/ns/net")
    (proc / "812/ns/net").write_text("")
    (proc / "net/twstat").mkdir(parents=True)
    for inode, status, words in ((WEB, 3, ("UNKNOWN - ", "worker[812]", "Invalid argument")),
                                 (DB, 1, ("WARNING - self: ", "worst of 1 namespaces",
                                          "1 could not be read |"))):
        (proc / "net/twstat/snapshot").write_text(snapshot(SPACES[inode][0]))
        result = run("check", "--all-netns", env={"TWSTAT_PROC": str(proc)})
        ok(result.returncode == status and all(word in result.stdout for word in words) and
           len(result.stdout.splitlines()) == 1, f"{words[0]}of one that cannot be entered",
           result.stdout, result.stderr)
    refused(run("--all-netns", env={"TWSTAT_PROC": str(proc)}), "show needs all of them",
            "worker[812]")


def fake_proc():
    """A /proc with that file, and processes in two of its namespaces."""
    proc = FOLDER / "proc"
    inode = {}
    for pid, comm, cgroup, netstat in (("self", "twstat", "/", 3),
                                       ("812", "ng inx", "/system.slice/web.service", 7),
                                       ("813", "worker", "/", 9), ("900", "alone", "/", None)):
        (proc / pid / "ns").mkdir(parents=True)
        (proc / pid / "net").mkdir()
        (proc / pid / "comm").write_text(comm + "\n")
        (proc / pid / "cgroup").write_text(f"1:name=systemd:/other\n0::{cgroup}\n")
        if pid == "813":
            os.link(proc / "812/ns/net", proc / "813/ns/net")
        else:
            (proc / pid / "ns/net").write_text("")
        if netstat is not None:
            (proc / pid / "net/netstat").write_text(
                f"TcpExt: TW TWRecycled TCPTimeWaitOverflow\nTcpExt: 1 2 {netstat}\n")
        inode[pid] = (proc / pid / "ns/net").stat().st_ino
    (proc / "net/twstat").mkdir(parents=True)
    (proc / "net/netstat").write_text("TcpExt: TW TCPTimeWaitOverflow\nTcpExt: 1 3\n")
    spaces = {inode["self"]: SPACES[WEB], inode["812"]: SPACES[DB],
              inode["900"]: SPACES[IDLE], 77: ([], {})}
    (proc / "net/twstat/namespaces").write_text(namespaces(spaces))
    return proc, inode


def names(proc, inode):
    """One read of the module's file; a namespace has the name of its first process."""
    here = {"TWSTAT_PROC": str(proc)}
    found = {n["netns"]: n for n in parsed(run("--all-netns", "--json", env=here))["namespaces"]}
    equal({key: n["name"] for key, n in found.items()},
          {inode["self"]: "self", inode["812"]: "ng inx[812]@web.service",
           inode["900"]: "alone[900]", 77: "77"}, "names")
    equal({n["source"] for n in found.values()}, {"module"}, "they come from the module")
    equal({key: n["netstat"].get("timewait_overflow") for key, n in found.items()},
          {inode["self"]: 3, inode["812"]: 7, inode["900"]: None, 77: None}, "their counters")
    metrics = run("prometheus", "--all-netns", env=here).stdout
    ok(f'twstat_timewait_overflow_total{{netns="ng inx[812]@web.service",'
       f'netns_inode="{inode["812"]}"}} 7\n' in metrics, "metrics have both labels",
       metrics[:400])
    ok(all('{netns="' in line for line in metrics.splitlines() if line[0] != "#"),
       "all of them")


def saved(proc, inode):
    """What snapshot saves is replayed as it was read."""
    here = {"TWSTAT_PROC": str(proc)}
    text = run("snapshot", "--all-netns", env=here).stdout
    ok(" name\n" in text and " ng\\040inx[812]@web.service\n" in text, "names are escaped",
       text[:400])
    direct = parsed(run("--all-netns", "--json", env=here))["namespaces"]
    again = parsed(replay(text, "--all-netns", "--json"))["namespaces"]
    equal({n["source"] for n in again}, {"file"}, "the source is a file")
    equal([without(n, "source") for n in again], [without(n, "source") for n in direct],
          "nothing else is lost")
    equal([line.rsplit(" ", 5)[0] for line in text.splitlines()[3:8]],
          (proc / "net/twstat/namespaces").read_text().splitlines()[1:6],
          "the module's columns are as the module wrote them")
    equal(text[text.index("[destinations]"):],
          (lambda all_: all_[all_.index("[destinations]"):])(
              (proc / "net/twstat/namespaces").read_text()), "and so are the rows")
    metrics = [replay(text, "prometheus", "--all-netns").stdout,
               run("prometheus", "--all-netns", env=here).stdout]
    equal(metrics[0].replace('source="file"', 'source="module"'), metrics[1], "metrics, too")
    refused(replay(text, "snapshot", "--all-netns"), "one that is saved is not saved again",
            "already")
    for words in (("snapshot", "--owners"), ("show", "-N", "1")):
        result = run(*words, "--all-netns", env=here)
        ok(result.returncode == 2 and one_line(result), f"{words} with --all-netns is refused",
           result.stderr)


def unreadable(proc):
    """A damaged file is an error: there is no other way to the same figures."""
    (proc / "net/twstat/namespaces").write_text(TEXT[:-1])
    refused(run("--all-netns", env={"TWSTAT_PROC": str(proc)}), "the module's file is damaged",
            "cut off")


def main():
    each_as_by_itself()
    damaged()
    worst()
    one_by_one()
    proc, inode = fake_proc()
    names(proc, inode)
    saved(proc, inode)
    unreadable(proc)
    end()


main()
