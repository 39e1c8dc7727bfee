from django.apps import AppConfig


class BoardsConfig(AppConfig):
    name = "reports.boards"
    verbose_name = "统计看板"
