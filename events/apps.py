from django.apps import AppConfig

from zhengzhou_ideology.notices import kinds


class EventsConfig(AppConfig):
    name = "events"
    verbose_name = "重大活动"

    def ready(self) -> None:
        kinds.register(
            kinds.Kind("event_filing", "重大活动申报办理"),
            kinds.Kind("event_deadline", "重大活动期限提醒"),
            kinds.Kind("event_decision", "重大活动审批和复核决定", legal_paper=True),
        )
