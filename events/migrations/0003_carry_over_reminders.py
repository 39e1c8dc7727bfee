"""What the second ladder had told becomes rows of the one that is left, so that nobody is told twice."""

from collections import defaultdict
from datetime import date

from django.db import migrations
from django.utils.timezone import now

BATCH = 2000
# Deadline and rung there: kind, number and rung here.
RUNGS = {
    ("decision", 1): ("event_decision", 1, "event_decision:overdue_1"),
    ("decision", 2): ("event_decision", 2, "event_decision:overdue_2"),
    ("eve", 1): ("event_eve", 1, "event_eve:before_1"),
    ("summary", 1): ("post_event_summary", 1, "post_event_summary:before_3"),
    ("summary", 2): ("post_event_summary", 2, "post_event_summary:overdue_1"),
    ("summary", 3): ("post_event_summary", 3, "post_event_summary:overdue_5"),
}
BACK = {(kind, number): there for there, (kind, number, _) in RUNGS.items()}
EVE_COUNTED_FROM = date(2020, 1, 1)


def carry_over(apps, schema_editor):
    EventReminder = apps.get_model("events", "EventReminder")
    Reminder, Sweep = apps.get_model("compliance", "Reminder"), apps.get_model("compliance", "Sweep")
    told = EventReminder.objects.filter(told_at__isnull=False)
    last = told.order_by("-reached_on").first()
    if last is None:
        return
    rounds, sweep = _decision_rounds(told), Sweep.objects.create(on=last.reached_on)
    rows = []
    for reminder in told.order_by("pk").iterator(BATCH):
        kind, number, rung = RUNGS[reminder.deadline, reminder.rung]
        turn = 0
        if kind == "event_eve":
            turn = (reminder.due_on - EVE_COUNTED_FROM).days
        elif kind == "event_decision":
            turn = rounds[reminder.filing_id][reminder.due_on]
        rows.append(
            Reminder(
                sweep=sweep, kind=kind, matter=reminder.filing_id, round=turn, number=number, rung=rung,
                due_on=reminder.due_on, reached_on=reminder.reached_on,
            )
        )  # fmt: skip
    Reminder.objects.bulk_create(rows, batch_size=BATCH, ignore_conflicts=True)


def _decision_rounds(told):
    """By filing and due day: the running day is in the round of today's pauses, those before it are counted up."""
    rounds = defaultdict(dict)
    rows = told.filter(deadline="decision").order_by("pk")
    for filing, due_on, decide_by, pauses in rows.values_list(
        "filing", "due_on", "filing__decide_by", "filing__pauses"
    ):
        if due_on == decide_by:
            rounds[filing][due_on] = len(pauses)
        else:
            rounds[filing].setdefault(due_on, len([day for day in rounds[filing] if day != decide_by]))
    return rounds


def give_back(apps, schema_editor):
    EventReminder = apps.get_model("events", "EventReminder")
    Reminder = apps.get_model("compliance", "Reminder")
    kinds = {kind for kind, _ in BACK}
    rows = []
    for reminder in Reminder.objects.filter(kind__in=kinds).order_by("pk").iterator(BATCH):
        deadline, rung = BACK[reminder.kind, reminder.number]
        rows.append(
            EventReminder(
                filing_id=reminder.matter, deadline=deadline, rung=rung,
                due_on=reminder.due_on, reached_on=reminder.reached_on, told_at=now(),
            )
        )  # fmt: skip
    EventReminder.objects.bulk_create(rows, batch_size=BATCH, ignore_conflicts=True)


class Migration(migrations.Migration):
    # The rows of both rooms lie in one database; only here does one know the other's table.
    dependencies = [("compliance", "0001_initial"), ("events", "0002_paper_sequence_moved")]

    operations = [migrations.RunPython(carry_over, give_back)]
