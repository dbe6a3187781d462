"""Turns the measurements of measure_imports.py into the catalogue's data file `heavy-modules.json`.

    python3 write_modules.py --raw DIR --out FILE --date YYYY-MM-DD --machine TEXT --python X.Y.Z --airflow X.Y.Z

DIR holds one `<environment>.jsonl` per environment of modules.json. Writes nothing and exits with 1 and a list when a
module could not be imported; one that Airflow has already imported costs nothing and stays in with 0.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from read_packages import HERE, inputs_hash, write


def read_measurements(raw: Path) -> tuple[dict[str, str], list[str]]:
    """Lines of the data file by module, and what modules.json asks for but was not measured."""
    environments = json.loads((HERE / "modules.json").read_text(encoding="utf-8"))["environments"]
    lines: dict[str, str] = {}
    missing = []
    for name, environment in environments.items():
        file = raw / f"{name}.jsonl"
        texts = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
        measured = {one["module"]: one for one in map(json.loads, texts)}
        for module in environment["modules"]:
            one = measured.get(module, {"error": f"{name} was not run"})
            if "error" in one:
                missing.append(f"{module}: {one['error'].splitlines()[0]}")
            else:
                package, version = (one["package"] or "python", one["version"] or "-")
                lines[module] = f"{module} {one['ms']:.0f} {one['mb']:.1f} {package} {version}"
    return lines, missing


def main() -> None:
    parser = argparse.ArgumentParser()
    for option in ("--raw", "--out", "--date", "--machine", "--python", "--airflow", "--command"):
        parser.add_argument(option, required=True)
    options = parser.parse_args()
    lines, missing = read_measurements(Path(options.raw))
    if missing:
        sys.exit("not measured (run the environment again, or take the module out of modules.json):\n" + "\n".join(missing))
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
            "inputs": inputs_hash(["modules.json", "measure_imports.py"]),
        },
        "columns": "module milliseconds megabytes package version",
        "modules": [lines[name] for name in sorted(lines)],
    })  # fmt: skip


if __name__ == "__main__":
    main()
