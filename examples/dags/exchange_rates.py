"""Stores the day's exchange rates. Small, and as it is meant to be."""

from __future__ import annotations

from datetime import timedelta

import pendulum
from airflow.decorators import dag, task
from airflow.providers.amazon.aws.sensors.s3 import S3KeySensor
from common.defaults import DEFAULT_ARGS

CURRENCIES = ["CHF", "CNY", "GBP", "JPY", "SEK", "USD"]


@dag(
    schedule="@daily",
    start_date=pendulum.datetime(2024, 1, 1, tz="UTC"),
    catchup=False,
    default_args=DEFAULT_ARGS,
    tags=["finance"],
)
def exchange_rates():
    wait = S3KeySensor(
        task_id="wait",
        bucket_key="s3://shop-finance/rates/{{ ds }}.csv",
        deferrable=True,
        timeout=timedelta(hours=6).total_seconds(),
    )

    @task(execution_timeout=timedelta(minutes=5))
    def store(currency: str, ds: str | None = None) -> int:
        import pandas as pd
        from airflow.providers.postgres.hooks.postgres import PostgresHook

        rates = pd.read_csv(f"s3://shop-finance/rates/{ds}.csv")
        rows = rates[rates["currency"] == currency]
        hook = PostgresHook(postgres_conn_id="warehouse")
        hook.insert_rows("exchange_rates", rows.itertuples(index=False))
        return len(rows)

    wait >> store.expand(currency=CURRENCIES)


exchange_rates()
