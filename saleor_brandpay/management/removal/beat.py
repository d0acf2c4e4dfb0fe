"""Our entries in Celery's beat, where django_celery_beat keeps them in the database."""

from __future__ import annotations

from typing import Any

from django.apps import apps


def entries() -> list[str]:
    """Their names, also of those that a shop has made itself for our tasks."""
    model = _model("PeriodicTask")
    if model is None:
        return []
    return sorted(_ours(model).values_list("name", flat=True))


def remove() -> None:
    """Take them away, and let a beat that is running notice it."""
    model, changes = _model("PeriodicTask"), _model("PeriodicTasks")
    if model is None or changes is None:
        return
    _ours(model).delete()
    changes.update_changed()


def _ours(model: Any) -> Any:
    return model.objects.filter(task__startswith="saleor_brandpay.")


def _model(name: str) -> Any:
    if not apps.is_installed("django_celery_beat"):
        return None
    return apps.get_app_config("django_celery_beat").get_model(name)
