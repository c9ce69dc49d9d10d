"""One bidder's view of an answer about a divisible market."""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from marketwright.reports.answered import AnsweredMarket
from marketwright.reports.evidence import VERDICTS
from marketwright.reports.reallocative_claims import condition_text, reallocative_sentence
from marketwright.reports.reallocative_designs import break_of_bidder, misreport_sentence
from marketwright.reports.reallocative_outcomes import blocking_found, lists_all, payment_sentence
from marketwright.reports.reallocative_packages import held, package_lines
from marketwright.reports.reallocative_words import (
    approximately,
    figure,
    gain_sentence,
    opened,
    paid_text,
    paragraphs,
    prices_text,
    trade_cell,
    trades_text,
)
from marketwright.reports.words import WIDTH, Section, table, wrapped

MOST_COALITIONS = 12


def bidder_sections(answered: AnsweredMarket, bidder: int, width: int = WIDTH) -> list[Section]:
    """What the answer says of the bidder."""
    outcome, title = answered.document["outcome"], answered.titles[bidder]
    name = answered.buyer(title)
    if "allocation" not in outcome:
        if answered.rule == "reallocative/break":
            return break_of_bidder(answered, title, width)
        if answered.rule == "reallocative/revenue":
            return [(f"The answer is about valuations that are drawn at random, not about {name} alone", paragraphs([_drawn(answered, title)], width))]
        said = list(_named(answered, title)) or [f"Its evidence does not name {name}."]
        return [(f"The answer is about sets of bidders, not about {name} alone", paragraphs(said, width))]
    if title not in outcome["allocation"]:
        return [(opened(f"{name} does not take part"), wrapped("The answer is about the participants that its input names.", width))]
    return [
        _trade(answered, title, width),
        ("Why that payment", wrapped(payment_sentence(answered, outcome, title), width) if _is_vickrey(answered) else []),
        ("How the bid differs from the truth", _bid_lines(answered, title, width)),
        ("What the others leave", _supply_lines(answered, title, width)),
        (f"What {name} buys and sells in packages", _package_lines(answered, title, width)),
        ("Auction by auction", _auction_lines(answered, title)),
        ("What a misreport would bring", _misreport_lines(answered, title, width)),
        ("With whom something better is possible", _coalition_lines(answered, title, width)),
    ]


def _is_vickrey(answered: AnsweredMarket) -> bool:
    return answered.finding("vickrey") is not None or answered.rule == "reallocative/advise"


def _trade(answered: AnsweredMarket, title: str, width: int) -> Section:
    """What the bidder buys, sells, pays and gains."""
    outcome = answered.document["outcome"]
    paid = paid_text(outcome["payments"][title]) if "payments" in outcome else ""
    head = opened(f"{answered.buyer(title)} {trades_text(answered, outcome['allocation'][title], paid)}{approximately(answered)}")
    lines = []
    if "payoffs" in outcome:
        payoff = Fraction(str(outcome["payoffs"][title]))
        if "payments" in outcome:
            worth = payoff + Fraction(str(outcome["payments"][title]))
            lines.append(f"That is worth {figure(worth)} to {answered.buyer(title)}, so the payoff is {figure(payoff)}.")
        else:
            lines.append(f"The stated payoff is {figure(payoff)}.")
    if "price" in outcome and "bids" not in outcome:
        many = "s" if len(outcome["price"]) > 1 else ""
        lines.append(f"At the clearing price{many} {prices_text(answered, outcome['price'])} nothing else would be better.")
    if "auctions" in outcome:
        lines.append("That is what the auctions of all packages come to together.")
    return head, paragraphs(lines, width)


def _bid_lines(answered: AnsweredMarket, title: str, width: int) -> list[str]:
    """The uniform-price bid beside marginal utility."""
    outcome = answered.document["outcome"]
    if "bids" not in outcome:
        return []
    number = len(outcome["bids"])
    first, factor = prices_text(answered, outcome["bids"][title]), figure(Fraction(number - 1, number - 2))
    said = f"The first unit is worth {first}, and the bid says so; with the quantity the bid falls {factor} times as fast as what the next unit is worth."
    return wrapped(said, width)


def _supply_lines(answered: AnsweredMarket, title: str, width: int) -> list[str]:
    """The ends of the residual supply."""
    supply = answered.document["outcome"].get("residual_supply", {}).get(title)
    if supply is None:
        return []
    first, last = (prices_text(answered, supply[key]) for key in ("first", "last"))
    return wrapped(f"The others price the first unit at {first}, the last one at {last}; the payment adds up these prices from first to last.", width)


def _package_lines(answered: AnsweredMarket, title: str, width: int) -> list[str]:
    """The bidder's bundle as quantities of packages."""
    outcome = answered.document["outcome"]
    if "packages" not in outcome:
        return []
    parts = held(answered, outcome["packages"], outcome["allocation"][title])
    said = [f"package {number}: {trade_cell(amount)}" for number, amount in enumerate(parts, start=1)]
    return [*wrapped("; ".join(said), width), *package_lines(answered, outcome["packages"], None, width)]


def _auction_lines(answered: AnsweredMarket, title: str) -> list[str]:
    """What the bidder gets and pays in the auction of each package."""
    rows = [
        (f"package {number}", trade_cell(auction["allocation"][title]), paid_text(auction["payments"][title]))
        for number, auction in enumerate(answered.document["outcome"].get("auctions", ()), start=1)
    ]
    return table(rows) if rows else []


def _misreport_lines(answered: AnsweredMarket, title: str, width: int) -> list[str]:
    outcome = answered.document["outcome"]
    if "deviations" not in outcome:
        return []
    if title not in outcome["deviations"]:
        return wrapped("Nothing: no other report is better than the truth.", width)
    return wrapped(misreport_sentence(answered, title, outcome["deviations"][title]), width)


def _coalition_lines(answered: AnsweredMarket, title: str, width: int) -> list[str]:
    """The listed coalitions that block with the bidder in them."""
    if "blocking" not in answered.document["outcome"]:
        return []
    entries = [entry for entry in blocking_found(answered) if title in entry["coalition"]]
    lines = paragraphs([f"{gain_sentence(answered, entry)}." for entry in entries[:MOST_COALITIONS]], width)
    if len(entries) > MOST_COALITIONS:
        lines.append(f"  and {len(entries) - MOST_COALITIONS} more of those that are listed")
    if not lists_all(answered):
        lines.append("  There may be others that the answer does not list.")
    return lines


def _named(answered: AnsweredMarket, title: str) -> Iterator[str]:
    """The findings whose witness names the bidder."""
    for finding in answered.document["findings"]:
        if "witness" in finding and title in _names(finding["witness"]):
            yield f"{finding['claim']}: {VERDICTS[finding['holds']]}, {reallocative_sentence(answered, finding)}."
    outcome = answered.document["outcome"]
    for key, word in (("least_by", "Below"), ("greatest_by", "Above")):
        if key in outcome and title in _names(outcome[key]):
            yield f"{word} the interval {condition_text(answered, outcome[key])}."


def _drawn(answered: AnsweredMarket, title: str) -> str:
    """What a bidder's valuation has to do with expected revenues."""
    name = answered.buyer(title)
    if "prior" in (answered.document.get("input") or {}):
        return f"Valuations are drawn from the distribution of the input; of {name} only the matrix S counts, which is that of all bidders."
    return f"Valuations are drawn from those of the market's bidders: that of {name} is one of {len(answered.titles)} that are equally likely for everybody."


def _names(value: Any) -> Iterator[str]:
    """All texts inside a witness."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for part in value.values():
            yield from _names(part)
    elif isinstance(value, list):
        for part in value:
            yield from _names(part)
