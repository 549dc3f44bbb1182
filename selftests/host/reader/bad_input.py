#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""Errors in input and output: a message of one line, the right exit status, and
the old file unchanged."""
import os
import re
import stat
import subprocess

from ktap import FOLDER, TWSTAT, end, equal, ok, one_line, parsed, replay, run, skip
from make_fixture import PRESETS, other, row, snapshot

BUSY = snapshot(PRESETS["busy"]())
COMMANDS = ("show", "timers", "buckets", "summary", "plan", "prometheus", "top")


def refused(result, name, *words):
    """Exit status 1, nothing on stdout, one line on stderr with the words."""
    ok(result.returncode == 1 and not result.stdout and one_line(result) and
       all(word in result.stderr for word in words), name,
       result.returncode, result.stderr, result.stdout[:200])


def damaged_snapshots():
    refused(replay(BUSY.replace("abi 1\n", "abi 2\n"), "show"), "another ABI", "ABI 2", "ABI 1")
    refused(replay("", "show"), "empty", "empty")
    refused(replay("hello\n", "show"), "no snapshot at all", "line 1")
    refused(replay(BUSY[:-1], "show"), "last line without its end", "cut off")
    refused(replay(BUSY.rsplit("\n", 2)[0] + "\n", "show"), "last row missing", "cut off")
    refused(replay(BUSY[:BUSY.index("[destinations]")], "show"), "no destinations", "cut off")
    refused(replay(BUSY[:BUSY.index("[timers]")], "show"), "no timers", "cut off")
    refused(replay(BUSY[BUSY.index("[timers]"):], "show"), "no summary", "cut off")
    refused(replay(BUSY.replace("timewait 23215", "timewait 23214"), "show"),
            "a sum that does not hold", "23215", "23214")
    refused(replay(BUSY.replace("sockets 23395", "sockets 23x95"), "show"), "a wrong number",
            "23x95", "line 11")
    refused(replay(BUSY.replace("sockets 23395", "sockets 99999999999999999999"), "show"),
            "a number too large", "line 11")
    refused(replay(BUSY.replace("10.0.0.50", "10.0.0.500"), "show"), "a wrong address",
            "10.0.0.500")
    refused(replay(BUSY.replace(" 5432 ", " 65536 "), "show"), "a wrong port", "65536")
    refused(replay(BUSY.replace("1:232", "1:231", 1), "show"), "a bin that does not sum")
    refused(replay(BUSY.replace("1:232,2:232", "2:232,1:232"), "show"), "bins out of order")
    refused(replay(BUSY.replace("\n0 1000 ", "\n0 1000 7 "), "show"), "a line too long", "too long")
    refused(replay(BUSY.replace("\n0 1000 ", "\n0 1000\n"), "show"), "a line too short")
    refused(replay(BUSY.replace("ipv4 outbound", "ipv5 outbound"), "show"), "a wrong family",
            "ipv5")
    refused(replay(BUSY.replace(" histogram ", " "), "show"), "a column missing", "histogram")
    refused(replay(BUSY + "x" * (1 << 20) + "\n", "show"), "a line of 1 MB", "too long")
    refused(replay(BUSY + "x" * (1 << 20), "show"), "and without its end", "too long")
    others = snapshot([row(bins={30: 1}), other(live=70, ports=60)])
    refused(replay(others.replace("live_other 70", "live_other 71"), "show"),
            "live sockets of others that do not sum", "live", "70", "71")
    refused(replay(others.replace("ports_other 60", "ports_other 61"), "show"),
            "ports of others that do not sum", "ports", "60", "61")
    refused(run("show", "--source", FOLDER), "a folder", "directory")
    refused(run("show", "--source", "/nonexistent"), "no such file", "/nonexistent")


def cut_anywhere():
    """A snapshot truncated anywhere is refused."""
    text = snapshot([row(bins={30: 2, 31: 1}), row(remote="10.0.0.51", bins={60: 4})])
    taken = []
    cuts = [match.end() for match in re.finditer("\n", text)][:-1]
    for cut in sorted(set(cuts + [end - 3 for end in cuts])):
        if replay(text[:cut], "show").returncode != 1:
            taken.append(text[:cut][-60:])
    ok(not taken, f"cut off at {2 * len(cuts)} places: always noticed", *taken)


def unknown_is_ignored():
    text = BUSY.replace(" reuse_ports\n", " reuse_ports colour\n")
    head, rows = text.split("colour\n")
    text = head + "colour\n" + rows.replace("\n", " blue\n")
    text = text.replace("[timers]\n", "[weather]\nsunny 7\n[timers]\n")
    text = text.replace("hz 250\n", "hz 250\nnew_key 12\n")
    result = replay(text, "--json")
    equal(parsed(result)["summary"]["timewait"], 23215,
          "an unknown column, section and key are ignored")
    sections = re.split(r"(?=^\[)", BUSY, flags=re.M)[1:]
    equal(replay("".join(reversed(sections)), "--json").stdout, replay(BUSY, "--json").stdout,
          "sections may come in any order")


def no_module():
    for command in ("show", "summary", "timers", "buckets", "sockets", "snapshot", "prometheus"):
        result = run(command, "--source", "module")
        refused(result, f"{command} without the module", "not loaded", "modprobe twstat")
    result = run("check", "--source", "module")
    ok(result.returncode == 3 and result.stdout.startswith("TWSTAT UNKNOWN - ") and
       not result.stderr, "check without the module is unknown", result.stdout)


def no_permission():
    proc = FOLDER / "proc"
    (proc / "net/twstat").mkdir(parents=True)
    for name in ("snapshot", "sockets"):
        (proc / "net/twstat" / name).write_text("")
        (proc / "net/twstat" / name).chmod(0o000)
    FOLDER.chmod(0o755)
    if os.geteuid():
        options = {}
    else:
        options = {"user": 65534}
    try:
        result = run("show", "--source", "module", env={"TWSTAT_PROC": str(proc)}, **options)
        refused(result, "no permission", "Permission denied")
        result = run("sockets", "--source", "module", env={"TWSTAT_PROC": str(proc)}, **options)
        refused(result, "no permission for sockets: another way is named", "sock_diag")
    except PermissionError as error:
        skip("no permission", error)


def namespaces():
    refused(run("show", "-N", "no-such-namespace"), "a namespace that is gone",
            "no-such-namespace")
    refused(run("show", "-N", "999999999"), "a process that is gone", "999999999")
    refused(run("show", "-N", "/etc/passwd"), "a path that is no namespace", "/etc/passwd")


def usage():
    for words in (["--bogus"], ["-n"], ["-n", "x"], ["-n", "-1"], ["--sort", "x"], ["--by", "0"],
                  ["--by", "129"], ["--by", "x"], ["--color", "x"], ["summary", "dst", "1.2.3.4"],
                  ["plan", "x"], ["plan", "-5"], ["plan", "1", "2"], ["summary", "--by", "port"],
                  ["top", "-d", "0"], ["bogus"], ["show", "dst"], ["check", "-n", "1"]):
        result = run(*words)
        if words[0] == "check":
            ok(result.returncode == 3 and result.stdout.startswith("TWSTAT UNKNOWN"),
               "usage: " + " ".join(words), result.stdout, result.stderr)
        else:
            ok(result.returncode == 2 and one_line(result) and not result.stdout,
               "usage: " + " ".join(words), result.returncode, result.stderr, result.stdout)
    result = run("summ")
    ok("summ: neither a command" in result.stderr and "--help" in result.stderr,
       "a mistyped command is not taken for a filter", result.stderr)
    for words in (["--help"], ["--version"], ["show", "--help"], ["check", "-h"]):
        result = run(*words)
        ok(result.returncode == 0 and result.stdout and not result.stderr, " ".join(words))


def closed_pipe():
    big = FOLDER / "big"
    big.write_text(snapshot(PRESETS["large"]()))
    for words in ("show -n 0", "show --json", "prometheus"):
        script = f"'{TWSTAT}' {words} --source '{big}' | head -n 1"
        result = subprocess.run(["bash", "-c", script + "; echo ${PIPESTATUS[0]}"], text=True,
                                capture_output=True, timeout=60, check=False)
        status = result.stdout.splitlines()[-1]
        ok(not result.stderr and status in ("0", "141"), f"{words} | head says nothing",
           status, result.stderr)


def full_disk():
    for command in COMMANDS:
        words = ["-c", "1"] if command == "top" else []
        path = FOLDER / "busy"
        path.write_text(BUSY)
        with open("/dev/full", "w", encoding="utf8") as full:
            result = run(command, *words, "--source", path, capture_output=False, stdout=full,
                         stderr=subprocess.PIPE)
        ok(result.returncode == 1 and one_line(result) and "No space left" in result.stderr,
           f"{command} to a full disk", result.returncode, result.stderr)


def full_disk_under_output():
    """A file system of 16 KiB with the old file."""
    mount = FOLDER / "small"
    mount.mkdir()
    source = FOLDER / "clients"
    source.write_text(snapshot(PRESETS["busy"]()))
    script = f"""
        set -eu
        mount -t tmpfs -o size=16k tmpfs '{mount}'
        echo old > '{mount}/twstat.prom'
        dd if=/dev/zero of='{mount}/fill' bs=4k 2>/dev/null || true
        '{TWSTAT}' prometheus --source '{source}' --output '{mount}/twstat.prom' || echo "status $?"
        cat '{mount}/twstat.prom'; ls '{mount}'
    """
    result = subprocess.run(["unshare", "-m", "sh", "-c", script], text=True,
                            capture_output=True, timeout=60, check=False)
    if "status" not in result.stdout and result.returncode:
        skip("a full disk under --output", "a tmpfs cannot be mounted here")
        return
    equal(result.stdout.split(), ["status", "1", "old", "fill", "twstat.prom"],
          "a full disk under --output leaves the old file alone")
    ok(one_line(result) and "No space left" in result.stderr, "and says why", result.stderr)


def output_file():
    path = FOLDER / "out.prom"
    path.write_text("old\n")
    inode = path.stat().st_ino
    result = replay(BUSY, "prometheus", "--output", path)
    ok(result.returncode == 0 and path.read_text().startswith("# HELP twstat_info"),
       "--output writes the file", result.stderr)
    ok(path.stat().st_ino != inode and path.stat().st_mode & 0o777 == 0o644,
       "beside it, then in its place, readable for all")
    equal([p.name for p in FOLDER.glob("out.prom*")], ["out.prom"], "nothing is left beside it")
    result = replay("damaged\n", "prometheus", "--output", path)
    ok(result.returncode == 1 and path.read_text().startswith("# HELP"),
       "a snapshot that cannot be read leaves the old file")
    result = replay(BUSY, "prometheus", "--output", "/nonexistent/x")
    ok(result.returncode == 1 and one_line(result) and "/nonexistent/x" in result.stderr,
       "--output where nothing can be written", result.stderr)


def output_special():
    """Only regular files are replaced: not /dev/null, a pipe or a link."""
    pipe = FOLDER / "pipe"
    os.mkfifo(pipe)
    with subprocess.Popen(["cat", pipe], stdout=subprocess.PIPE, text=True) as reader:
        result = replay(BUSY, "prometheus", "--output", pipe)
        kept = stat.S_ISFIFO(pipe.stat().st_mode)
        if not kept:
            reader.kill()
        text = reader.stdout.read()
    ok(result.returncode == 0 and kept and text.startswith("# HELP twstat_info"),
       "--output into a pipe writes into it", result.stderr)
    target, link = FOLDER / "target.prom", FOLDER / "link.prom"
    target.write_text("old\n")
    link.symlink_to(target)
    result = replay(BUSY, "prometheus", "--output", link)
    ok(result.returncode == 0 and link.is_symlink() and
       target.read_text().startswith("# HELP twstat_info"),
       "--output replaces what a link leads to, not the link", result.stderr)
    result = replay(BUSY, "prometheus", "--output", FOLDER)
    ok(result.returncode == 1 and one_line(result) and "directory" in result.stderr,
       "--output into a folder", result.stderr)


def main():
    damaged_snapshots()
    cut_anywhere()
    unknown_is_ignored()
    no_module()
    no_permission()
    namespaces()
    usage()
    closed_pipe()
    full_disk()
    full_disk_under_output()
    output_file()
    output_special()
    end()


main()
