"""Turns what measure_loads.py printed into the catalogue's data file `loaded-libraries.json`.

    python3 write_loads.py --raw FOLDER --out FILE --date YYYY-MM-DD --airflow X.Y.Z --command TEXT

Reads `loads-NAME.txt` of the folder, one file for each environment of modules.json. What a library loads depends on what
is installed beside it, so each is taken from the environment in which its import time was measured.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from read_packages import inputs_hash, write

PROVIDERS = "airflow.providers"


def main() -> None:
    parser = argparse.ArgumentParser()
    for option in ("--raw", "--out", "--date", "--airflow", "--command"):
        parser.add_argument(option, required=True)
    options = parser.parse_args()
    environments = json.loads((Path(__file__).parent / "modules.json").read_text(encoding="utf-8"))["environments"]
    measured_in = {module: name for name, one in environments.items() for module in one["modules"]}
    loads: dict[str, set[str]] = {}
    for file in sorted(Path(options.raw).glob("loads-*.txt")):
        name = file.stem.removeprefix("loads-")
        for line in file.read_text(encoding="utf-8").splitlines():
            module, *libraries = line.split()
            if not module.startswith(PROVIDERS) and measured_in.get(module, name) != name:
                continue
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
