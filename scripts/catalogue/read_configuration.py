"""Options of Airflow and its providers: type, default, and the names that they had before."""

from __future__ import annotations

import ast
from pathlib import Path

import yaml

from default_values import UNKNOWN, text_of
from python_sources import SourceTree
from read_decorators import provider_info

TYPES = {"string": "s", "integer": "i", "float": "f", "boolean": "b"}
PARSERS = ("airflow._shared.configuration.parser", "airflow.configuration")
LINT = ("airflow.cli.commands.config_command", "airflow.cli.commands.remote_commands.config_command")


def options(folder: Path, tree: SourceTree) -> dict[str, list[str]]:
    """`section.option` → its type and the text of its default."""
    core = yaml.safe_load((folder / "airflow/config_templates/config.yml").read_text(encoding="utf-8"))
    found: dict[str, list[str]] = {}
    for sections in (*(info.get("config") or {} for info in provider_info(tree)), core):
        for section, content in sections.items():
            for name, one in (content.get("options") or {}).items():
                kind = TYPES.get(one.get("type") or "string", "s")
                found[f"{section}.{name}".lower()] = [f"{kind}{typed(kind, one.get('default'))}"]
    return found


def typed(kind: str, value: object) -> str:
    """The default as the configuration reads it; empty text stands for itself."""
    if value is None:
        return "none"
    text = str(value).strip()
    if kind == "b":
        return {"true": "true", "false": "false"}.get(text.lower(), UNKNOWN)
    if kind in "if":
        try:
            return f"{float(text):.15g}"
        except ValueError:
            return UNKNOWN if text else "''"
    return text_of(text)


def accepted_names(tree: SourceTree) -> set[str]:
    """`old new` for every option that is still read under an old name (`deprecated_options`)."""
    found = set()
    for name in PARSERS:
        module = tree.module(name)
        for node in ast.walk(module.tree) if module else ():
            target = node.target if isinstance(node, ast.AnnAssign) else None
            if isinstance(target, ast.Name) and target.id == "deprecated_options" and isinstance(node.value, ast.Dict):
                for (section, key), (old_section, old_key, _) in ast.literal_eval(node.value).items():
                    found.add(f"{old_section}.{old_key} {section}.{key}".lower())
    return found


def lint_changes(tree: SourceTree) -> set[str]:
    """`old new` for what `airflow config lint` calls renamed, `old -` for what it calls removed."""
    found = set()
    for name in LINT:
        module = tree.module(name)
        for node in ast.walk(module.tree) if module else ():
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "ConfigChange":
                keywords = {keyword.arg: keyword.value for keyword in node.keywords}
                old, new = parameter(keywords.get("config")), parameter(keywords.get("renamed_to"))
                removed = keywords.get("was_removed")
                if old and (new or removed is None or ast.unparse(removed) == "True"):
                    found.add(f"{old} {new or '-'}")
    return found


def parameter(node: ast.expr | None) -> str | None:
    if not isinstance(node, ast.Call) or len(node.args) != 2:
        return None
    section, key = (ast.literal_eval(each) for each in node.args)
    return f"{section}.{key}".lower()
