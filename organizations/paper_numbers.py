"""The next number of an authority's papers in a year."""

from organizations.models import Authority, PaperSequence


def next_number(series: str, authority: Authority, year: int) -> int:
    """Call it inside the transaction of the signature: the row stays locked until that commits, so a rollback leaves no gap."""
    PaperSequence.objects.get_or_create(series=series, authority=authority, year=year)
    sequence = PaperSequence.objects.select_for_update().get(series=series, authority=authority, year=year)
    sequence.last += 1
    sequence.save(update_fields=["last"])
    return sequence.last
