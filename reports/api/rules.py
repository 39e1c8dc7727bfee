"""Who may give other systems a right to read: proposed by an administrator, granted by the security administrator."""

import rules

from organizations.models import User
from organizations.rules import is_administrator, is_auditor, is_security_administrator
from reports.api.models import AccessToken, WebhookEndpoint
from reports.models.batches import authorities_of


@rules.predicate
def looks_after(user: User, token: AccessToken) -> bool:
    """The authority whose data it reads lies in the user's reach."""
    return authorities_of(user).filter(pk=token.authority_id).exists()


@rules.predicate
def proposed_token(user: User, token: AccessToken) -> bool:
    return token.proposed_by_id == user.pk


@rules.predicate
def looks_after_its_token(user: User, endpoint: WebhookEndpoint) -> bool:
    return looks_after(user, endpoint.token)


rules.add_perm("api.view_tokens", is_administrator | is_security_administrator | is_auditor)
rules.add_perm("api.propose_tokens", is_administrator)
rules.add_perm("api.propose_accesstoken", is_administrator & looks_after)
rules.add_perm("api.confirm_accesstoken", is_security_administrator & looks_after & ~proposed_token)
rules.add_perm("api.refuse_accesstoken", is_security_administrator & looks_after & ~proposed_token)
rules.add_perm("api.issue_accesstoken", is_administrator & looks_after)
rules.add_perm("api.revoke_accesstoken", (is_administrator | is_security_administrator) & looks_after)
rules.add_perm("api.manage_endpoints", is_administrator)
rules.add_perm("api.change_webhookendpoint", is_administrator & looks_after_its_token)
