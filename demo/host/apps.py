from celery import Celery
from django.apps import AppConfig


class MiniHost(AppConfig):
    name = "demo.host"
    label = "mini_host"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        celery = Celery("mini host")
        celery.conf.task_always_eager = True
        celery.set_default()
