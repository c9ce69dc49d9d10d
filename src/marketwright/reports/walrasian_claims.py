"""What the findings of the rules walrasian/... say, each with its evidence."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from marketwright.reports.answered import AnsweredMarket
from marketwright.reports.evidence import NOT_DECIDED, evidence
from marketwright.reports.walrasian_words import amount, position, power_of_ten, within
from marketwright.reports.words import counted, number

HOLDS: Mapping[str, str] = {
    "equilibrium": "nobody would rather have anything else at these prices, and unsold goods cost their reserve price",
    "minimum-price": "no equilibrium prices are lower anywhere",
    "maximum-price": "no equilibrium prices are greater anywhere",
    "reserves-met": "no price is below its reserve price",
    "equilibrium-prices": "no set is over-demanded and none under-demanded, so some allocation fits these prices",
    "minimum-prices": "no set is weakly under-demanded either, so no equilibrium prices are lower anywhere",
    "classical": "everybody would rather have any good that he may have than none, at equal payments",
    "individually-rational": "nobody is worse off than by staying away",
    "no-subsidy": "nobody is paid anything",
    "no-subsidy-for-losers": "nobody who gets nothing is paid anything",
    "seller-individually-rational": "nobody pays less than what his good is worth to the seller",
    "overall-individually-rational": "neither the buyers nor the seller lose",
    "group-strategy-proof": "no group of buyers has a misreport by which each of them gains",
}
"""What a claim that holds means."""
HOLDS_NOT: Mapping[str, str] = {
    "over-demanded-set": "no goods have more buyers who want nothing else than there are goods",
    "under-demanded-set": "no goods above their reserve prices lack buyers who want them",
    "weakly-under-demanded-set": "any goods above their reserve prices are wanted by more buyers than there are goods, so no price can fall",
    "equilibrium-prices": "no allocation fits these prices, for the reason above",
    "overall-individually-rational": "by one of the two above",
    "manipulable": "at the least equilibrium prices nobody gains by a misreport, whatever the others say",
}
"""What a claim that does not hold means, where it has no witness."""


def walrasian_sentence(answered: AnsweredMarket, finding: Mapping[str, Any]) -> str:
    """What a finding says of the market."""
    claim, holds = finding["claim"], finding["holds"]
    if finding["grade"] == "numeric":
        return _numeric(answered, finding)
    if holds is None:
        return _open(answered, finding)
    return f"{evidence(finding, ())}: {_said(answered, claim, finding) if 'witness' in finding else _plain(answered, claim, finding)}"


def _numeric(answered: AnsweredMarket, finding: Mapping[str, Any]) -> str:
    residual = power_of_ten(Fraction(str(finding["residual"])))
    if finding["holds"] is None:
        tolerance = power_of_ten(Fraction(str(answered.document["parameters"]["tolerance"])))
        return f"numerically not within the tolerance {tolerance}: levels are off by up to {residual}"
    return f"{within(answered)}: {HOLDS[finding['claim']]}"


def _open(answered: AnsweredMarket, finding: Mapping[str, Any]) -> str:
    match finding["claim"]:
        case "all-allocations":
            return f"there are more than {counted(finding['cap'], 'allocation')} at these prices"
        case "manipulable":
            tried = answered.document["outcome"].get("reports")
            return NOT_DECIDED if tried is None else f"none of {counted(tried, 'misreport')} gains; that proves nothing about others"
        case _:
            return NOT_DECIDED


def _plain(answered: AnsweredMarket, claim: str, finding: Mapping[str, Any]) -> str:
    """What a finding without a witness says."""
    match claim, finding["holds"]:
        case "selected", True:
            return f"of all allocations that fit these prices the tie rule {answered.tie_rule} selects this one"
        case "all-allocations", True:
            return f"these are all, {finding['number']} in number"
        case (("efficient" | "multi-seller-efficient"), True):
            return "nobody can gain unless somebody loses, the seller included" if claim == "efficient" else "nobody can gain unless a buyer or a seller loses"
        case "minimum-prices", False:
            fits = answered.finding("equilibrium-prices")
            return "the set above can cost less" if fits is not None and fits["holds"] else "they are not even equilibrium prices"
        case "manipulable", True:
            outcome = answered.document["outcome"]
            return f"{answered.buyer(outcome['buyer'])} gains {amount(outcome['gain'])} by a misreport"
        case "strategy-proof", True:
            how = "; each pays the least price at which he could have got his good, and likes no other menu price better" if finding.get("menus") else ""
            return f"nobody gains by a misreport{how}"
        case "efficient-for-all-preferences", holds:
            return f"by {finding['by']}, whatever the buyers prefer" if holds else "in the market made here the least equilibrium prices waste something"
        case "seller-rational-for-all-preferences", True:
            return f"by {finding['by']}, no good is ever sold below what it is worth to the seller"
        case _, holds:
            return (HOLDS if holds else HOLDS_NOT).get(claim, "it holds" if holds else "it does not hold")


def _said(answered: AnsweredMarket, claim: str, finding: Mapping[str, Any]) -> str:
    """What a witness shows."""
    witness, outcome = finding["witness"], answered.document["outcome"]
    match claim:
        case "over-demanded-set" | "under-demanded-set" | "weakly-under-demanded-set":
            return _set_sentence(answered, claim, witness)
        case "reserves-met":
            good = witness["good"]
            return f"{position(answered, good)} costs {amount(outcome['prices'][good])}, below its reserve price {_reserve(answered, good)}"
        case "equilibrium":
            return _no_equilibrium(answered, witness)
        case "classical":
            return f"to {answered.buyer(witness['buyer'])} {position(answered, witness['good'])} is not always better than nothing"
        case "efficient" | "multi-seller-efficient":
            gain = "every seller has more" if claim != "efficient" else f"the seller has {amount(witness['net_revenue'])} net"
            return f"by other bundles {gain}, and no buyer is worse off"
        case "individually-rational":
            return f"{answered.buyer(witness['buyer'])} is worse off than by staying away"
        case _:
            return _paid_too_little(answered, claim, witness["buyer"])


def _set_sentence(answered: AnsweredMarket, claim: str, witness: Mapping[str, Any]) -> str:
    goods, buyers, one = answered.bundle(witness["goods"]), witness["buyers"], len(witness["goods"]) == 1
    who = f"{counted(len(buyers), 'buyer')} ({answered.buyers(buyers)})" if buyers else "nobody"
    want = "wants" if len(buyers) < 2 else "want"
    match claim:
        case "over-demanded-set":
            return f"{who} {want} nothing but {goods.replace(' and ', ' or ')}: more buyers than goods, so a price is too low"
        case "under-demanded-set":
            cost = "costs more than its reserve price" if one else "cost more than their reserve prices"
            return f"{who} {want} {goods if one else f'any of {goods}'}, which {cost}: fewer buyers than goods, so a price is too high"
        case _:
            can = "its price can fall" if one else "their prices can fall together"
            return f"{who} {want} {goods if one else f'any of {goods}'}: no more buyers than goods, so {can}"


def _no_equilibrium(answered: AnsweredMarket, witness: Mapping[str, Any]) -> str:
    outcome = answered.document["outcome"]
    if "good" in witness:
        good = witness["good"]
        unsold = "unsold at" if good not in outcome["allocation"].values() else "sold for"
        return f"{position(answered, good)} is {unsold} {amount(outcome['prices'][good])}, and its reserve price is {_reserve(answered, good)}"
    buyer, better = witness["buyer"], witness["better"]
    own = outcome["allocation"][buyer]
    return f"{answered.buyer(buyer)} has {position(answered, own)} and would rather have {position(answered, better)}"


def _paid_too_little(answered: AnsweredMarket, claim: str, buyer: str) -> str:
    outcome = answered.document["outcome"]
    paid, good = amount(outcome["payments"][buyer]), outcome["allocation"][buyer]
    if claim.startswith("seller") and good is not None:
        worth = number(answered.unit_demand.seller_value(good))
        return f"{answered.buyer(buyer)} pays {paid} for {position(answered, good)}, which is worth {worth} to the seller"
    return f"{answered.buyer(buyer)} gets {position(answered, good)} and pays {paid}"


def _reserve(answered: AnsweredMarket, good: str) -> str:
    return number(answered.unit_demand.reserve_price(good))
