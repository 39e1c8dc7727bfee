from django.apps import AppConfig


class ExportsConfig(AppConfig):
    name = "reports.exports"
    verbose_name = "导出中心"
