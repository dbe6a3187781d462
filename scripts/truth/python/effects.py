"""What a change of a DAG file changes: attributes of Dags and tasks, what is loaded, what is asked, what is serialized."""

from __future__ import annotations

import hashlib
import json
import sys
import time

from built import plain

# Where a file lies, and what Airflow makes up itself.
VOLATILE = {"fileloc", "relative_fileloc", "task_group", "dag", "task_dict", "log", "version_bundle", "bundle_name"}


class Effects:
    """Measures from here on, in the process that parses one file."""

    def __init__(self):
        self._before = set(sys.modules)
        self._began = time.perf_counter()
        self._seconds = 0.0

    def parsed(self) -> None:
        self._seconds = time.perf_counter() - self._began

    def facts(self, dags, asked: list[str]) -> dict[str, object]:
        loaded = {name.split(".")[0] for name in set(sys.modules) - self._before} - sys.stdlib_module_names
        return {
            "seconds": round(self._seconds, 3),
            "loaded": sorted(name for name in loaded if not name.startswith(("unusual_prefix", "_"))),
            "asked": len(asked),
            "serialized": {dag.dag_id: serialized(dag) for dag in dags},
            "dags": {dag.dag_id: attributes(dag) for dag in dags},
            "tasks": {
                dag.dag_id: {task.task_id: attributes(task) for task in dag.tasks} for dag in dags
            },
        }


def attributes(thing) -> dict[str, object]:
    """Attributes that are plain data, or lists of such; of a mapped task those that are given to every instance."""
    found = dict(getattr(thing, "partial_kwargs", None) or {})
    found.update(vars(thing))
    shown = {}
    for name, value in found.items():
        if name.startswith("_") or name in VOLATILE:
            continue
        text = simple(value)
        if text is not None:
            shown[name] = text
    return shown


def simple(value):
    if isinstance(value, (list, tuple, set, frozenset)):
        items = [simple(one) for one in value]
        if None in items or len(items) > 20:
            return None
        return sorted(items, key=str) if isinstance(value, (set, frozenset)) else items
    if value is None:
        return "None"
    found = plain(value)
    return None if isinstance(found, dict) else found


def serialized(dag) -> str | None:
    """A short hash of what Airflow stores of the Dag; None where it cannot be serialized."""
    try:
        from airflow.serialization.serialized_objects import DagSerialization as Serialized
    except ImportError:
        from airflow.serialization.serialized_objects import SerializedDAG as Serialized
    try:
        data = Serialized.to_dict(dag)
    except Exception:
        return None
    return hashlib.sha256(json.dumps(data, sort_keys=True, default=str).encode()).hexdigest()[:16]
