from django.apps import AppConfig


class WorkCalendarConfig(AppConfig):
    name = "zhengzhou_ideology.workcalendar"
    label = "workcalendar"
    verbose_name = "工作日历"
