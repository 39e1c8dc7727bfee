"""Where the first floor is found: the register, its imports, and accounts."""

from django.urls import path, re_path

from organizations.views import (
    accounts,
    authorities,
    authority_proposals,
    group_channels,
    invitations,
    organizations,
    registry,
    registry_after,
    substitutions,
)

app_name = "organizations"
urlpatterns = [
    path("registry/imports/", registry.import_list, name="import_list"),
    path("registry/imports/<int:pk>/", registry.import_batch, name="import_batch"),
    path("registry/imports/<int:pk>/confirm/", registry.import_confirm, name="import_confirm"),
    path("registry/imports/<int:pk>/discard/", registry.import_discard, name="import_discard"),
    path("registry/imports/<int:pk>/direct/", registry.import_direct, name="import_direct"),
    path("registry/imports/<int:pk>/undo/", registry_after.import_undo, name="import_undo"),
    path(
        "registry/imports/<int:pk>/undo/untouched/", registry_after.import_undo_untouched, name="import_undo_untouched"
    ),
    path("registry/imports/<int:pk>/invite/", registry_after.import_invite, name="import_invite"),
    path("registry/imports/<int:pk>/marked.xlsx", registry.import_marked, name="import_marked"),
    path("registry/units/", authority_proposals.proposal_list, name="authority_proposals"),
    path("registry/units/<int:pk>/", authority_proposals.proposal, name="authority_proposal"),
    *(
        path(f"registry/units/<int:pk>/{name}/", view, name=f"authority_proposal_{name}")
        for name, view in authority_proposals.ACTS.items()
    ),
    re_path(r"^registry/export\.(?P<form>xlsx|csv)$", registry.organization_export, name="organization_export"),
    path("organizations/", organizations.organization_list, name="organization_list"),
    path("organizations/mine/", organizations.mine, name="mine"),
    path("organizations/<str:uscc>/", organizations.organization, name="organization"),
    path("organizations/<str:uscc>/edit/", organizations.organization_edit, name="organization_edit"),
    path("organizations/<str:uscc>/posts/<str:post>/", organizations.holder_new, name="holder_new"),
    path("organizations/<str:uscc>/persons/<int:pk>/", organizations.person_edit, name="person_edit"),
    path("organizations/<str:uscc>/outlets/new/", organizations.outlet_new, name="outlet_new"),
    path("organizations/<str:uscc>/outlets/<int:pk>/", organizations.outlet_edit, name="outlet_edit"),
    path("organizations/<str:uscc>/outlets/<int:pk>/close/", organizations.outlet_close, name="outlet_close"),
    path(
        "organizations/<str:uscc>/self-certification/",
        organizations.self_certification_grant,
        name="self_certification_grant",
    ),
    path("authorities/", authorities.authority_list, name="authority_list"),
    path("authorities/new/", authorities.authority_new, name="authority_new"),
    path("authorities/<int:pk>/", authorities.authority, name="authority"),
    path("authorities/<int:pk>/edit/", authorities.authority_edit, name="authority_edit"),
    path("authorities/<int:pk>/rename/", authorities.ACTS["rename"], name="authority_rename"),
    path(
        "authorities/<int:pk>/rename/withdraw/", authorities.ACTS["withdraw_rename"], name="authority_withdraw_rename"
    ),
    path("authorities/<int:pk>/aliases/", authorities.ACTS["add_alias"], name="authority_add_alias"),
    path("authorities/<int:pk>/close/", authorities.ACTS["close"], name="authority_close"),
    path("authorities/<int:pk>/organizations/", authorities.ACTS["hand_over"], name="authority_hand_over"),
    path("authorities/aliases/<int:pk>/remove/", authorities.remove_alias, name="authority_remove_alias"),
    path("authorities/papers/<int:pk>/", authorities.authority_paper, name="authority_paper"),
    path("account/", accounts.account, name="account"),
    path("accounts/manage/", accounts.account_list, name="account_list"),
    path("accounts/manage/<int:pk>/", accounts.account_detail, name="account_detail"),
    path("accounts/manage/<int:pk>/deactivate/", accounts.account_deactivate, name="account_deactivate"),
    path("accounts/manage/<int:pk>/reactivate/", accounts.account_reactivate, name="account_reactivate"),
    path("accounts/manage/<int:pk>/password/", accounts.account_send_reset, name="account_send_reset"),
    path("accounts/manage/<int:pk>/two-step/", accounts.account_reset_mfa, name="account_reset_mfa"),
    path("memberships/<int:pk>/end/", accounts.membership_end, name="membership_end"),
    path("substitutions/", substitutions.substitution_list, name="substitution_list"),
    path("substitutions/new/", substitutions.substitution_seats, name="substitution_seats"),
    path("substitutions/new/<int:pk>/", substitutions.substitution_new, name="substitution_new"),
    path("substitutions/<int:pk>/end/", substitutions.substitution_end, name="substitution_end"),
    path("group-channels/", group_channels.group_channel_list, name="group_channel_list"),
    path("group-channels/new/", group_channels.group_channel_new, name="group_channel_new"),
    path("group-channels/<int:pk>/", group_channels.group_channel_edit, name="group_channel_edit"),
    path("group-channels/<int:pk>/off/", group_channels.group_channel_off, name="group_channel_off"),
    path("group-channels/<int:pk>/on/", group_channels.group_channel_on, name="group_channel_on"),
    path("group-channels/<int:pk>/try/", group_channels.group_channel_try, name="group_channel_try"),
    path("invitations/", invitations.invitation_list, name="invitation_list"),
    path("invitations/new/", invitations.invitation_new, name="invitation_new"),
    path("invitations/many/", invitations.invitation_many, name="invitation_many"),
    path("invitations/<int:pk>/revoke/", invitations.invitation_revoke, name="invitation_revoke"),
    path("invitations/<int:pk>/reissue/", invitations.invitation_reissue, name="invitation_reissue"),
    path("invite/", invitations.invitation_enter, name="invitation_enter"),
    path("invite/<str:code>/", invitations.invitation, name="invitation"),
    path("invite/<str:code>/join/", invitations.invitation_join, name="invitation_join"),
]
