"""The addresses of accountability cases."""

from django.urls import path

from compliance.cases.views import (
    drafting,
    lists,
    officers,
    organization,
    papers,
    proposing,
    reading,
    record,
    statistics,
    wording,
)

app_name = "cases"

urlpatterns = [
    path("", lists.case_list, name="case_list"),
    path("<int:pk>/", reading.case, name="case"),
    path("files/<int:pk>/", reading.case_file, name="file"),
    path("proposals/", lists.proposal_list, name="proposal_list"),
    path("proposals/new/<str:uscc>/", proposing.proposal_new, name="proposal_new"),
    path("proposals/<int:pk>/", proposing.proposal, name="proposal"),
    path("proposals/<int:pk>/open/", proposing.open_case, name="open_case"),
    path("proposals/<int:pk>/dismiss/", proposing.dismiss_case, name="dismiss_case"),
    path("<int:pk>/draft/<str:kind>/", drafting.draft, name="draft"),
    path("<int:pk>/sign/<str:kind>/", drafting.sign, name="sign"),
    path("<int:pk>/declare/", officers.ACTS["declare"], name="declare"),
    path("<int:pk>/hearing/", officers.ACTS["set_hearing"], name="set_hearing"),
    path("<int:pk>/hearing/record/", officers.ACTS["hold_hearing"], name="hold_hearing"),
    path("<int:pk>/rectification/accept/", officers.ACTS["accept_rectification"], name="accept_rectification"),
    path("<int:pk>/rectification/return/", officers.ACTS["return_rectification"], name="return_rectification"),
    path("<int:pk>/carried-out/", officers.ACTS["carried_out"], name="carried_out"),
    path("<int:pk>/limit/", officers.ACTS["extend_limit"], name="extend_limit"),
    path("<int:pk>/evidence/", officers.ACTS["add_evidence"], name="add_evidence"),
    path("<int:pk>/close/", officers.ACTS["close"], name="close"),
    path("<int:pk>/close-without-measure/", officers.ACTS["close_without_measure"], name="close_without_measure"),
    path("papers/<int:pk>/send/", officers.send, name="send"),
    path("services/<int:pk>/prove/", officers.prove, name="prove"),
    path("services/<int:pk>/issue/", officers.issue, name="issue"),
    path("time/<int:pk>/grant/", officers.grant_time, name="grant_time"),
    path("time/<int:pk>/refuse/", officers.refuse_time, name="refuse_time"),
    path("papers/<int:pk>/", papers.case_paper, name="paper"),
    path("<int:pk>/dossier/", papers.case_dossier, name="dossier"),
    path("wording/", wording.wording_list, name="wording_list"),
    path("wording/<str:kind>/", wording.wording_edit, name="wording_edit"),
    path("wording/<str:kind>/preview/", wording.wording_preview, name="wording_preview"),
    path("wording/<str:kind>/restore/", wording.wording_restore, name="wording_restore"),
    path("verify/<str:code>/", papers.verify_paper, name="verify_paper"),
    # The organization's side
    path("own/", organization.own_case_list, name="own_case_list"),
    path("<int:pk>/statement/", organization.statement, name="statement"),
    path("<int:pk>/time/", organization.time_request, name="time_request"),
    path("<int:pk>/rectification/", organization.rectify, name="rectification"),
    path("<int:pk>/review/", organization.review_request, name="review_request"),
    path("<int:pk>/waive/", organization.waive_review, name="waive_review"),
    path("papers/<int:pk>/acknowledge/", organization.acknowledge, name="acknowledge_paper"),
    # The record
    path("statistics/", statistics.case_statistics, name="statistics"),
    path("retention/", record.case_retention, name="retention"),
    path("<int:pk>/readings/", record.case_readings, name="readings"),
    path("<int:pk>/unseal/", record.case_unseal, name="unseal"),
]
