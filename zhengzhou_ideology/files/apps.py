from django.apps import AppConfig

from zhengzhou_ideology.files import pdfs


class FilesConfig(AppConfig):
    name = "zhengzhou_ideology.files"
    label = "files"
    verbose_name = "附件"

    def ready(self) -> None:
        pdfs.limit_memory()
