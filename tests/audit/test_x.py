import pytest
from datetime import timedelta
from tests.audit.conftest import alter, verified, clock
from tests.compliance.conftest import NOW
from compliance import report_workflow
from tests.factories import QuarterlyReportFactory
from zhengzhou_ideology.audit import anchors, seals
from zhengzhou_ideology.audit.models import *
def test_x(cast, host, capsys):
    import time
    report = QuarterlyReportFactory(organization=cast.organization, complete=True)
    report_workflow.send_for_certification(report, by=cast.secretary, now=NOW)
    t=time.time(); s=seals.seal(clock()); print(time.time()-t, s.size, len(s.tables)); anchors.send(clock())
    report_workflow.certify(report, by=cast.leader, now=NOW)
    t=time.time(); s=seals.seal(clock()); print(time.time()-t, s.size, s.tables); anchors.send(clock())
    t=time.time(); r=verified(capsys)
    with capsys.disabled(): print(time.time()-t, r, s.tables)
