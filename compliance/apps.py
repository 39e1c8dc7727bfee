from django.apps import AppConfig


class ComplianceConfig(AppConfig):
    name = "compliance"
    verbose_name = "季度报告与履职"

    def ready(self) -> None:
        from compliance import reminder_letters  # noqa: PLC0415 - models are ready only now
        from compliance.notices import KIND  # noqa: PLC0415
        from zhengzhou_ideology.notices import kinds  # noqa: PLC0415

        kinds.register(kinds.Kind(KIND, "季度报告"), kinds.Kind(reminder_letters.KIND, "催办和督办"))
