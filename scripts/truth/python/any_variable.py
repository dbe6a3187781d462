"""A secrets backend for which every Variable and every connection exists, so that files which read some can be parsed."""

from __future__ import annotations

import sys

from airflow.secrets import BaseSecretsBackend


class AnyVariable(BaseSecretsBackend):
    """Every Variable is "3", text and a number at once; one that is read as JSON is an object with two keys."""

    def get_variable(self, key: str, team_name: str | None = None) -> str:
        return '{"one": 1, "two": 2}' if _is_read_as_json() else "3"

    def get_conn_value(self, conn_id: str, team_name: str | None = None) -> str:
        return "generic://user:password@localhost/schema"


def _is_read_as_json() -> bool:
    """A backend is not told, but the `Variable.get` that asks knows."""
    frame = sys._getframe(1)
    while frame:
        if frame.f_locals.get("deserialize_json") is True:
            return True
        frame = frame.f_back
    return False
