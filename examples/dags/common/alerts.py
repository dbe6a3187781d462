"""Messages to the on-call channel."""

from airflow.hooks.base import BaseHook
from airflow.models import Variable


def notify_on_call(context):
    """Failure callback of tasks."""
    import requests

    webhook = BaseHook.get_connection("alerts").host
    channel = Variable.get("alert_channel", default_var="#data-platform")
    task = context["task_instance"].task_id
    requests.post(webhook, json={"channel": channel, "text": f"{task} failed"}, timeout=10)
