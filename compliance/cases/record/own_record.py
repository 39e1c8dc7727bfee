"""What the file of a case holds about one account: for that account to see, and nobody else."""

from dataclasses import dataclass
from datetime import datetime

from compliance.cases.models import AccountabilityCase, CaseReview, ServiceRecord
from organizations.models import User


@dataclass(frozen=True, slots=True)
class RecordEntry:
    at: datetime
    what: str


@dataclass(frozen=True, slots=True)
class OwnRecord:
    """`readings` counts how often the account looked at the file, `last_read_at` when it did so last."""

    entries: list[RecordEntry]
    readings: int
    last_read_at: datetime | None


def own_record(case: AccountabilityCase, user: User) -> OwnRecord:
    receipts = ServiceRecord.objects.filter(paper__case=case, acknowledged_by=user).select_related("paper")
    readings = case.readings.filter(user=user)
    entries = [
        *(
            RecordEntry(receipt.acknowledged_at, f"签收{receipt.paper}")
            for receipt in receipts
            if receipt.acknowledged_at
        ),
        *(RecordEntry(said.filed_at, "提交陈述申辩") for said in case.statements.filter(filed_by=user)),
        *(
            RecordEntry(filed.filed_at, f"提交第{filed.number}次整改情况")
            for filed in case.rectifications.filter(filed_by=user)
        ),
        *(
            RecordEntry(asked.asked_at, f"申请延长{asked.get_term_display()}")
            for asked in case.time_requests.filter(asked_by=user)
        ),
        *(RecordEntry(review.asked_at, "申请复核") for review in CaseReview.objects.filter(case=case, asked_by=user)),
        *(RecordEntry(file.added_at, f"提交材料“{file.title}”") for file in case.files.filter(added_by=user)),
    ]
    last = readings.order_by("-at").values_list("at", flat=True).first()
    return OwnRecord(sorted(entries, key=lambda entry: entry.at), readings.count(), last)
