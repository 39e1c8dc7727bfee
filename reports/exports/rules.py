"""Who sees which exports: everybody the own ones, those who watch over the portal all of them; nobody fetches another's."""

import rules

from organizations.models import User
from organizations.rules import is_administrator, is_auditor
from reports.exports.models import Export

VIEW_ALL = "exports.view_exports"
DOWNLOAD = "exports.download_export"


@rules.predicate
def owns(user: User, export: Export | None) -> bool:
    return export is not None and export.owner_id == user.pk


rules.add_perm(VIEW_ALL, is_administrator | is_auditor)
rules.add_perm(DOWNLOAD, owns)
