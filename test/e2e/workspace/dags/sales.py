from datetime import timedelta

import pandas as pd
from airflow import DAG
from airflow.models import Variable
from airflow.operators.bash import BashOperator
from airflow.operators.python import PythonOperator
from airflow.providers.amazon.aws.sensors.s3 import S3KeySensor
from airflow.providers.common.sql.operators.sql import SQLExecuteQueryOperator

default_args = {
    "owner": "shop",
    "retries": 100,
    "retry_delay": timedelta(minutes=5),
}


def total():
    frame = pd.read_parquet("s3://lake/sales.parquet")
    return frame


with DAG("sales", schedule="@daily", default_args=default_args) as dag:
    wait = S3KeySensor(task_id="wait", bucket_key="s3://lake/sales.parquet")
    export = BashOperator(task_id="export", bash_command=Variable.get("export_command"))
    compute = PythonOperator(task_id="total", python_callable=total)
    for partition in range(12):
        SQLExecuteQueryOperator(task_id=f"load_{partition}", conn_id="warehouse", sql="SELECT 1")
    wait >> compute >> export
