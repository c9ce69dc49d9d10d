"""The rules `walrasian/efficient` and `walrasian/properties`: what dual numbers, better bundles and menus prove."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

from marketcheck.case import Finding, verdict
from marketcheck.conditions import reject, shown
from marketcheck.documents import canonical_json, keys, number
from marketcheck.lines import Exact
from marketcheck.preferences import Alone, paid
from marketcheck.unit_demand import UnitMarket
from marketcheck.walrasian import (
    AMOUNTS,
    BUNDLE,
    CODES,
    DUALS,
    PART,
    PAYMENTS,
    POINTERS,
    Equilibrium,
    Sale,
    allocation_of,
    form,
    number_of,
    of_all,
)
from marketcheck.walrasian_equilibrium import equilibrium
from marketcheck.walrasian_minimum import open_answer, outcome_equilibrium, settled_findings, stated_outcome

MAX_MENUS = 100
BUNDLES = {str: BUNDLE}
EFFICIENT_INPUT = {"bundles": BUNDLES, "shares?": AMOUNTS}
_BETTER = {"bundles?": BUNDLES, "net_revenue?": number, "shares?": AMOUNTS}
EFFICIENT = form({"bundles": BUNDLES, "levels": AMOUNTS, "net_revenue": number, "shares?": AMOUNTS}, {"duals?": DUALS}, witness=_BETTER)
PROPERTIES = form(
    PAYMENTS | {"menus?": {str: AMOUNTS}},
    {"pointers?": POINTERS, "duals?": DUALS, "menus?": {str: {str: PART}}},
    witness=_BETTER | {"buyer?": str, "good?": str},
    menus={True},
)


class Deal:
    """Every buyer's position and payment, with the levels, and what is left to the seller above his values of sold goods."""

    def __init__(self, market: UnitMarket, stated: Mapping[str, Any], place: str) -> None:
        """Reads bundles, which no good may stand in twice."""
        listed = of_all(stated, market.buyers, place)
        self.held = allocation_of(market, {name: bundle["good"] for name, bundle in stated.items()}, place)
        self.payments: list[Exact] = [bundle["payment"] for bundle in listed]
        null = len(market.goods)
        self.levels = [
            payment if good == null else preference.level(good, payment)
            for preference, good, payment in zip(market.preferences, self.held, self.payments, strict=True)
        ]
        self.sold = {good for good in self.held if good != null}
        self.net_revenue = sum(self.payments, Fraction(0)) - sum((market.seller_values[good] for good in self.sold), Fraction(0))

    def sellers(self, market: UnitMarket, shares: Sequence[Exact]) -> list[Exact]:
        """Returns what each good's own seller has above his value of it, if it is sold."""
        return [share - (market.seller_values[good] if good in self.sold else 0) for good, share in enumerate(shares)]


def shares_of(market: UnitMarket, stated: Mapping[str, Any], deal: Deal, place: str) -> list[Exact]:
    """Returns the shares of all goods' sellers, which are the payments together."""
    shares: list[Exact] = of_all(stated, market.goods, place)
    if sum(shares) != sum(deal.payments):
        reject("W13", place, sum(shares, Fraction(0)), sum(deal.payments, Fraction(0)))
    return shares


def check_efficient_bundles(sale: Sale) -> None:
    """Verifies an answer of the rule `walrasian/efficient`."""
    sale.require_exact()
    market, stated = sale.market, sale.input["bundles"]
    deal = Deal(market, stated, "input.bundles")
    outcome = {"bundles": stated, "levels": sale.by_buyer(deal.levels), "net_revenue": deal.net_revenue}
    findings = [efficiency(sale, deal)]
    if "shares" in sale.input:
        outcome["shares"] = sale.input["shares"]
        shares = shares_of(market, sale.input["shares"], deal, "input.shares")
        findings.append(_of_sellers(sale, deal, shares, holds=findings[0]["holds"] is True))
    sale.conclude(outcome, findings, CODES)


def efficiency(sale: Sale, deal: Deal, *proofs: str) -> Finding:
    """Returns the finding `efficient` that is due: by dual numbers, or by bundles that leave the seller more; `proofs` are other keys of the certificate."""
    claimed = sale.finding("efficient")
    if claimed["holds"] is not False:
        duals = keys(sale.certificate, "certificate", ["duals", *proofs])["duals"]
        require_covered(sale.market, duals, sale.market.seller_values, deal.levels, deal.net_revenue, "certificate.duals")
        return verdict("efficient", True, "proved")
    keys(sale.certificate, "certificate", proofs)
    place = "findings.efficient.witness"
    witness = keys(claimed.get("witness"), place, ["bundles", "net_revenue"])
    better = dominating(sale.market, deal, witness["bundles"], f"{place}.bundles")
    return verdict("efficient", False, "proved", witness=witness | {"net_revenue": better.net_revenue})


def dominating(market: UnitMarket, deal: Deal, stated: Mapping[str, Any], place: str) -> Deal:
    """Returns bundles that leave nobody a greater level, and a greater net revenue."""
    better = Deal(market, stated, place)
    for name, level, before in zip(market.buyers, better.levels, deal.levels, strict=True):
        if level > before:
            reject("W18", f"{place}.{name}", level, f"at most {shown(before)}")
    if better.net_revenue <= deal.net_revenue:
        reject("W18", place, better.net_revenue, f"above {shown(deal.net_revenue)}")
    return better


def _of_sellers(sale: Sale, deal: Deal, shares: Sequence[Exact], *, holds: bool) -> Finding:
    """Returns the finding `multi-seller-efficient` that is due; it holds where `efficient` does."""
    claim, market = "multi-seller-efficient", sale.market
    claimed, place = sale.finding(claim), f"findings.{claim}.witness"
    if holds or claimed["holds"] is not False:
        return verdict(claim, holds, "proved")
    witness = keys(claimed.get("witness"), place, ["bundles", "shares"])
    better = dominating(market, deal, witness["bundles"], f"{place}.bundles")
    more = better.sellers(market, shares_of(market, witness["shares"], better, f"{place}.shares"))
    for name, left, right in zip(market.goods, more, deal.sellers(market, shares), strict=True):
        if left <= right:
            reject("W18", f"{place}.shares.{name}", left, f"above {shown(right)}")
    return verdict(claim, False, "proved", witness=witness)


def require_covered(market: UnitMarket, duals: Mapping[str, Any], offsets: Sequence[Exact], levels: Sequence[Exact], total: Exact, place: str) -> None:
    """Verifies that numbers of buyers and goods, together no more than `total`, cover what each buyer at his level would pay for each good, less its offset.

    He would pay no more than an amount exactly if its level is no less.
    """
    buyers, goods = of_all(duals["buyers"], market.buyers, f"{place}.buyers"), of_all(duals["goods"], market.goods, f"{place}.goods")
    for name, amount in zip(market.goods, goods, strict=True):
        if amount < 0:
            reject("W17", f"{place}.goods.{name}", amount, "at least 0")
    costs = [amount + offset for amount, offset in zip(goods, offsets, strict=True)]
    for name, preference, amount, level in zip(market.buyers, market.preferences, buyers, levels, strict=True):
        amounts = paid(costs, amount)
        (good, *_) = preference.demand(amounts, len(goods))
        least = amount if good == len(goods) else preference.level(good, amounts.amounts[good])
        if least < level:
            reject("W17", f"{place}.buyers.{name}", f"a position at level {shown(least)}", f"at least {shown(level)}")
    if sum(buyers) + sum(goods) > total:
        reject("W17", place, sum(buyers) + sum(goods), f"at most {shown(total)}")


def check_properties_of_minimum(sale: Sale) -> None:
    """Verifies an answer of the rule `walrasian/properties`."""
    sale.require_exact()
    if open_answer(sale, "equilibrium", "minimum-price"):
        return
    market, menus = sale.market, ["menus"] if sale.market.pairs <= MAX_MENUS else []
    duals = ["duals"] if sale.finding("efficient")["holds"] is not False else []
    found = outcome_equilibrium(sale, "least", *menus, *duals)
    outcome, findings = stated_outcome(sale, found), settled_findings(sale, ("equilibrium", "minimum-price"))
    payments, levels, null = found.payments, found.levels, found.null
    losses = [payment < (0 if good == null else market.seller_values[good]) for good, payment in zip(found.held, payments, strict=True)]
    against = {
        "individually-rational": [level > 0 for level in levels],
        "no-subsidy": [payment < 0 for payment in payments],
        "no-subsidy-for-losers": [payment < 0 and good == null for good, payment in zip(found.held, payments, strict=True)],
        "seller-individually-rational": losses,
    }
    findings += [_classical(sale), *(of_buyers(sale, claim, broken) for claim, broken in against.items())]
    both = not any(against["individually-rational"]) and not any(losses)
    findings.append(verdict("overall-individually-rational", both, "proved"))
    deal = Deal(market, sale.by_buyer(found.bundles), "outcome")
    findings.append(efficiency(sale, deal, "pointers", *menus))
    shown_by = {"menus": True} if menus else {}
    findings += [verdict("strategy-proof", True, "proved", **shown_by), verdict("group-strategy-proof", True, "proved")]
    if menus:
        outcome["menus"] = _menus(sale, found)
    sale.conclude(outcome, findings, CODES)


def of_buyers(sale: Sale, claim: str, broken: Sequence[bool]) -> Finding:
    """Returns the finding that is due of a claim that some buyers break, of whom any may be the witness."""
    return _of_witness(sale, claim, ["buyer"], lambda witness: broken[number_of(witness["buyer"], sale.market.buyers, claim)], holds=not any(broken))


def _classical(sale: Sale) -> Finding:
    """Returns the finding `classical` that is due: no good is a bad for somebody who may have it."""
    market = sale.market
    holds = all(preference.desirable(good) for preference in market.preferences for good in preference.goods)

    def bad(witness: Mapping[str, Any]) -> bool:
        preference = market.preferences[number_of(witness["buyer"], market.buyers, "findings.classical")]
        good = number_of(witness["good"], market.goods, "findings.classical")
        return preference.number(good) >= 0 and not preference.desirable(good)

    return _of_witness(sale, "classical", ["buyer", "good"], bad, holds=holds)


def _of_witness(sale: Sale, claim: str, parts: Sequence[str], breaks: Callable[[Mapping[str, Any]], bool], *, holds: bool) -> Finding:
    """Returns the finding that is due, with its witness where the claim is broken."""
    claimed, place = sale.finding(claim), f"findings.{claim}.witness"
    if holds or claimed["holds"] is not False:
        return verdict(claim, holds, "proved")
    witness = keys(claimed.get("witness"), place, parts)
    if not breaks(witness):
        reject("W19", place, canonical_json(witness), f"one that breaks {claim}")
    return verdict(claim, False, "proved", witness=witness)


def _menus(sale: Sale, found: Equilibrium) -> dict[str, dict[str, Exact]]:
    """Returns the least price of each good for each buyer when he wants it alone, once it is shown that none tempts him."""
    market, menus = sale.market, dict[str, dict[str, Exact]]()
    parts = of_all(sale.certificate["menus"], market.buyers, "certificate.menus")
    for i, (name, preference, stated) in enumerate(zip(market.buyers, market.preferences, parts, strict=True)):
        place, menus[name] = f"certificate.menus.{name}", dict[str, Exact]()
        own = found.level(i, found.held[i])
        if {*stated} != {market.goods[good] for good in preference.goods}:
            reject("W20", place, canonical_json(sorted(stated)), "the goods that he may have")
        for good in preference.goods:
            alone = [Alone([good]) if other == i else theirs for other, theirs in enumerate(market.preferences)]
            price = equilibrium(replace(market, preferences=alone), stated[market.goods[good]], "least", f"{place}.{market.goods[good]}").prices[good]
            menus[name][market.goods[good]] = price
            tempted = price < found.prices[good] or preference.level(good, price + market.fee) < own
            if tempted or (good == found.held[i] and price != found.prices[good]):
                reject(
                    "W20", f"{place}.{market.goods[good]}", price, f"no less than {shown(found.prices[good])}, for the good that he has the same, and no better"
                )
    return menus
