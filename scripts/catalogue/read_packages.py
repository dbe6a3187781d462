"""Reads unpacked packages and writes the catalogue's data files `operators.json` and `moved-names.json`.

    python3 read_packages.py --cache DIR --out DIR --date YYYY-MM-DD --command TEXT

DIR/2.10, DIR/2.11, DIR/3 hold Airflow itself, DIR/providers and DIR/providers-2024 the providers (see refresh.mjs).
Exits with 1 and a list when something could not be read or a hand-written move has no target.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import sys
from dataclasses import replace
from pathlib import Path

import moved_names
from class_tree import ClassTree
from python_sources import SourceTree
from read_hooks import hooks
from read_operators import Row, rows, short

HERE = Path(__file__).parent
COLUMNS = (
    "name (a leading dot: airflow.providers), o(perator) or s(ensor), flags, parameters: $ templated plain text, "
    "@ templated, ~ templated field that is no parameter; inAirflow2: -parameter and +parameter against `operators`"
)
CORE_PACKAGES = ["airflow.operators", "airflow.sensors", "airflow.models", "airflow.decorators"]
NEWEST_PACKAGES = ["airflow.providers", "airflow.sdk.bases"]


def versions(folder: Path) -> list[str]:
    """`name version` of the distributions unpacked in a folder."""
    found = []
    for info in sorted(folder.glob("*.dist-info")):
        match = re.match(r"(.+)-([^-]+)\.dist-info$", info.name)
        assert match is not None
        found.append(f"{match[1].replace('_', '-')} {match[2]}")
    return found


def airflow_version(folder: Path, package: str) -> tuple[int, int, int]:
    for line in versions(folder):
        name, version = line.split()
        if name == package:
            major, minor, patch = version.split(".")[:3]
            return int(major), int(minor), int(patch)
    raise SystemExit(f"{folder} does not hold {package}")


def inputs_hash(names: list[str]) -> str:
    """Digest of the declared inputs; the tests compute the same."""
    digest = hashlib.sha256()
    for name in names:
        digest.update((HERE / name).read_bytes().replace(b"\r\n", b"\n"))
    return digest.hexdigest()


def all_moves(newest: SourceTree, line2: SourceTree, legacy: SourceTree) -> dict[str, str]:
    """Old name → canonical name, chains followed to their end."""
    hand = json.loads((HERE / "moved_by_hand.json").read_text(encoding="utf-8"))
    sdk = moved_names.sdk_names(newest)
    public = {target.rpartition(".")[2]: target for target in sdk.values()}
    same = {name: target for name, target in public.items() if name not in hand["notSame"]}
    moves: dict[str, str] = {}
    for tree in (legacy, newest):
        classes = ClassTree(tree)
        moves |= moved_names.deprecated_subclasses(classes, "airflow.providers")
        moves |= moved_names.deprecated_reexports(classes, "airflow.providers")
    moves = {old: new for old, new in moves.items() if not alive(newest, old)}
    moves |= moved_names.shims(line2, "airflow")
    moves |= moved_names.shims(newest, "airflow")
    moves |= moved_names.same_names(line2, hand["sameNameInSdk"], same)
    moves |= moved_names.compatibility_module(newest, same)
    moves |= moved_names.moved_exceptions(line2, newest)
    moves |= sdk
    moves |= hand["moved"]
    wrong = [f"{old} -> {new}" for old, new in hand["moved"].items() if not exists([newest, legacy], new, public)]
    if wrong:
        raise SystemExit("moved_by_hand.json names targets that no package has:\n" + "\n".join(wrong))
    return moved_names.closed(moves, set(hand["notMoved"]) | set(public.values()))


def alive(newest: SourceTree, name: str) -> bool:
    """The newest packages define the name, and not as deprecated."""
    one = ClassTree(newest).find(name)
    return one is not None and one.name == name and not moved_names.is_only_an_alias(one.node)


def exists(trees: list[SourceTree], name: str, public: dict[str, str]) -> bool:
    return name in public.values() or any(tree.resolve(name) or tree.module(name) for tree in trees)


def renamed(found: dict[str, Row], moves: dict[str, str]) -> dict[str, Row]:
    """Rows by canonical name; a class that carries the name itself wins over one that moved there."""
    result: dict[str, Row] = {}
    for name in sorted(found, key=lambda each: (moved_names.step(moves, each, set()) != each, each)):
        canonical = moved_names.step(moves, name, set())
        result.setdefault(canonical, replace(found[name], name=canonical))
    return result


def difference(old: Row, new: Row) -> str | None:
    """How the class of the oldest supported line differs: its kind and flags, then `-token` and `+token` against the
    newest one's parameters. None when it does not."""
    if (old.kind, old.flags, old.parameters) == (new.kind, new.flags, new.parameters):
        return None
    gone = [f"-{token}" for token in new.parameters if token not in old.parameters]
    added = [f"+{token}" for token in old.parameters if token not in new.parameters]
    if (old.kind, old.flags) == (new.kind, new.flags) and not gone and not added:
        return None
    return old.text([*gone, *added])


def connection_readers(newest: SourceTree, legacy: SourceTree) -> list[str]:
    """Hooks whose constructor reads a connection, today and (where it existed) in the oldest supported line."""
    now, before = hooks(ClassTree(newest), "airflow.providers"), hooks(ClassTree(legacy), "airflow.providers")
    return sorted(name for name, reads in now.items() if reads and before.get(name, True))


def write(path: Path, data: dict) -> None:
    """JSON with every entry of a list on a line of its own."""
    path.write_text(json.dumps(data, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser()
    for option in ("--cache", "--out", "--date", "--command"):
        parser.add_argument(option, required=True)
    options = parser.parse_args()
    cache, out = Path(options.cache), Path(options.out)
    newest_version = airflow_version(cache / "3", "apache-airflow-core")
    newest = SourceTree([cache / "3", cache / "providers"], newest_version)
    line2 = SourceTree([cache / "2.11", cache / "providers"], airflow_version(cache / "2.11", "apache-airflow"))
    legacy_version = airflow_version(cache / "2.10", "apache-airflow")
    legacy = SourceTree([cache / "2.10", cache / "providers-2024"], legacy_version)

    other = json.loads((HERE / "sources.json").read_text(encoding="utf-8"))["otherModules"]
    moves = all_moves(newest, line2, legacy)
    new_rows, complaints = rows(ClassTree(newest), [*NEWEST_PACKAGES, *other])
    old_rows, more = rows(ClassTree(legacy), [*CORE_PACKAGES, "airflow.providers"])
    if complaints or more:
        sys.exit("could not be read:\n" + "\n".join([*complaints, *more]))
    new_rows, old_rows = renamed(new_rows, moves), renamed(old_rows, moves)

    packages = {folder: versions(cache / folder) for folder in ("2.10", "2.11", "3", "providers", "providers-2024")}
    provenance = {"date": options.date, "command": options.command, "packages": packages}
    write(out / "operators.json", {
        "about": "Facts of operator and sensor classes, read from the packages below. Generated: do not edit.",
        "provenance": {**provenance, "inputs": inputs_hash(["sources.json"])},
        "columns": COLUMNS,
        "operators": [new_rows[name].text() for name in sorted(new_rows)],
        "onlyInAirflow2": [old_rows[name].text() for name in sorted(set(old_rows) - set(new_rows))],
        "inAirflow2": [
            text for name in sorted(set(old_rows) & set(new_rows)) if (text := difference(old_rows[name], new_rows[name]))
        ],
        "hooksReadingConnections": [short(name) for name in connection_readers(newest, legacy)],
    })  # fmt: skip
    write(out / "moved-names.json", {
        "about": "Old spelling and Airflow 3 spelling of names, read from the packages below. Generated: do not edit.",
        "provenance": {**provenance, "inputs": inputs_hash(["sources.json", "moved_by_hand.json"])},
        "moved": [f"{short(old)} {short(new)}" for old, new in sorted(moves.items())],
    })  # fmt: skip


if __name__ == "__main__":
    main()
