"""Turns what measure_loads.py printed into the catalogue's data file `loaded-libraries.json`.

    python3 write_loads.py --raw FOLDER --out FILE --date YYYY-MM-DD --airflow X.Y.Z --command TEXT

Reads `loads-*.txt` of the folder, one file for each environment. A library that was looked at in several of them loads
what it loads in any of them: who imports both has both installed.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from read_packages import inputs_hash, write

PROVIDERS = "airflow.providers"


def main() -> None:
    parser = argparse.ArgumentParser()
    for option in ("--raw", "--out", "--date", "--airflow", "--command"):
        parser.add_argument(option, required=True)
    options = parser.parse_args()
    loads: dict[str, set[str]] = {}
    for file in sorted(Path(options.raw).glob("loads-*.txt")):
        for line in file.read_text(encoding="utf-8").splitlines():
            module, *libraries = line.split()
            loads.setdefault(module.removeprefix(PROVIDERS), set()).update(libraries)
    write(Path(options.out), {
        "about": "Libraries that a module of Airflow, of a provider or of a library imports when it is imported. Generated: do not edit.",
        "provenance": {
            "date": options.date,
            "command": options.command,
            "airflow": options.airflow,
            "method": "each imported in a child forked from a process that had imported Airflow; sys.modules compared",
            "inputs": inputs_hash(["modules.json", "measure_loads.py"]),
        },
        "columns": "module (a leading dot: airflow.providers), libraries of heavy-modules.json of 50 ms and more",
        "modules": [" ".join([module, *sorted(found)]) for module, found in sorted(loads.items()) if found],
    })  # fmt: skip


main()
