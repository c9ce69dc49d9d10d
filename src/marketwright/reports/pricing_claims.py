"""What the findings of the rules on prices say, and why there are none where there are none."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

from marketwright.pricing.economy import Economy
from marketwright.questions import Limits
from marketwright.reports.answered import AnsweredMarket
from marketwright.reports.claims import finding_sentence
from marketwright.reports.evidence import evidence
from marketwright.reports.words import counted, number

SCHEMES: Mapping[str, str] = {"good": "item prices", "eff": "package prices", "all": "subadditive prices", "any": "prices of one package for each buyer"}


def scheme_of(answered: AnsweredMarket) -> str:
    """The scheme of the rule: `good`, `eff`, `all`, `any`."""
    return answered.rule.removeprefix("prices/")


def pricing_sentence(answered: AnsweredMarket, finding: Mapping[str, Any]) -> str:
    """What a finding about the market says, with its evidence."""
    claim, holds = finding["claim"], finding["holds"]
    if claim == "efficient":
        proof = answered.document["certificate"]
        if holds is not True or "bound" in proof:
            return finding_sentence(answered, finding)
        return f"{evidence(finding, [proof['listing']])}: no allocation is worth more than {number(answered.amount('welfare'))}"
    if holds is None:
        return _open(finding)
    return f"{evidence(finding, _bounds(answered.document['certificate'], claim))}: {_said(answered, finding)}"


def _open(finding: Mapping[str, Any]) -> str:
    if "cap" in finding:
        return f"the cap of {finding['cap']} efficient allocations came first; another one may have prices"
    many = {
        "as-prescribed": "an alliance has too many options for the checker to list",
        "extreme-total": "an alliance has too many options to list",
        "vickrey-least": "an alliance has too many options to list",
    }
    return many.get(finding["claim"], "a limit came first")


def _bounds(certificate: Mapping[str, Any], claim: str) -> list[Mapping[str, Any]]:
    """The trees that a finding rests on."""
    first = certificate.get("bound", certificate.get("listing"))
    without = certificate.get("without", [])
    others = [entry["bound"] for entry in (without.values() if isinstance(without, Mapping) else without)]
    support = [entry["bound"] for entry in certificate.get("support", {}).values()]
    reduced = [entry["bound"] for entry in certificate.get("reduced", {"without": {}})["without"].values()]
    found = {"supported": support, "reduced-supports": [first, *reduced]}.get(claim, [first, *others])
    return [bound for bound in found if bound is not None]


def _said(answered: AnsweredMarket, finding: Mapping[str, Any]) -> str:
    holds, witness = finding["holds"], finding.get("witness", {})
    match finding["claim"], holds:
        case "supportable", True:
            return "at these prices nobody would rather have anything else"
        case "supportable", False:
            return f"no {SCHEMES[scheme_of(answered)]} make everybody choose his own goods"
        case "prices-exist", True:
            return "they exist for this efficient allocation"
        case "prices-exist", False:
            return "they exist for no efficient allocation"
        case "vickrey-supports" | "reduced-supports", True:
            return "at them nobody would rather have other packages"
        case "vickrey-supports" | "reduced-supports", False:
            return (
                f"{answered.buyer(witness['buyer'])} would rather have {packages_text(answered, witness['at'])} and gain {number(Fraction(witness['amount']))}"
            )
        case "vickrey-least", True:
            return "no supporting prices are lower anywhere"
        case "vickrey-least", False:
            return _not_least(answered, witness)
        case "supported", True:
            return "at the last prices no alliance would rather have other packages"
        case "as-prescribed", True:
            return "every round is the one that the stop rule prescribes"
        case "split", True:
            return "the members' payments add up to the price, and nobody pays more than his goods are worth to him"
        case "split", False:
            payment, utility = number(Fraction(witness["payment"])), number(Fraction(witness["utility"]))
            return f"{answered.buyer(witness['buyer'])} would pay {payment} for goods worth {utility} to him"
        case "extreme-total", True:
            return f"no supporting prices have a {'greater' if answered.document['parameters']['want'] == 'greatest-total' else 'smaller'} total"
        case _:
            return "it holds" if holds else "it does not hold"


def _not_least(answered: AnsweredMarket, witness: Mapping[str, Any]) -> str:
    if not witness:
        return (
            "the least prices of all packages do not support the allocation together"
            if "low" in answered.document["outcome"]
            else "there are no package prices"
        )
    payment, low = number(Fraction(witness["payment"])), number(Fraction(witness["low"]))
    return f"the package of {answered.buyer(witness['buyer'])} may cost {low} instead of {payment}"


def packages_text(answered: AnsweredMarket, holders: Sequence[str]) -> str:
    """Packages inside a sentence, by their holders."""
    if not holders:
        return "nothing"
    return f"the package{'s' if len(holders) > 1 else ''} of {answered.buyers(holders)}"


def contradiction(answered: AnsweredMarket) -> Iterator[str]:
    """The conditions that no prices satisfy together, one sentence each (nothing where the scheme has another reason)."""
    entry = answered.document["certificate"]["none"][0]
    place = {good: number for number, good in enumerate(answered.bundles.goods)}
    goods = {buyer: sum(1 << place[good] for good in held) for buyer, held in entry["allocation"].items()}
    economy = Economy(answered.bundles, Limits())
    for condition in entry.get("multipliers", ()):
        buyer, at = condition["buyer"], condition["at"]
        who = economy.names.index(buyer)
        right = economy.utility(who, goods[buyer]) - economy.utility(who, sum(goods[holder] for holder in at))
        own = [buyer] if goods[buyer] else []
        yield f"{_demand(answered, [name for name in own if name not in at], [name for name in at if name not in own], right)}{_or_else(answered, buyer, at)}"


def _demand(answered: AnsweredMarket, own: Sequence[str], others: Sequence[str], right: Fraction) -> str:
    """What prices have to satisfy so that a buyer keeps his own."""
    if not own:
        return f"{packages_text(answered, others)} must cost at least {number(-right)}"
    price = f"{packages_text(answered, own)} must cost at most"
    if not others:
        return f"{price} {number(right)}"
    than = packages_text(answered, others)
    return f"{price} as much as {than}" if right == 0 else f"{price} {number(abs(right))} {'more' if right > 0 else 'less'} than {than}"


def _or_else(answered: AnsweredMarket, buyer: str, at: Iterable[str]) -> str:
    listed = list(at)
    return f"; otherwise {answered.buyer(buyer)} would rather have {packages_text(answered, listed)}"


def margin_sentence(answered: AnsweredMarket) -> str:
    """What the largest margin means."""
    margin = answered.amount("margin")
    if margin > 0:
        return f"Some prices are strict: everybody prefers his own goods to anything else by {number(margin)} or more, so no tie can go wrong."
    return "No prices are strict: somebody is always indifferent, and what he takes at a tie has to be arranged."


def instead(answered: AnsweredMarket) -> str:
    """What to do where there are no prices."""
    weaker = "Package prices may exist (prices/eff). " if scheme_of(answered) == "good" else ""
    return (
        f"What to do instead: {weaker}Let buyers join into alliances (prices/alliances); "
        "or post prices of single packages (prices/any) and enforce one package for each buyer."
    )


def tried_text(answered: AnsweredMarket) -> str:
    """How many efficient allocations were looked at."""
    return f"{counted(answered.document['outcome']['tried'], 'efficient allocation')} looked at"
