"""What designs do to revenue and honesty: the rules reallocative/revenue, split, break, always, monotone and shills."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from marketwright.markets.divisible import QuadraticValues
from marketwright.markets.document import market_from_document
from marketwright.markets.kinds import divisible_market
from marketwright.markets.quadratic import net_theta
from marketwright.reports.answered import AnsweredMarket
from marketwright.reports.reallocative_outcomes import payoff_column, trade_lines
from marketwright.reports.reallocative_words import (
    Bundle,
    amounts_text,
    coalition_text,
    column,
    figure,
    figures,
    flat,
    has,
    paragraphs,
    payment_cells,
    precise,
    prices_text,
    stated,
    trades_text,
)
from marketwright.reports.walrasian_words import fitted
from marketwright.reports.words import WIDTH, Section, counted, table, wrapped

MOST_MISREPORTS = 12
AUCTIONS: Mapping[str, str] = {"vickrey": "Vickrey", "uniform": "uniform price"}


def revenue_lines(answered: AnsweredMarket, width: int = WIDTH) -> list[str]:
    """Expected revenues, and which auction brings more."""
    return flat(revenue_sections(answered, width)[:2])


def revenue_sections(answered: AnsweredMarket, width: int = WIDTH) -> list[Section]:
    """Expected revenues, which is larger and why, and what valuations are drawn from."""
    outcome = answered.document["outcome"]
    sampled = outcome.get("sampled", {})
    auctions = [key for key in AUCTIONS if key in outcome]
    columns = [column(outcome[key] for key in auctions), *([column(sampled[key]["mean"] for key in auctions)] if sampled else [])]
    rows = [(AUCTIONS[key], *cells) for key, *cells in zip(auctions, *columns, strict=True)]
    header = ("auction", "expected revenue", *([f"mean of {counted(sampled['samples'], 'sample')}"] if sampled else []))
    title = f"Expected revenue from {counted(outcome['number'], 'bidder')} with independent valuations"
    lines = [*table([header, *rows], [1, 2]), *wrapped(f"expected surplus {figure(outcome['welfare'])}", width)]
    return [(title, lines), _comparison(outcome, width), ("What valuations are drawn from", _prior_lines(answered, outcome, width))]


def _comparison(outcome: Mapping[str, Any], width: int) -> Section:
    """Which auction brings more: heterogeneity against the threshold."""
    if "better" not in outcome:
        return "With two bidders only the Vickrey auction has an outcome", wrapped(f"Their heterogeneity is {figure(outcome['heterogeneity'])}.", width)
    spread, threshold = figures(outcome["heterogeneity"], outcome["threshold"])
    title = {"vickrey": "The Vickrey auction brings more", "uniform": "The uniform-price auction brings more", "equal": "Both bring the same"}[
        outcome["better"]
    ]
    relation = {"vickrey": "below", "uniform": "above", "equal": "exactly at"}[outcome["better"]]
    why = {
        "vickrey": "Valuations are so alike that shading costs the uniform-price auction more than Vickrey discounts cost.",
        "uniform": "Valuations differ so much that Vickrey discounts cost more than shading costs the uniform-price auction.",
        "equal": "Vickrey discounts and shading cost the same.",
    }[outcome["better"]]
    return title, paragraphs([f"Heterogeneity {spread} is {relation} the threshold {threshold}. {why}", FALLS], width)


FALLS = "The threshold falls with the number of bidders, and rises with the square of the quantity."


def _prior_lines(answered: AnsweredMarket, outcome: Mapping[str, Any], width: int) -> list[str]:
    goods = answered.divisible.goods
    means, *columns = (column(entries) for entries in ([outcome["mean"][good] for good in goods], *zip(*outcome["covariance"], strict=True)))
    rows = list(zip(map(answered.good, goods), means, *columns, strict=True))
    header = ("good", "mean worth of the first unit", *(f"covariance with {answered.good(good)}" for good in answered.divisible.goods))
    return fitted(header, rows, range(1, len(header)), width)


def split_lines(answered: AnsweredMarket, width: int = WIDTH) -> list[str]:
    """Payments of both designs beside one another, and misreports that gain."""
    return flat(split_sections(answered, width))


def split_sections(answered: AnsweredMarket, width: int = WIDTH) -> list[Section]:
    """The same as sections."""
    outcome = answered.document["outcome"]
    forward = set(answered.document["input"]["forward"])
    columns = [
        ("side", {bidder: "forward" if bidder in forward else "other" for bidder in outcome["allocation"]}),
        ("pays", payment_cells(outcome["payments"])),
        ("in one auction", payment_cells(outcome["vickrey_payments"])),
        ("payoff", payoff_column(outcome)),
    ]
    joint, apart = figures(outcome["vickrey_revenue"], outcome["revenue"])
    many = "s" if len(outcome["price"]) > 1 else ""
    said = f"Clearing price{many} {prices_text(answered, outcome['price'])}. The revenue is {apart}; in one Vickrey auction of all it is {joint}."
    lines = [*trade_lines(answered, outcome["allocation"], columns, width), *wrapped(said, width)]
    sections = [("Two sides kept apart: the same trades, other payments", lines)]
    deviations = outcome["deviations"]
    sentences = [misreport_sentence(answered, bidder, entry) for bidder, entry in list(deviations.items())[:MOST_MISREPORTS]]
    if len(deviations) > MOST_MISREPORTS:
        sentences.append(f"{len(deviations) - MOST_MISREPORTS} more gain by misreports.")
    return [*sections, ("Who gains by a misreport while all others are honest", paragraphs(sentences, width))]


def misreport_sentence(answered: AnsweredMarket, bidder: str, entry: Mapping[str, Any]) -> str:
    """What a bidder would say, get and gain, and whether that is all."""
    name = answered.buyer(bidder)
    truth = net_values(answered, bidder)
    start = f"{name} {trades_text(answered, entry['bundle'])} by saying that the first unit is worth {prices_text(answered, entry['theta'])}"
    instead = f" instead of {prices_text(answered, truth)}" if truth else ""
    gain = precise(entry["gain"])
    if "direction" in entry:
        return f"{start}{instead}, and gains {gain}. That is only an example: the gain is without bound, with ever larger trades."
    return f"{start}{instead}, and gains {gain}: the best misreport."


def net_values(answered: AnsweredMarket, bidder: str) -> dict[str, Fraction]:
    """What the first unit of every good is worth to a bidder (empty where his utility is not quadratic)."""
    values = next(found.values for found in answered.divisible.bidders if found.name == bidder)
    return dict(zip(answered.divisible.goods, net_theta(values), strict=True)) if isinstance(values, QuadraticValues) else {}


def break_lines(answered: AnsweredMarket, width: int = WIDTH) -> list[str]:
    """What was changed, and who blocks then."""
    return flat(break_sections(answered, width))


def break_sections(answered: AnsweredMarket, width: int = WIDTH) -> list[Section]:
    """The same as sections."""
    outcome = answered.document["outcome"]
    if "market" not in outcome:
        return [("No market was made", wrapped("The finding says why.", width))]
    made = divisible_market(market_from_document(outcome["market"]))
    before, inner = answered.divisible, AnsweredMarket(market=made, document=answered.document)
    who = coalition_text(answered, outcome["coalition"])
    blocked = f"{who} could do better by {stated(outcome, 'deficit')}."
    sentences = [f"Only {answered.buyers(inner.titles)} take part." if len(inner.titles) < len(answered.titles) else "All bidders take part."]
    if "shifts" in outcome:
        sentences += [_shift_sentence(answered, inner, bidder, shift) for bidder, shift in outcome["shifts"].items() if has(shift, 1) or has(shift, -1)]
        sentences.append("The quantity is the same.")
    else:
        old, new = (dict(zip(before.goods, quantity, strict=True)) for quantity in (before.quantity, made.quantity))
        was = f"where before the auctioneer {_sells(answered, old)}" if old != new else "as before"
        sentences.append(f"The bidders value everything as before; the auctioneer {_sells(answered, new)}, {was}.")
    return [("What was changed", paragraphs(sentences, width)), ("Who could do better there than by the Vickrey outcome", paragraphs([blocked], width))]


def break_of_bidder(answered: AnsweredMarket, title: str, width: int = WIDTH) -> list[Section]:
    """What becomes of one bidder in the market that was made."""
    outcome, name = answered.document["outcome"], answered.buyer(title)
    if "market" not in outcome:
        return [("No market was made", wrapped("The finding says why.", width))]
    inner = AnsweredMarket(market=divisible_market(market_from_document(outcome["market"])), document=answered.document)
    if title not in inner.titles:
        return [(f"In the market made here {name} does not take part", wrapped(f"Only {answered.buyers(inner.titles)} take part.", width))]
    shift = outcome.get("shifts", {}).get(title, {})
    changed = has(shift, 1) or has(shift, -1)
    said = [_shift_sentence(answered, inner, title, shift) if changed else f"{name} has and values everything as before."]
    blocks = title in outcome["coalition"]
    said.append(f"{coalition_text(answered, outcome['coalition'])} could do better by {stated(outcome, 'deficit')}.")
    role = "could do better with the auctioneer" if blocks else "takes part, but is not one of those who could do better"
    return [(f"In the market made here {name} {role}", paragraphs(said, width))]


def _sells(answered: AnsweredMarket, quantity: Mapping[str, Fraction]) -> str:
    return trades_text(answered, {good: -amount for good, amount in quantity.items()})


def _shift_sentence(answered: AnsweredMarket, inner: AnsweredMarket, bidder: str, shift: Bundle) -> str:
    """A shift is an endowment: the bidder already has so much more, or less."""
    said = [f"{amounts_text(answered, shift, sign)} {word} than before" for word, sign in (("more", 1), ("less", -1)) if has(shift, sign)]
    truth, new = (prices_text(of, net_values(of, bidder)) for of in (answered, inner))
    return f"{answered.buyer(bidder)} has {' and '.join(said)}, so that the first unit is worth {new} instead of {truth}."


def question_lines(_: AnsweredMarket, __: int = WIDTH) -> list[str]:
    """Nothing: answers of reallocative/always, monotone and shills are their findings."""
    return []


def question_sections(answered: AnsweredMarket, width: int = WIDTH) -> list[Section]:
    """What the findings mean for whoever designs the auction."""
    asked = (answered.document.get("input") or {}).get("participants")
    only = [] if asked is None else [f"This is about the auction of {answered.buyers(asked)} only."]
    return [("What this means", paragraphs([*only, *(MEANINGS[finding["claim"], finding["holds"]] for finding in answered.document["findings"])], width))]


MEANINGS: Mapping[tuple[str, bool | None], str] = {
    (
        "bidder-core-always",
        True,
    ): "Whichever of these bidders take part, the Vickrey auction's revenue is competitive; one more of them never lowers it, "
    "and none of them gains by bidding also under the names of others of them, with their values.",
    (
        "bidder-core-always",
        False,
    ): "For some sets of these bidders the Vickrey auction's revenue is not competitive. For others, such as all of them, it may be: "
    "`reallocative/core` tells.",
    ("bidder-core-always", None): "Whether the revenue is competitive for every set of these bidders is open.",
    ("core-always", True): "The auctioneer never loses, whichever of these bidders take part.",
    ("core-always", False): "For some sets of these bidders somebody could do better, perhaps only the auctioneer, who would rather not hold the auction.",
    ("core-always", None): "Whether the auctioneer might lose is open.",
    ("revenue-monotone", True): "It is never wrong to admit one more of these bidders. Of other bidders the evidence says nothing.",
    ("revenue-monotone", False): "To keep a bidder out can raise the revenue.",
    ("revenue-monotone", None): "Whether one more of these bidders might lower the revenue is open.",
    ("shill-proof", True): "Nobody gains by bidding also under the names of other bidders of this market, with their values. "
    "Of other names and other values the evidence says nothing.",
    ("shill-proof", False): "A bidder may gain by bidding also under the names of other bidders of this market, with their values.",
    ("shill-proof", None): "Whether somebody gains by bidding also under the names of other bidders of this market is open.",
}
"""What the answers mean, by claim and verdict."""
