"""Counts the visits to our web shops, by channel, every hour."""

from __future__ import annotations

from datetime import timedelta

import pandas as pd
import pendulum
from airflow.decorators import dag, task
from airflow.providers.common.sql.operators.sql import SQLExecuteQueryOperator
from airflow.providers.common.sql.sensors.sql import SqlSensor

CHANNELS = ["app", "web", "mail", "search", "social", "partners", "stores", "print", "radio", "events"]


@dag(
    schedule="@hourly",
    start_date=pendulum.datetime(2024, 1, 1, tz="UTC"),
    catchup=False,
    max_active_runs=1,
    default_args={"owner": "web", "retries": 2, "execution_timeout": timedelta(minutes=15)},
    tags=["web"],
)
def web_visits():
    # dagperf: ignore[sensor-poke-long-wait] the tracker is at most a minute late
    tracked = SqlSensor(
        task_id="tracked",
        conn_id="tracker",
        sql="SELECT 1 FROM batches WHERE hour = '{{ data_interval_start }}' AND closed",
        poke_interval=15,
        timeout=600,
    )

    @task
    def sessions(data_interval_start=None):
        """The hour's page views, one line a session."""
        views = pd.read_parquet(f"s3://shop-lake/views/{data_interval_start:%Y-%m-%d-%H}.parquet")
        return views.drop_duplicates("session_id").sort_values("started_at")

    @task
    def bounce_rate(visits) -> float:
        """One number is what XComs are for."""
        return float((visits["pages"] == 1).mean())

    count = SQLExecuteQueryOperator.partial(task_id="count", conn_id="warehouse").expand(
        sql=[f"CALL count_visits('{channel}', '{{{{ data_interval_start }}}}')" for channel in CHANNELS]
    )

    export = SQLExecuteQueryOperator.partial(
        task_id="export", conn_id="warehouse", max_active_tis_per_dag=2
    ).expand(sql=[f"CALL export_visits('{channel}')" for channel in CHANNELS])

    visits = sessions()
    tracked >> visits
    bounce_rate(visits) >> count >> export


web_visits()
