"""What templates need to say about days."""

from datetime import date

from django import template

register = template.Library()


@register.filter
def days_until(day: date, today: date) -> int:
    """Negative once the day has passed."""
    return (day - today).days
