from django.apps import AppConfig
from django.core import checks

from zhengzhou_ideology.notices import kinds
from zhengzhou_ideology.print.checks import check_print
from zhengzhou_ideology.signing.checks import check_signing


class ReportsConfig(AppConfig):
    name = "reports"
    verbose_name = "报表"

    def ready(self) -> None:
        checks.register(check_print)
        checks.register(check_signing)
        kinds.register(kinds.Kind("annual_statement", "年度合规报告"))
