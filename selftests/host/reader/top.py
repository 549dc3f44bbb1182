#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""The live view in a real terminal (tmux), and without one."""
import os
import shlex
import shutil
import signal
import subprocess
import time

from ktap import FOLDER, TWSTAT, end, equal, ok, parsed, run, schema_errors, skip
from make_fixture import PRESETS, namespaces, own, owners, row, snapshot, steady

LIMIT = 20
PROC = FOLDER / "proc"
SNAPSHOT = PROC / "net/twstat/snapshot"
EVERY = SNAPSHOT.with_name("namespaces")


class Terminal:
    """A tmux session that runs the reader."""

    opened = 0

    def __init__(self, command, width=80, height=24, locale="C.UTF-8"):
        Terminal.opened += 1
        self.name = f"twstat-test-{os.getpid()}-{Terminal.opened}"
        self.status = FOLDER / "status"
        self.status.unlink(missing_ok=True)
        environment = {"LC_ALL": locale, "TWSTAT_PROC": str(PROC),
                       "ASAN_OPTIONS": "detect_leaks=0"}
        words = " ".join(f"{key}={shlex.quote(value)}" for key, value in environment.items())
        script = (f"env {words} {command}; status=$?; stty -a >{self.status}.stty; "
                  f"echo $status >{self.status}; cat")
        self.tmux("-f", "/dev/null", "-u", "new-session", "-d", "-x", str(width), "-y",
                  str(height), "sh", "-c", script)

    def tmux(self, *words):
        return subprocess.run(["tmux", "-L", self.name, *words], capture_output=True, text=True,
                              check=False, timeout=LIMIT).stdout

    def screen(self):
        return self.tmux("capture-pane", "-p").rstrip("\n").split("\n")

    def keys(self, *words):
        self.tmux("send-keys", *words)

    def wait(self, condition, limit=LIMIT):
        """Wait until a condition holds for the screen; return the last screen."""
        until = time.monotonic() + limit
        while time.monotonic() < until:
            lines = self.screen()
            if condition(lines):
                return True
            time.sleep(0.05)
        return False

    def exit_status(self):
        until = time.monotonic() + LIMIT
        while time.monotonic() < until:
            if self.status.exists() and self.status.read_text().strip():
                return int(self.status.read_text())
            time.sleep(0.05)
        return None

    def close(self):
        self.tmux("kill-server")


def publish(text, path=SNAPSHOT):
    """Replace the snapshot by a new one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_suffix(".new")
    fresh.write_text(text)
    fresh.rename(path)


def has(*words):
    return lambda lines: all(any(word in line for line in lines) for word in words)


def lines_with(*words):
    return lambda lines: any(all(word in line for word in words) for line in lines)


def publish_busy(seconds):
    publish(snapshot(PRESETS["busy"](), boottime_ns=(1000 + seconds) * 10 ** 9))


def shows_rate(terminal):
    """A rate is visible until the next sample."""
    for seconds in range(0, 200, 20):
        publish(snapshot([row(bins=steady(100), live=3), row(remote="10.0.0.60", bins={30: 50})],
                         boottime_ns=(1010 + seconds) * 10 ** 9))
        # 18144 before, 6000 now, 10 s between them.
        if terminal.wait(has("-1214"), 2):
            return True
        publish_busy(seconds + 20)
        terminal.wait(has("critical"), 2)
    return False


def list_and_keys():
    publish_busy(0)
    terminal = Terminal(f"{TWSTAT} top -d 0.2")
    ok(terminal.wait(has("10.0.0.50:5432", "TIME_WAIT▼", "q Quit", "critical")),
       "the list, its order, the help line", *terminal.screen())
    ok(terminal.wait(has("> out 10.0.0.50:5432")), "the first row is selected")
    ok(shows_rate(terminal), "rates between two samples", *terminal.screen())
    terminal.keys("Down")
    ok(terminal.wait(has("> out 10.0.0.60:5432")), "a key moves", *terminal.screen())
    terminal.keys("Enter")
    ok(terminal.wait(has("s left", "10.0.0.60:5432", "50 TIME_WAIT")), "Enter opens the timers",
       *terminal.screen())
    terminal.keys("Enter")
    ok(terminal.wait(has("DESTINATION")), "and closes them")
    terminal.keys("s")
    ok(terminal.wait(lambda lines: not any("TIME_WAIT▼" in line for line in lines)),
       "s sorts by another column")
    terminal.keys("F1")
    ok(terminal.wait(has("inbound, outbound, both", "again to go back")), "F1 helps",
       *terminal.screen())
    terminal.keys("F1")
    terminal.keys("/", "dst 10.0.0.60", "Enter")
    ok(terminal.wait(lambda lines: has("10.0.0.60:5432")(lines) and
                     not any("10.0.0.50" in line for line in lines)), "/ filters",
       *terminal.screen())
    terminal.keys("/", "C-u", "nonsense", "Enter")
    ok(terminal.wait(has("filter:")), "a wrong filter is reported", *terminal.screen())
    terminal.keys("/", "C-u", "Enter")
    ok(terminal.wait(has("10.0.0.50:5432")), "an empty one shows all")
    publish(snapshot([])[:-1])
    ok(terminal.wait(has("the snapshot is cut off in line")), "a failure is printed in the last line",
       *terminal.screen())
    terminal.keys("q")
    equal(terminal.exit_status(), 0, "q leaves with 0")
    settings = (FOLDER / "status.stty").read_text()
    ok(" echo " in settings and " icanon" in settings and "-icanon" not in settings,
       "and the terminal is as it was", settings)
    terminal.close()


def owned():
    """Who closed the sockets of the selected row, of a new sample each time."""
    dest, folded = row(bins=steady(20)), row(side="inbound", remote="192.0.2.1", bins={9: 3})
    rows = [dest, folded, row(side="inbound", remote="192.0.2.2", bins={9: 4})]
    owned_file = SNAPSHOT.with_name("owners")
    publish(snapshot(rows))
    terminal = Terminal(f"{TWSTAT} top -d 0.2")
    terminal.wait(has("> out 10.0.0.50:5432"))
    terminal.keys("o")
    ok(terminal.wait(has("the module is not used")) or terminal.wait(has("keeps none"), 1),
       "o without owners says why there are none", *terminal.screen())
    text = owners(rows, [own(dest, comm="gone\\033[m", pid=99999999)]).split("\n", 1)[1]
    owned_file.write_text(text)
    ok(terminal.wait(has("10.0.0.50:5432", "1,200", "gone?[m (ended)", "exact")),
       "and with them who closed", *terminal.screen())
    terminal.keys("Down")
    ok(terminal.wait(has("*:5432", "(unknown)", " 7 ")), "of all clients of a port",
       *terminal.screen())
    terminal.keys("o")
    ok(terminal.wait(has("> in  *:5432")), "o goes back", *terminal.screen())
    terminal.keys("q")
    equal(terminal.exit_status(), 0, "after which it ends")
    terminal.close()
    owned_file.unlink()


def sizes():
    publish(snapshot(PRESETS["clients"]()))
    for width, height in ((20, 5), (40, 10), (132, 40)):
        terminal = Terminal(f"{TWSTAT} top -d 0.2 --by destination", width, height)
        ok(terminal.wait(has("twstat")) and terminal.wait(lambda lines: len(lines) >= height - 1),
           f"{width} x {height}", *terminal.screen())
        terminal.keys("End")
        terminal.keys("Enter")
        terminal.keys("q")
        equal(terminal.exit_status(), 0, f"{width} x {height} is left clean")
        terminal.close()
    publish(snapshot(PRESETS["busy"]()))
    terminal = Terminal(f"{TWSTAT} top -d 0.2", 20, 6)
    ok(terminal.wait(has("18,144")), "no figure is cut in 20 columns", *terminal.screen())
    terminal.keys("q")
    terminal.exit_status()
    terminal.close()
    terminal = Terminal(f"{TWSTAT} top -d 0.2")
    terminal.wait(has("DESTINATION"))
    terminal.tmux("resize-window", "-x", "50", "-y", "12")
    ok(terminal.wait(lambda lines: max(map(len, lines)) <= 50 and has("DESTINATION")(lines)),
       "it follows the terminal's size", *terminal.screen())
    terminal.keys("q")
    terminal.exit_status()
    terminal.close()
    publish(snapshot([]))
    terminal = Terminal(f"{TWSTAT} top -d 0.2")
    terminal.wait(has("normal"))
    terminal.keys("Down", "Enter")
    terminal.keys("q")
    equal(terminal.exit_status(), 0, "no destination at all")
    terminal.close()


def signals():
    publish(snapshot(PRESETS["busy"]()))
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGUSR1,
                   signal.SIGVTALRM, signal.SIGXCPU, signal.SIGIO, signal.SIGRTMAX):
        terminal = Terminal(f"sh -c 'echo $$ >{FOLDER}/pid; exec {TWSTAT} top'")
        terminal.wait(has("DESTINATION"))
        os.kill(int((FOLDER / "pid").read_text()), number)
        equal(terminal.exit_status(), 128 + number, f"{number.name} ends it by that signal")
        ok("-icanon" not in (FOLDER / "status.stty").read_text(), "with the terminal as it was")
        terminal.close()


def ascii_terminal():
    publish(snapshot(PRESETS["busy"]()))
    terminal = Terminal(f"{TWSTAT} top", locale="C")
    terminal.wait(has("DESTINATION"))
    ok(all(line.isascii() for line in terminal.screen()), "without UTF-8 it is ASCII",
       *terminal.screen())
    terminal.keys("q")
    terminal.exit_status()
    terminal.close()


def without_terminal():
    publish(snapshot(PRESETS["busy"]()))
    environment = {"TWSTAT_PROC": str(PROC)}
    result = run("top", "-c", "3", "-d", "0.1", env=environment)
    ok(result.returncode == 0 and result.stdout.count("10.0.0.50:5432") == 3 and
       "\033" not in result.stdout, "three samples of plain text", result.stdout, result.stderr)
    result = run("top", "-c", "2", "-d", "0.1", "--json", env=environment)
    documents = [parsed(type("Line", (), {"stdout": line})) for line in
                 result.stdout.splitlines()]
    errors = [error for document in documents for error in schema_errors(document, "show")]
    ok(len(documents) == 2 and not errors, "two samples of JSON, a line each", *errors)
    result = subprocess.run(["sh", "-c", f"TERM=nonsense script -qec '{TWSTAT} top -c 1' "
                             f"/dev/null </dev/null"], capture_output=True, text=True,
                            timeout=LIMIT, check=False, env={**os.environ, **environment,
                                                       "ASAN_OPTIONS": "detect_leaks=0"})
    ok(result.returncode == 0 and "10.0.0.50:5432" in result.stdout,
       "plain text on a terminal that is not known", result.stdout, result.stderr)


def publish_every(rates, seconds):
    """Namespaces with a destination each, the same one in all."""
    publish(namespaces({inode: ([row(bins=steady(rate), live=5)],
                                {"boottime_ns": (1000 + seconds) * 10 ** 9})
                        for inode, rate in rates.items()}), EVERY)


def every_namespace():
    """The rows of all namespaces, whose changes are those in their own namespace."""
    environment = {"TWSTAT_PROC": str(PROC)}
    publish_every({77: 100, 78: 20}, 0)
    result = run("top", "--all-netns", "-c", "1", env=environment)
    ok("  warning  " not in result.stdout and "TIME_WAIT 7,200  worst 21%" in result.stdout and
       "\n77    out 10.0.0.50:5432 " in result.stdout and
       "\n78    out 10.0.0.50:5432 " in result.stdout, "one headline, a row of each",
       result.stdout, result.stderr)
    words = ("top", "--all-netns", "--json", "-d", "0.2", "-c", "500")
    process = subprocess.Popen([TWSTAT, *words], text=True, stdout=subprocess.PIPE,
                               stdin=subprocess.DEVNULL, env={**os.environ, **environment})
    process.stdout.readline()
    publish_every({77: 100, 78: 40}, 10)
    for line in process.stdout:
        document = parsed(type("Line", (), {"stdout": line}))
        found = {n["netns"]: n["destinations"][0] for n in document["namespaces"]}
        if found[78]["timewait"] == 2400:
            break
    process.terminate()
    process.wait(LIMIT)
    process.stdout.close()
    equal({inode: dest.get("timewait_per_second") for inode, dest in found.items()},
          {77: 0, 78: 120}, "the change of each")
    errors = schema_errors(document, "namespaces")
    ok(not errors, "a line of JSON is as show's", *errors)


def every_namespace_live():
    publish_every({77: 100, 78: 20}, 0)
    terminal = Terminal(f"{TWSTAT} top --all-netns -d 0.2")
    ok(terminal.wait(has("> 77    out 10.0.0.50:5432", "TIME_WAIT 7,200")), "NETNS in the list",
       *terminal.screen())
    terminal.keys("Down")
    publish_every({77: 100, 78: 40}, 10)
    ok(terminal.wait(lines_with("> 78 ", " 2,400 ")), "the same destination in another namespace",
       *terminal.screen())
    publish_every({77: 100, 78: 200}, 20)
    ok(terminal.wait(lines_with("> 78 ", " 12,000 ")),
       "it stays selected when it becomes the first", *terminal.screen())
    terminal.keys("o")
    ok(terminal.wait(has("use -N")), "its owners are not those of this namespace",
       *terminal.screen())
    terminal.keys("q")
    equal(terminal.exit_status(), 0, "after which it ends")
    terminal.close()


def main():
    without_terminal()
    every_namespace()
    if shutil.which("tmux"):
        list_and_keys()
        owned()
        every_namespace_live()
        sizes()
        signals()
        ascii_terminal()
    else:
        skip("the live view in a terminal", "tmux is not installed")
    end()


main()
