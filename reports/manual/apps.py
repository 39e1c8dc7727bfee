from django.apps import AppConfig


class ManualConfig(AppConfig):
    name = "reports.manual"
    verbose_name = "使用手册"
