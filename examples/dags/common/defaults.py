"""Arguments that all DAGs of the platform share."""

from datetime import timedelta

DEFAULT_ARGS = {
    "owner": "data-platform",
    "retries": 3,
    "retry_delay": timedelta(minutes=5),
}
