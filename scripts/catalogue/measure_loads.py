"""Tells which libraries a module has imported once it is imported itself: one of Airflow, a provider's, or a library.

    <venv>/bin/python measure_loads.py [--only-libraries] LIBRARY...

Prints `MODULE LIBRARY...` for every module of the installed providers that DAG files import from, for some of Airflow's
own, and for the libraries themselves, that loads at least one of the libraries. A module that cannot be imported is left
out. Each is imported in a child forked from an interpreter that has imported Airflow (`import airflow`, `from airflow.sdk import DAG`), so what
Airflow itself loads is not listed.
"""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path

FOLDERS = {"hooks", "operators", "sensors", "transfers", "decorators", "notifications", "triggers"}
CORE = (
    "airflow.decorators",
    "airflow.hooks.base",
    "airflow.models",
    "airflow.models.baseoperator",
    "airflow.models.dag",
    "airflow.operators.bash",
    "airflow.operators.python",
    "airflow.sensors.base",
    "airflow.utils.email",
    "airflow.utils.task_group",
)


def importable_modules() -> Iterator[str]:
    """Modules of the installed providers that DAG files import from, and those of CORE."""
    import airflow.providers

    for folder in airflow.providers.__path__:
        root = Path(folder)
        for file in sorted(root.rglob("*.py")):
            parts = file.relative_to(root).with_suffix("").parts
            if FOLDERS & set(parts[:-1]) and parts[-1] != "__init__" and "example_dags" not in parts:
                yield ".".join(("airflow", "providers", *parts))
    yield from CORE


def loaded_by(module: str, libraries: list[str], before: set[str]) -> list[str] | None:
    """The libraries that importing `module` adds to `sys.modules`; None when it cannot be imported."""
    try:
        importlib.import_module(module)
    except BaseException:  # noqa: BLE001 - whatever a provider raises, this environment cannot tell
        return None
    return [name for name in libraries if name in sys.modules and name not in before and name != module]


def in_child(module: str, libraries: list[str], before: set[str]) -> str:
    """Runs `loaded_by` in a forked child and gives back what it found as a line; empty for nothing."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reader)
        quiet = os.open(os.devnull, os.O_WRONLY)
        os.dup2(quiet, 1)
        os.dup2(quiet, 2)
        found = loaded_by(module, libraries, before)
        os.write(writer, " ".join(found or []).encode())
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader) as answer:
        text = answer.read()
    os.waitpid(child, 0)
    return text


def main() -> None:
    only_libraries = sys.argv[1] == "--only-libraries"
    libraries = sys.argv[2:] if only_libraries else sys.argv[1:]
    import airflow  # noqa: F401
    from airflow.sdk import DAG  # noqa: F401

    before = set(sys.modules)
    for module in [*([] if only_libraries else importable_modules()), *libraries]:
        found = in_child(module, libraries, before)
        if found:
            print(module, found, flush=True)


main()
