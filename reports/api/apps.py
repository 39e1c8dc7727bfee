from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "reports.api"
    verbose_name = "数据接口"
