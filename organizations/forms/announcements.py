"""What is typed for an announcement, and what narrows the list of them and of who has read."""

from typing import Any

from django import forms

from organizations.enums import AnnouncementState
from organizations.forms.chosen import ChosenForm
from organizations.models import Announcement
from organizations.models.announcements import AnnouncementQuerySet, AnnouncementReceiptQuerySet
from zhengzhou_ideology.forms import search_words, uploads, words

UNREAD, READ = "unread", "read"


class AnnouncementForm(ChosenForm):
    title = forms.CharField(label="标题", max_length=120)
    text = words("正文", rows=10, most=10_000)
    uploads = uploads("附件")
    asks_confirmation = forms.BooleanField(label="请收件组织确认已阅", required=False)

    field_order = ["title", "text", "uploads", "asks_confirmation", "to", "kind", "district", "authority", "names"]

    def facts(self) -> dict[str, Any]:
        """Call only on a valid form."""
        return {name: self.cleaned_data[name] for name in ("title", "text", "asks_confirmation")}


class AnnouncementFilterForm(forms.Form):
    q = search_words("标题")
    state = forms.ChoiceField(label="状态", required=False, choices=[("", "全部状态"), *AnnouncementState.choices])

    def __init__(self, *args: Any, for_organization: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if for_organization:
            del self.fields["state"]

    def narrow(self, announcements: AnnouncementQuerySet) -> AnnouncementQuerySet:
        facts = self.cleaned_data if self.is_valid() else {}
        if facts.get("q", "").strip():
            announcements = announcements.matching(facts["q"])
        return announcements.filter(state=facts["state"]) if facts.get("state") else announcements


class ReadingFilterForm(forms.Form):
    q = search_words("社会组织")
    reading = forms.ChoiceField(
        label="收阅", required=False, choices=[("", "全部"), (UNREAD, "未阅或者未确认"), (READ, "已阅")]
    )

    def narrow(self, receipts: AnnouncementReceiptQuerySet) -> AnnouncementReceiptQuerySet:
        facts = self.cleaned_data if self.is_valid() else {}
        if facts.get("q", "").strip():
            receipts = receipts.matching(facts["q"])
        if facts.get("reading") == UNREAD:
            return receipts.unanswered()
        return receipts.exclude(pk__in=receipts.unanswered()) if facts.get("reading") == READ else receipts


class ReadingLedgerForm(ReadingFilterForm):
    """The same for the ledger, which is of one announcement."""

    of = forms.ModelChoiceField(label="通知公告", queryset=Announcement.objects.none())

    def narrow(self, receipts: AnnouncementReceiptQuerySet) -> AnnouncementReceiptQuerySet:
        found = super().narrow(receipts)
        return found.filter(announcement=self.cleaned_data["of"]) if self.is_valid() else found.none()
