"""A round of play in words: who asked for what, who was served at which price, and who regrets."""

from collections.abc import Iterator

from marketwright.gamma.play import Regret, Round
from marketwright.gamma.transcript import Difference
from marketwright.markets.bundle import BundleMarket
from marketwright.reports.words import WIDTH, bundle_text, buyer_name, number, short_names, table, wrapped

MOST_SHOWN = 40
"""Of more buyers only those who are served or regret are shown, and of these so many."""


def round_text(market: BundleMarket, played: Round, title: str, width: int = WIDTH) -> str:
    """The whole text of one round."""
    lines = [title, *_table(market, played), _seller(played), *_regrets(market, played, width)]
    return "\n".join(lines)


def _table(market: BundleMarket, played: Round) -> Iterator[str]:
    short = short_names([buyer.name for buyer in market.buyers])
    regretting = {found.buyer for found in played.regrets}
    names = list(short)
    if len(names) > MOST_SHOWN:
        names = [name for name in names if name in played.reply.members or name in regretting][:MOST_SHOWN]
    rows = [("buyer", "asks for", "at price", "net payoff", "gets", "pays", "payoff")]
    for name in names:
        request, served = played.requests[name], name in played.reply.members
        gets = bundle_text(played.reply.allocation[name], 4) if served else "not served"
        pays = number(played.reply.payments[name]) if served else ""
        asked = bundle_text(request.bundle, 4), number(request.price), number(played.net[name])
        rows.append((short[name], *asked, gets, pays, number(played.payoffs[name])))
    yield from table(rows, right=[2, 3, 5, 6])
    if len(names) < len(short):
        yield f"  {len(short) - len(names)} more buyers are not listed"


def _seller(played: Round) -> str:
    kind = "a best reply" if played.is_best_reply else f"not a best reply, which would pay {number(played.best_revenue)}"
    return f"  the seller gets {number(played.payoffs['seller'])}: {kind}"


def _regrets(market: BundleMarket, played: Round, width: int) -> list[str]:
    if not played.regrets:
        return ["", "Nobody regrets: no other request of any one buyer would have given him more."]
    lines = ["", "Who regrets, all other requests unchanged"]
    for found in played.regrets[:MOST_SHOWN]:
        lines += wrapped(regret_sentence(market, found), width)
    if len(played.regrets) > MOST_SHOWN:
        lines.append(f"  {len(played.regrets) - MOST_SHOWN} more buyers regret")
    return lines


def regret_sentence(market: BundleMarket, found: Regret) -> str:
    """One buyer's regret with his better request."""
    name = buyer_name(found.buyer)
    if found.payoff < 0:
        return f"{name} loses {number(-found.payoff)}; asking for nothing at price 0 would have spared him that"
    reach = "up to" if len(market.buyers) == 1 else "anything below"
    better = f"{bundle_text(found.request.bundle)} at price {number(found.request.price)}"
    return f"{name} has {number(found.payoff)} and could have had {reach} {number(found.limit)}: asking for {better} would have given him {number(found.net)}"


def difference_text(found: Difference) -> str:
    """Where a transcript is false."""
    return f"differs: {found.place}\n  transcript: {found.given}\n  recomputed: {found.recomputed}"
