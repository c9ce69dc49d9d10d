"""An answer explained: what results and why, what is proved and how."""

from marketwright.reports.answered import AnsweredMarket
from marketwright.reports.by_rule import report_of
from marketwright.reports.evidence import leaves
from marketwright.reports.findings import finding_lines
from marketwright.reports.summary import headline
from marketwright.reports.words import WIDTH, Section, counted, wrapped


def explanation(answered: AnsweredMarket, steps: int, width: int = WIDTH) -> str:
    """The whole text; `steps`: how much work the checker had before it accepted the answer."""
    report = report_of(answered)
    proofs = [*finding_lines(answered, width), *_evidence_lines(answered, report.bounded, steps, width)]
    return page(answered, [*report.sections(answered, width), ("How sure this is", proofs)], width)


def page(answered: AnsweredMarket, sections: list[Section], width: int = WIDTH) -> str:
    """The headline and the sections that have lines."""
    parts = [headline(answered, width), *([title, *lines] for title, lines in sections if lines)]
    return "\n\n".join("\n".join(part) for part in parts)


def _evidence_lines(answered: AnsweredMarket, bounded: str, steps: int, width: int) -> list[str]:
    lines = []
    bound = answered.document["certificate"].get("bound")
    if bound is not None:
        count = leaves(bound)
        how = "one list of prices" if count == 1 else f"{count} cases with a list of prices each"
        lines += wrapped(f"The bound on {bounded} rests on {how}.", width)
    return lines + wrapped(f"marketcheck verified every claim just now, in about {counted(steps, 'step')}.", width)
