"""Builds the weekly report, one section a country."""

from datetime import datetime
from pathlib import Path

import pandas as pd
from airflow import DAG
from airflow.operators.python import PythonOperator
from common.defaults import DEFAULT_ARGS
from plotly import express

# Countries change rarely: a file beside the DAG, read when it is parsed.
COUNTRIES = pd.read_csv(Path(__file__).parent / "countries.csv")["code"].tolist()


def section(country: str, ds: str) -> str:
    """Draws one country's chart and gives its address."""
    sales = pd.read_parquet("s3://shop-lake/orders/").query("country == @country")
    chart = express.line(sales.groupby("day", as_index=False)["amount"].sum(), x="day", y="amount")
    address = f"s3://shop-reports/{ds}/{country}.html"
    chart.write_html(f"/tmp/{country}.html")
    return address


with DAG(
    "sales_report",
    schedule="0 7 * * 1",
    start_date=datetime(2024, 1, 1),
    catchup=False,
    default_args=DEFAULT_ARGS,
) as dag:
    for country in COUNTRIES:
        PythonOperator(
            task_id=f"section_{country}",
            python_callable=section,
            op_kwargs={"country": country, "ds": "{{ ds }}"},
        )
