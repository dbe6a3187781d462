"""What Airflow has built from a file: Dags, tasks, effective values and edges, as plain data. Works on 2.11 and 3.x."""

from __future__ import annotations

import datetime
import enum

TASK_FIELDS = (
    "retries",
    "retry_delay",
    "retry_exponential_backoff",
    "execution_timeout",
    "pool",
    "pool_slots",
    "queue",
    "priority_weight",
    "weight_rule",
    "trigger_rule",
    "depends_on_past",
    "max_active_tis_per_dag",
    "max_active_tis_per_dagrun",
    "do_xcom_push",
    "multiple_outputs",
    "deferrable",
)
SENSOR_FIELDS = ("mode", "poke_interval", "timeout")
DAG_FIELDS = ("catchup", "max_active_runs", "max_active_tasks", "dagrun_timeout")
MISSING = object()


def read_dag(dag) -> dict[str, object]:
    tasks = sorted(dag.tasks, key=lambda task: task.task_id)
    edges = sorted([task.task_id, downstream] for task in tasks for downstream in task.downstream_task_ids)
    arguments = {name: plain(getattr(dag, name)) for name in DAG_FIELDS if hasattr(dag, name)}
    return {
        "dagId": dag.dag_id,
        "arguments": {"schedule": schedule_of(dag), **arguments},
        "tasks": [read_task(task) for task in tasks],
        "edges": edges,
    }


def read_task(task) -> dict[str, object]:
    is_expanded = hasattr(task, "partial_kwargs")
    cls = task.operator_class if is_expanded else type(task)
    decorator = getattr(cls, "custom_operator_name", None)
    group = getattr(task, "task_group", None)
    is_taskflow = isinstance(decorator, str) and decorator.startswith("@")
    return {
        "taskId": task.task_id,
        "operator": dotted(cls),
        **({"decorator": decorator} if is_taskflow else {}),
        "group": group.group_id if group is not None and not group.is_root else None,
        "mapped": is_expanded or task.get_closest_mapped_task_group() is not None,
        "arguments": expanded_values(task, cls) if is_expanded else values(task),
    }


def values(task) -> dict[str, object]:
    names = TASK_FIELDS + (SENSOR_FIELDS if is_sensor(type(task)) else ())
    found = {name: getattr(task, name, MISSING) for name in names}
    return {name: field(name, value) for name, value in found.items() if value is not MISSING}


def expanded_values(task, cls) -> dict[str, object]:
    """A mapped operator answers for its instances through properties; what only the class knows is not built yet."""
    names = TASK_FIELDS + (SENSOR_FIELDS if is_sensor(cls) else ())
    expanded = getattr(getattr(task, "expand_input", None), "value", None)
    if not isinstance(expanded, dict):
        expanded = {}
    found = {}
    for name in names:
        if name in expanded:
            continue
        value = task.partial_kwargs.get(name, MISSING)
        if hasattr(type(task), name):
            value = getattr(task, name)
        if value is not MISSING:
            found[name] = field(name, value)
    return found


def is_sensor(cls) -> bool:
    return any(base.__name__ == "BaseSensorOperator" for base in cls.__mro__)


def field(name: str, value):
    if name == "weight_rule":
        return weight_rule(value)
    return plain(value)


def weight_rule(value):
    """The name of one of Airflow's strategies, else the dotted name of the class."""
    if isinstance(value, str):
        return str(value.value) if isinstance(value, enum.Enum) else value
    if value is None:
        return None
    names = {"_AbsolutePriorityWeightStrategy": "absolute", "_DownstreamPriorityWeightStrategy": "downstream"}
    names["_UpstreamPriorityWeightStrategy"] = "upstream"
    return names.get(type(value).__name__, {"class": dotted(type(value))})


def plain(value):
    """JSON for a value: seconds for durations; `{"class": …}` for what has no such form."""
    if isinstance(value, enum.Enum):
        return plain(value.value)
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    if isinstance(value, datetime.timedelta):
        return value.total_seconds()
    return {"class": dotted(type(value))}


def dotted(cls) -> str:
    return f"{cls.__module__}.{cls.__qualname__}"


def schedule_of(dag):
    """The cron expression or preset as written, seconds, None, `{"assets": true}` or `{"timetable": class}`."""
    timetable = dag.timetable
    kind = type(timetable).__name__
    # 3.x keeps what was given in `schedule`, 2.x in `schedule_interval`.
    given = dag.schedule if hasattr(dag, "schedule") else dag.schedule_interval
    if kind == "NullTimetable":
        return None
    if kind == "OnceTimetable":
        return "@once"
    if kind == "ContinuousTimetable":
        return "@continuous"
    if isinstance(given, datetime.timedelta):
        return given.total_seconds()
    if isinstance(given, str) and kind in ("CronDataIntervalTimetable", "CronTriggerTimetable"):
        return given if "schedule" in vars(dag) or given.startswith("@") else timetable._expression
    if kind in ("DatasetTriggeredTimetable", "AssetTriggeredTimetable"):
        return {"assets": True}
    return {"timetable": dotted(type(timetable))}
