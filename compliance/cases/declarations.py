"""回避: the declaration of whoever is to decide or to review."""

from compliance.cases.models import AccountabilityCase, ConflictDeclaration
from organizations.models import User
from zhengzhou_ideology.workflow import Refused, act, labels, log

labels.register(__name__, declare="声明利害关系")


@act(perm="cases.declare_accountabilitycase")
def declare(case: AccountabilityCase, *, by: User, has_conflict: bool) -> ConflictDeclaration:
    """Once for each case: who has declared a conflict of interest stays out of it."""
    declared = case.declarations.filter(user=by).first()
    if declared is None:
        log(case, "declare", by=by)
        return ConflictDeclaration.objects.create(
            case=case, user=by, acting_as=by.acting_label, has_conflict=has_conflict
        )
    if declared.has_conflict and not has_conflict:
        raise Refused("您已声明有利害关系，应当回避，不能办理本案。")
    return declared
