"""What the auditor looks for."""

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.timezone import make_aware

from zhengzhou_ideology.security.enums import SecurityEventKind
from zhengzhou_ideology.security.models import SecurityEventQuerySet


class EventFilterForm(forms.Form):
    kind = forms.ChoiceField(label="事件", required=False, choices=[("", "全部事件"), *SecurityEventKind.choices])
    q = forms.CharField(
        label="账号、姓名或地址", required=False, max_length=150, widget=forms.TextInput(attrs={"type": "search"})
    )
    day = forms.DateField(label="日期", required=False, widget=forms.DateInput(attrs={"type": "date"}))

    def narrow(self, events: SecurityEventQuerySet) -> SecurityEventQuerySet:
        wanted: dict[str, Any] = self.cleaned_data if self.is_valid() else {}
        if kind := wanted.get("kind"):
            events = events.of_kind(kind)
        if text := wanted.get("q", "").strip():
            by_account = Q(account__username__icontains=text) | Q(account__name__icontains=text)
            events = events.filter(by_account | Q(name__icontains=text) | Q(address__startswith=text))
        if day := wanted.get("day"):
            begin = make_aware(datetime.combine(day, time()))
            events = events.filter(at__gte=begin, at__lt=begin + timedelta(days=1))
        return events
