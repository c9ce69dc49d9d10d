"""Properties of valuations and of the market explained by their witnesses."""

from marketwright.reports.answered import AnsweredMarket
from marketwright.reports.submodularity import violation_lines
from marketwright.reports.valuations import findings_by_buyer, submodularity_sentence, substitutes_sentence, valuation_lines
from marketwright.reports.words import Section, wrapped

MOST_WITNESSES = 10


def properties_sections(answered: AnsweredMarket, width: int) -> list[Section]:
    """The valuations, and why some of them or the market are not what they might be."""
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
        ("The market", violation_lines(answered, width)),
    ]


def _counted_rest(sentences: list[str], count: int, width: int) -> list[str]:
    """The sentences, and how many of all are not shown."""
    lines = [line for sentence in sentences for line in wrapped(sentence, width)]
    return [*lines, f"  and {count - len(sentences)} more"] if count > len(sentences) else lines
