from django.apps import AppConfig


class BoardsConfig(AppConfig):
    name = "reports.boards"
    verbose_name = "统计看板"

    def ready(self) -> None:
        from reports.boards import triggers  # noqa: PLC0415 - models are ready only now

        triggers.register()
