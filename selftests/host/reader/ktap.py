# SPDX-License-Identifier: GPL-2.0
"""For the tests in Python: results as KTAP, and running the reader."""
import atexit
import json
import os
import pathlib
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
READER = HERE.parents[2] / "userspace"
TWSTAT = os.environ.get("TWSTAT", str(READER / "build" / "check" / "twstat"))
LIMIT = 120

_results = []
_folder = tempfile.TemporaryDirectory(prefix="twstat-test-")
atexit.register(_folder.cleanup)
FOLDER = pathlib.Path(_folder.name)

sys.path.insert(0, str(HERE))


def ok(good, name, *details):
    """A result, with details when it is a failure."""
    _results.append(bool(good))
    print(f"{'ok' if good else 'not ok'} {len(_results)} {name}", flush=True)
    if not good:
        for detail in details:
            for line in str(detail).splitlines()[:20]:
                print(f"# {line}")
    return bool(good)


def equal(got, want, name):
    """Two values must be the same."""
    return ok(got == want, name, f"got:      {got!r}", f"expected: {want!r}")


def skip(name, why):
    """A test that cannot run here."""
    _results.append(True)
    print(f"ok {len(_results)} {name} # SKIP {why}", flush=True)


def end():
    """The plan, and the exit status."""
    print(f"1..{len(_results)}")
    sys.exit(0 if all(_results) else 1)


def run(*words, env=None, **options):
    """Run the reader, on an empty /proc unless a snapshot is given."""
    settings = {"LC_ALL": "C.UTF-8", "COLUMNS": "80", "PATH": os.environ["PATH"],
                "ASAN_OPTIONS": "detect_leaks=1", "TWSTAT_PROC": str(FOLDER / "no-proc")}
    settings.update(env or {})
    return subprocess.run([TWSTAT, *map(str, words)], env=settings, text=True, timeout=LIMIT,
                          stdin=subprocess.DEVNULL, check=False,
                          **{"capture_output": True, **options})


def replay(text, *words, **options):
    """Run the reader on the text of a snapshot."""
    path = FOLDER / "replayed"
    path.write_text(text)
    return run(*words, "--source", path, **options)


def one_line(result):
    """Whether stderr holds one line that begins with the program's name."""
    lines = result.stderr.splitlines()
    return len(lines) == 1 and lines[0].startswith("twstat: ")


def parsed(result):
    """The JSON of a run."""
    return json.loads(result.stdout)


def schema_errors(document, name):
    """The violations of a schema in a document."""
    import jsonschema  # a Debian package, python3-jsonschema

    schema = json.loads((READER / "schema" / f"{name}.json").read_text())
    folder = (READER / "schema").as_uri() + "/"
    resolver = jsonschema.RefResolver(folder, schema)
    jsonschema.Draft7Validator.check_schema(schema)
    validator = jsonschema.Draft7Validator(schema, resolver=resolver)
    return [f"{list(error.path)}: {error.message}" for error in validator.iter_errors(document)]
