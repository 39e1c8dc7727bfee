"""Where the first floor is found: the register, its imports, and accounts."""

from django.urls import include, path

from organizations.views import accounts, group_channels, invitations, substitutions

app_name = "organizations"
urlpatterns = [
    path("", include("organizations.register_urls")),
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
