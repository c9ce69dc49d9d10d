"""Findings in words: what is claimed, whether it holds, and by which kind of evidence."""

from collections import Counter

from marketwright.reports.answered import AnsweredMarket
from marketwright.reports.by_rule import report_of
from marketwright.reports.evidence import VERDICTS
from marketwright.reports.words import WIDTH, counted, table, wrapped


def finding_lines(answered: AnsweredMarket, width: int = WIDTH) -> list[str]:
    """Each finding about the market; findings about single buyers are counted."""
    sentence = report_of(answered).sentence
    rows: list[tuple[str, str, str]] = []
    by_buyer: dict[str, Counter[bool | None]] = {}
    for finding in answered.document["findings"]:
        if "buyer" in finding:
            by_buyer.setdefault(finding["claim"], Counter())[finding["holds"]] += 1
        else:
            rows.append((finding["claim"], VERDICTS[finding["holds"]], sentence(answered, finding)))
    counts = [
        (claim, "", ", ".join(f"{VERDICTS[holds]}: {counted(found[holds], 'buyer')}" for holds in (True, False, None) if found[holds]))
        for claim, found in by_buyer.items()
    ]
    heads = table([(claim, verdict, "|") for claim, verdict, _ in (*counts, *rows)])
    lines: list[str] = []
    for head, (_, _, said) in zip(heads, (*counts, *rows), strict=True):
        lines += wrapped(head[:-1] + said, width, "", " " * (len(head) - 1))
    return lines
