from django.apps import AppConfig


class MiniHost(AppConfig):
    name = "demo.host"
    label = "mini_host"
    default_auto_field = "django.db.models.BigAutoField"
