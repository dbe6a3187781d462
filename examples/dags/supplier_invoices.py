"""Books the suppliers' invoices, which arrive in the course of the morning."""

from datetime import datetime, timedelta

from airflow import DAG
from airflow.models import Variable
from airflow.operators.bash import BashOperator
from airflow.operators.python import PythonOperator
from airflow.providers.http.operators.http import HttpOperator
from airflow.sensors.filesystem import FileSensor
from common.alerts import notify_on_call
from shop_operators import RefreshViewOperator

COUNTRIES = ["de", "fr", "it", "nl"]


def read_invoices(ds):
    """All invoices of the day, as the ledger wants them."""
    import pandas as pd

    sheets = [pd.read_csv(f"/data/invoices/{ds}/{country}.csv") for country in COUNTRIES]
    invoices = pd.concat(sheets).rename(columns={"no": "number", "sum": "amount"})
    return invoices.to_dict(orient="records")


with DAG(
    "supplier_invoices",
    schedule="0 6 * * 1-5",
    start_date=datetime(2024, 1, 1),
    catchup=False,
    default_args={"owner": "finance", "on_failure_callback": notify_on_call},
    tags=["finance"],
) as dag:
    arrived = FileSensor(task_id="arrived", filepath="/data/invoices/{{ ds }}/complete")

    read = PythonOperator(task_id="read", python_callable=read_invoices, op_kwargs={"ds": "{{ ds }}"})

    for country in COUNTRIES:
        unpack = BashOperator(
            task_id=f"unpack_{country}",
            bash_command="unzip -o {{ ds }}.zip",
            cwd=Variable.get(f"invoices_{country}", default_var="/data/invoices"),
        )
        arrived >> unpack >> read

    book = HttpOperator(
        task_id="book",
        http_conn_id="ledger",
        endpoint="invoices",
        data="{{ ti.xcom_pull(task_ids='read') | tojson }}",
        # The ledger is closed for up to two days at the end of the month.
        retries=24,
        retry_delay=timedelta(hours=2),
    )

    refresh = RefreshViewOperator(task_id="refresh", view="open_invoices", retries=2)

    notify = BashOperator(
        task_id="notify",
        bash_command=Variable.get("invoices_notify_command"),
    )

    read >> book >> refresh >> notify
