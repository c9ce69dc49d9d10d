"""An answer explained: who won and why not the others, who could object, what is proved and how."""

from fractions import Fraction

from marketwright.reports.answered import AnsweredMarket
from marketwright.reports.core_explanation import core_lines
from marketwright.reports.findings import coalition, finding_lines
from marketwright.reports.summary import headline
from marketwright.reports.valuations import findings_by_buyer, submodularity_sentence, substitutes_sentence, valuation_lines
from marketwright.reports.winners import absence_lines, loser_lines, winner_lines
from marketwright.reports.words import WIDTH, counted, number, wrapped

MOST_WITNESSES = 10


def explanation(answered: AnsweredMarket, steps: int, width: int = WIDTH) -> str:
    """The whole text; `steps`: how much work the checker had before it accepted the answer."""
    sections = _properties_sections(answered, width) if answered.rule == "properties" else _allocation_sections(answered, width)
    sections.append(("How sure this is", [*finding_lines(answered, width), *_evidence_lines(answered, steps, width)]))
    parts = [headline(answered, width), *([title, *lines] for title, lines in sections if lines)]
    return "\n\n".join("\n".join(part) for part in parts)


def _allocation_sections(answered: AnsweredMarket, width: int) -> list[tuple[str, list[str]]]:
    found = "Who wins" if answered.complete else "Who wins in the best allocation found, which is not proven efficient"
    return [
        (found, winner_lines(answered, width)),
        ("Why not the others", loser_lines(answered, width)),
        ("What the absence of a winner would change", absence_lines(answered, width)),
        ("Who could object", core_lines(answered, width)),
    ]


def _properties_sections(answered: AnsweredMarket, width: int) -> list[tuple[str, list[str]]]:
    found = findings_by_buyer(answered)
    closed = [buyer for buyer, findings in found.items() if "closed" in findings["monotone"]]
    sentences = [
        (sentence, buyer, findings[claim]["witness"])
        for buyer, findings in found.items()
        for claim, sentence in (("submodular", submodularity_sentence), ("gross-substitutes", substitutes_sentence))
        if findings[claim]["holds"] is False
    ]
    tables = [
        f"{answered.buyer(buyer)}: the table was not monotone and is read as its closure: a set is worth its best part" for buyer in closed[:MOST_WITNESSES]
    ]
    witnesses = [sentence(answered, buyer, witness) for sentence, buyer, witness in sentences[:MOST_WITNESSES]]
    return [
        ("The valuations", valuation_lines(answered)),
        ("Tables that were closed", _counted_rest(tables, len(closed), width)),
        ("Why not", _counted_rest(witnesses, len(sentences), width)),
        ("The market", _market_lines(answered, width)),
    ]


def _counted_rest(sentences: list[str], count: int, width: int) -> list[str]:
    """The sentences, and how many of all are not shown."""
    lines = [line for sentence in sentences for line in wrapped(sentence, width)]
    return [*lines, f"  and {count - len(sentences)} more"] if count > len(sentences) else lines


def _market_lines(answered: AnsweredMarket, width: int) -> list[str]:
    """The numbers behind a violation of buyers-submodularity."""
    finding = answered.finding("buyers-submodular")
    if finding is None or finding["holds"] is not False:
        return []
    witness, violation = finding["witness"], answered.document["certificate"]["violation"]
    first, second = map(answered.buyer, witness["buyers"])
    upper = [Fraction(worth) for worth in violation["upper_worths"]]
    both, neither = (answered.total(uses) for uses in violation["lower"])
    title = coalition(answered, witness["coalition"])
    sentence = (
        f"{title[0].upper()}{title[1:]} is worth {number(neither)}; with {first} too, {number(upper[0])}; "
        f"with {second} instead, {number(upper[1])}; with both, {number(both)}. "
        f"So {first} adds {number(upper[0] - neither)}, but {number(both - upper[1])} when {second} is there."
    )
    return wrapped(sentence, width)


def _evidence_lines(answered: AnsweredMarket, steps: int, width: int) -> list[str]:
    lines = []
    bound = answered.document["certificate"].get("bound")
    if bound is not None:
        leaves = sum(isinstance(node, list) for node in bound["nodes"])
        how = "one list of prices" if leaves == 1 else f"{leaves} cases with a list of prices each"
        lines += wrapped(f"The bound on the welfare rests on {how}.", width)
    return lines + wrapped(f"marketcheck verified every claim just now, in about {counted(steps, 'step')}.", width)
