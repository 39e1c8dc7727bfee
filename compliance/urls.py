from django.urls import path

from compliance.views import catalogue, drafting, duties, duty_years, extensions, lists, periods, reports, workbooks

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
    path("reports/<int:pk>/reopen/", reports.MOVES["reopen"], name="reopen"),
    path("reports/<int:pk>/exempt/", reports.MOVES["exempt"], name="exempt"),
    path("reports/<int:pk>/amend/", reports.amend, name="amend"),
    *(
        path(f"{kind}/{address}", book, name=f"{name}_{kind}")
        for kind, books in workbooks.BOOKS.items()
        for address, book, name in (
            ("<int:pk>/workbook/", books.handing_in(), "workbook"),
            ("<int:pk>/workbook.xlsx", books.downloading(), "workbook_file"),
            ("entering/", books.entering(), "entering"),
            ("entering.xlsx", books.entering_file(), "entering_file"),
            ("entering/preview/", books.previewing(), "entering_preview"),
        )
    ),
    path("periods/", periods.period_list, name="period_list"),
    path("reports/<int:pk>/extension/", extensions.extension_ask, name="extension_ask"),
    path("extensions/", extensions.extension_list, name="extension_list"),
    path("extensions/grant/", extensions.extension_grant, name="extension_grant"),
    path("extensions/grant/duties/", extensions.duty_extension_grant, name="duty_extension_grant"),
    path("extensions/<str:kind>/<int:pk>/evidence/", extensions.extension_evidence, name="extension_evidence"),
    path("extensions/<str:kind>/<int:pk>/<str:verb>/", extensions.extension_decide, name="extension_decide"),
    path("duties/", duties.duty_list, name="duty_list"),
    path("duties/accept/", duties.duty_accept_many, name="duty_accept_many"),
    path("duties/years/", duty_years.duty_years, name="duty_years"),
    path("duties/catalogue/", catalogue.catalogue, name="catalogue"),
    path("duties/catalogue/<str:kind>/", catalogue.catalogue_change, name="catalogue_change"),
    path("duties/<int:pk>/", duties.duty, name="duty"),
    path("duties/<int:pk>/edit/", duties.duty_edit, name="duty_edit"),
    path("duties/<int:pk>/merge/", duties.duty_merge, name="duty_merge"),
    path("duties/<int:pk>/files/<str:part>/", duties.attach_files, name="duty_attach"),
    path("duties/files/<int:pk>/", duties.attachment, name="duty_attachment"),
    path("duties/files/<int:pk>/remove/", duties.detach_file, name="duty_detach"),
    path("duties/<int:pk>/extension/", extensions.duty_extension_ask, name="duty_extension_ask"),
    *(
        path(f"duties/<int:pk>/{verb}/", duties.DUTY_MOVES[f"duty_{name}"], name=f"duty_{name}")
        for verb, name in (
            *(
                ("send", "send_for_certification"),
                ("submit", "submit"),
                ("certify", "certify"),
                ("unlock", "unlock"),
                ("withdraw", "withdraw"),
            ),
            *(("accept", "accept"), ("return", "send_back"), ("reopen", "reopen")),
            *(("exempt", "exempt"), ("amend", "amend")),
        )
    ),
]
