"""Twenty-five cases worked out by hand from the State Council's notices for 2024, 2025 and 2026.

Each: the case; when the filing came in; first day of the event; latest safe day; in time or late; decision day;
pauses (returned, resubmitted) if any. Times are Zhengzhou's.
"""

CASES = [
    # Spring Festival 2026: off 15-23 February; Saturday 14 and Saturday 28 February are worked.
    ("a week over the festival", "2026-02-13 10:00", "2026-02-28", "2026-02-21", "in time", "2026-02-25", []),
    ("latest safe day inside the festival stays", "2026-02-17 09:00", "2026-02-24", "2026-02-17", "in time", "2026-02-17", []),
    ("the day after it is late", "2026-02-18 09:00", "2026-02-24", "2026-02-17", "late", "2026-02-18", []),
    ("worked Saturday before the festival counts", "2026-02-11 09:00", "2026-02-20", "2026-02-13", "in time", "2026-02-14", []),
    ("received on the last worked day", "2026-02-14 16:00", "2026-03-05", "2026-02-26", "in time", "2026-02-26", []),
    # Spring Festival 2025: off 28 January-4 February; Sunday 26 January and Saturday 8 February are worked.
    ("received on a worked Sunday", "2025-01-26 11:00", "2025-02-20", "2025-02-13", "in time", "2025-02-06", []),
    ("worked Saturday after the festival", "2025-02-05 11:00", "2025-02-20", "2025-02-13", "in time", "2025-02-08", []),
    # National Day 2026: off 1-7 October; Sunday 20 September and Saturday 10 October are worked.
    ("first working day after National Day", "2026-10-01 09:00", "2026-10-08", "2026-10-01", "in time", "2026-10-01", []),
    ("three days before the holiday", "2026-09-28 09:00", "2026-10-12", "2026-10-05", "in time", "2026-10-08", []),
    ("worked Saturday of October counts", "2026-10-08 09:00", "2026-10-20", "2026-10-13", "in time", "2026-10-12", []),
    ("last working day before an event in the holiday", "2026-09-27 09:00", "2026-10-02", "2026-09-25", "late", "2026-09-30", []),
    ("Mid-Autumn Festival of 25-27 September between", "2026-09-23 09:00", "2026-09-30", "2026-09-23", "in time", "2026-09-29", []),
    # National Day 2025 with the Mid-Autumn Festival: off 1-8 October; Sunday 28 September and Saturday 11 October worked.
    ("worked Sunday before the long holiday", "2025-09-26 09:00", "2025-10-20", "2025-10-13", "in time", "2025-09-30", []),
    # Month ends.
    ("leap day is a safe day", "2024-02-29 09:00", "2024-03-07", "2024-02-29", "in time", "2024-03-05", []),
    ("common year ends its February on the 28th", "2025-02-28 09:00", "2025-03-07", "2025-02-28", "in time", "2025-03-05", []),
    ("over the end of July", "2026-07-30 09:00", "2026-08-20", "2026-08-13", "in time", "2026-08-04", []),
    # Year ends; 1-3 January 2026 are off, Sunday 4 January is worked.
    ("over the turn of 2025", "2025-12-30 09:00", "2026-01-20", "2026-01-13", "in time", "2026-01-05", []),
    ("event early in January", "2025-12-29 09:00", "2026-01-05", "2025-12-29", "in time", "2026-01-04", []),
    # Time of day: the day is Zhengzhou's, whatever UTC says.
    ("23:59 on the latest safe day", "2026-10-13 23:59", "2026-10-20", "2026-10-13", "in time", "2026-10-16", []),
    ("00:01 on the day after", "2026-10-14 00:01", "2026-10-20", "2026-10-13", "late", "2026-10-19", []),
    ("23:59 on Friday counts from Friday", "2026-10-16 23:59", "2026-11-20", "2026-11-13", "in time", "2026-10-21", []),
    ("00:01 on Saturday counts from Saturday", "2026-10-17 00:01", "2026-11-20", "2026-11-13", "in time", "2026-10-21", []),
    # The event's own day, and pauses.
    ("filed in the morning of an evening event", "2026-10-20 08:00", "2026-10-20", "2026-10-13", "late", "2026-10-20", []),
    ("days with the filer do not count", "2026-10-12 09:00", "2026-11-20", "2026-11-13", "in time", "2026-10-21",
     [("2026-10-13", "2026-10-19")]),
    ("back from correction with no working day left", "2026-10-12 09:00", "2026-10-20", "2026-10-13", "in time",
     "2026-10-19", [("2026-10-12", "2026-10-19")]),
]  # fmt: skip
