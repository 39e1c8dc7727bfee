"""The day as a picture: requests a second and their times, with the moments of the kills."""

from statistics import quantiles
from typing import Any

WIDTH, HEIGHT, LEFT, TOP, BAND, GAP = 900, 490, 64, 48, 150, 60
STEPS = 60
INK, SOFT, LINE, KILLED = "#1f2937", "#9ca3af", "#1d4ed8", "#b91c1c"


def percentile(seconds: list[float], percent: int) -> float:
    """In milliseconds."""
    if len(seconds) < 2:
        return 1000 * sum(seconds)
    return 1000 * quantiles(seconds, n=100, method="inclusive")[percent - 1]


def picture(day: Any, title: str) -> str:
    step = max(1.0, day.ended / STEPS)
    heaps: list[list[tuple[int, float]]] = [[] for _ in range(int(day.ended / step) + 1)]
    for at, _kind, status, seconds in day.heard:
        if at <= day.ended:
            heaps[int(at / step)].append((status, seconds))
    rates = [len(heap) / step for heap in heaps]
    busy = [sum(status in (429, 503) for status, _seconds in heap) / step for heap in heaps]
    times = {percent: [percentile([one for _status, one in heap], percent) for heap in heaps] for percent in (50, 95)}
    lower = TOP + BAND + GAP
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif" font-size="12">',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="white"/>',
        f'<text x="{LEFT}" y="22" font-size="15" fill="{INK}">{title}</text>',
        *_panel(TOP, max(rates), "requests a second; red: answered that the portal is busy"),
        _curve(rates, TOP, max(rates), LINE, ""),
        _curve(busy, TOP, max(rates), KILLED, ""),
        *_panel(lower, max(times[95]), "milliseconds: p50 (solid), p95 (dashed)"),
        _curve(times[50], lower, max(times[95]), LINE, ""),
        _curve(times[95], lower, max(times[95]), LINE, "5 4"),
        *_marks(day, lower + BAND),
    ]
    return "\n".join([*parts, "</svg>"]) + "\n"


def _x(place: float, places: float) -> float:
    return LEFT + (WIDTH - LEFT - 24) * place / max(1.0, places)


def _panel(top: int, most: float, name: str) -> list[str]:
    ruled = []
    for part in (0, 0.5, 1):
        y = top + BAND * (1 - part)
        ruled.append(f'<line x1="{LEFT}" x2="{WIDTH - 24}" y1="{y}" y2="{y}" stroke="{SOFT}" stroke-width="0.5"/>')
        ruled.append(f'<text x="{LEFT - 8}" y="{y + 4}" text-anchor="end" fill="{INK}">{most * part:.0f}</text>')
    return [*ruled, f'<text x="{LEFT}" y="{top - 8}" fill="{INK}">{name}</text>']


def _curve(values: list[float], top: int, most: float, colour: str, dashes: str) -> str:
    points = " ".join(
        f"{_x(place, len(values) - 1):.1f},{top + BAND * (1 - value / (most or 1)):.1f}"
        for place, value in enumerate(values)
    )
    return f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="1.8" stroke-dasharray="{dashes}"/>'


def _marks(day: Any, bottom: int) -> list[str]:
    found = []
    for number, (at, name) in enumerate(day.killed):
        x = _x(at, day.ended)
        label = name if name == "restarted" else f"{name} killed"
        found.append(
            f'<line x1="{x:.1f}" x2="{x:.1f}" y1="{TOP}" y2="{bottom}" stroke="{KILLED}" stroke-dasharray="2 3"/>'
        )
        found.append(
            f'<text x="{x + 3:.1f}" y="{bottom + 16 + number * 14}" fill="{KILLED}" font-size="11">{label}</text>'
        )
    ends = f'<text x="{LEFT}" y="{bottom + 16}" fill="{INK}">0</text>'
    last = f'<text x="{WIDTH - 24}" y="{bottom + 16}" text-anchor="end" fill="{INK}">{day.ended:.0f} s</text>'
    return [*found, ends, last]
