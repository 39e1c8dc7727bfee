from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from compliance import report_workflow
from compliance.models import QuarterlyReport
from tests.factories import QuarterlyReportFactory

NOW = datetime(2026, 10, 9, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture
def draft(cast) -> QuarterlyReport:
    """A complete draft of the cast's organization."""
    return QuarterlyReportFactory(organization=cast.organization, complete=True)


@pytest.fixture
def certifying(cast, draft) -> QuarterlyReport:
    return report_workflow.send_for_certification(draft, by=cast.secretary, now=NOW)


@pytest.fixture
def submitted(cast, certifying) -> QuarterlyReport:
    return report_workflow.certify(certifying, by=cast.leader, now=NOW)


@pytest.fixture
def accepted(cast, submitted) -> QuarterlyReport:
    return report_workflow.accept(submitted, by=cast.registrar, now=NOW)
