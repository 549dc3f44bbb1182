#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""Write a snapshot in the module's format from a description of its rows.

The sums of the summary and of the timers are computed from the rows, so a
snapshot made here is always whole; the tests damage it themselves.
"""
import argparse
import json
import pathlib
import random
import re

CORE = pathlib.Path(__file__).resolve().parents[3] / "module/core"


def listed(name, start):
    """The names in one of the module's lists of keys or columns."""
    return re.findall(rf'^{start}[A-Z0-9_]*, "(\w+)"', (CORE / name).read_text(), re.MULTILINE)


KEYS = listed("key_list.h", r"TWSTAT_KEY\(")
TIMERS_COLUMNS = listed("column_list.h", r"TWSTAT_COLUMN\(TIMERS, ")
BUCKETS_COLUMNS = listed("column_list.h", r"TWSTAT_COLUMN\(BUCKETS, ")
COLUMNS = listed("column_list.h", r"TWSTAT_COLUMN\(DESTINATIONS, ")
OWNERS_COLUMNS = listed("column_list.h", r"TWSTAT_COLUMN\(OWNERS, ")


def end_ms(number):
    """The upper end of a bin as the module writes it."""
    if number <= 60:
        return str(number * 1000)
    return {61: "120000", 62: "300000", 63: "inf"}[number]


def other(side="outbound", live=0, ports=0, **given):
    """A row of what did not fit; it may have live sockets alone."""
    made = row(side=side, local="*", remote="*", port="*", live=live, ports=ports, dev="*", **given)
    if not made["timewait"] + made["fin_wait2"]:
        made.update(min_ms="-", max_ms="-")
    return made


def row(family="ipv4", side="outbound", local="10.0.0.9", remote="10.0.0.50", port=5432,
        bins=None, fin_wait2=0, live=0, ports=None, young=0, no_timestamp=0, dev=0,
        bound=0, reuse_ports=None):
    """One destination; bins is a dict from bin to sockets, bound how many of its ports
    bind() took."""
    bins = {int(number): count for number, count in (bins or {}).items() if count}
    timewait = sum(bins.values())
    out = side == "outbound"
    return {
        "family": family, "side": side, "local": local, "remote": remote, "port": port,
        "timewait": timewait, "fin_wait2": fin_wait2,
        "live": live if out and live is not None else "-",
        "ports": ((timewait + fin_wait2 + live if ports is None else ports)
                  if out and live is not None else "-"),
        "reuse_ready": timewait - young - no_timestamp if out else "-",
        "reuse_young": young if out else "-",
        "reuse_no_timestamp": no_timestamp if out else "-",
        "overdue": bins.get(0, 0), "bound": bound,
        "reuse_ports": (max(timewait - young - no_timestamp - bound, 0)
                        if reuse_ports is None else reuse_ports),
        "min_ms": (min(bins) - 1) * 1000 + 500 if bins else 1000 if fin_wait2 else "-",
        "max_ms": min(max(bins), 60) * 1000 if bins else 40000 if fin_wait2 else "-",
        "dev": dev,
        "histogram": ",".join(f"{n}:{bins[n]}" for n in sorted(bins)) or "-",
        "bins": bins,
    }


def only_live(made):
    """No timewait socket, but live ones."""
    return made["local"] != "*" and not made["timewait"] + made["fin_wait2"]


def put_left(made, usable=28232, bound=0, odd=False):
    """ports_left and its bound, as the module computes them."""
    if made["ports"] == "-" or made["local"] == "*":
        made.update(ports_left="-", ports_left_max="-", reuse_ports="-")
        return
    left = max(usable - bound - (made["ports"] - made["bound"]), 0)
    made.update(ports_left=left - 1 if odd and left else left, ports_left_max=left)


def number(value):
    return 0 if value == "-" else value


def keys_of(rows, given):
    """The summary's keys and their numbers."""
    def total(column, **where):
        return sum(number(r[column]) for r in rows
                   if all(r[key] == want for key, want in where.items()))

    def sockets(**where):
        return total("timewait", **where) + total("fin_wait2", **where)

    keys = {
        "abi": 1, "netns": 4026531840, "boottime_ns": 86400000000000, "walk_ns": 1800000,
        "ehash_buckets": 65536, "ehash_used": min(65536, sockets()), "ehash_pernet": 0,
        "walk_restarts": 2, "walk_locked": 0, "sockets": sockets() + total("live"),
        "timewait": total("timewait"), "fin_wait2": total("fin_wait2"),
        "ipv4": sockets(family="ipv4"), "ipv6": sockets(family="ipv6"),
        "inbound": sockets(side="inbound"), "outbound": sockets(side="outbound"),
        "side_exact": 0, "overdue": total("overdue"), "reuse_ready": total("reuse_ready"),
        "reuse_young": total("reuse_young"),
        "reuse_no_timestamp": total("reuse_no_timestamp"),
        "destinations": sum(r["local"] != "*" and not only_live(r) for r in rows),
        "sockets_other": sockets(local="*"),
        "tw_count": sockets(), "tw_max": 262144, "tw_object_bytes": 272,
        "timewait_len_ms": 60000, "hz": 250, "timer_granularity_ms": 2048,
        "tcp_tw_reuse": 2, "tcp_timestamps": 1, "tcp_fin_timeout_ms": 60000,
        "live_other": total("live", local="*"), "ports_other": total("ports", local="*"),
        "local_port_min": 32768, "local_port_max": 60999, "local_ports_usable": 28232,
        "ports_bound": 0, "destinations_live": sum(only_live(r) for r in rows),
    }
    keys.update(given)
    keys.setdefault("ports_free", max(keys["local_ports_usable"] - total("ports"), 0))
    return keys


def summary(rows, given):
    """The summary's keys in the module's order."""
    keys = keys_of(rows, given)
    return "".join(f"{key} {keys[key]}\n" for key in KEYS + sorted(set(keys) - set(KEYS))
                   if key in keys)


def timers(rows):
    timewait, fin_wait2 = [0] * 64, [0] * 64
    for r in rows:
        for n, count in r["bins"].items():
            timewait[n] += count
        fin_wait2[40] += r["fin_wait2"]
    text = " ".join(TIMERS_COLUMNS) + "\n"
    for n in range(64):
        begin = "-inf" if n == 0 else end_ms(n - 1)
        text += f"{begin} {end_ms(n)} {timewait[n]} {fin_wait2[n]}\n"
    return text


def chains(rows):
    """A plausible table: every socket alone in its chain."""
    used = sum(r["timewait"] + r["fin_wait2"] for r in rows)
    return (" ".join(BUCKETS_COLUMNS) + "\n"
            f"0 {max(65536 - used, 0)} 0 0\n1 {used} {used} {used}\n")


def in_order(rows):
    return sorted(rows, key=lambda r: (r["local"] == "*", -r["timewait"] - r["fin_wait2"],
                                       -number(r["live"])))


def destinations(rows):
    rows = in_order(rows)
    return " ".join(COLUMNS) + "\n" + "".join(
        " ".join(str(r[column]) for column in COLUMNS) + "\n" for r in rows)


def put_all_left(rows, given):
    first, last = given.get("local_port_min", 32768), given.get("local_port_max", 60999)
    for made in rows:
        put_left(made, given.get("local_ports_usable", 28232), given.get("ports_bound", 0),
                 last > first and (last - first) % 2 == 0)


def snapshot(rows, **given):
    """The text of the snapshot."""
    put_all_left(rows, given)
    return ("[summary]\n" + summary(rows, given) + "[timers]\n" + timers(rows) +
            "[buckets]\n" + chains(rows) + "[destinations]\n" + destinations(rows))


def namespaces(spaces):
    """The module's file of all namespaces: for each inode its rows, and keys if need be."""
    named = ["netns", "timewait", "fin_wait2"]
    rest = [key for key in KEYS if key not in named]
    text = "[namespaces]\n" + " ".join(named + ["live"] + rest) + "\n"
    table = "[destinations]\n" + " ".join(["netns"] + COLUMNS) + "\n"
    for inode, (rows, given) in sorted(spaces.items()):
        put_all_left(rows, given)
        keys = keys_of(rows, {"netns": inode, **given})
        keys["live"] = keys["sockets"] - keys["timewait"] - keys["fin_wait2"]
        text += " ".join(str(keys.get(key, "-")) for key in named + ["live"] + rest) + "\n"
        table += "".join(" ".join([str(inode)] + [str(r[column]) for column in COLUMNS]) + "\n"
                         for r in in_order(rows))
    return text + table


def own(dest, bins=None, fin_wait2=0, by="process", pid=812, start=4000, comm="worker", uid=33,
        cgroup=77, how="close"):
    """The sockets to a destination that one owner closed, by default all in its bins."""
    bins = dict(dest["bins"]) if bins is None else bins
    made = row(bins=bins, fin_wait2=fin_wait2)
    made.update({key: dest[key] for key in ("family", "side", "local", "remote", "port", "dev")},
                by=by, pid=pid, start=start, comm=comm, uid=uid, cgroup=cgroup, how=how)
    return made


def nobodys(dest, owned):
    """The row of what no owner has; None where there is nothing left."""
    bins = dict(dest["bins"])
    fin_wait2 = dest["fin_wait2"]
    for one in owned:
        if all(one[key] == dest[key] for key in ("side", "local", "remote", "port", "dev")):
            fin_wait2 -= one["fin_wait2"]
            for number, count in one["bins"].items():
                bins[number] -= count
    left = own(dest, {n: count for n, count in bins.items() if count}, fin_wait2, "unknown", *"------")
    return left if left["bins"] or fin_wait2 else None


def owners(rows, owned, cgroups=None, **given):
    """What `snapshot --owners` saves: the file of owners, with the names of cgroups before it."""
    put_all_left(rows, given)
    rest = [nobodys(dest, owned) for dest in rows]
    given = {"owners_max": 65536, "owners_kept": len(owned), "owners_overwritten": 0,
             "owners_unnamed": 0, "owners_since_ns": 80000000000000, **given}
    return ("[cgroups]\n" + "".join(f"{key} {path}\n" for key, path in (cgroups or {}).items()) +
            "[summary]\n" + summary(rows, given) + "[destinations]\n" + destinations(rows) +
            "[owners]\n" + " ".join(OWNERS_COLUMNS) + "\n" + "".join(
                " ".join(str(r[column]) for column in OWNERS_COLUMNS) + "\n"
                for r in owned + [one for one in rest if one]))


def steady(rate, seconds=60, overdue=0):
    """Bins of a steady rate of closes that has lasted so long."""
    bins = {n: rate for n in range(61 - seconds, 61)}
    bins[0] = overdue
    return bins


def many(rows, clients):
    """Thousands of rows."""
    rng = random.Random(1)
    made = []
    for n in range(rows):
        bins = {b: rng.randint(1, 9) for b in rng.sample(range(61), rng.randint(1, 12))}
        made.append(row(remote=f"10.{n >> 16 & 255}.{n >> 8 & 255}.{n & 255}", port=443,
                        bins=bins, live=rng.randint(0, 5)))
    for n in range(clients):
        made.append(row(side="inbound", remote=f"192.0.{n >> 8 & 255}.{n & 255}", port=443,
                        bins={rng.randint(1, 60): 2}))
    return made


def busy():
    """Every kind of row: rising, steady, IPv6 without timestamps, inbound clients."""
    rising = {n: (232 if n <= 40 else 232 + (n - 40) * 19) for n in range(1, 61)}
    rising[0] = 234
    rows = [
        row(bins=rising, live=48, young=600),
        row(remote="10.0.0.60", port=8080, bins=steady(51, overdue=41), live=12, young=51),
        row(family="ipv6", local="2001:db8::9", remote="2001:db8::7", port=443,
            bins=steady(20, overdue=4), live=6, no_timestamp=1204),
        row(remote="127.0.0.1", local="127.0.0.1", port=6379, bins={30: 7}, live=2),
    ]
    for n in range(380):
        rows.append(row(side="inbound", remote=f"192.0.2.{n % 250}", port=443 + n // 250,
                        bins={1 + n % 60: 1 + n % 3}, fin_wait2=1 if n < 112 else 0))
    return rows


PRESETS = {
    "busy": busy,
    "empty": list,
    "large": lambda: many(10000, 0),
    "thousand": lambda: many(1000, 0),
    "clients": lambda: many(20, 3000),
}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("what", help="a preset (" + ", ".join(PRESETS) +
                        ") or a JSON list of rows")
    parser.add_argument("key", nargs="*", help="KEY=VALUE of the summary")
    args = parser.parse_args()
    preset = PRESETS.get(args.what)
    rows = preset() if preset else [row(**given) for given in json.loads(args.what)]
    given = dict(pair.split("=", 1) for pair in args.key)
    print(snapshot(rows, **given), end="")


if __name__ == "__main__":
    main()
