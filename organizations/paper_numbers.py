"""The next number of an authority's papers in a year, and how it is written."""

from organizations.models import Authority, PaperSequence


def next_number(series: str, authority: Authority, year: int) -> int:
    """Call it inside the transaction of the signature: the row stays locked until that commits, so a rollback leaves no gap."""
    PaperSequence.objects.get_or_create(series=series, authority=authority, year=year)
    sequence = PaperSequence.objects.select_for_update().get(series=series, authority=authority, year=year)
    sequence.last += 1
    sequence.save(update_fields=["last"])
    return sequence.last


def numbered(series: str, year: int, number: int) -> str:
    """发文字号: 金水民函〔2026〕12号 (GB/T 9704-2012, 7.2.5)."""
    return f"{series}〔{year}〕{number}号"
