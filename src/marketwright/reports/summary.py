"""The summary of an answer: who gets what, who pays what, what is found, and how long it took."""

from collections.abc import Mapping
from fractions import Fraction

from marketwright.reports.answered import AnsweredMarket
from marketwright.reports.findings import finding_lines
from marketwright.reports.valuations import valuation_lines
from marketwright.reports.words import WIDTH, counted, listed, name, number, one_line, table

MOST_ROWS = 25
CHECKED: Mapping[str, str] = {
    "accepted": "checked by marketcheck: accepted",
    "undecided": "not checked: `marketwright check` does it at any time",
}


def summary(answered: AnsweredMarket, seconds: Mapping[str, float], width: int = WIDTH) -> str:
    """The whole text; `seconds`: how long each part of the work took, by its name."""
    parts = [headline(answered, width)]
    if answered.rule == "properties":
        parts.append(valuation_lines(answered))
    else:
        parts.append([*award_lines(answered, width), *_unsold(answered), *_totals(answered)])
    parts.append(finding_lines(answered))
    times = ", ".join(f"{part} {spent:.2f} s" for part, spent in seconds.items())
    parts.append([f"  {CHECKED[answered.document['checked']]}", f"  {times}"])
    return "\n\n".join("\n".join(part) for part in parts if part)


def headline(answered: AnsweredMarket, width: int = WIDTH) -> list[str]:
    """Two lines: the market's title, its size, and what was asked."""
    market = answered.market
    title = one_line(market.title, width) if market.title else "A market without a title"
    bids = len(answered.atoms) - len(market.reserve_prices)
    size = ", ".join((counted(len(market.buyers), "buyer"), counted(len(market.goods), "good"), counted(bids, "bid")))
    ties = f", tie rule {answered.tie_rule}" if "tie_rule" in answered.document["parameters"] else ""
    return [title, f"{size}; rule {answered.rule}{ties}"]


def award_lines(answered: AnsweredMarket, width: int) -> list[str]:
    """A table of the buyers who get goods, and how many get none."""
    allocation: Mapping[str, list[str]] = answered.document["outcome"]["allocation"]
    payments, payoffs = answered.by_buyer("payments"), answered.by_buyer("payoffs")
    bids = dict.fromkeys(allocation, Fraction(0))
    for atom in answered.uses:
        if answered.atoms[atom].owner != answered.seller:
            bids[answered.market.buyers[answered.atoms[atom].owner].name] += answered.atoms[atom].value
    buyers = [buyer for buyer, goods in allocation.items() if goods or payments.get(buyer) or payoffs.get(buyer)]
    columns = [("bid", bids), ("pays", payments), ("payoff", payoffs)]
    shown = [(title, values) for title, values in columns if values]
    header = ("buyer", "goods", *(title for title, _ in shown))
    rows = [(name(buyer), _goods(allocation[buyer], width), *(number(values[buyer]) for _, values in shown)) for buyer in buyers[:MOST_ROWS]]
    lines = ["Best allocation found, not proven efficient" if not answered.complete else "Efficient allocation"]
    lines += table([header, *rows], right=range(2, len(header))) if rows else ["  nobody gets anything"]
    if len(buyers) > MOST_ROWS:
        lines.append(f"  and {len(buyers) - MOST_ROWS} more, who get {counted(sum(len(allocation[buyer]) for buyer in buyers[MOST_ROWS:]), 'good')}")
    others = len(allocation) - len(buyers)
    if others and buyers:
        lines.append(
            f"  {counted(others, 'other buyer')} {'gets' if others == 1 else 'get'} nothing"
            + (f" and {'pays' if others == 1 else 'pay'} nothing" if payments else "")
        )
    return lines


def _goods(goods: list[str], width: int) -> str:
    room, most = width // 2, len(goods)
    while most > 1 and len(listed(goods, most)) > room:
        most -= 1
    return listed(goods, most)


def _unsold(answered: AnsweredMarket) -> list[str]:
    sold = {good for goods in answered.document["outcome"]["allocation"].values() for good in goods}
    kept = {
        good: answered.market.reserve_prices[good] for atom in answered.uses if answered.atoms[atom].owner == answered.seller for good in answered.goods(atom)
    }
    free = [good for good in answered.market.goods if good not in sold and good not in kept]
    lines = []
    if kept:
        lines.append(f"  the seller keeps {listed(list(kept))} for reserve prices of {number(sum(kept.values(), Fraction(0)))}")
    if free:
        lines.append(f"  unsold: {listed(free)}")
    return lines


def _totals(answered: AnsweredMarket) -> list[str]:
    outcome, payoffs = answered.document["outcome"], answered.by_buyer("payoffs")
    parts = [f"welfare {number(answered.amount('welfare'))}"]
    if "revenue" in outcome:
        parts.append(f"revenue {number(answered.amount('revenue'))}")
    if payoffs and outcome.get("revenue") != outcome["payoffs"]["seller"]:
        parts.append(f"seller's payoff {number(payoffs['seller'])}")
    return [f"  {', '.join(parts)}"]
