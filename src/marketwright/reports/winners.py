"""Winners, losers, and what a winner's absence would change, in words with numbers."""

from fractions import Fraction
from typing import NamedTuple

from marketwright.reports.answered import AnsweredMarket
from marketwright.reports.words import WIDTH, counted, number, wrapped

MOST_WINNERS = 25
MOST_LOSERS = 10
MOST_ABSENCES = 10
MOST_CHANGES = 4


class NearMiss(NamedTuple):
    """A bid that is not accepted: how much more the accepted bids in its way are worth together, and the bid's number."""

    lack: Fraction
    atom: int


def winner_lines(answered: AnsweredMarket, width: int = WIDTH) -> list[str]:
    """What each winner gets, bids, pays and gains."""
    payments, payoffs = answered.by_buyer("payments"), answered.by_buyer("payoffs")
    lines: list[str] = []
    for buyer in answered.winners[:MOST_WINNERS]:
        title = answered.bundles.buyers[buyer].name
        bids = [atom for atom in answered.uses if answered.atoms[atom].owner == buyer]
        goods = answered.bundle(answered.document["outcome"]["allocation"][title])
        sentence = f"{answered.buyer(title)} gets {goods} for {'a bid' if len(bids) == 1 else f'{len(bids)} bids'} of {number(answered.total(bids))}"
        if title in payments:
            sentence += f", pays {number(payments[title])} and gains {number(payoffs[title])}"
        lines += wrapped(sentence + ".", width)
    if len(answered.winners) > MOST_WINNERS:
        lines.append(f"  {len(answered.winners) - MOST_WINNERS} more buyers win.")
    kept = [atom for atom in answered.uses if answered.atoms[atom].owner == answered.seller]
    if kept:
        goods = answered.bundle([good for atom in kept for good in answered.goods(atom)])
        lines += wrapped(f"The seller keeps {goods} for reserve prices of {number(answered.total(kept))}.", width)
    together = f"Together that is worth {number(answered.amount('welfare'))}"
    if payments:
        together += f"; the payments add up to {number(answered.amount('revenue'))}"
    return lines + wrapped(together + ".", width)


def near_miss(answered: AnsweredMarket, buyer: int) -> NearMiss | None:
    """The buyer's bid that lacks least to pay for what is in its way, or None for a buyer without a bid of positive value."""
    return min((NearMiss(answered.lack(atom), atom) for atom in answered.atoms_of[buyer] if answered.atoms[atom].value > 0), default=None)


def loser_lines(answered: AnsweredMarket, width: int = WIDTH) -> list[str]:
    """For the losers who came nearest, which accepted bids are in the way."""
    losers = sorted(set(range(answered.seller)) - set(answered.winners))
    misses = sorted(miss for miss in (near_miss(answered, buyer) for buyer in losers) if miss is not None)
    lines: list[str] = []
    for miss in misses[:MOST_LOSERS]:
        lines += wrapped(miss_sentence(answered, miss), width)
    silent = len(losers) - len(misses)
    if len(misses) > MOST_LOSERS:
        lines.append(f"  {len(misses) - MOST_LOSERS} more buyers lose; these came nearest.")
    if silent:
        lines.append(f"  {counted(silent, 'buyer')} bid nothing above 0.")
    if misses:
        lines += wrapped("What bid would have won: `marketwright explain ANSWER --buyer NAME`.", width)
    return lines


def miss_sentence(answered: AnsweredMarket, miss: NearMiss) -> str:
    """Why one bid was not accepted."""
    value, owner = answered.atoms[miss.atom].value, answered.atoms[miss.atom].owner
    bid = f"{_party(answered, owner)} bid {number(value)} for {answered.bundle(answered.goods(miss.atom))}"
    displaced = answered.displaced(miss.atom)
    if not displaced:
        return f"{bid}; nothing is in its way, so accepting it would improve the allocation found."
    return f"{bid}; in its way: {way_text(answered, miss)}"


def way_text(answered: AnsweredMarket, miss: NearMiss) -> str:
    """Which accepted bids are in the way of one that is not accepted."""
    displaced = answered.displaced(miss.atom)
    owners = list(dict.fromkeys(answered.atoms[atom].owner for atom in displaced))
    texts = []
    for owner in owners[:MOST_CHANGES]:
        worth = number(answered.total(atom for atom in displaced if answered.atoms[atom].owner == owner))
        texts.append(f"the seller's reserve price {worth}" if owner == answered.seller else f"{_party(answered, owner)} with {worth}")
    way = ", ".join(texts) + (f" and {len(owners) - MOST_CHANGES} more" if len(owners) > MOST_CHANGES else "")
    if len(owners) > 1:
        way += f", together {number(answered.total(displaced))}"
    if miss.lack < 0:
        return f"{way}. Accepting it instead would improve the allocation found."
    if miss.lack == 0:
        return f"{way}. That is a tie, decided by the tie rule {answered.tie_rule}."
    return f"{way}, which is {number(miss.lack)} more."


def absence_lines(answered: AnsweredMarket, width: int = WIDTH) -> list[str]:
    """What all others would do without each winner, as far as the answer proves it."""
    without = answered.document["certificate"].get("without", {})
    lines: list[str] = []
    for buyer in list(answered.winners)[:MOST_ABSENCES]:
        title = answered.bundles.buyers[buyer].name
        if title in without:
            lines += wrapped(absence_sentence(answered, buyer, tuple(without[title]["uses"])), width)
    if len(without) > MOST_ABSENCES:
        lines.append(f"  {len(without) - MOST_ABSENCES} more winners: `marketwright explain ANSWER --buyer NAME`.")
    if not without and answered.winners:
        lines += wrapped("The answer does not ask; `marketwright explain ANSWER --buyer NAME` computes it for one buyer.", width)
    return lines


def absence_sentence(answered: AnsweredMarket, buyer: int, uses: tuple[int, ...]) -> str:
    """What changes when one buyer is absent and the others do best with the atoms `uses`."""
    own = answered.total(atom for atom in answered.uses if answered.atoms[atom].owner == buyer)
    before, after = answered.amount("welfare") - own, answered.total(uses)
    title = answered.buyer(answered.bundles.buyers[buyer].name)
    others = f"Without {title} the others would have {number(after)}; beside {title} they have {number(before)}"
    return f"{others}, so the presence of {title} takes {number(after - before)} from them. {_changes(answered, buyer, uses)}"


def _changes(answered: AnsweredMarket, buyer: int, uses: tuple[int, ...]) -> str:
    """Who would get what instead."""
    now: dict[int, set[int]] = {}
    then: dict[int, set[int]] = {}
    for held, chosen in ((now, answered.uses), (then, uses)):
        for atom in chosen:
            held.setdefault(answered.atoms[atom].owner, set()).update(answered.atoms[atom].goods)
    changed = [owner for owner in sorted({*now, *then} - {buyer}) if now.get(owner, set()) != then.get(owner, set())]
    if not changed:
        return "Nobody else would get other goods."
    texts = []
    for owner in changed[:MOST_CHANGES]:
        goods = [answered.bundles.goods[good] for good in sorted(then.get(owner, set()))]
        verb = "keep" if owner == answered.seller else "get"
        texts.append(f"{_party(answered, owner)} would {verb} {answered.bundle(goods)}")
    more = f", and {counted(len(changed) - MOST_CHANGES, 'other')} would get other goods" if len(changed) > MOST_CHANGES else ""
    sentence = ", ".join(texts) + more + "."
    return sentence[0].upper() + sentence[1:] if changed[0] == answered.seller else sentence


def _party(answered: AnsweredMarket, owner: int) -> str:
    return "the seller" if owner == answered.seller else answered.buyer(answered.bundles.buyers[owner].name)
