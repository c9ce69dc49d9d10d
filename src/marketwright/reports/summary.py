"""The summary of an answer: what results, what is found."""

from collections.abc import Mapping

from marketwright.markets.atoms import atoms
from marketwright.markets.bayesian import BayesianMarket
from marketwright.markets.bundle import BundleMarket
from marketwright.markets.divisible import DivisibleMarket
from marketwright.markets.kinds import Market, member_word, names_of
from marketwright.markets.unit_demand import UnitDemandMarket
from marketwright.reports.answered import AnsweredMarket
from marketwright.reports.by_rule import report_of
from marketwright.reports.findings import finding_lines
from marketwright.reports.words import WIDTH, counted, one_line, wrapped

CHECKED: Mapping[str, str] = {
    "accepted": "checked by marketcheck: accepted",
    "undecided": "not checked: `marketwright check` does it at any time",
}


def summary(answered: AnsweredMarket, width: int = WIDTH) -> str:
    """The whole text."""
    parts = [headline(answered, width), report_of(answered).outcome(answered, width), finding_lines(answered, width)]
    parts.append([f"  {CHECKED[answered.document['checked']]}"])
    return "\n\n".join("\n".join(part) for part in parts if part)


def headline(answered: AnsweredMarket, width: int = WIDTH) -> list[str]:
    """The market's title, its size and what was asked, and whose tables are read as their closure."""
    market = answered.market
    title = one_line(market.title, width) if market.title else "A market without a title"
    ties = f", tie rule {answered.tie_rule}" if "tie_rule" in answered.document["parameters"] else ""
    lines = [title, *wrapped(f"{market_size(market)}; rule {answered.rule}{ties}", width, "", "  ")]
    if closed := answered.document.get("closed"):
        tables = "the table" if len(closed) == 1 else "the tables"
        lines += wrapped(f"Not monotone, and read as closed under free disposal: {tables} of {answered.buyers(closed)}", width, "", "  ")
    return lines


def market_size(market: Market) -> str:
    """How many buyers or bidders and goods, and of a bundle market how many bids; of a Bayesian market how many players, profiles of types and actions."""
    sizes = [counted(len(names_of(market)), member_word(market))]
    match market:
        case BayesianMarket(profiles=profiles, coalitions=coalitions):
            sizes.append(f"{counted(profiles, 'profile')} of types")
            sizes += [counted(len(coalitions), "coalition"), counted(sum(len(coalition.actions) for coalition in coalitions), "action")]
        case BundleMarket(goods=goods):
            sizes += [counted(len(goods), "good"), counted(len(atoms(market)) - len(market.reserve_prices), "bid")]
        case UnitDemandMarket(goods=goods) | DivisibleMarket(goods=goods):
            sizes.append(counted(len(goods), "good"))
    return ", ".join(sizes)
