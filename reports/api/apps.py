from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "reports.api"
    verbose_name = "数据接口"

    def ready(self) -> None:
        from reports.api.token_workflow import KIND  # noqa: PLC0415 - models are ready only now
        from zhengzhou_ideology.notices import kinds  # noqa: PLC0415

        kinds.register(kinds.Kind(KIND, "数据接口令牌"))
