from django.apps import AppConfig
from django.core import checks


class AuditConfig(AppConfig):
    name = "zhengzhou_ideology.audit"
    label = "audit"
    verbose_name = "审计"

    def ready(self) -> None:
        # The models are there only now.
        from zhengzhou_ideology.audit.checks import check_trail  # noqa: PLC0415

        checks.register(check_trail, deploy=True)
