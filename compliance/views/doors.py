"""What the page of a report offers: each move with the words of its button."""

from typing import Any

from compliance import report_workflow
from compliance.forms.moves import ExemptForm, RemarkForm, SendBackForm, WithdrawForm
from compliance.models import QuarterlyReport
from zhengzhou_ideology.workflow.offers import Door


def _may_amend(user: Any, report: QuarterlyReport) -> bool:
    return report.is_current and not QuarterlyReport.objects.filter(amends=report).exists()


DOORS = {
    door.name: door
    for door in (
        Door(
            act=report_workflow.send_for_certification,
            address="compliance:send_for_certification",
            label="送负责人确认",
            question="送出后在负责人退改之前不能修改。是否送出？",
            done="已送负责人确认，负责人将收到通知。",
            tone="btn-primary",
        ),
        Door(
            act=report_workflow.certify,
            address="compliance:certify",
            label="确认并提交",
            question="确认后报告即提交登记管理机关。请确认内容真实、完整。",
            done="报告已提交，可下载回执。",
            tone="btn-primary",
        ),
        Door(
            act=report_workflow.unlock,
            address="compliance:unlock",
            label="退给填报人修改",
            question="请写明需要修改之处。",
            done="已退给填报人修改。",
            form=RemarkForm,
        ),
        Door(
            act=report_workflow.withdraw,
            address="compliance:withdraw",
            label="撤回",
            question="撤回后报告回到草稿，须重新确认提交。是否撤回？",
            done="报告已撤回，现为草稿。",
            form=WithdrawForm,
        ),
        Door(
            act=report_workflow.accept,
            address="compliance:accept",
            label="接收",
            question="接收后报告归档；社会组织如需更改须另行更正。是否接收？",
            done="报告已接收。",
            tone="btn-primary",
        ),
        Door(
            act=report_workflow.send_back,
            address="compliance:send_back",
            label="退回更正",
            question="退回须说明事由和需要更正的内容。",
            done="报告已退回，社会组织将收到通知。",
            form=SendBackForm,
            tone="btn-danger",
        ),
        Door(
            act=report_workflow.exempt,
            address="compliance:exempt",
            label="豁免本季度报告",
            question="豁免后本季度不再要求报送。请写明理由。",
            done="已豁免本季度报告。",
            form=ExemptForm,
        ),
        Door(
            act=report_workflow.amend,
            address="compliance:amend",
            label="更正已接收的报告",
            question="将以现行版本为底稿建立更正稿，更正稿经确认、接收后取代现行版本。是否建立更正稿？",
            done="已建立更正稿。更正稿被接收之前，原报告仍为现行版本。",
            when=_may_amend,
        ),
    )
}
