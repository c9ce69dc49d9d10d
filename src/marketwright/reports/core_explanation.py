"""Who could object to payoffs: a blocking coalition, what it would do, and how it could share its gain."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from marketwright.reports.answered import AnsweredMarket
from marketwright.reports.words import WIDTH, number, rounded, table, wrapped

MOST_MEMBERS = 20


def core_lines(answered: AnsweredMarket, width: int = WIDTH) -> list[str]:
    """The finding `core` with its witness (nothing where the rule does not ask)."""
    finding = answered.finding("core")
    if finding is None:
        return []
    if finding["holds"] is None:
        return wrapped("Not decided: a limit came first.", width)
    if finding["holds"]:
        return wrapped("Nobody: the payoffs are in the core. No coalition with the seller could do better on its own.", width)
    witness = finding["witness"]
    if "buyer" in witness:
        payoff = number(Fraction(witness["payoff"]))
        return wrapped(f"{answered.buyer(witness['buyer'])}, whose payoff of {payoff} is below 0: staying away gives 0.", width)
    if "sum" in witness:
        most = answered.at_most
        total = Fraction(witness["sum"])
        return wrapped(
            f"Nobody can pay these payoffs: they add up to {number(total)}, which is {number(total - most)} more than the {number(most)} that all are worth.",
            width,
        )
    return _blocking_lines(answered, witness, width)


def _blocking_lines(answered: AnsweredMarket, witness: Mapping[str, Any], width: int) -> list[str]:
    coalition: list[str] = witness["coalition"]
    worth, payoffs, gain = (Fraction(witness[key]) for key in ("worth_at_least", "payoffs", "gain"))
    uses = tuple(answered.document["certificate"]["core"]["uses"])
    if not coalition:
        goods = answered.bundle([good for atom in uses for good in answered.goods(atom)])
        return wrapped(f"The seller alone would keep {goods} for {number(worth)}; these payoffs give {number(payoffs)}.", width)
    members = f"The seller with {answered.buyers(coalition, MOST_MEMBERS)}"
    sentence = f"{members} can reach {number(worth)} without anybody else; these payoffs give them {number(payoffs)}, which is {number(gain)} less."
    share = gain / (len(coalition) + 1)
    lines = wrapped(sentence, width) + wrapped(f"Shared equally, each of the {len(coalition) + 1} would gain {rounded(share)}:", width)
    have = answered.by_buyer("payoffs")
    held = have["seller"] if "seller" in have else payoffs - sum((have[member] for member in coalition), Fraction(0))
    rows = [("member", "goods", "bid", "has", "would have"), ("seller", _goods(answered, uses, answered.seller), "", number(held), rounded(held + share))]
    index = {buyer.name: owner for owner, buyer in enumerate(answered.bundles.buyers)}
    for member in coalition[:MOST_MEMBERS]:
        bid = number(answered.total(atom for atom in uses if answered.atoms[atom].owner == index[member]))
        rows.append((answered.cell(member), _goods(answered, uses, index[member]), bid, number(have[member]), rounded(have[member] + share)))
    lines += table(rows, right=[2, 3, 4], indent="    ")
    if len(coalition) > MOST_MEMBERS:
        lines.append(f"    and {len(coalition) - MOST_MEMBERS} more members")
    return lines


def _goods(answered: AnsweredMarket, uses: tuple[int, ...], owner: int) -> str:
    goods = [good for atom in uses if answered.atoms[atom].owner == owner for good in answered.goods(atom)]
    if owner == answered.seller and not goods:
        return ""
    return ("keeps " if owner == answered.seller else "") + answered.bundle_cell(goods, 4)
