"""Measures what importing a library costs a process that has already imported Airflow.

    <venv>/bin/python measure_imports.py [--samples 5] MODULE...

Prints one JSON line per module: {"module", "ms", "mb", "low", "high", "package", "version"} or {"module", "error"}.

Each sample is a child forked from an interpreter in which nothing but Airflow was imported (`import airflow`,
`from airflow.sdk import DAG`) and whose garbage collector was frozen: that is how the Dag processor of Airflow 3
starts the parsing of every file, and what Airflow itself has already paid for (sqlalchemy, pydantic, walking its own
objects) is not charged to the library. A first, unrecorded sample per module
writes the bytecode and fills the page cache. `ms` is the median wall time of the others; a sample during which the
machine was busy with something else (wall time well above the process's own) is taken again. `mb` is the median
growth of resident memory in 10^6 bytes.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import sys
import time

SAMPLE_TIMEOUT_SECONDS = 120
MAX_REPEATS = 25


def resident_mb() -> float:
    """Resident memory of this process in MB (10^6 bytes)."""
    with open("/proc/self/statm", encoding="ascii") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6


def fault_in_libraries() -> None:
    """A forked child maps its parent's libraries but has none of their pages resident: touches them, because they
    would be counted as growth of whatever is imported next."""
    with open("/proc/self/maps", encoding="utf-8") as maps:
        ranges = [line.split(maxsplit=5) for line in maps]
    with open("/proc/self/mem", "rb", buffering=0) as memory:
        for fields in ranges:
            if len(fields) < 6 or not fields[5].startswith("/") or "r" not in fields[1]:
                continue
            start, end = (int(edge, 16) for edge in fields[0].split("-"))
            try:
                memory.seek(start)
                memory.read(end - start)
            except OSError:
                continue


def import_once(module: str) -> dict:
    """Imports `module` here and tells what it took. Runs in a forked child."""
    fault_in_libraries()
    before = resident_mb()
    cpu = time.process_time()
    started = time.perf_counter()
    importlib.import_module(module)
    elapsed = (time.perf_counter() - started) * 1000
    busy = (time.process_time() - cpu) * 1000
    return {"ms": elapsed, "own": busy, "mb": resident_mb() - before}


def package_of(module: str) -> dict:
    """Name and version of the package that `module` was installed from. Runs in a forked child."""
    import importlib.metadata

    wanted = module.replace(".", "/")
    parent: dict = {"package": "", "version": ""}
    for distribution in importlib.metadata.distributions():
        found = {"package": distribution.metadata["Name"], "version": distribution.version}
        for file in distribution.files or ():
            path = str(file)
            if path == f"{wanted}/__init__.py" or path == f"{wanted}.py" or path.startswith(f"{wanted}."):
                return found
            if path.startswith(f"{wanted}/"):
                parent = found
    return parent


def in_child(work, module: str) -> dict:
    """Runs `work(module)` in a forked child and returns its answer; {"error": text} when it raised or took too long."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        import signal

        os.close(reader)
        silence = os.open(os.devnull, os.O_WRONLY)
        os.dup2(silence, 1)
        os.dup2(silence, 2)
        signal.alarm(SAMPLE_TIMEOUT_SECONDS)
        try:
            answer = work(module)
        except BaseException as error:
            answer = {"error": f"{type(error).__name__}: {error}"}
        os.write(writer, json.dumps(answer).encode())
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader, "rb") as pipe:
        text = pipe.read()
    _, status = os.waitpid(child, 0)
    return json.loads(text) if text else {"error": f"the importing process ended with status {status}"}


def disturbed(one: dict) -> bool:
    return one["ms"] > one["own"] * 1.1 + 10


def median(numbers) -> float:
    ordered = sorted(numbers)
    return ordered[len(ordered) // 2]


def measure(module: str, samples: int) -> dict:
    """The medians of `samples` imports of `module`, or what went wrong."""
    warm_up = in_child(import_once, module)
    if "error" in warm_up:
        return {"module": module, **warm_up}
    taken: list[dict] = []
    for _ in range(samples + MAX_REPEATS):
        one = in_child(import_once, module)
        if "error" in one:
            return {"module": module, **one}
        taken.append(one)
        if len([done for done in taken if not disturbed(done)]) >= samples:
            break
    quiet = [one for one in taken if not disturbed(one)]
    if len(quiet) < samples:
        quiet = sorted(taken, key=lambda one: one["ms"] - one["own"])[:samples]
    return {
        "module": module,
        "ms": round(median(one["ms"] for one in quiet), 1),
        "mb": round(max(0.0, median(one["mb"] for one in quiet)), 1),
        "low": round(min(one["ms"] for one in quiet), 1),
        "high": round(max(one["ms"] for one in quiet), 1),
        "taken": len(taken),
        **in_child(package_of, module),
    }


def main() -> None:
    samples = 5
    modules = sys.argv[1:]
    if modules[:1] == ["--samples"]:
        samples = int(modules[1])
        modules = modules[2:]
    import airflow
    from airflow.sdk import DAG

    assert airflow.__version__ and DAG
    gc.collect()
    gc.freeze()
    for module in modules:
        print(json.dumps(measure(module, samples)), flush=True)


if __name__ == "__main__":
    main()
