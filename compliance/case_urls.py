"""The addresses of accountability cases; included under the names of the room."""

from django.urls import path

from compliance.views.cases import lists, organization, papers, proposing, reading

urlpatterns = [
    path("", lists.case_list, name="case_list"),
    path("<int:pk>/", reading.case, name="case"),
    path("files/<int:pk>/", reading.case_file, name="case_file"),
    path("proposals/", lists.proposal_list, name="proposal_list"),
    path("proposals/new/<str:uscc>/", proposing.proposal_new, name="proposal_new"),
    path("proposals/<int:pk>/", proposing.proposal, name="proposal"),
    path("proposals/<int:pk>/open/", proposing.open_case, name="open_case"),
    path("proposals/<int:pk>/dismiss/", proposing.dismiss_case, name="dismiss_case"),
    path("papers/<int:pk>/", papers.case_paper, name="case_paper"),
    path("verify/<str:code>/", papers.verify_paper, name="verify_paper"),
    # The organization's side
    path("own/", organization.own_case_list, name="own_case_list"),
    path("<int:pk>/statement/", organization.statement, name="case_statement"),
    path("<int:pk>/time/", organization.time_request, name="case_time_request"),
    path("<int:pk>/rectification/", organization.rectify, name="case_rectification"),
    path("<int:pk>/review/", organization.review_request, name="case_review_request"),
    path("<int:pk>/waive/", organization.waive_review, name="case_waive_review"),
    path("papers/<int:pk>/acknowledge/", organization.acknowledge, name="acknowledge_paper"),
]
