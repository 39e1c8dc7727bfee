from django.apps import AppConfig


class LadderConfig(AppConfig):
    name = "organizations.ladder"
    verbose_name = "催办和督办"

    def ready(self) -> None:
        from organizations.ladder.sources import Matters  # noqa: PLC0415 - models are ready only now
        from zhengzhou_ideology.notices import kinds  # noqa: PLC0415

        kinds.register(kinds.Kind(Matters.notice_kind, "催办和督办"))
