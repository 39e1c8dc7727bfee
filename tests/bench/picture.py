"""The time against the size of the city, both by powers of ten: what grows with the city rises by one field for each field."""

from dataclasses import dataclass
from math import log10
from pathlib import Path

WIDE, HIGH, LEFT, TOP, BESIDE = 560, 480, 70, 20, 480
COLOURS = ("#066fd1", "#d63939", "#2fb344", "#f76707", "#ae3ec9", "#0ca678", "#f59f00", "#4263eb", "#d6336c")
FLAT, GREY = 1.3, "#adb5bd"
LINE = 15  # between two names, at least


@dataclass(frozen=True)
class Scale:
    """Where a size and a number of seconds lie."""

    sizes: list[int]
    low: int
    high: int

    def place(self, size: float, seconds: float) -> tuple[float, float]:
        across = (log10(size) - log10(self.sizes[0])) / (log10(self.sizes[-1]) - log10(self.sizes[0]))
        up = (log10(seconds) - self.low) / (self.high - self.low)
        return LEFT + across * WIDE, TOP + HIGH - up * HIGH

    def drawn(self) -> list[str]:
        parts = []
        for power in range(self.low, self.high + 1):
            y = self.place(self.sizes[0], 10**power)[1]
            parts.append(f'<path d="M{LEFT} {y:.0f}h{WIDE}" stroke="#dce1e7"/>')
            parts.append(f'<text x="{LEFT - 8}" y="{y + 4:.0f}" text-anchor="end">{10.0**power:g} s</text>')
        for size in self.sizes:
            x = self.place(size, 10**self.low)[0]
            parts.append(f'<text x="{x:.0f}" y="{TOP + HIGH + 18}" text-anchor="middle">{size:,}</text>')
        return parts


def draw(figures: list[dict], path: Path) -> bool:
    """A line for each case that was measured in several cities, grey where it stays flat; False if there is none."""
    lines: dict[str, list[tuple[int, float]]] = {}
    for figure in figures:
        lines.setdefault(figure["case"], []).append((figure["size"], figure["seconds"]))
    lines = {name: sorted(points) for name, points in lines.items() if len(points) > 1}
    if not lines:
        return False
    sizes = sorted({size for points in lines.values() for size, _ in points})
    seconds = [value for points in lines.values() for _, value in points]
    scale = Scale(sizes, int(log10(min(seconds)) // 1), int(-(-log10(max(seconds)) // 1)))
    flat = [name for name, points in lines.items() if points[-1][1] <= FLAT * points[0][1]]
    parts = [*scale.drawn(), *(_line(scale, lines[name], GREY) for name in flat)]
    names = [(TOP + HIGH + 4.0, f"grey: {len(flat)} that grow by less than {FLAT:g} times", "#667382")] if flat else []
    growing = sorted(lines.keys() - set(flat), key=lambda name: lines[name][-1][1])
    for number, name in enumerate(growing):
        colour = COLOURS[number % len(COLOURS)]
        parts.append(_line(scale, lines[name], colour))
        names.append((scale.place(*lines[name][-1])[1] + 4, name, colour))
    parts += _beside(names)
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{LEFT + WIDE + BESIDE}" height="{TOP + HIGH + 30}"'
        ' font-family="sans-serif" font-size="12">'
    )
    path.write_text("\n".join([head, *parts, "</svg>"]) + "\n", encoding="utf-8")
    return True


def _line(scale: Scale, points: list[tuple[int, float]], colour: str) -> str:
    spots = " ".join(f"{x:.1f},{y:.1f}" for x, y in (scale.place(*point) for point in points))
    return f'<polyline points="{spots}" fill="none" stroke="{colour}" stroke-width="2"/>'


def _beside(names: list[tuple[float, str, str]]) -> list[str]:
    """Each at the height of its line's end, or above the one below it."""
    parts, above = [], float("inf")
    for wanted, name, colour in names:
        above = min(wanted, above - LINE)
        parts.append(f'<text x="{LEFT + WIDE + 16}" y="{above:.0f}" fill="{colour}">{name}</text>')
    return parts
