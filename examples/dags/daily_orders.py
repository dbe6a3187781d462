"""Loads yesterday's orders from the shop into the warehouse."""

from datetime import datetime, timedelta

import pandas as pd
from airflow import DAG
from airflow.models import Variable
from airflow.operators.bash import BashOperator
from airflow.operators.python import PythonOperator
from airflow.providers.amazon.aws.sensors.s3 import S3KeySensor
from airflow.providers.common.sql.operators.sql import SQLExecuteQueryOperator
from airflow.providers.postgres.hooks.postgres import PostgresHook
from common.alerts import notify_on_call

default_args = {
    "owner": "data-platform",
    "on_failure_callback": notify_on_call,
    # The shop's database is sometimes down for the whole night.
    "retries": 48,
    "retry_delay": timedelta(minutes=30),
}


def clean_orders(ds):
    """Drops test orders and writes the rest back."""
    orders = pd.read_parquet(f"s3://shop-exports/orders/{ds}.parquet")
    orders = orders[orders["customer_id"] > 0].drop_duplicates("order_id")
    orders.to_parquet(f"s3://shop-lake/orders/{ds}.parquet")
    return orders


def count_orders(ds):
    hook = PostgresHook(postgres_conn_id="warehouse")
    return hook.get_first("SELECT count(*) FROM orders WHERE created_at::date = %s", parameters=[ds])[0]


with DAG(
    dag_id="daily_orders",
    schedule="0 5 * * *",
    start_date=datetime(2024, 1, 1),
    catchup=False,
    default_args=default_args,
    tags=["orders"],
) as dag:
    wait_for_export = S3KeySensor(
        task_id="wait_for_export",
        bucket_key="s3://shop-exports/orders/{{ ds }}.parquet",
        poke_interval=300,
        timeout=60 * 60 * 4,
    )

    clean = PythonOperator(task_id="clean", python_callable=clean_orders, op_kwargs={"ds": "{{ ds }}"})

    load = SQLExecuteQueryOperator(task_id="load", conn_id="warehouse", sql="sql/daily_orders.sql")

    count = PythonOperator(task_id="count", python_callable=count_orders, op_kwargs={"ds": "{{ ds }}"})

    archive = BashOperator(
        task_id="archive",
        bash_command=f"aws s3 mv s3://shop-exports/orders/ {Variable.get('archive_bucket')} --recursive",
    )

    wait_for_export >> clean >> load >> count >> archive
