from django.apps import AppConfig


class BackupConfig(AppConfig):
    name = "zhengzhou_ideology.backup"
    label = "backup"
    verbose_name = "备份"
