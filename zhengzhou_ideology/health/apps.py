from django.apps import AppConfig


class HealthConfig(AppConfig):
    name = "zhengzhou_ideology.health"
    label = "health"
    verbose_name = "运行状况"

    def ready(self) -> None:
        from zhengzhou_ideology.health import configuration  # noqa: F401, PLC0415 - registers its checks
