from django.apps import AppConfig


class RetentionConfig(AppConfig):
    name = "reports.retention"
    verbose_name = "保管期限"
