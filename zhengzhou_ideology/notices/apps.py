from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "zhengzhou_ideology.notices"
    label = "notices"
    verbose_name = "通知"
