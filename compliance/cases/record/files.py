"""Files of a case, and the log of who read what."""

from collections.abc import Iterable
from datetime import date

from django.core.files.uploadedfile import UploadedFile

from compliance.cases.enums import CaseFileKind, WithheldGround
from compliance.cases.models import AccountabilityCase, CaseFile, CaseReading
from organizations.models import User
from zhengzhou_ideology.files import quota
from zhengzhou_ideology.files.intake import store
from zhengzhou_ideology.security.enums import SecurityEventKind
from zhengzhou_ideology.security.events import note
from zhengzhou_ideology.workflow import Refused, act


class Sealed(Refused):
    """An officer would read a sealed file without having said why."""

    def __init__(self, case: AccountabilityCase) -> None:
        super().__init__("案卷已封存，查阅须写明事由。")
        self.case = case


@act(perm="cases.prepare_accountabilitycase", label="补充核查材料")
def add_evidence(
    case: AccountabilityCase,
    *,
    by: User,
    today: date,
    uploads: Iterable[UploadedFile],
    title: str,
    withheld: WithheldGround | str = "",
) -> list[CaseFile]:
    """An officer puts papers on file as long as the case goes on."""
    if case.is_over:
        raise Refused("案件已经办结，不能再补充材料。")
    return add_all(case, uploads, kind=CaseFileKind.EVIDENCE, by=by, today=today, title=title, withheld=withheld)


def add_all(
    case: AccountabilityCase,
    uploads: Iterable[UploadedFile],
    *,
    kind: CaseFileKind,
    by: User,
    today: date,
    title: str = "",
    withheld: str = "",
) -> list[CaseFile]:
    """Raises `ValidationError` with a sentence for the first file that may not be stored."""
    fitting = quota.within(uploads, case.files.filter(added_by=by).values("file"))
    return [_add(case, upload, kind, by, today, title, withheld) for upload in fitting]


def _add(
    case: AccountabilityCase, upload: UploadedFile, kind: CaseFileKind, by: User, today: date, title: str, withheld: str
) -> CaseFile:
    refuse_if_sealed(case, today)
    stored = store(upload, by=by)
    return CaseFile.objects.create(
        case=case,
        file=stored,
        kind=kind,
        title=title or stored.name[:120],
        withheld=withheld,
        added_by=by,
        added_as=by.acting_label,
    )


def read(case: AccountabilityCase, what: str, *, by: User, today: date, reason: str = "") -> CaseReading:
    """Log that somebody reads; an officer who reads a sealed file says why."""
    if case.is_sealed(today) and by.acting and by.acting.authority_id and not reason.strip():
        raise Sealed(case)
    note(SecurityEventKind.CASE_READ, account=by, about=f"case:{case.pk}", detail=what)
    return CaseReading.objects.create(case=case, user=by, acting_as=by.acting_label, what=what[:200], reason=reason)


def refuse_if_sealed(case: AccountabilityCase, today: date) -> None:
    if case.is_sealed(today):
        raise Refused("案卷已封存，不能再增加材料。")
