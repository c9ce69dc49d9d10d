"""Who gets what and pays what in an allocation: a table with its totals."""

from collections.abc import Mapping
from fractions import Fraction

from marketwright.reports.answered import AnsweredMarket
from marketwright.reports.words import counted, number, table

MOST_ROWS = 25


def allocation_lines(answered: AnsweredMarket, width: int) -> list[str]:
    """Awards, what stays with the seller, and totals."""
    return [*award_lines(answered, width), *_unsold(answered), *_totals(answered)]


def award_lines(answered: AnsweredMarket, width: int) -> list[str]:
    """A table of the buyers who get goods, and how many get none."""
    allocation: Mapping[str, list[str]] = answered.document["outcome"]["allocation"]
    payments, payoffs = answered.by_buyer("payments"), answered.by_buyer("payoffs")
    bids = dict.fromkeys(allocation, Fraction(0))
    for atom in answered.uses:
        if answered.atoms[atom].owner != answered.seller:
            bids[answered.bundles.buyers[answered.atoms[atom].owner].name] += answered.atoms[atom].value
    buyers = [buyer for buyer, goods in allocation.items() if goods or payments.get(buyer) or payoffs.get(buyer)]
    columns = [("bid", bids), ("pays", payments), ("payoff", payoffs)]
    shown = [(title, values) for title, values in columns if values]
    header = ("buyer", "goods", *(title for title, _ in shown))
    rows = [(answered.cell(buyer), _goods(answered, allocation[buyer], width), *(number(values[buyer]) for _, values in shown)) for buyer in buyers[:MOST_ROWS]]
    title = "Efficient allocation" if answered.complete else "Best allocation found, not proven efficient"
    lines = [f"{title}, and the payoffs that were tested" if answered.rule == "core-test" else title]
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


def _goods(answered: AnsweredMarket, goods: list[str], width: int) -> str:
    most = min(len(goods), 12)
    while most > 1 and len(answered.bundle_cell(goods, most)) > width // 2:
        most -= 1
    return answered.bundle_cell(goods, most)


def _unsold(answered: AnsweredMarket) -> list[str]:
    sold = {good for goods in answered.document["outcome"]["allocation"].values() for good in goods}
    kept = {
        good: answered.bundles.reserve_prices[good] for atom in answered.uses if answered.atoms[atom].owner == answered.seller for good in answered.goods(atom)
    }
    free = [good for good in answered.bundles.goods if good not in sold and good not in kept]
    lines = []
    if kept:
        lines.append(f"  the seller keeps {answered.bundle_cell(kept)} for reserve prices of {number(sum(kept.values(), Fraction(0)))}")
    if free:
        lines.append(f"  unsold: {answered.bundle_cell(free)}")
    return lines


def _totals(answered: AnsweredMarket) -> list[str]:
    outcome, payoffs = answered.document["outcome"], answered.by_buyer("payoffs")
    parts = [f"welfare {number(answered.amount('welfare'))}"]
    if "revenue" in outcome:
        parts.append(f"revenue {number(answered.amount('revenue'))}")
    if payoffs and outcome.get("revenue") != outcome["payoffs"]["seller"]:
        parts.append(f"seller's payoff {number(payoffs['seller'])}")
    return [f"  {', '.join(parts)}"]
