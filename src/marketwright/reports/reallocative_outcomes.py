"""Who buys, who sells and who could do better: the rules reallocative/vickrey, uniform and core."""

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any

from marketwright.reports.answered import AnsweredMarket
from marketwright.reports.reallocative_words import (
    Bundle,
    approximately,
    coalition_text,
    column,
    figure,
    figures,
    flat,
    gain_sentence,
    is_complete,
    is_listed,
    largest_first,
    paid_text,
    paragraphs,
    payment_cells,
    prices_text,
    trade_cells,
    trades_text,
)
from marketwright.reports.walrasian_words import cut, fitted
from marketwright.reports.words import WIDTH, Section, counted, table, wrapped

MOST_BLOCKING = 12
MOST_SENTENCES = 20
NOTHING_FOUND = "No outcome: the computation did not converge, or a limit came first"
WHAT_TO_DO = "A larger tolerance in the input, or smaller numbers in the market, may help; where a limit came first, a longer limit."
AUCTIONEER = "auctioneer"


def trade_lines(answered: AnsweredMarket, allocation: Mapping[str, Bundle], columns: Iterable[tuple[str, Mapping[str, str]]], width: int) -> list[str]:
    """What every participant buys and sells, and further columns by name."""
    goods, more = list(answered.divisible.goods), list(columns)
    trades = zip(*(trade_cells(bundle[good] for bundle in allocation.values()) for good in goods), strict=True)
    rows, rest = cut(
        [(answered.cell(bidder), *cells, *(further[bidder] for _, further in more)) for bidder, cells in zip(allocation, trades, strict=True)],
        "bidder",
    )
    header = ("bidder", *(answered.good(good) for good in goods), *(title for title, _ in more))
    return [*fitted(header, rows, range(1 + len(goods), len(header)), width), *rest]


def paid_columns(outcome: Mapping[str, Any], payments: str = "payments") -> list[tuple[str, Mapping[str, str]]]:
    """The columns of what everybody pays and gains."""
    return [("pays", payment_cells(outcome[payments])), ("payoff", payoff_column(outcome))]


def payoff_column(outcome: Mapping[str, Any]) -> dict[str, str]:
    """The participants' payoffs as a column."""
    bidders = list(outcome["allocation"])
    return dict(zip(bidders, column(outcome["payoffs"][bidder] for bidder in bidders), strict=True))


def competitive(answered: AnsweredMarket, price: Bundle) -> Fraction:
    """What the market's quantity brings at prices."""
    return sum((Fraction(str(price[good])) * amount for good, amount in zip(answered.divisible.goods, answered.divisible.quantity, strict=True)), Fraction(0))


def auctioneer_text(answered: AnsweredMarket) -> str:
    """What the auctioneer sells or buys."""
    market = answered.divisible
    return trades_text(answered, {good: -amount for good, amount in zip(market.goods, market.quantity, strict=True)})


def outcome_lines(answered: AnsweredMarket, outcome: Mapping[str, Any], width: int) -> list[str]:
    """A Vickrey part: the table, the revenue beside what the clearing price would bring, the surplus."""
    lines = trade_lines(answered, outcome["allocation"], paid_columns(outcome), width)
    many = "s" if len(outcome["price"]) > 1 else ""
    price = prices_text(answered, outcome["price"])
    revenue, brought = figures(outcome["revenue"], competitive(answered, outcome["price"]))
    sentences = [
        f"The auctioneer {auctioneer_text(answered)}; the bidders' surplus is {figure(outcome['welfare'])}.",
        f"The revenue is {revenue}; at the clearing price{many} {price} it would be {brought}.",
    ]
    return [*lines, *paragraphs(sentences, width)]


def vickrey_sections(answered: AnsweredMarket, width: int = WIDTH) -> list[Section]:
    """The outcome, and how every payment comes about."""
    outcome = answered.document["outcome"]
    if not outcome:
        return nothing_found(width)
    reasons = [payment_sentence(answered, outcome, bidder) for bidder in list(outcome["allocation"])[:MOST_SENTENCES]]
    return [*_vickrey(answered, width), ("How the payments come about", paragraphs(reasons, width))]


def vickrey_lines(answered: AnsweredMarket, width: int = WIDTH) -> list[str]:
    """The outcome."""
    return flat(_vickrey(answered, width) if answered.document["outcome"] else nothing_found(width))


def nothing_found(width: int) -> list[Section]:
    """What is told where numeric values have no outcome."""
    return [(NOTHING_FOUND, wrapped(WHAT_TO_DO, width))]


def _vickrey(answered: AnsweredMarket, width: int) -> list[Section]:
    return [(f"The Vickrey auction{approximately(answered)}", outcome_lines(answered, answered.document["outcome"], width))]


def payment_sentence(answered: AnsweredMarket, outcome: Mapping[str, Any], bidder: str) -> str:
    """The payment as what the others lose by the bidder's presence."""
    welfare, payoff, payment = (Fraction(str(value)) for value in (outcome["welfare"], outcome["payoffs"][bidder], outcome["payments"][bidder]))
    name, without, beside = answered.buyer(bidder), welfare - payoff, welfare - payoff - payment
    start = f"Without {name} the others would have {figure(without)}, beside {name} they have {figure(beside)}"
    change = f"the presence of {name} {'costs' if payment >= 0 else 'brings'} them {figure(abs(payment))}"
    return f"{start}: {change}, and {name} {paid_text(payment)}."


def uniform_lines(answered: AnsweredMarket, width: int = WIDTH) -> list[str]:
    """What everybody bids, gets and pays."""
    return flat(uniform_sections(answered, width))


def uniform_sections(answered: AnsweredMarket, width: int = WIDTH) -> list[Section]:
    """The same as sections."""
    outcome = answered.document["outcome"]
    lines = trade_lines(answered, outcome["allocation"], paid_columns(outcome), width)
    many = "s" if len(outcome["price"]) > 1 else ""
    start = f"The auctioneer {auctioneer_text(answered)} at the price{many} {prices_text(answered, outcome['price'])}"
    said = f"{start}: revenue {figure(outcome['revenue'])}. The bidders' surplus is {figure(outcome['welfare'])}."
    return [("The uniform-price auction in equilibrium", [*lines, *wrapped(said, width)]), ("What everybody bids", _bid_lines(answered, outcome, width))]


def _bid_lines(answered: AnsweredMarket, outcome: Mapping[str, Any], width: int) -> list[str]:
    """Intercepts, the common slope, and how much steeper it is than the truth."""
    number = len(outcome["bids"])
    factor = figure(Fraction(number - 1, number - 2))
    if len(answered.divisible.goods) == 1:
        good, slope = answered.divisible.goods[0], figure(outcome["slope"][0][0])
        shown = [f"{answered.buyer(bidder)} bids the price {figure(bid[good])} - {slope} q for the quantity q." for bidder, bid in outcome["bids"].items()]
    else:
        slope = "; ".join(f"{answered.good(good)} {' '.join(map(figure, row))}" for good, row in zip(answered.divisible.goods, outcome["slope"], strict=True))
        shown = [
            f"{answered.buyer(bidder)} bids {prices_text(answered, bid)} for the first unit of each."
            for bidder, bid in list(outcome["bids"].items())[:MOST_SENTENCES]
        ]
        shown.append(f"With the quantities these prices fall by the matrix with the rows {slope}.")
    shown = shown[: MOST_SENTENCES + 1]
    return paragraphs(
        [*shown, f"Marginal utilities are the same at 0, but bids fall {factor} times as fast: with {number} bidders everybody shades his bid."], width
    )


def core_lines(answered: AnsweredMarket, width: int = WIDTH) -> list[str]:
    """The outcome, and who could do better."""
    return flat([*_core(answered, width), _blocking(answered, width)] if answered.document["outcome"] else nothing_found(width))


def core_sections(answered: AnsweredMarket, width: int = WIDTH) -> list[Section]:
    """The same as sections, with how a blocking coalition could share its gain, and where to look for a remedy."""
    outcome = answered.document["outcome"]
    if not outcome:
        return nothing_found(width)
    sections = [*_core(answered, width), _blocking(answered, width)]
    blocking = [entry for entry in blocking_found(answered) if entry["coalition"] and "deficit" in entry]
    if blocking:
        which = "" if _knows_largest(answered) else " found"
        sections.append((f"How the coalition with the largest deficit{which} could share its gain", _sharing(answered, outcome, blocking[0], width)))
        if not is_stated(answered) and not approximately(answered) and is_listed(answered, len(answered.titles)):
            sections.append(("What might help", wrapped(REMEDY, width)))
    return sections


def blocking_found(answered: AnsweredMarket) -> list[Mapping[str, Any]]:
    """The listed coalitions that block, and that of the finding, which a capped list may leave out; the largest deficits first."""
    listed, witness = list(answered.document["outcome"]["blocking"]), _witness(answered)
    members = {(tuple(entry["coalition"]), entry["auctioneer"]) for entry in listed}
    if "coalition" in witness and (tuple(witness["coalition"]), witness["auctioneer"]) not in members:
        listed.append(witness)
    return largest_first(listed)


def lists_all(answered: AnsweredMarket) -> bool:
    """Whether no coalition blocks but those that the answer lists."""
    number = (answered.finding("all-blocking") or {}).get("number")
    return is_complete(answered) and number in (None, len(answered.document["outcome"]["blocking"]))


def _knows_largest(answered: AnsweredMarket) -> bool:
    """Whether no coalition has a larger deficit than those that the answer names."""
    return lists_all(answered) or (is_complete(answered) and "coalition" in _witness(answered))


def _witness(answered: AnsweredMarket) -> Mapping[str, Any]:
    """The coalition with bidders that the findings name, if any."""
    finding: Mapping[str, Any] = answered.finding("bidder-core") or {}
    found: Mapping[str, Any] = finding.get("witness", {})
    return found


REMEDY = "Other lots: `marketwright solve MARKET --rule reallocative/advise` looks for packages of the goods with which nobody can object."


def is_stated(answered: AnsweredMarket) -> bool:
    """Whether the payoffs are those of the input."""
    return "revenue" not in answered.document["outcome"]


def _core(answered: AnsweredMarket, width: int) -> list[Section]:
    outcome = answered.document["outcome"]
    if not is_stated(answered):
        return [(f"The Vickrey outcome{_verdict(answered)}{approximately(answered)}", outcome_lines(answered, outcome, width))]
    lines = trade_lines(answered, outcome["allocation"], [("payoff", payoff_column(outcome))], width)
    said = f"The auctioneer {auctioneer_text(answered)} and would have {figure(outcome['payoffs'][AUCTIONEER])}."
    return [
        (
            f"The efficient allocation, and stated payoffs{_verdict(answered)}",
            [*lines, *paragraphs([said, f"The bidders' surplus is {figure(outcome['welfare'])}."], width)],
        )
    ]


def _verdict(answered: AnsweredMarket) -> str:
    """Where payoffs are, as far as the findings say it."""
    feasible = answered.finding("feasible")
    if feasible is not None and not feasible["holds"]:
        return ", which do not add up to the surplus"
    core, bidder_core = ((answered.finding(claim) or {"holds": None})["holds"] for claim in ("core", "bidder-core"))
    are = "are" if is_stated(answered) else "is"
    revenue = "" if is_stated(answered) else ": its revenue is competitive"
    if core:
        return f", which {are} in the core{revenue}"
    if bidder_core:
        return f", which {are} in the bidder-core, not in the core{revenue}" if core is False else f", which {are} in the bidder-core{revenue}"
    if bidder_core is False:
        return f", which {are} blocked" + ("" if is_stated(answered) else ": its revenue is not competitive")
    return ""


def _blocking(answered: AnsweredMarket, width: int) -> Section:
    entries = blocking_found(answered)
    shown = entries[:MOST_BLOCKING]
    lines = paragraphs([f"{gain_sentence(answered, entry)}." for entry in shown], width)
    finding = answered.finding("all-blocking")
    more = (finding["number"] if finding is not None else len(entries)) - len(shown)
    if is_complete(answered):
        lines += [f"  and {counted(more, 'more coalition')}"] if more > 0 else []
    elif entries:
        lines.append(f"  and {more} more that were found; there may be others" if more > 0 else "  There may be others.")
    return "Who could do better", lines


def _sharing(answered: AnsweredMarket, outcome: Mapping[str, Any], entry: Mapping[str, Any], width: int) -> list[str]:
    members = [*([AUCTIONEER] if entry["auctioneer"] else []), *entry["coalition"]]
    share = Fraction(str(entry["deficit"])) / len(members)
    payoffs = outcome["payoffs"]
    has = [Fraction(str(payoffs[member])) for member in members]
    pairs = zip(column(has), column(payoff + share for payoff in has), has, strict=True)
    told = [figures(payoff, payoff + share) if before == after else (before, after) for before, after, payoff in pairs]
    rows, more = cut([(member if member == AUCTIONEER else answered.cell(member), *amounts) for member, amounts in zip(members, told, strict=True)], "member")
    who = coalition_text(answered, entry["coalition"], entry["auctioneer"])
    each = f"each of the {len(members)} would gain {figure(share)}" if len(members) > 1 else f"the gain is {figure(share)}"
    said = f"{who}: shared equally, {each}." if len(members) > 1 else f"{who}: {each}."
    return [*paragraphs([said], width), *table([("member", "has", "would have"), *rows], [1, 2], "    "), *more]
