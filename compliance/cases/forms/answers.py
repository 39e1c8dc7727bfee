"""What an organization types in its case: its statement, a request for time, what it has put right, a request for review."""

from typing import Any

from django import forms

from compliance.cases.standing.facts import CaseFacts
from zhengzhou_ideology.files.intake import hint
from zhengzhou_ideology.forms import DateInput, MultipleFileField, words


class AnswerForm(forms.Form):
    """Text and papers; the browser drops chosen files when a page comes back, and the hint says so."""

    uploads = MultipleFileField(label="材料", required=False)

    def __init__(self, *args: Any, facts: CaseFacts, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields([name for name in self.fields if name != "uploads"] + ["uploads"])
        chosen = "提交未成功的，文字会保留，文件须重新选择。" if self.is_bound else ""
        self.fields["uploads"].help_text = f"可一次选择多个文件，也可以不提交。{hint()}{chosen}"


class StatementForm(AnswerForm):
    text = words("陈述申辩意见", rows=10, most=8000, help_text="可以就事实、依据、拟采取的措施以及程序提出意见。")
    wants_hearing = forms.BooleanField(
        label="要求听证",
        required=False,
        help_text="勾选后，登记管理机关会安排时间、地点，当面听取意见；听证举行前不作出处理决定。",
    )
    is_complete = forms.BooleanField(
        label="不再补充",
        required=False,
        help_text="勾选表示陈述申辩已经完毕，登记管理机关不必等待期限届满即可研究处理；不勾选的，期限内还可以补充。",
    )

    def __init__(self, *args: Any, facts: CaseFacts, **kwargs: Any) -> None:
        """Offered only while it may be asked for, but always read: if the term ended meanwhile, the wish is refused with a
        sentence, not dropped.
        """
        super().__init__(*args, facts=facts, **kwargs)
        if not self.is_bound and not facts.may_ask_hearing:
            del self.fields["wants_hearing"]


class TimeForm(AnswerForm):
    new_due = forms.DateField(label="延至日期", widget=DateInput(), help_text="应晚于现届满日期，并为工作日。")
    reason = words("理由", rows=4, most=2000)


class RectificationForm(AnswerForm):
    plan = words("整改措施", rows=6, most=4000, help_text="对照整改要求，写明采取了哪些措施、由谁负责。")
    done = words("完成情况", rows=6, most=4000, help_text="写明各项措施何时完成、结果如何。")


class AskReviewForm(AnswerForm):
    grounds = words("申请复核的理由", rows=8, most=4000, help_text="可以就认定的事实、依据、措施和程序提出意见。")
