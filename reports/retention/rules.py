"""Who sees what has expired, and who confirms that it is removed."""

import rules

from organizations.rules import is_administrator, is_auditor

VIEW = "retention.view_disposals"
CONFIRM = "retention.confirm_disposal"
KEEP = "retention.keep_disposal"

rules.add_perm(VIEW, is_administrator | is_auditor)
rules.add_perm(CONFIRM, is_administrator)
rules.add_perm(KEEP, is_administrator | is_auditor)
