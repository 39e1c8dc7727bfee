"""The time against the size of the city, both by powers of ten: what grows with the city rises by one field for each field."""

from math import log10
from pathlib import Path

WIDE, HIGH, LEFT, TOP = 560, 420, 70, 20
COLOURS = ("#066fd1", "#d63939", "#2fb344", "#f76707", "#ae3ec9", "#0ca678", "#667382", "#f59f00", "#4263eb", "#d6336c")


def draw(figures: list[dict], path: Path) -> bool:
    """A line for each case that was measured in several cities; False if there is none."""
    lines: dict[str, list[tuple[int, float]]] = {}
    for figure in figures:
        lines.setdefault(figure["case"], []).append((figure["size"], figure["seconds"]))
    lines = {name: sorted(points) for name, points in lines.items() if len(points) > 1}
    if not lines:
        return False
    sizes = sorted({size for points in lines.values() for size, _ in points})
    seconds = [value for points in lines.values() for _, value in points]
    left, right = log10(sizes[0]), log10(sizes[-1])
    low, high = int(log10(min(seconds)) // 1), int(-(-log10(max(seconds)) // 1))

    def place(size: float, value: float) -> tuple[float, float]:
        across = (log10(size) - left) / (right - left)
        return LEFT + across * WIDE, TOP + HIGH - (log10(value) - low) / (high - low) * HIGH

    parts = []
    for power in range(low, high + 1):
        y = place(sizes[0], 10**power)[1]
        parts.append(f'<path d="M{LEFT} {y:.0f}h{WIDE}" stroke="#dce1e7"/>')
        parts.append(f'<text x="{LEFT - 8}" y="{y + 4:.0f}" text-anchor="end">{10.0**power:g} s</text>')
    for size in sizes:
        x = place(size, 10**low)[0]
        parts.append(f'<text x="{x:.0f}" y="{TOP + HIGH + 18}" text-anchor="middle">{size:,}</text>')
    for number, (name, points) in enumerate(lines.items()):
        colour = COLOURS[number % len(COLOURS)]
        spots = " ".join(f"{x:.1f},{y:.1f}" for x, y in (place(*point) for point in points))
        parts.append(f'<polyline points="{spots}" fill="none" stroke="{colour}" stroke-width="2"/>')
        y = TOP + 14 + number * 18
        parts.append(f'<text x="{LEFT + WIDE + 16}" y="{y}" fill="{colour}">{name}</text>')
    head = f'<svg xmlns="http://www.w3.org/2000/svg" width="{LEFT + WIDE + 400}" height="{TOP + HIGH + 30}" font-family="sans-serif" font-size="12">'
    path.write_text("\n".join([head, *parts, "</svg>"]) + "\n", encoding="utf-8")
    return True
