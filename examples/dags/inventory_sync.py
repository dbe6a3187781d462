"""Copies stock levels between the shops' databases every hour."""

import sys
from datetime import datetime, timedelta

from airflow import DAG
from airflow.models import Variable
from airflow.operators.empty import EmptyOperator
from airflow.providers.http.operators.http import HttpOperator
from airflow.sensors.external_task import ExternalTaskSensor

# Which shops take part is decided by operations, without a deployment.
SHOPS = Variable.get("inventory_shops", deserialize_json=True)  # dagperf: ignore[variable-get-at-parse] decides the tasks

with DAG(
    "inventory_sync",
    schedule=timedelta(hours=1),
    start_date=datetime(2024, 1, 1),
    catchup=False,
    max_active_runs=1,
) as dag:
    orders_loaded = ExternalTaskSensor(
        task_id="orders_loaded",
        external_dag_id="daily_orders",
        external_task_id="load",
        mode="poke",
        execution_delta=timedelta(hours=1),
    )
    done = EmptyOperator(task_id="done")

    for shop in SHOPS:
        sync = HttpOperator(
            task_id=f"sync_{shop}",
            http_conn_id="inventory",
            endpoint=f"/shops/{shop}/sync",
            pool="partner_api",
            retries=sys.maxsize,
            retry_delay=timedelta(minutes=1),
        )
        orders_loaded >> sync >> done
