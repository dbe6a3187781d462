"""Operators of our own."""

from airflow.models import BaseOperator
from airflow.providers.postgres.hooks.postgres import PostgresHook


class RefreshViewOperator(BaseOperator):
    """Refreshes a materialized view of the warehouse."""

    template_fields = ("view",)

    def __init__(self, view: str, **kwargs):
        super().__init__(**kwargs)
        self.view = view

    def execute(self, context):
        PostgresHook(postgres_conn_id="warehouse").run(f"REFRESH MATERIALIZED VIEW {self.view}")
