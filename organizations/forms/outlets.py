"""What is typed when an organization confirms its outlets and posts, and what narrows the register of outlets."""

from datetime import date
from typing import Any

from django import forms

from organizations.confirmations import OutletReply, PostsOnRecord
from organizations.enums import OutletAnswer, OutletKind
from organizations.forms.register import OutletForm
from organizations.models import District, Organization, Outlet, User
from organizations.models.outlets import OutletQuerySet
from organizations.registration import fault_of_closing, version_of
from zhengzhou_ideology.forms import DateInput, search_words, seen_field

UNCONFIRMED, WITHOUT_RESPONSIBLE, CLOSED = "unconfirmed", "without_responsible", "closed"


class OutletFilterForm(forms.Form):
    """The filters of the register; an empty field filters nothing, but that closed outlets have to be asked for."""

    q = search_words("社会组织")
    kind = forms.ChoiceField(label="类别", required=False, choices=[("", "全部类别"), *OutletKind.choices])
    district = forms.ModelChoiceField(
        label="县（市、区）", queryset=District.objects.all(), required=False, empty_label="全市"
    )
    standing = forms.ChoiceField(
        label="情形",
        required=False,
        choices=[
            ("", "在用"),
            (UNCONFIRMED, "本年度未确认"),
            (WITHOUT_RESPONSIBLE, "无现任责任人"),
            (CLOSED, "已停用"),
        ],
    )

    def narrow(self, outlets: OutletQuerySet, today: date, reader: User) -> OutletQuerySet:
        facts = self.cleaned_data if self.is_valid() else {}
        if facts.get("q", "").strip():
            outlets = outlets.matching(facts["q"], reader)
        equal = {"kind": facts.get("kind"), "organization__district": facts.get("district")}
        outlets = outlets.filter(**{name: value for name, value in equal.items() if value})
        standing = facts.get("standing")
        if standing == UNCONFIRMED:
            return outlets.unconfirmed_in(today.year)
        if standing == WITHOUT_RESPONSIBLE:
            return outlets.without_responsible(today)
        return outlets.filter(until__isnull=False) if standing == CLOSED else outlets.open()


class OutletReplyForm(OutletForm):
    """One outlet of the page: still right, changed to what is typed, or closed on a day."""

    answer = forms.ChoiceField(
        label="确认",
        choices=OutletAnswer.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "请选择仍然正确、已变更或者已停用。"},
    )
    until = forms.DateField(label="停用日期", required=False, widget=DateInput())

    field_order = ["answer", "kind", "name", "address", "responsible", "since", "until", "version"]

    def __init__(self, *args: Any, instance: Outlet, today: date, **kwargs: Any) -> None:
        super().__init__(*args, instance=instance, today=today, prefix=f"outlet-{instance.pk}", **kwargs)
        self.today = today
        # What is confirmed is what the page shows; the instance takes on what is typed.
        self.shown = {name: instance.serializable_value(name) for name in self.names}
        self.title, self.responsible_name = str(instance), instance.responsible.name

    @property
    def details(self) -> list[Any]:
        return [self[name] for name in (*self.names, "until")]

    @property
    def is_opened(self) -> bool:
        """What is typed below the answer is shown when there is something to see."""
        return self.is_bound and (bool(self.errors) or self["answer"].value() != OutletAnswer.RIGHT)

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or {}
        answer = facts.get("answer")
        if answer == OutletAnswer.RIGHT and set(self.changed_data) & set(self.names):
            self.add_error("answer", "您修改了登记内容，请选择“已变更”。")
        if answer in (OutletAnswer.RIGHT, OutletAnswer.CHANGED) and facts.get("until"):
            self.add_error("answer", "您填写了停用日期，请选择“已停用”。")
        if answer == OutletAnswer.CLOSED:
            for name in self.names:
                self.errors.pop(name, None)
            self._need_until(facts)
        return facts

    def _need_until(self, facts: dict[str, Any]) -> None:
        if not facts.get("until"):
            if "until" not in self.errors:
                self.add_error("until", "请填写停用日期。")
        elif problem := fault_of_closing(self.instance, facts["until"], self.today):
            self.add_error("until", problem)

    def reply(self) -> OutletReply:
        """Call only on a valid form."""
        answer = OutletAnswer(self.cleaned_data["answer"])
        facts = self.facts() if answer == OutletAnswer.CHANGED else dict.fromkeys(self.names)
        version, until = self.cleaned_data["version"], self.cleaned_data["until"]
        return OutletReply(self.instance, answer, version, facts, until if answer == OutletAnswer.CLOSED else None)


class OutletsConfirmationForm(forms.Form):
    """All outlets in use on one page; where there is none, that is said with a tick."""

    has_none = forms.BooleanField(label="本组织没有网站、公众账号、刊物和场所等阵地", required=False)

    def __init__(self, data: Any = None, *, organization: Organization, today: date) -> None:
        super().__init__(data)
        found = organization.outlets.open().select_related("responsible", "organization").open_first()
        self.rows = [OutletReplyForm(data, instance=outlet, today=today) for outlet in found]
        if self.rows:
            del self.fields["has_none"]

    def is_valid(self) -> bool:
        return all([super().is_valid(), *(row.is_valid() for row in self.rows)])

    def facts(self) -> dict[str, Any]:
        """Call only on a valid form."""
        replies = [row.reply() for row in self.rows]
        return {"has_none": self.cleaned_data.get("has_none", False), "replies": replies}

    def show_both(self) -> None:
        """Somebody else has changed an outlet meanwhile: each such row shows what is stored beside what was typed."""
        for row in self.rows:
            stored = Outlet.objects.get(pk=row.instance.pk)
            if row.data.get(row.add_prefix("version")) != version_of(stored, row.names):
                row.show_both(stored)
        self.add_error(None, "您填写期间已有他人修改了阵地的登记，尚未确认，请核对后再次提交。")


class PostsConfirmationForm(forms.Form):
    """A tick for each post; `seen` is the hash of what the page shows."""

    seen = seen_field(required=True)

    def __init__(self, data: Any = None, *, posts: PostsOnRecord) -> None:
        super().__init__(data, initial={"seen": posts.sha256})
        self.posts = posts
        for post, person in posts.holders:
            self.fields[post.value] = forms.BooleanField(
                label="仍然正确" if person else "确无任职者",
                error_messages={"required": "有变化的，请先办理变更；没有变化的，请勾选。"},
            )

    @property
    def rows(self) -> list[tuple[Any, Any, Any]]:
        return [(post, person, self[post.value]) for post, person in self.posts.holders]
