"""The small parts that pages are made of."""

from datetime import date, timedelta

import pytest
from django.template import engines

from zhengzhou_ideology.paging import Page

TODAY = date(2026, 10, 9)


def render(source, request=None, **context):
    return " ".join(engines["django"].from_string(source).render(context, request).split())


@pytest.mark.parametrize(
    ("days", "tone", "words"),
    [
        (-5, "overdue", "已逾期 5 天"),
        (0, "soon", "今日截止"),
        (3, "soon", "还有 3 天"),
        (4, "ahead", "还有 4 天"),
    ],
)
def test_due_day_says_how_far_it_is(days, tone, words):
    html = render(
        '{% include "components/due.html" only %}'.replace("only", "with on=on today=today only"),
        on=TODAY + timedelta(days),
        today=TODAY,
    )

    assert f'data-due="{tone}"' in html
    assert words in html


def test_due_day_of_another_year_names_the_year_and_may_be_provisional():
    html = render(
        '{% include "components/due.html" with on=on today=today provisional=True only %}',
        on=date(2027, 1, 15),
        today=TODAY,
    )

    assert "2027年1月15日" in html
    assert "暂定" in html


def test_settled_due_day_no_longer_counts():
    html = render(
        '{% include "components/due.html" with on=on today=today settled=True only %}',
        on=TODAY - timedelta(3),
        today=TODAY,
    )

    assert "10月6日" in html
    assert "due-left" not in html


def test_pagination_keeps_the_filters_of_the_address(rf):
    request = rf.get("/reports/", {"state": "submitted", "after": "old"})

    html = render(
        '{% include "components/pagination.html" with page=page target="#rows" only %}',
        request,
        page=Page(items=[1], next="N", previous=None),
    )

    assert 'href="?state=submitted&amp;after=N"' in html
    assert 'hx-target="#rows"' in html
    assert "上一页" not in html


def test_pagination_of_a_single_page_is_nothing(rf):
    page = Page(items=[1], next=None, previous=None)

    assert render('{% include "components/pagination.html" with page=page only %}', rf.get("/"), page=page) == ""


def test_status_carries_words_beside_the_colour():
    html = render('{% include "components/status.html" with state="submitted" text="已提交" only %}')

    assert html == '<span class="state" data-state="submitted">已提交</span>'


def test_fact_tells_empty_from_zero():
    source = '{% include "components/fact.html" with label="参会人数" value=value only %}'

    assert "<dd>0</dd>" in render(source, value=0)
    assert "未填写" in render(source, value="")


def test_confirmation_is_a_form_of_its_own():
    html = render(
        '{% include "components/confirm.html" with url="/x/" label="撤回" question="是否撤回？" csrf_token="T" only %}'
    )

    assert '<form class="confirm-panel" method="post" action="/x/"' in html
    assert '<input type="hidden" name="csrfmiddlewaretoken" value="T">' in html
