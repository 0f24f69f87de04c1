"""Horizontal bars as plain SVG: one picture for each table."""
from xml.sax.saxutils import escape

WIDTH, LABEL, BAR, GAP, TOP = 720, 200, 22, 10, 56
COLOURS = ("#3b6ea5", "#c8782a", "#5b8c5a", "#8a5a9e")


def text(x, y, words, size=13, anchor="start", colour="#222"):
    return f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" text-anchor="{anchor}" fill="{colour}">{escape(words)}</text>'


def bars(title, subtitle, rows, unit="", digits=2):
    """`rows`: (label, value, target or None, colour's number). A target is a line across its bar. The SVG as text."""
    most = max([value for _, value, _, _ in rows] + [target for _, _, target, _ in rows if target is not None] + [1e-9])
    scale = (WIDTH - LABEL - 90) / most
    height = TOP + len(rows) * (BAR + GAP) + 12
    parts = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" font-family="sans-serif" role="img">',
             f"<title>{escape(title)}</title>", f'<rect width="{WIDTH}" height="{height}" fill="white"/>',
             text(12, 22, title, 16), text(12, 42, subtitle, 12, colour="#666")]
    for i, (label, value, target, colour) in enumerate(rows):
        y = TOP + i * (BAR + GAP)
        parts.append(text(LABEL - 8, y + BAR * 0.7, label, anchor="end"))
        parts.append(f'<rect x="{LABEL}" y="{y}" width="{value * scale:.1f}" height="{BAR}" fill="{COLOURS[colour % len(COLOURS)]}"/>')
        after = LABEL + value * scale
        if target is not None:
            x = LABEL + target * scale
            parts.append(f'<line x1="{x:.1f}" x2="{x:.1f}" y1="{y - 3}" y2="{y + BAR + 3}" stroke="#222" stroke-width="2" stroke-dasharray="4 2"/>')
            after = max(after, x)
        parts.append(text(after + 8, y + BAR * 0.7, f"{value:.{digits}f}{unit}"))
    return "\n".join(parts + ["</svg>", ""])
