"""Pages of the roof."""

from django.urls import include, path

from reports.views import (
    batches,
    data_quality,
    feeds,
    file_verification,
    handover,
    home,
    publications,
    receipts,
    rollups,
    search,
    statements,
    trail,
    verification,
    whole,
)

pages = [
    path("search/", search.search, name="search"),
    path("statements/", statements.statement_list, name="statement_list"),
    path("statements/issue/", statements.statement_issue, name="statement_issue"),
    path("statements/<int:pk>/", statements.statement_download, name="statement_pdf"),
    path("statements/batches/", batches.batch_list, name="batch_list"),
    path("statements/batches/<int:pk>/", batches.batch, name="batch"),
    path("statements/batches/<int:pk>/archive/", batches.batch_archive, name="batch_archive"),
    path("statements/batches/<int:pk>/resume/", batches.batch_resume, name="batch_resume"),
    path("statements/publications/", publications.publication_list, name="publication_list"),
    path("statements/publications/<int:year>/", publications.publication, name="publication"),
    path("statements/publications/<int:year>/resume/", publications.publication_resume, name="publication_resume"),
    path("statements/publications/<int:year>/<str:uscc>/", publications.statement_revise, name="statement_revise"),
    path("statements/rollups/", rollups.rollup_list, name="rollup_list"),
    path("statements/rollups/<int:pk>/", rollups.rollup_download, name="rollup_pdf"),
    path("organizations/<str:uscc>/whole/", whole.whole, name="whole"),
    path("organizations/<str:uscc>/handover/", handover.handover_new, name="handover_new"),
    path("organizations/<str:uscc>/handover/<int:pk>/", handover.handover, name="handover"),
    path("data-quality/", data_quality.data_quality, name="data_quality"),
    path("data-quality/<slug:key>/", data_quality.data_quality_list, name="data_quality_list"),
    path("receipts/<int:pk>/", receipts.receipt, name="receipt"),
    path("receipts/<int:pk>/<int:number>/", receipts.receipt, name="receipt"),
    path("my-calendar/days/", feeds.days, name="days"),
    path("my-calendar/", feeds.subscription, name="subscription"),
    path("my-calendar/revoke/", feeds.revoke, name="feed_revoke"),
    path("my-calendar/<str:token>.ics", feeds.feed, name="feed"),
    path("verify/", verification.verify_form, name="verify_form"),
    path("verify/file/", file_verification.verify_file, name="verify_file"),
    path("verify/log/", trail.trail, name="trail"),
    path("verify/log/heads.json", trail.heads, name="trail_heads"),
    path("verify/log/consistency.json", trail.consistency, name="trail_consistency"),
    path("verify/log/keys/<str:number>.pem", trail.key, name="trail_key"),
    path("verify/log/verify_receipt.py", trail.script, name="trail_script"),
    path("verify/log/proofs/<str:content>.json", trail.proof, name="trail_proof"),
    path("verify/<str:code>/", verification.verify, name="verify"),
]

urlpatterns = [
    path("", home.home, name="home"),
    path("", include((pages, "reports"))),
]
