from django.apps import AppConfig


class SavedViewsConfig(AppConfig):
    name = "zhengzhou_ideology.saved_views"
    label = "saved_views"
    verbose_name = "列表视图"
