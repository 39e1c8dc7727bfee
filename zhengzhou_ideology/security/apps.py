from django.apps import AppConfig
from django.core.checks import register


class SecurityConfig(AppConfig):
    name = "zhengzhou_ideology.security"
    label = "security"
    verbose_name = "账号安全"

    def ready(self) -> None:
        from zhengzhou_ideology.notices import kinds  # noqa: PLC0415 - models are ready only now
        from zhengzhou_ideology.security import checks, hearing  # noqa: PLC0415
        from zhengzhou_ideology.security.alarms import KIND  # noqa: PLC0415

        register(checks.door)
        kinds.register(kinds.Kind(KIND, "账号安全", digestible=False))
        hearing.listen()
