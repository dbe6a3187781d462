"""The provider version in which `deferrable` began to take effect, for classes that got it between two snapshots: found by
bisection over the versions that the registry has."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from packaging.version import Version

from class_tree import ClassTree
from python_sources import SourceTree
from snapshots import Entry
from waiting import deferrable_takes_effect

FLAG = ":deferrable"


def owners(folder: Path) -> dict[str, tuple[str, str]]:
    """Module → package and version, by the records of what is unpacked in a folder."""
    found = {}
    for info in folder.glob("*.dist-info"):
        package, version = info.name.removesuffix(".dist-info").rsplit("-", 1)
        for line in (info / "RECORD").read_text(encoding="utf-8").splitlines():
            path = line.partition(",")[0]
            if path.endswith(".py"):
                found[path.removesuffix(".py").replace("/", ".")] = (package.replace("_", "-"), version)
    return found


def began(entry: Entry) -> tuple[int, int] | None:
    """The last snapshot that has the class without, and the first after it that has it with the flag."""
    having = entry.tokens.get(FLAG, set())
    lacking = entry.present - having
    if not lacking or not having or max(having) < max(lacking):
        return None
    last = max(lacking)
    return last, min(each for each in having if each > last)


def published(package: str) -> list[str]:
    """Final versions of a package, the oldest first."""
    command = [sys.executable, "-m", "pip", "index", "versions", package]
    text = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    line = re.search(r"^Available versions: (.*)$", text, re.MULTILINE)
    return sorted((line[1].split(", ") if line else []), key=Version)


def takes_effect(cache: Path, uv: str, package: str, version: str, name: str) -> bool:
    """The class is deferrable in this version of its provider, with the newest Airflow and other providers around it."""
    target = cache / "since" / f"{package}-{version}"
    if not target.is_dir():
        options = ["--no-deps", "--no-compile", "--python-version", "3.12", "--quiet", "--target", str(target)]
        subprocess.run([uv, "--no-python-downloads", "pip", "install", *options, f"{package}=={version}"], check=True)
    newest = cache / "3.3"
    classes = ClassTree(SourceTree([newest / "airflow", target, newest / "providers"], (3, 3, 0)))
    one = classes.find(name)
    return one is not None and deferrable_takes_effect(classes, one)


def since(cache: Path, uv: str, names: list[str], classes: dict[str, Entry]) -> dict[str, str]:
    """Class → provider version; `names` are the snapshots."""
    records = [owners(cache / name / "providers") for name in names]
    versions: dict[str, list[str]] = {}
    found = {}
    for name, entry in sorted(classes.items()):
        change = began(entry)
        if change is None:
            continue
        before, after = (records[number].get(name.rpartition(".")[0]) for number in change)
        if after is None:
            continue
        package, upper = after
        if package not in versions:
            versions[package] = published(package)
        lower = before[1] if before and before[0] == package else "0"
        options = [each for each in versions[package] if Version(lower) < Version(each) <= Version(upper)]
        while len(options) > 1:
            middle = (len(options) - 1) // 2
            works = takes_effect(cache, uv, package, options[middle], name)
            options = options[: middle + 1] if works else options[middle + 1 :]
        found[name] = options[0] if options else upper
    return found
