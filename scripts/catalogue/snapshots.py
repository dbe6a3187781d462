"""What holds in which snapshot (an Airflow version with its providers), and how the data files write it down.

A snapshot is a letter, in the order of sources.json. `x[a-cf]` holds in a, b, c and f; without brackets it holds in every
snapshot that has the class or option; `$[c-f]x` is plain text that is templated only in c to f.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

LETTERS = "abcdefghijklmnopqrstuvwxyz"


def letters(members: Iterable[int]) -> str:
    """`[a-cf]`"""
    text = "".join(LETTERS[each] for each in sorted(members))
    result, start = "", 0
    for end in range(1, len(text) + 1):
        if end < len(text) and ord(text[end]) == ord(text[end - 1]) + 1:
            continue
        run = text[start:end]
        result += run if len(run) < 3 else f"{run[0]}-{run[-1]}"
        start = end
    return f"[{result}]"


def suffix(members: set[int], whole: set[int]) -> str:
    return "" if members == whole else letters(members)


@dataclass
class Entry:
    """Tokens of one thing, each with the snapshots in which it holds."""

    name: str
    kind: str = ""
    bases: tuple[str, ...] = ()
    present: set[int] = field(default_factory=set)
    tokens: dict[str, set[int]] = field(default_factory=dict)


def gathered(snapshots: list[dict], newest_first: list[int]) -> dict[str, Entry]:
    """Entries by name out of one table of rows (name, kind, tokens, bases) per snapshot; kind, bases and the order of
    tokens are those of the newest snapshot that has the name."""
    entries: dict[str, Entry] = {}
    for number in newest_first:
        for name, one in snapshots[number].items():
            entry = entries.setdefault(name, Entry(name, one.kind, one.bases))
            entry.present.add(number)
            for token in one.tokens:
                entry.tokens.setdefault(token, set()).add(number)
    return entries


def token_name(token: str) -> str:
    """What a token is about: later ones about the same replace inherited ones."""
    return re.sub(r"^[$@~]", "", re.sub(r"[=!?].*$", "", token))


def by_name(tokens: dict[str, set[int]]) -> dict[str, dict[str, set[int]]]:
    found: dict[str, dict[str, set[int]]] = {}
    for token, members in tokens.items():
        found.setdefault(token_name(token), {})[token] = members
    return found


def written(tokens: dict[str, set[int]], present: set[int]) -> list[str]:
    """Tokens about one name. Of a parameter that only became templated, or ceased to be, `$[h-m]name` says where it is."""
    if len(tokens) == 2:
        marked, plain = sorted(tokens, key=lambda token: token[0] not in "$@")
        if marked[0] in "$@" and marked[1:] == plain:
            where = suffix(tokens[marked] | tokens[plain], present)
            return [f"{marked[0]}{letters(tokens[marked])}{plain}{where}"]
    return [token + suffix(members, present) for token, members in tokens.items()]


def own_tokens(entry: Entry, base: Entry | None) -> list[str]:
    """Tokens of the line: what differs from the base's, `-name` for what the class does not have."""
    inherited: dict[str, dict[str, set[int]]] = {}
    for name, tokens in by_name(base.tokens if base else {}).items():
        kept = {token: members & entry.present for token, members in tokens.items() if members & entry.present}
        if kept:
            inherited[name] = kept
    own = by_name(entry.tokens)
    lines = [f"-{name}" for name in inherited if name not in own]
    for name, tokens in own.items():
        if inherited.get(name) != tokens:
            lines += written(tokens, entry.present)
    return lines


def shortest(entry: Entry, entries: dict[str, Entry], short) -> str:
    """Tokens of the line, behind `<Base` when writing down the difference to a base class is shorter."""
    best = own_tokens(entry, None)
    for name in entry.bases:
        base = entries.get(name)
        if base is None or not entry.present <= base.present or base is entry:
            continue
        module, _, last = name.rpartition(".")
        shown = last if module == entry.name.rpartition(".")[0] else short(name)
        candidate = [f"<{shown}", *own_tokens(entry, base)]
        if len(" ".join(candidate)) < len(" ".join(best)):
            best = candidate
    return " ".join(best)


def by_module(lines: dict[str, str]) -> list[str]:
    """Lines by dotted name, as a line per module and an indented one per class of it."""
    found: list[str] = []
    last = ""
    for name in sorted(lines, key=lambda each: each.rpartition(".")[::2]):
        module, _, own = name.rpartition(".")
        if module != last:
            found.append(module)
            last = module
        found.append(f" {own}{lines[name]}")
    return found
