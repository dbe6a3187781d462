"""Reads unpacked packages and writes the catalogue's data files `classes.json`, `options.json` and `moved-names.json`.

    python3 read_packages.py --cache DIR --uv PATH --out DIR --date YYYY-MM-DD --command TEXT

DIR/<snapshot>/airflow and DIR/<snapshot>/providers are what unpack_packages.py unpacked. Exits with 1 and a list when
something could not be read or a hand-written move has no target.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import sys
from dataclasses import dataclass, replace
from multiprocessing import Pool
from pathlib import Path

import moved_names
import read_configuration
from class_tree import ClassTree
from deferrable_since import since
from python_sources import SourceTree
from read_decorators import task_decorators
from read_operators import Row, rows
from snapshots import LETTERS, Entry, by_module, gathered, letters, shortest, suffix

HERE = Path(__file__).parent
READERS = sorted(path.name for path in HERE.glob("*.py") if not path.name.startswith(("measure_", "write_")))
PACKAGES = ["airflow.operators", "airflow.sensors", "airflow.models", "airflow.decorators", "airflow.triggers"]
PACKAGES += ["airflow.hooks", "airflow.notifications", "airflow.sdk.bases", "airflow.providers"]
CLASS_COLUMNS = (
    "module (a leading dot: airflow.providers); below it, indented: class, kind (o(perator), s(ensor), h(ook), t(rigger), n(otifier), d(ag), g(roup)), "
    "<base whose tokens are inherited, tokens: :flag, -name not inherited, parameter (None by default, ! required, =default, "
    "=%type:option|default without it; $ templated plain text, @ templated), ~templated field that is no parameter, ^argument "
    "of Airflow's base classes that the constructor sets (=?|x: where x is true); [a-c] the snapshots in which it holds"
)


@dataclass(frozen=True)
class Snapshot:
    """What was read of one snapshot."""

    rows: dict[str, Row]
    decorators: dict[str, str]
    options: dict[str, list[str]]
    accepted: set[str]
    changes: set[str]
    aliases: dict[str, str]
    complaints: list[str]


def short(name: str) -> str:
    """`airflow.providers.http.x` → `.http.x`: most names start like this."""
    return name.removeprefix("airflow.providers") if name.startswith("airflow.providers.") else name


def versions(folder: Path) -> list[str]:
    """`name version` of the distributions unpacked in a folder, Airflow's own prefix left out."""
    found = []
    for info in sorted(folder.glob("*.dist-info")):
        match = re.match(r"(.+)-([^-]+)\.dist-info$", info.name)
        assert match is not None
        found.append(f"{match[1].replace('_', '-')} {match[2]}")
    return found


def airflow_version(folder: Path) -> tuple[int, int, int]:
    found = dict(line.split() for line in versions(folder))
    text = found.get("apache-airflow-core") or found["apache-airflow"]
    major, minor, patch = re.findall(r"\d+", text)[:3]
    return int(major), int(minor), int(patch)


def source_tree(cache: Path, name: str) -> SourceTree:
    folder = cache / name
    return SourceTree([folder / "airflow", folder / "providers"], airflow_version(folder / "airflow"))


def inputs_hash(names: list[str]) -> str:
    """Digest of the declared inputs; the tests compute the same."""
    digest = hashlib.sha256()
    for name in names:
        digest.update((HERE / name).read_bytes().replace(b"\r\n", b"\n"))
    return digest.hexdigest()


def aliases(classes: ClassTree) -> dict[str, str]:
    """Deprecated names of providers, and the names that they stand for."""
    found = moved_names.deprecated_subclasses(classes, "airflow.providers")
    return found | moved_names.deprecated_reexports(classes, "airflow.providers")


def all_moves(read: list[Snapshot], newest: SourceTree, line2: SourceTree, legacy: SourceTree) -> dict[str, str]:
    """Old name → canonical name, chains followed to their end; `read` are all snapshots, the newest last."""
    hand = json.loads((HERE / "moved_by_hand.json").read_text(encoding="utf-8"))
    sdk = moved_names.sdk_names(newest)
    public = {target.rpartition(".")[2]: target for target in sdk.values()}
    same = {name: target for name, target in public.items() if name not in hand["notSame"]}
    moves: dict[str, str] = {}
    for one in read:
        moves |= one.aliases
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


def read_snapshot(parameters: tuple[Path, str, list[str]]) -> Snapshot:
    cache, name, others = parameters
    tree = source_tree(cache, name)
    classes = ClassTree(tree)
    decorators = task_decorators(classes)
    private = {each for each in decorators.values() if each.rpartition(".")[2].startswith("_")}
    found, complaints = rows(classes, [*PACKAGES, *others], private)
    return Snapshot(
        found,
        decorators,
        read_configuration.options(cache / name / "airflow", tree),
        read_configuration.accepted_names(tree),
        read_configuration.lint_changes(tree),
        aliases(classes),
        [f"{name}: {each}" for each in complaints],
    )


def class_lines(entries: dict[str, Entry], everywhere: set[int]) -> list[str]:
    lines = {}
    for name, entry in entries.items():
        tokens = shortest(entry, entries, short)
        lines[short(name)] = f"{suffix(entry.present, everywhere)} {entry.kind[0]} {tokens}".rstrip()
    return by_module(lines)


def moved_lines(moves: dict[str, str]) -> list[str]:
    """`old-module new-module names…` for names that kept their last part, `old new` for others."""
    kept: dict[str, list[str]] = {}
    lines = []
    for old, new in sorted(moves.items()):
        (old_module, _, last), (new_module, _, new_last) = old.rpartition("."), new.rpartition(".")
        if last == new_last:
            kept.setdefault(f"{short(old_module)}. {short(new_module)}.", []).append(last)
        else:
            lines.append(f"{short(old)} {short(new)}")
    return sorted([*lines, *(f"{modules} {' '.join(names)}" for modules, names in kept.items())])


def pair_lines(found: list[set[str]], everywhere: set[int]) -> list[str]:
    """`text[snapshots]` for texts of one set per snapshot."""
    members: dict[str, set[int]] = {}
    for number, texts in enumerate(found):
        for text in texts:
            members.setdefault(text, set()).add(number)
    return [text + suffix(members[text], everywhere) for text in sorted(members)]


def write(path: Path, data: dict) -> None:
    """JSON with every entry of a list on a line of its own."""
    path.write_text(json.dumps(data, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser()
    for option in ("--cache", "--uv", "--out", "--date", "--command"):
        parser.add_argument(option, required=True)
    options = parser.parse_args()
    cache, out = Path(options.cache), Path(options.out)
    sources = json.loads((HERE / "sources.json").read_text(encoding="utf-8"))
    names = [one["name"] for one in sources["snapshots"]]
    with Pool() as pool:
        read = pool.map(read_snapshot, [(cache, name, sources["otherModules"]) for name in names], chunksize=1)
    complaints = [each for one in read for each in one.complaints]
    if complaints:
        sys.exit("could not be read:\n" + "\n".join(complaints))
    moves = all_moves(read, *(source_tree(cache, name) for name in (names[-1], "2.11", names[0])))
    everywhere, newest_first = set(range(len(names))), list(reversed(range(len(names))))
    classes = gathered([renamed(one.rows, moves) for one in read], newest_first)
    for entry in classes.values():
        entry.bases = tuple(moved_names.step(moves, base, set()) for base in entry.bases)
    later = since(cache, options.uv, names, classes)
    settings = gathered([{key: Row(key, "option", tuple(tokens), ()) for key, tokens in one.options.items()} for one in read], newest_first)
    flavours = [
        {f"{flavour} {short(moved_names.step(moves, name, set()))}" for flavour, name in one.decorators.items()} for one in read
    ]
    legend = [f"{LETTERS[number]} {name} {' '.join(snapshot_text(cache / name))}" for number, name in enumerate(names)]
    provenance = {"date": options.date, "command": options.command}
    inputs = inputs_hash(["sources.json", "moved_by_hand.json", *READERS])
    write(out / "classes.json", {
        "about": "Operators, sensors, hooks, triggers and notifiers, read from published packages. Generated: do not edit.",
        "provenance": {**provenance, "packages": packages(cache, names), "inputs": inputs},
        "columns": CLASS_COLUMNS,
        "snapshots": legend,
        "classes": class_lines(classes, everywhere),
        "decorators": pair_lines(flavours, everywhere),
        "deferrableSince": [f"{short(name)} {version}" for name, version in sorted(later.items())],
    })  # fmt: skip
    write(out / "options.json", {
        "about": "Configuration options, read from published packages. Generated: do not edit.",
        "provenance": {**provenance, "packages": "as in classes.json", "inputs": inputs},
        "columns": "options: section.option, s(tring), i(nteger), f(loat) or b(oolean) with the default behind it; accepted: "
        "old name that is still read, new name; changes: old name, new name (-: removed)",
        "options": [
            " ".join([key + suffix(one.present, everywhere), *(text + suffix(members, one.present) for text, members in one.tokens.items())])
            for key, one in sorted(settings.items())
        ],
        "accepted": pair_lines([one.accepted for one in read], everywhere),
        "changes": sorted(set().union(*(one.changes for one in read))),
    })  # fmt: skip
    write(out / "moved-names.json", {
        "about": "Old spelling and Airflow 3 spelling of names, read from published packages. Generated: do not edit.",
        "provenance": {**provenance, "packages": "as in classes.json", "inputs": inputs},
        "columns": "old name, new name; or old module, new module (with a dot behind), the names that moved from one to the other",
        "moved": moved_lines(moves),
    })  # fmt: skip


def snapshot_text(folder: Path) -> list[str]:
    return [line.split()[1] for line in versions(folder / "airflow")][:1]


def packages(cache: Path, names: list[str]) -> list[str]:
    """`package version[snapshots] version[snapshots]…` of everything that was read."""
    found: dict[str, dict[str, set[int]]] = {}
    for number, name in enumerate(names):
        for part in ("airflow", "providers"):
            for line in versions(cache / name / part):
                package, version = line.removeprefix("apache-airflow-providers-").split()
                found.setdefault(package, {}).setdefault(version, set()).add(number)
    return [
        " ".join([package, *(version + letters(members) for version, members in of.items())])
        for package, of in sorted(found.items())
    ]


if __name__ == "__main__":
    main()
