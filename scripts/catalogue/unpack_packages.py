"""Unpacks what sources.json names: Airflow itself and its providers, once per snapshot, without what they depend on.

    python3 unpack_packages.py --cache DIR --uv PATH

Fills DIR/<snapshot>/airflow and DIR/<snapshot>/providers. A snapshot with `before` takes the newest provider packages
that the registry had by then; one without takes the newest of all. A provider that asks for a newer Airflow than the
snapshot's is replaced by the newest version that does not, as the resolver finds it, and left out when there is none.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from zipfile import ZipFile

from packaging.requirements import Requirement

HERE = Path(__file__).parent
PREFIX = "apache-airflow-providers-"
TARGET = ["--python-version", "3.12", "--quiet"]


def uv(path: str, *parameters: str, text: str = "") -> subprocess.CompletedProcess[str]:
    options = {"input": text, "capture_output": True, "text": True, "check": False}
    return subprocess.run([path, "--no-python-downloads", "pip", *parameters], **options)


def unpack(path: str, target: Path, packages: list[str], limit: list[str]) -> None:
    """Unpacks packages into a fresh folder; exits with the installer's message when that fails."""
    shutil.rmtree(target, ignore_errors=True)
    options = ["--no-deps", "--no-compile", "--prerelease", "if-necessary-or-explicit", *TARGET, "--target", str(target)]
    done = uv(path, "install", *options, *limit, *packages)
    if done.returncode:
        raise SystemExit(f"{target}: {done.stderr.strip()}")


def airflow_version(folder: Path) -> str:
    info = next(iter([*folder.glob("apache_airflow_core-*.dist-info"), *folder.glob("apache_airflow-*.dist-info")]))
    return info.name.split("-")[1].removesuffix(".dist")


def misfits(folder: Path, airflow: str) -> list[str]:
    """Providers below a folder that ask for another Airflow."""
    found = []
    for info in sorted(folder.glob("apache_airflow_providers_*.dist-info")):
        text = (info / "METADATA").read_text(encoding="utf-8")
        for line in re.findall(r"^Requires-Dist: (apache-airflow(?:-core)?(?![-\w]).*)$", text, re.MULTILINE):
            requirement = Requirement(line)
            if requirement.marker is None and not requirement.specifier.contains(airflow, prereleases=True):
                found.append(info.name.split("-")[0].replace("_", "-"))
    return found


def stand_in(folder: Path, airflow: str) -> Path:
    """A package that says it is Airflow of this version and depends on nothing: what a provider asks of Airflow is
    resolved against it in a second, and not against Airflow's hundreds of dependencies."""
    file = folder / f"apache_airflow-{airflow}-py3-none-any.whl"
    info = f"apache_airflow-{airflow}.dist-info"
    with ZipFile(file, "w") as wheel:
        wheel.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: apache-airflow\nVersion: {airflow}\n")
        wheel.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nGenerator: dagperf\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        wheel.writestr(f"{info}/RECORD", "")
    return file


def fitting(path: str, package: str, stub: Path, limit: list[str]) -> str | None:
    """`name==version` of the newest version of a package that an Airflow version can have; None when there is none."""
    options = ["compile", "--no-header", "--no-annotate", *TARGET, *limit]
    done = uv(path, *options, "-", text=f"apache-airflow @ {stub.resolve().as_uri()}\n{package}\n")
    return next((line for line in done.stdout.splitlines() if line.startswith(f"{package}==")), None)


def prepare(path: str, cache: Path, snapshot: dict, sources: dict) -> None:
    folder = cache / snapshot["name"]
    limit = ["--exclude-newer", snapshot["before"]] if "before" in snapshot else []
    unpack(path, folder / "airflow", snapshot["packages"], [])
    airflow = airflow_version(folder / "airflow")
    absent = [PREFIX + name for name in snapshot.get("without", [])]
    names = [name for one in sources["providers"] if (name := PREFIX + one) not in absent]
    others = [] if "before" in snapshot else sources["other"]
    chosen = [*names, *others]
    unpack(path, folder / "providers", chosen, limit)
    wrong = misfits(folder / "providers", airflow)
    with ThreadPoolExecutor(8) as pool:
        stub = stand_in(folder, airflow)
        replaced = dict(zip(wrong, pool.map(lambda name: fitting(path, name, stub, limit), wrong), strict=True))
    if replaced:
        chosen = [replaced.get(name, name) for name in chosen if replaced.get(name, name)]
        unpack(path, folder / "providers", chosen, limit)
    print(f"{snapshot['name']}: Airflow {airflow}, {len(chosen)} providers, {len(replaced)} of them not the newest", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--cache", required=True)
    parser.add_argument("--uv", required=True)
    options = parser.parse_args()
    sources = json.loads((HERE / "sources.json").read_text(encoding="utf-8"))
    for snapshot in sources["snapshots"]:
        prepare(options.uv, Path(options.cache), snapshot, sources)


main()
