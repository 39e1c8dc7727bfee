"""The addresses of accountability cases; included under the names of the room."""

from django.urls import path

from compliance.views.cases import (
    drafting,
    lists,
    officers,
    organization,
    papers,
    proposing,
    reading,
    record,
    statistics,
)

urlpatterns = [
    path("", lists.case_list, name="case_list"),
    path("<int:pk>/", reading.case, name="case"),
    path("files/<int:pk>/", reading.case_file, name="case_file"),
    path("proposals/", lists.proposal_list, name="proposal_list"),
    path("proposals/new/<str:uscc>/", proposing.proposal_new, name="proposal_new"),
    path("proposals/<int:pk>/", proposing.proposal, name="proposal"),
    path("proposals/<int:pk>/open/", proposing.open_case, name="open_case"),
    path("proposals/<int:pk>/dismiss/", proposing.dismiss_case, name="dismiss_case"),
    path("<int:pk>/draft/<str:kind>/", drafting.draft, name="case_draft"),
    path("<int:pk>/sign/<str:kind>/", drafting.sign, name="case_sign"),
    path("<int:pk>/declare/", officers.declare, name="case_declare"),
    path("<int:pk>/hearing/", officers.set_hearing, name="case_set_hearing"),
    path("<int:pk>/hearing/record/", officers.hold_hearing, name="case_hold_hearing"),
    path("<int:pk>/rectification/accept/", officers.accept_rectification, name="case_accept_rectification"),
    path("<int:pk>/rectification/return/", officers.return_rectification, name="case_return_rectification"),
    path("<int:pk>/carried-out/", officers.carried_out, name="case_carried_out"),
    path("<int:pk>/limit/", officers.extend_limit, name="case_extend_limit"),
    path("<int:pk>/evidence/", officers.add_evidence, name="case_add_evidence"),
    path("<int:pk>/close/", officers.close, name="case_close"),
    path("<int:pk>/close-without-measure/", officers.close_without_measure, name="case_close_without_measure"),
    path("papers/<int:pk>/send/", officers.send, name="case_send"),
    path("services/<int:pk>/prove/", officers.prove, name="case_prove"),
    path("services/<int:pk>/issue/", officers.issue, name="case_issue"),
    path("time/<int:pk>/grant/", officers.grant_time, name="case_grant_time"),
    path("time/<int:pk>/refuse/", officers.refuse_time, name="case_refuse_time"),
    path("papers/<int:pk>/", papers.case_paper, name="case_paper"),
    path("<int:pk>/dossier/", papers.case_dossier, name="case_dossier"),
    path("verify/<str:code>/", papers.verify_paper, name="verify_paper"),
    # The organization's side
    path("own/", organization.own_case_list, name="own_case_list"),
    path("<int:pk>/statement/", organization.statement, name="case_statement"),
    path("<int:pk>/time/", organization.time_request, name="case_time_request"),
    path("<int:pk>/rectification/", organization.rectify, name="case_rectification"),
    path("<int:pk>/review/", organization.review_request, name="case_review_request"),
    path("<int:pk>/waive/", organization.waive_review, name="case_waive_review"),
    path("papers/<int:pk>/acknowledge/", organization.acknowledge, name="acknowledge_paper"),
    # The record
    path("statistics/", statistics.case_statistics, name="case_statistics"),
    path("retention/", record.case_retention, name="case_retention"),
    path("<int:pk>/readings/", record.case_readings, name="case_readings"),
    path("<int:pk>/unseal/", record.case_unseal, name="case_unseal"),
]
