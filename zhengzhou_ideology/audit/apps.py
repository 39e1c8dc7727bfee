from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "zhengzhou_ideology.audit"
    label = "audit"
    verbose_name = "审计"
