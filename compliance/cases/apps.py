from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "compliance.cases"
    verbose_name = "追责问责"

    def ready(self) -> None:
        from compliance.cases.notices import PAPER_KIND, WORK_KIND  # noqa: PLC0415 - models are ready only now
        from zhengzhou_ideology.notices import kinds  # noqa: PLC0415

        kinds.register(
            kinds.Kind(PAPER_KIND, "案件文书和告知", legal_paper=True),
            kinds.Kind(WORK_KIND, "案件办理"),
        )
