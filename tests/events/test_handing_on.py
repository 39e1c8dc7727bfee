"""What officers had saved of the list of events is not lost with its table."""

from importlib import import_module
from types import SimpleNamespace

import pytest

from zhengzhou_ideology.saved_views.models import SavedView

pytestmark = pytest.mark.django_db
MIGRATION = import_module("events.migrations.0005_saved_views")


class Before:
    """The models as the migration meets them."""

    def __init__(self, *kept: SimpleNamespace) -> None:
        self.kept = kept

    def get_model(self, app_label: str, name: str):
        saved_filter = SimpleNamespace(objects=SimpleNamespace(order_by=lambda _: self.kept))
        return {"SavedView": SavedView, "SavedFilter": saved_filter}[name]


def test_saved_filters_become_views(cast):
    kept = SimpleNamespace(
        user_id=cast.competent.pk, name="待审批", query="state=submitted&after=x&q=%E8%AE%BA%E5%9D%9B&kind="
    )

    MIGRATION.hand_on(Before(kept), None)

    view = SavedView.objects.of_owner(cast.competent).of_list("filings").get()
    assert (view.name, view.parameters) == ("待审批", {"state": "submitted", "q": "论坛"})
    assert "待审批</a>" in cast.client("competent").get("/events/").content.decode()
    assert "待审批</a>" not in cast.client("second_competent").get("/events/").content.decode()
