from django.apps import AppConfig


class SecurityConfig(AppConfig):
    name = "zhengzhou_ideology.security"
    label = "security"
    verbose_name = "账号安全"

    def ready(self) -> None:
        from zhengzhou_ideology.notices import kinds  # noqa: PLC0415 - models are ready only now
        from zhengzhou_ideology.security import hearing  # noqa: PLC0415
        from zhengzhou_ideology.security.alarms import KIND  # noqa: PLC0415

        kinds.register(kinds.Kind(KIND, "账号安全", digestible=False))
        hearing.listen()
