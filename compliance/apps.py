from django.apps import AppConfig


class ComplianceConfig(AppConfig):
    name = "compliance"
    verbose_name = "季度报告与履职"

    def ready(self) -> None:
        from compliance import exchange_workflow  # noqa: PLC0415 - models are ready only now
        from compliance.matters import notices as matters  # noqa: PLC0415
        from compliance.models import DutyYearCount, PeriodCount  # noqa: PLC0415
        from compliance.notices import DUTY_KIND, KIND  # noqa: PLC0415
        from zhengzhou_ideology.notices import kinds  # noqa: PLC0415

        PeriodCount.register()
        DutyYearCount.register()
        kinds.register(
            kinds.Kind(KIND, "季度报告"),
            kinds.Kind(DUTY_KIND, "年度事项"),
            kinds.Kind(matters.KIND, "随时报告"),
            kinds.Kind(matters.URGENT_KIND, "紧急随时报告", digestible=False),
            kinds.Kind(exchange_workflow.KIND, "年终交流"),
        )
