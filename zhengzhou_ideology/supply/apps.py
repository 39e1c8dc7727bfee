from django.apps import AppConfig


class SupplyConfig(AppConfig):
    name = "zhengzhou_ideology.supply"
    label = "supply"
    verbose_name = "组成部分"
