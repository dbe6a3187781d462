"""Turns what measure_loads.py printed into the catalogue's data file `loaded-libraries.json`.

    python3 write_loads.py --raw FILE --out FILE --date YYYY-MM-DD --airflow X.Y.Z --command TEXT
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
    lines = Path(options.raw).read_text(encoding="utf-8").splitlines()
    write(Path(options.out), {
        "about": "Libraries that a module of Airflow or of a provider imports when it is imported. Generated: do not edit.",
        "provenance": {
            "date": options.date,
            "command": options.command,
            "airflow": options.airflow,
            "method": "each imported in a child forked from a process that had imported Airflow; sys.modules compared",
            "inputs": inputs_hash(["modules.json"]),
        },
        "columns": "module (a leading dot: airflow.providers), libraries of heavy-modules.json of 50 ms and more",
        "modules": sorted(line.removeprefix(PROVIDERS) for line in lines if line.strip()),
    })  # fmt: skip


main()
