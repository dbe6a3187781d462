"""What two answers about one file have in common, when it was parsed with different values of its Variables."""

from __future__ import annotations

VARIES = {"varies": True}


def agreed(first: dict, second: dict) -> dict:
    """The first answer without what depends on Variables; arguments that do are `{"varies": true}`, lists are marked."""
    others = {dag["dagId"]: dag for dag in second["dags"]}
    return {
        **first,
        "dagsVary": {dag["dagId"] for dag in first["dags"]} != set(others),
        "dags": [agreed_dag(dag, others[dag["dagId"]]) for dag in first["dags"] if dag["dagId"] in others],
        "functions": [one for one in first["functions"] if one in second["functions"]],
        "imports": [one for one in first["imports"] if one in second["imports"]],
    }


def agreed_dag(dag: dict, other: dict) -> dict:
    others = {task["taskId"]: task for task in other["tasks"]}
    return {
        **dag,
        "tasksVary": {task["taskId"] for task in dag["tasks"]} != set(others),
        "edgesVary": dag["edges"] != other["edges"],
        "arguments": agreed_arguments(dag, other),
        "tasks": [
            {**task, "arguments": agreed_arguments(task, others[task["taskId"]])}
            for task in dag["tasks"]
            if task["taskId"] in others
        ],
        "edges": [edge for edge in dag["edges"] if edge in other["edges"]],
    }


def agreed_arguments(one: dict, other: dict) -> dict:
    arguments = other["arguments"]
    return {
        name: value if name in arguments and arguments[name] == value else VARIES
        for name, value in one["arguments"].items()
    }
