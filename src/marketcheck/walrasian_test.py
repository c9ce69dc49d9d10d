"""The rule `walrasian/test`: what stated prices lack, or a proof that they lack nothing; and whether a stated allocation is an equilibrium at them."""

from collections.abc import Mapping

from marketcheck.case import Finding, positions, verdict
from marketcheck.conditions import reject
from marketcheck.documents import canonical_json, keys
from marketcheck.walrasian import (
    ALLOCATION,
    AMOUNTS,
    CODES,
    Equilibrium,
    Priced,
    Sale,
    allocation_of,
    form,
    named,
    not_negative,
    number_of,
    of_all,
    position,
)
from marketcheck.walrasian_equilibrium import pointers_of, require_way_out

TEST_INPUT = {"prices": {str: not_negative}, "allocation?": ALLOCATION}
_WITNESS = {"good?": str, "goods?": [str], "buyers?": [str], "buyer?": str, "better?": position}
_PARTNERS = {str: str}
TEST = form(
    {"prices": AMOUNTS, "allocation?": ALLOCATION, "demands": {str: [position]}},
    {"captives?": _PARTNERS, "holders?": _PARTNERS, "pointers?": _PARTNERS},
    witness=_WITNESS,
)
SETS = {"over-demanded-set": "captives", "under-demanded-set": "holders", "weakly-under-demanded-set": "pointers"}


def check_test(sale: Sale) -> None:
    """Verifies an answer of the rule `walrasian/test`."""
    sale.require_exact()
    market = sale.market
    found = Priced(market, of_all(sale.input["prices"], market.goods, "input.prices"))
    low = [name for name, price, reserve in zip(market.goods, found.prices, market.reserve_prices, strict=True) if price < reserve]
    reserves = verdict("reserves-met", False, "proved", witness={"good": low[0]}) if low else verdict("reserves-met", True, "proved")
    missing = {claim: sale.finding(claim)["holds"] is not True for claim in SETS}
    keys(sale.certificate, "certificate", [SETS[claim] for claim, holds in missing.items() if holds])
    sets = [_none(sale, found, claim) if missing[claim] else _set(sale, found, claim) for claim in SETS]
    over, under, weakly = (finding["holds"] for finding in sets)
    prices = not low and not over and not under
    findings = [reserves, *sets, verdict("equilibrium-prices", prices, "proved"), verdict("minimum-prices", prices and not weakly, "proved")]
    outcome = {"prices": sale.input["prices"], "demands": sale.by_buyer([named(good, market.goods) for good in demand] for demand in found.demands)}
    if "allocation" in sale.input:
        outcome["allocation"] = sale.input["allocation"]
        findings.append(_equilibrium(sale, found))
    sale.conclude(outcome, findings, CODES | {"prices": "W12", "allocation": "W12"})


def _set(sale: Sale, found: Priced, claim: str) -> Finding:
    """Returns the finding that there is such a set, once the named one is verified."""
    place, market, claimed = f"findings.{claim}.witness", sale.market, sale.finding(claim)
    witness = keys(claimed.get("witness"), place, ["goods", "buyers"])
    goods = {*positions(witness["goods"], market.goods, f"{place}.goods")}
    buyers = positions(witness["buyers"], market.buyers, f"{place}.buyers")
    if claim == "over-demanded-set":
        counted = [buyer for buyer, demand in enumerate(found.demands) if goods.issuperset(demand)]
        proved = len(counted) > len(goods)
    else:
        counted = [buyer for buyer, demand in enumerate(found.demands) if not goods.isdisjoint(demand)]
        proved = all(found.competitive[good] for good in goods) and len(counted) + (claim == "under-demanded-set") <= len(goods)
    if not goods or not proved or buyers != counted:
        needed = canonical_json([market.buyers[buyer] for buyer in counted])
        reject("W14", place, f"{canonical_json(witness['goods'])} and {canonical_json(witness['buyers'])}", f"such a set, with {needed}")
    return verdict(claim, True, "proved", witness=witness)


def _none(sale: Sale, found: Priced, claim: str) -> Finding:
    """Returns the finding that there is no such set, once buyers or goods are matched, or pointers lead out."""
    market, place = sale.market, f"certificate.{SETS[claim]}"
    stated, competitive = sale.certificate[SETS[claim]], [good for good, needed in enumerate(found.competitive) if needed]
    if claim == "over-demanded-set":
        captives = [buyer for buyer, demand in enumerate(found.demands) if found.null not in demand]
        pairs = {good: buyer for buyer, good in pointers_of(market.buyers, stated, captives, market.goods, place).items()}
        if len(pairs) < len(captives):
            reject("W15", place, "a good twice", "every good once")
        _require_demanded(found, pairs, place)
        return verdict(claim, False, "proved")
    if claim != "under-demanded-set" and "holders" not in sale.certificate:
        reject("F2", "findings", "a set is under-demanded, none is weakly so", "both or none")
    pointers = pointers_of(market.goods, stated, competitive, market.buyers, place)
    if claim == "under-demanded-set":
        if len({*pointers.values()}) < len(pointers):
            reject("W15", place, "a buyer twice", "every buyer once")
        _require_demanded(found, pointers, place)
        return verdict(claim, False, "proved")
    _require_demanded(found, pointers, place)
    given = {number_of(buyer, market.buyers, place): market.goods.numbers[good] for good, buyer in sale.certificate["holders"].items()}
    require_way_out(pointers, lambda good: given.get(pointers[good], found.null), market.goods, place)
    return verdict(claim, False, "proved")


def _require_demanded(found: Priced, pairs: Mapping[int, int], place: str) -> None:
    """Verifies that the buyers demand the goods."""
    for good, buyer in pairs.items():
        if not found.wants(buyer, good):
            reject("W7", place, f"{named(good, found.market.goods)!r} with {found.market.buyers[buyer]!r}", "a good that the buyer demands")


def _equilibrium(sale: Sale, found: Priced) -> Finding:
    """Returns the finding that is due of the stated allocation; a witness of the contrary is verified."""
    market, claimed, place = sale.market, sale.finding("equilibrium"), "findings.equilibrium.witness"
    held = allocation_of(market, sale.input["allocation"], "input.allocation")
    at = Equilibrium(market, found.prices, held)
    goods = [good for good, holder in enumerate(at.holders) if found.prices[good] < market.reserve_prices[good] or (holder < 0 and found.competitive[good])]
    buyers = [buyer for buyer, good in enumerate(held) if not found.wants(buyer, good)]
    if not goods and not buyers:
        return verdict("equilibrium", True, "proved")
    witness = claimed.get("witness", {})
    if claimed["holds"] is False:
        if "good" in witness:
            proved = number_of(keys(witness, place, ["good"])["good"], market.goods, place) in goods
        else:
            stated = keys(witness, place, ["buyer", "better"])
            buyer, better = number_of(stated["buyer"], market.buyers, place), number_of(stated["better"], market.goods, place)
            permitted = better == found.null or market.preferences[buyer].number(better) >= 0
            proved = permitted and found.level(buyer, better) < found.level(buyer, held[buyer])
        if not proved:
            reject("W16", place, canonical_json(witness), "a good at a wrong price, or a better position of the buyer")
    return verdict("equilibrium", False, "proved", witness=witness)
