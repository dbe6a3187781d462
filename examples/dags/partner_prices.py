"""Fetches our partners' price lists as soon as they are published."""

from __future__ import annotations

import time

import pendulum
import requests
from airflow.decorators import dag, task
from airflow.models import Variable
from airflow.sensors.base import PokeReturnValue

PARTNERS = ["northwind", "contoso", "fabrikam", "adventure", "tailspin", "wingtip", "litware", "proseware"]


def price_url(partner: str) -> str:
    """Where a partner publishes."""
    return f"{Variable.get('partner_base_url')}/{partner}/prices.csv"


@dag(
    schedule="15 6 * * 1-5",
    start_date=pendulum.datetime(2024, 1, 1, tz="UTC"),
    catchup=False,
    tags=["partners"],
)
def partner_prices():
    @task.sensor(poke_interval=120, timeout=6 * 3600)
    def published() -> PokeReturnValue:
        answer = requests.head("https://partners.example/prices/ready", timeout=10)
        return PokeReturnValue(is_done=answer.ok)

    @task(retries=2)
    def fetch(url: str) -> str:
        while True:
            try:
                answer = requests.get(url, timeout=60)
                answer.raise_for_status()
                return store(url, answer.text)
            except requests.ConnectionError:
                time.sleep(30)

    @task(pool="partner_api")
    def acknowledge(partner: str) -> None:
        requests.post(f"https://partners.example/{partner}/ack", timeout=10)

    urls = [price_url(partner) for partner in PARTNERS]
    published() >> fetch.expand(url=urls) >> acknowledge.expand(partner=PARTNERS)


def store(url: str, text: str) -> str:
    from airflow.providers.amazon.aws.hooks.s3 import S3Hook

    key = f"prices/{url.split('/')[-2]}.csv"
    S3Hook(aws_conn_id="lake").load_string(text, key=key, bucket_name="shop-lake", replace=True)
    return key


partner_prices()
