"""Turns the measurements of measure_imports.py into the catalogue's data file `heavy-modules.json`.

    python3 write_modules.py --raw DIR --out FILE --date YYYY-MM-DD --machine TEXT --python X.Y.Z --airflow X.Y.Z

DIR holds one `<environment>.jsonl` per environment of modules.json. A module that could not be imported is listed on
stderr and left out; one that Airflow has already imported costs nothing and stays in with 0.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from read_packages import inputs_hash, write


def main() -> None:
    parser = argparse.ArgumentParser()
    for option in ("--raw", "--out", "--date", "--machine", "--python", "--airflow", "--command"):
        parser.add_argument(option, required=True)
    options = parser.parse_args()
    lines: dict[str, str] = {}
    missing = []
    for file in sorted(Path(options.raw).glob("*.jsonl")):
        for text in file.read_text(encoding="utf-8").splitlines():
            one = json.loads(text)
            if "error" in one:
                missing.append(f"{one['module']}: {one['error'].splitlines()[0]}")
                continue
            package, version = (one["package"] or "python", one["version"] or "-")
            lines[one["module"]] = f"{one['module']} {one['ms']:.0f} {one['mb']:.1f} {package} {version}"
    write(Path(options.out), {
        "about": "What importing a module costs a process that has already imported Airflow. Generated: do not edit.",
        "provenance": {
            "date": options.date,
            "command": options.command,
            "machine": options.machine,
            "python": options.python,
            "airflow": options.airflow,
            "method": "median of five forked processes after `import airflow; from airflow.sdk import DAG`, bytecode "
            "and page cache warm, garbage collector frozen before the fork as in the Dag processor",
            "inputs": inputs_hash(["modules.json"]),
        },
        "columns": "module milliseconds megabytes package version",
        "modules": [lines[name] for name in sorted(lines)],
    })  # fmt: skip
    for line in missing:
        print(line, file=sys.stderr)


if __name__ == "__main__":
    main()
