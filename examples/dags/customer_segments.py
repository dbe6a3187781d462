"""Groups customers by what they buy, once a week."""

from __future__ import annotations

import pendulum
from airflow.decorators import dag, task
from common.defaults import DEFAULT_ARGS
from sklearn.cluster import KMeans

SEGMENTS = 6


@dag(
    schedule="@weekly",
    start_date=pendulum.datetime(2024, 1, 1, tz="UTC"),
    catchup=False,
    default_args=DEFAULT_ARGS,
    tags=["customers"],
)
def customer_segments():
    @task
    def baskets():
        """What each customer bought in the last year."""
        import pandas as pd

        orders = pd.read_parquet("s3://shop-lake/orders/")
        per_customer = orders.pivot_table(index="customer_id", columns="category", values="amount", aggfunc="sum")
        return per_customer.fillna(0).to_dict(orient="records")

    @task
    def fit(rows: list[dict]) -> list[int]:
        import pandas as pd

        model = KMeans(n_clusters=SEGMENTS, n_init="auto")
        return [int(label) for label in model.fit_predict(pd.DataFrame(rows))]

    @task
    def publish(labels: list[int]) -> int:
        return len(set(labels))

    publish(fit(baskets()))


customer_segments()
