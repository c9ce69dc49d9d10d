"""The rules `walrasian/manipulate` and `walrasian/counterexample`: a report, or a market, against what one might hope."""

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Any

from marketcheck.case import verdict
from marketcheck.conditions import Unreadable, reject
from marketcheck.documents import canonical_json, keys, number
from marketcheck.lines import Exact
from marketcheck.posted import SAMPLES, SEED
from marketcheck.unit_demand import UnitMarket, exact_preference, preference_of, require_common, unit_market_from
from marketcheck.walrasian import (
    ALLOCATION,
    AMOUNTS,
    BUNDLE,
    CODES,
    DUALS,
    POINTERS,
    Sale,
    allocation_of,
    form,
    named,
    number_of,
)
from marketcheck.walrasian_efficient import BUNDLES, Deal, dominating, of_buyers, require_covered
from marketcheck.walrasian_equilibrium import equilibrium
from marketcheck.walrasian_minimum import require_selected

MAX_PAIRS = 400
SENSES = {"pay-as-bid": "", "maximum": "greatest", "minimum": "least"}
USUAL_SAMPLES = 200


def report(value: object, place: str) -> Any:
    """Returns a preference of exact type in canonical form."""
    found = exact_preference(value, place)
    if canonical_json(found) != canonical_json(value):
        raise Unreadable("market", f"{place}: not in canonical form")
    return found


MANIPULATE_INPUT = {"against": set(SENSES), "samples?": SAMPLES, "seed?": SEED}
MANIPULATE_PARAMETERS = {"against": set(SENSES), "samples": int, "seed": int}
_RESULT = {"prices?": AMOUNTS, "allocation": ALLOCATION, "pointers?": POINTERS, "duals?": DUALS}
_GAIN = {"buyer?": str, "report?": report, "bundle?": BUNDLE, "gain?": number}
MANIPULATE = form({"honest": BUNDLES, "reports": int} | _GAIN, {"honest": _RESULT, "deviating?": _RESULT})
COUNTEREXAMPLE = form(
    {"good?": str, "case?": {"below", "above"}, "market?": dict, "prices?": AMOUNTS, "allocation?": ALLOCATION, "payments?": AMOUNTS, "dominating?": BUNDLES},
    {"pointers?": POINTERS},
    by={"Proposition 1"},
    witness={"buyer": str},
)
EFFICIENT, RATIONAL = "efficient-for-all-preferences", "seller-rational-for-all-preferences"


def check_manipulate(sale: Sale) -> None:
    """Verifies an answer of the rule `walrasian/manipulate`."""
    sale.require_exact()
    sale.require_parameters(against=None, samples=USUAL_SAMPLES, seed=0)
    market, against = sale.market, sale.parameters["against"]
    if market.pairs > MAX_PAIRS:
        reject("W21", "market", f"{market.pairs} pairs", f"at most {MAX_PAIRS}")
    gains = sale.finding("manipulable")["holds"] is True
    keys(sale.certificate, "certificate", ["honest", *(["deviating"] if gains else [])])
    honest = _result(market, sale.certificate["honest"], SENSES[against], "certificate.honest")
    outcome, findings = {"honest": sale.by_buyer(_written(market, honest)), "reports": sale.outcome["reports"]}, [verdict("manipulable", None, "unproven")]
    if against == "minimum":
        outcome, findings = outcome | {"reports": 0}, [verdict("manipulable", False, "proved")]
    elif gains:
        outcome |= _gain(sale, honest)
        findings = [verdict("manipulable", True, "proved")]
    if sale.outcome["reports"] < gains and against != "minimum":
        reject("W22", "outcome.reports", sale.outcome["reports"], f"at least {int(gains)}")
    sale.conclude(outcome, findings, CODES)


Result = tuple[list[int], list[Exact]]
"""Every buyer's position and payment."""


def _result(market: UnitMarket, part: Mapping[str, Any], sense: str, place: str) -> Result:
    """Returns what the rule yields: the least or greatest prices, or without a sense what pays as bid."""
    if sense:
        found = equilibrium(market, keys(part, place, ["prices", "allocation", "pointers"]), sense, place)
        require_selected(found, f"{place}.allocation")
        return [*found.held], found.payments
    held = allocation_of(market, keys(part, place, ["allocation", "duals"])["allocation"], f"{place}.allocation")
    fee, null, duals = market.fee, len(market.goods), part["duals"]
    paid: list[Exact] = [fee if good == null else market.preferences[i].willing(good, fee) for i, good in enumerate(held)]
    total = sum(paid, Fraction(0)) - sum(market.reserve_prices[good] for good in held if good != null)
    with_fees = duals | {"buyers": {name: amount + fee for name, amount in duals["buyers"].items()}}
    require_covered(market, with_fees, market.reserve_prices, [fee] * len(held), total, f"{place}.duals")
    return held, paid


def _written(market: UnitMarket, result: Result) -> list[dict[str, Any]]:
    return [{"good": named(good, market.goods), "payment": payment} for good, payment in zip(*result, strict=True)]


def _gain(sale: Sale, honest: Result) -> dict[str, Any]:
    """Returns what the outcome says of a buyer who gains by a misreport."""
    market, stated = sale.market, keys(sale.outcome, "outcome", ["buyer", "report"], sale.outcome)
    i = number_of(stated["buyer"], market.buyers, "outcome.buyer")
    told = preference_of(stated["report"], market.preferences[i].goods, market.goods, "outcome.report")
    other = replace(market, preferences=[told if j == i else theirs for j, theirs in enumerate(market.preferences)])
    require_common([*market.seller_values, *market.reserve_prices, market.fee], other.preferences)
    deviating = _result(other, sale.certificate["deviating"], SENSES[sale.parameters["against"]], "certificate.deviating")

    def level(result: Result) -> Exact:
        good, payment = result[0][i], result[1][i]
        return payment if good == len(market.goods) else market.preferences[i].level(good, payment)

    gain = level(honest) - level(deviating)
    if gain <= 0:
        reject("W22", "outcome.gain", gain, "above 0")
    return {"buyer": stated["buyer"], "report": stated["report"], "bundle": _written(market, deviating)[i], "gain": gain}


def check_counterexample(sale: Sale) -> None:
    """Verifies an answer of the rule `walrasian/counterexample`."""
    sale.require_exact()
    market = sale.market
    below, above = ([good for good, r, v in _least(market) if sign * (r - v) > 0] for sign in (-1, 1))
    if not (below or above) or not market.buyers:
        keys(sale.certificate, "certificate", [])
        sale.conclude({}, [verdict(claim, True, "proved", by="Proposition 1") for claim in (EFFICIENT, RATIONAL)], CODES)
        return
    keys(sale.certificate, "certificate", ["pointers"])
    parts = ("good", "case", "market", "prices", "allocation", "payments", "dominating")
    stated = keys(sale.outcome, "outcome", parts)
    good, case, made = stated["good"], "below" if below else "above", _made(sale, stated["market"])
    if number_of(good, market.goods, "outcome.good") not in (below or above):
        reject("W23", "outcome.good", good, f"a good whose reserve price is {case} the seller's value")
    found = equilibrium(made, {key: stated[key] for key in ("prices", "allocation")} | {"pointers": sale.certificate["pointers"]}, "least", "outcome")
    dominating(made, Deal(made, sale.by_buyer(found.bundles), "outcome"), stated["dominating"], "outcome.dominating")
    losses = [position != found.null and payment < made.seller_values[position] for position, payment in zip(found.held, found.payments, strict=True)]
    if below and not any(losses):
        reject("W23", "outcome.market", "nobody pays less than the seller's value", "somebody, in the case below")
    rational = of_buyers(sale, RATIONAL, losses) if below else verdict(RATIONAL, True, "proved", by="Proposition 1")
    due = stated | {"case": case, "payments": sale.by_buyer(found.payments)}
    sale.conclude(due, [verdict(EFFICIENT, False, "proved"), rational], CODES)


def _least(market: UnitMarket) -> list[tuple[int, Exact, Exact]]:
    return [(good, r, v) for good, (r, v) in enumerate(zip(market.reserve_prices, market.seller_values, strict=True))]


def _made(sale: Sale, document: Mapping[str, Any]) -> UnitMarket:
    """Returns the market that is made for the rule: all buyers are quasilinear, with the same values above 0."""
    market, made = sale.market, unit_market_from(document)
    if made.canonical != canonical_json(document) or not document.keys().isdisjoint({"title", "source", "entry_fee"}):
        reject("W23", "outcome.market", "a market document", "canonical form, without fee, title and source")
    if (made.goods, made.buyers, _least(made)) != (market.goods, market.buyers, _least(market)):
        reject("W23", "outcome.market", "other goods, buyers, seller's values or reserve prices", "those of the market")
    first = document["buyers"][0]
    alike = all({**buyer, "name": ""} == {**first, "name": ""} for buyer in document["buyers"])
    plain = first.keys() == {"name", "preference"} and first["preference"]["type"] == "quasilinear"
    if not alike or not plain or not all(map(made.preferences[0].desirable, made.preferences[0].goods)):
        reject("W23", "outcome.market.buyers", "other preferences", "quasilinear ones with the same values above 0")
    return made
