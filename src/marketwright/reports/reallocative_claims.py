"""What the findings of the rules reallocative/... say, each with its evidence."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from marketwright.reallocative.listed import MOST_LISTED
from marketwright.reports.answered import AnsweredMarket
from marketwright.reports.evidence import NOT_DECIDED
from marketwright.reports.reallocative_words import (
    coalition_text,
    figure,
    gain_sentence,
    is_approximate,
    is_listed,
    part_text,
    precise,
    roughly,
    stated,
    stated_pair,
    trades_text,
)
from marketwright.reports.walrasian_words import power_of_ten, within
from marketwright.reports.words import counted

WHICHEVER = "whichever of these bidders take part,"
"""All evidence is about bidders of the market, with their values; of others it says nothing."""
LONGEST_WEIGHT = 4
COUNTED: Mapping[str, str] = {
    "coalitions": "coalition",
    "differences": "second difference",
    "comparisons": "comparison",
    "cases": "case",
    "conditions": "condition",
}
"""What was enumerated, by the finding's key."""
HOLDS: Mapping[str, str] = {
    "efficient": "all marginal utilities are equal, so no other allocation is worth more",
    "vickrey": "each payoff is the surplus of all less that of all others",
    "equilibrium": "nobody does better by another bid, whatever the others' valuations are",
    "feasible": "the payoffs add up to the surplus",
    "bidder-core": "no coalition but possibly the auctioneer alone could do better",
    "core": "no coalition could do better, nor the auctioneer alone",
    "bidder-core-always": "whichever of these bidders take part, no coalition but possibly the auctioneer alone could do better",
    "core-always": "whichever of these bidders take part, no coalition could do better",
    "revenue-monotone": "one more of these bidders never lowers the revenue",
    "shill-proof": "nobody gains by bidding also under the names of other bidders of this market, with their values",
    "expected-revenue": "these are the formulas of Theorem 3",
    "sample-agrees": "the means of the samples are within five standard errors of these numbers",
    "substitutes": "the packages are substitutes for every bidder",
    "nonnegative-allocations": "whichever of these bidders take part, nobody sells any of the packages",
    "nonnegative-prices": "whichever of these bidders take part, no package has a price below 0",
    "separable": "to every participant the packages are worth as much together as apart",
    "same-as-joint": "everybody gets and pays the same as in one Vickrey auction of all goods",
    "same-as-joint-uniform": "the same is true of uniform-price auctions",
    "some-quantity": "there are quantities at which nobody sells any of the packages, whichever of these bidders take part",
    "certified": "at these quantities no coalition but possibly the auctioneer alone could do better, whichever of these bidders take part",
    "truthful": "nobody gains by a misreport",
    "payments-no-higher": "nobody pays more than in the joint auction",
    "equal-theta": "to all bidders the first unit of every good is worth the same",
    "commuting": "the matrices S commute, so there are packages whose values do not depend on one another for any bidder",
}
"""What a claim that holds means."""
HOLDS_NOT: Mapping[str, str] = {
    "sample-agrees": "a mean of the samples is more than five standard errors away from these numbers",
    "equal-theta": "to some bidders the first unit of a good is worth more than to others",
    "commuting": "two of the matrices S do not commute, so Theorem 2 says nothing here",
}
"""What a claim that does not hold means, where it has no witness."""
NOT_CERTIFIED = "not certified by these packages: the conditions are sufficient, not necessary"
UNPROVEN: Mapping[str, str] = {
    "bidder-core-always": NOT_CERTIFIED,
    "core-always": NOT_CERTIFIED,
    "packages-exist": "no packages were found; that proves nothing about others",
    "certified": NOT_CERTIFIED,
}
"""What a claim without evidence means where packages are tested."""
TOO_MANY = "not all sets of bidders were looked at, because there are too many, and no shorter proof was found"
MOST_BIDDERS_OF_SHILLS, MOST_PAIRS = 8, 20_000
"""Of so many bidders, or with participants so many pairs of a bidder and his names, all shill bids are looked at."""


def reallocative_sentence(answered: AnsweredMarket, finding: Mapping[str, Any]) -> str:
    """What a finding says of the market."""
    claim, holds, grade = finding["claim"], finding["holds"], finding["grade"]
    if holds is None:
        return _open(answered, finding)
    if grade == "numeric":
        proof = within(answered)
        return f"{proof}: {_witness(answered, claim, finding['witness']) if 'witness' in finding else _plain(answered, claim, finding)}"
    said = _witness(answered, claim, finding["witness"]) if "witness" in finding else _plain(answered, claim, finding)
    return f"{_evidence(finding)}: {said}"


def _evidence(finding: Mapping[str, Any]) -> str:
    """The grade in words."""
    if finding["grade"] == "recomputed":
        return "recomputed by the checker"
    if "by" in finding:
        return f"proved by {finding['by']}"
    if "leaves" in finding:
        return f"proved by {counted(finding['leaves'], 'case')}"
    for key, noun in COUNTED.items():
        if key in finding:
            return f"proved by the only {noun}" if finding[key] == 1 else f"proved by all {counted(finding[key], noun)}"
    if finding["grade"] == "enumerated":
        return "proved by enumeration" if finding["claim"] == "all-blocking" else "proved by Theorem 1"
    return "proved"


def _open(answered: AnsweredMarket, finding: Mapping[str, Any]) -> str:
    """What a claim that is not decided leaves open."""
    if finding["grade"] == "bounded":
        return f"no coalition of bidders could do better by more than {precise(finding['at_most'])}; whether any could do better at all is open"
    if "error" in finding:
        count = next(counted(finding[key], noun) for key, noun in COUNTED.items() if key in finding)
        return (
            f"not proved: all {count} were computed with rounding, off by at most {power_of_ten(Fraction(str(finding['error'])))}, and none speaks against it"
        )
    if "residual" in finding:
        tolerance = power_of_ten(Fraction(str(answered.document["parameters"]["tolerance"])))
        return f"numerically not within the tolerance {tolerance}: marginal utilities are off by up to {power_of_ten(Fraction(str(finding['residual'])))}"
    if is_approximate(answered):
        return "the computation did not converge, or a limit came first: a larger tolerance, smaller numbers or a longer limit may help"
    otherwise = NOT_DECIDED if _all_sets(answered) else TOO_MANY
    return UNPROVEN.get(finding["claim"], otherwise) if _tests_packages(answered) else otherwise


def _all_sets(answered: AnsweredMarket) -> bool:
    """Whether only a limit could keep the rule from looking at everything that its claims are about."""
    everybody, asked = len(answered.titles), (answered.document.get("input") or {}).get("participants")
    taking: int = everybody if asked is None else len(asked)
    if answered.rule != "reallocative/shills":
        return is_listed(answered, taking)
    if asked is not None:
        names = everybody - taking + 1
        return names < MOST_LISTED and taking * (2**names - 1) <= MOST_PAIRS
    return everybody <= MOST_BIDDERS_OF_SHILLS and is_listed(answered, everybody)


def _tests_packages(answered: AnsweredMarket) -> bool:
    return "packages" in answered.document["outcome"] or answered.finding("packages-exist") is not None


def _plain(answered: AnsweredMarket, claim: str, finding: Mapping[str, Any]) -> str:
    """What a finding without a witness says."""
    outcome, holds = answered.document["outcome"], finding["holds"]
    match claim, holds:
        case (("bidder-core" | "core"), True):
            competitive = ", so the revenue is competitive" if claim == "bidder-core" and "revenue" in outcome else ""
            return HOLDS[claim] + competitive
        case "shill-proof", True:
            asked = "participants" in (answered.document.get("input") or {})
            return f"{'with these participants' if asked else WHICHEVER} {HOLDS[claim]}"
        case "all-blocking", True:
            number = finding["number"]
            return f"exactly {counted(number, 'coalition')} could do better" if number else "no coalition could do better"
        case "enumeration", True:
            return f"the revenues of all {counted(finding['profiles'], 'profile')}, weighted, are the same numbers"
        case "breakable", True:
            return f"in the market made here {coalition_text(answered, outcome['coalition'])} could do better by {stated(outcome, 'deficit')}"
        case "breakable", False:
            equal = "the proposition needs two bidders to whom the first unit of a good is worth different amounts"
            return equal if finding["grade"] == "proved" else "with these matrices S no quantity makes such a coalition block"
        case "packages-exist", False:
            return "no packages satisfy the conditions"
        case _:
            return (HOLDS if holds else HOLDS_NOT).get(claim, "it holds" if holds else "it does not hold")


def _witness(answered: AnsweredMarket, claim: str, witness: Mapping[str, Any]) -> str:
    """What a witness shows."""
    wider = answered.finding(f"bidder-{claim}")
    if wider is not None and wider.get("witness") == witness:
        return "for the same reason"
    match claim:
        case "bidder-core" | "core" | "feasible":
            return gain_sentence(answered, witness) if "coalition" in witness else _not_feasible(answered, witness)
        case "bidder-core-always" | "core-always":
            return _second_difference(answered, witness)
        case "efficient":
            return f"{answered.buyers(witness['bidders'])} have different marginal utilities, so they could both gain by trading"
        case "revenue-monotone":
            before, after = stated_pair(witness, "revenue", witness, "revenue_with")
            return f"{answered.buyers(witness['participants'])} bring {before}; with {answered.buyer(witness['bidder'])} the revenue falls to {after}"
        case "shill-proof":
            return _shills(answered, witness)
        case "substitutes" | "nonnegative-allocations" | "nonnegative-prices" | "separable":
            return _condition(answered, claim, witness)
        case "packages-exist":
            return _no_packages(answered, witness)
        case "same-as-joint" | "same-as-joint-uniform":
            return _differs(answered, claim, witness)
        case "some-quantity":
            return _no_quantity(answered, witness)
        case "truthful":
            return f"{answered.buyer(witness['bidder'])} gains by a misreport"
        case _:
            return "it does not hold"


def _not_feasible(answered: AnsweredMarket, witness: Mapping[str, Any]) -> str:
    return "the payoffs add up to {}, the surplus is {}".format(*stated_pair(witness, "sum", answered.document["outcome"], "welfare"))


def _second_difference(answered: AnsweredMarket, witness: Mapping[str, Any]) -> str:
    who, added = witness["coalition"], witness["bidders"]
    order = [name for name in answered.titles if name in {*who, *added}]
    return f"when {part_text(answered, order)}, {coalition_text(answered, who)} could do better by {stated(witness, 'deficit')}"


def _shills(answered: AnsweredMarket, witness: Mapping[str, Any]) -> str:
    bidder, shills = answered.buyer(witness["bidder"]), answered.buyers(witness["shills"])
    start = f"when {part_text(answered, witness['participants'])}, {bidder} gains {stated(witness, 'gain')} by bidding as {shills}"
    return "{}: a payoff of {} instead of {}".format(start, *stated_pair(witness, "payoff", witness, "honest"))


def _condition(answered: AnsweredMarket, claim: str, witness: Mapping[str, Any]) -> str:
    """Which condition on packages fails, and for whom; packages are counted from 1."""
    if claim in ("substitutes", "separable"):
        first, second = (number + 1 for number in witness["packages"])
        meaning = "are complements" if claim == "substitutes" else "change one another's value"
        value = f" ({figure(witness['value'])})" if "value" in witness else ""
        return f"to {answered.buyer(witness['bidder'])} packages {first} and {second} {meaning}{value}"
    who, package = witness["coalition"], f"package {witness['package'] + 1}"
    part = f"when {part_text(answered, who)}"
    amount = figure(-Fraction(str(witness["value"]))) if "value" in witness else None
    if claim == "nonnegative-prices":
        return f"{part}, {package} has {'a price below 0' if amount is None else f'the price -{amount}'}"
    return f"{part}, {answered.buyer(witness['bidder'])} sells {amount or 'some'} of {package}"


def _no_packages(answered: AnsweredMarket, witness: Mapping[str, Any]) -> str:
    held = [f"what {answered.buyer(entry['bidder'])} gets when {part_text(answered, entry['coalition'])}" for entry in witness["allocations"]]
    if "multipliers" in witness:
        parts = " and ".join(f"{times}{what}" for times, what in zip(_weights(witness["multipliers"]), held, strict=True))
        return f"no packages do, because {parts} add up to nothing: whatever the packages, somebody sells one"
    return f"no packages do, because those in which nobody sells ({' and '.join(held)}) are complements to {answered.buyer(witness['bidder'])}"


def _weights(multipliers: Sequence[object]) -> list[str]:
    """Multipliers by the smallest of them: sums that are zero stay so; long ones roughly, since the answer has them exactly."""
    found = [Fraction(str(times)) for times in multipliers]
    shares = [times / min(found) for times in found]
    return ["" if share == 1 else f"{share} times " if len(str(share)) <= LONGEST_WEIGHT else f"about {roughly(share)} times " for share in shares]


def _differs(answered: AnsweredMarket, claim: str, witness: Mapping[str, Any]) -> str:
    name, outcome = answered.buyer(witness["bidder"]), answered.document["outcome"]
    if claim == "same-as-joint-uniform":
        return f"{name} would not get and pay the same in uniform-price auctions"
    if "bundle" not in witness:
        paid, other = stated_pair(outcome["payments"], witness["bidder"], witness, "payment")
        return f"{name} pays {paid}, in one auction of all goods {other}"
    apart, joint = (trades_text(answered, bundle) for bundle in (outcome["allocation"][witness["bidder"]], witness["bundle"]))
    return f"{name} {apart}, and {joint} in one auction of all goods"


def _no_quantity(answered: AnsweredMarket, witness: Mapping[str, Any]) -> str:
    said = [condition_text(answered, condition) for condition in witness["conditions"]]
    if len(said) == 1:
        return f"at every quantity along the direction {said[0]}"
    return f"at every quantity along the direction {said[0]}, or {said[1]}"


def condition_text(answered: AnsweredMarket, condition: Mapping[str, Any]) -> str:
    """A condition on allocations that fails."""
    return f"{answered.buyer(condition['bidder'])} sells some of package {condition['package'] + 1} when {part_text(answered, condition['coalition'])}"
