"""Keeps the warehouse's tables in shape at night."""

from datetime import datetime

from airflow import DAG
from airflow.providers.common.sql.operators.sql import SQLExecuteQueryOperator
from common.defaults import DEFAULT_ARGS

TABLES = [
    "customers",
    "orders",
    "order_lines",
    "returns",
    "payments",
    "products",
    "stock",
    "suppliers",
    "shipments",
    "vouchers",
    "visits",
    "newsletters",
]

with DAG(
    "warehouse_maintenance",
    schedule="30 2 * * *",
    start_date=datetime(2024, 1, 1),
    catchup=False,
    default_args={"owner": "data-platform", "retries": 2},
) as dag:
    analyze = SQLExecuteQueryOperator(task_id="analyze", conn_id="warehouse", sql="ANALYZE", autocommit=True)

    for table in TABLES:
        vacuum = SQLExecuteQueryOperator(
            task_id=f"vacuum_{table}",
            conn_id="warehouse",
            sql=f"VACUUM {table}",
            autocommit=True,
        )
        vacuum >> analyze

with DAG(
    "warehouse_snapshots",
    schedule="@weekly",
    start_date=datetime(2024, 1, 1),
    catchup=False,
    default_args={**DEFAULT_ARGS, "pool": "partner_api"},
):
    for table in TABLES:
        SQLExecuteQueryOperator(task_id=f"snapshot_{table}", conn_id="warehouse", sql=f"CALL snapshot('{table}')")
