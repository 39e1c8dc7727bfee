from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "zhengzhou_ideology.files"
    label = "files"
    verbose_name = "附件"
