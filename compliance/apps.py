from django.apps import AppConfig


class ComplianceConfig(AppConfig):
    name = "compliance"
    verbose_name = "季度报告与履职"

    def ready(self) -> None:
        from compliance.cases.notices import PAPER_KIND, WORK_KIND  # noqa: PLC0415 - models are ready only now
        from compliance.notices import KIND  # noqa: PLC0415
        from organizations.ladder.matters import Matters  # noqa: PLC0415
        from zhengzhou_ideology.notices import kinds  # noqa: PLC0415

        kinds.register(
            kinds.Kind(KIND, "季度报告"),
            kinds.Kind(Matters.notice_kind, "催办和督办"),
            kinds.Kind(PAPER_KIND, "案件文书和告知", legal_paper=True),
            kinds.Kind(WORK_KIND, "案件办理"),
        )
