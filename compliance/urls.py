from django.urls import path

from compliance.views import drafting, duties, extensions, lists, periods, reports

app_name = "compliance"

urlpatterns = [
    path("reports/", lists.report_list, name="report_list"),
    path("reports/accept/", lists.accept_many, name="accept_many"),
    path("reports/<int:pk>/", reports.report, name="report"),
    path("reports/<int:pk>/edit/", drafting.report_edit, name="report_edit"),
    path("reports/<int:pk>/merge/", drafting.report_merge, name="report_merge"),
    path("reports/<int:pk>/files/<str:part>/", drafting.attach_files, name="attach"),
    path("reports/files/<int:pk>/", drafting.attachment, name="attachment"),
    path("reports/files/<int:pk>/remove/", drafting.detach_file, name="detach"),
    path("reports/<int:pk>/send/", reports.MOVES["send_for_certification"], name="send_for_certification"),
    path("reports/<int:pk>/certify/", reports.MOVES["certify"], name="certify"),
    path("reports/<int:pk>/unlock/", reports.MOVES["unlock"], name="unlock"),
    path("reports/<int:pk>/withdraw/", reports.MOVES["withdraw"], name="withdraw"),
    path("reports/<int:pk>/accept/", reports.MOVES["accept"], name="accept"),
    path("reports/<int:pk>/return/", reports.MOVES["send_back"], name="send_back"),
    path("reports/<int:pk>/exempt/", reports.MOVES["exempt"], name="exempt"),
    path("reports/<int:pk>/amend/", reports.amend, name="amend"),
    path("periods/", periods.period_list, name="period_list"),
    path("reports/<int:pk>/extension/", extensions.extension_ask, name="extension_ask"),
    path("extensions/", extensions.extension_list, name="extension_list"),
    path("extensions/grant/", extensions.extension_grant, name="extension_grant"),
    path("extensions/<str:kind>/<int:pk>/evidence/", extensions.extension_evidence, name="extension_evidence"),
    path("extensions/<str:kind>/<int:pk>/<str:verb>/", extensions.extension_decide, name="extension_decide"),
    path("duties/", duties.duty_list, name="duty_list"),
    path("duties/new/", duties.duty_new, name="duty_new"),
    path("duties/<int:pk>/", duties.duty, name="duty"),
    path("duties/<int:pk>/files/<int:file>/", duties.duty_file, name="duty_file"),
]
