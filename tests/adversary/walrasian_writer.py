"""Honest answers of the rules on markets of unit demand, for a few buyers and goods, by brute force."""

from fractions import Fraction

from .walrasian_brute import Economy
from .writer import answer, num, nums

INPUT = {"format": "marketwright.input/1"}


def market(goods: list[str], *, title: str | None = None, fee: object = 0, values: dict | None = None, reserves: dict | None = None, **buyers: dict) -> dict:
    """Returns a market in canonical form; buyers are called by the keywords without their first character."""
    named = [{"name": name[1:], **stated} if "preference" in stated else {"name": name[1:], "preference": stated} for name, stated in buyers.items()]
    document = {"format": "marketwright.market/1", "kind": "unit-demand", "goods": goods, "buyers": named}
    optional = {"title": title, "entry_fee": fee, "seller_values": values, "reserve_prices": reserves}
    return document | {key: value for key, value in optional.items() if value}


def linear(**values: object) -> dict:
    return {"type": "quasilinear", "values": values}


def proved(claim: str, holds: bool = True, **more: object) -> dict:
    return {"claim": claim, "holds": holds, "grade": "proved", **more}


def opened(*claims: str) -> list[dict]:
    return [{"claim": claim, "holds": None, "grade": "unproven"} for claim in claims]


def bundles(economy: Economy, prices: dict, allocation: dict) -> dict:
    return {name: {"good": good, "payment": num(economy.fee + (prices[good] if good else 0))} for name, good in allocation.items()}


def levels(economy: Economy, held: dict) -> dict:
    """Returns every buyer's level at his bundle."""
    return {buyer.name: num(buyer.level(held[buyer.name]["good"], Fraction(held[buyer.name]["payment"]))) for buyer in economy.buyers}


def settled(economy: Economy, prices: dict, allocation: dict) -> dict:
    """Returns the outcome at an equilibrium."""
    held = bundles(economy, prices, allocation)
    paid = {name: bundle["payment"] for name, bundle in held.items()}
    outcome = {"prices": nums(prices), "allocation": allocation, "payments": paid}
    return outcome | {"revenue": num(sum(map(Fraction, paid.values()), Fraction(0))), "levels": levels(economy, held)}


def part(economy: Economy, sense: str) -> dict:
    """Returns an equilibrium part."""
    prices, allocation = economy.equilibrium(sense)
    pointers = (economy.least_pointers if sense == "least" else economy.greatest_pointers)(prices, allocation)
    return {"prices": nums(prices), "allocation": allocation, "pointers": pointers}


def priced(document: dict, sense: str, tie_rule: str = "lexicographic", cap: int | None = None) -> dict:
    """Returns an answer of `walrasian/minimum` or `walrasian/maximum`."""
    economy, rule = Economy(document), {"least": "minimum", "greatest": "maximum"}[sense]
    prices, allocation = economy.equilibrium(sense)
    selected = [{"claim": "selected", "holds": True, "grade": "recomputed"}] if tie_rule == "lexicographic" else []
    findings = [proved("equilibrium"), proved(f"{rule}-price"), *selected]
    outcome = settled(economy, prices, allocation)
    written = answer(document, f"walrasian/{rule}", tie_rule, outcome=outcome, findings=findings, certificate={"pointers": part(economy, sense)["pointers"]})
    if cap is None:
        return written
    listed = economy.equilibrium_allocations(prices)
    finding = {"claim": "all-allocations", "holds": True, "grade": "recomputed", "number": len(listed)}
    if len(listed) > cap:
        finding = {"claim": "all-allocations", "holds": None, "grade": "unproven", "cap": cap}
    written["input"] = INPUT | {"cap": cap}
    written["outcome"]["allocations"] = listed[:cap]
    written["findings"].append(finding)
    return written


def minimum(document: dict, tie_rule: str = "lexicographic", cap: int | None = None) -> dict:
    return priced(document, "least", tie_rule, cap)


def maximum(document: dict, tie_rule: str = "lexicographic") -> dict:
    return priced(document, "greatest", tie_rule)


def asked(document: dict, prices: dict, allocation: dict | None = None) -> dict:
    """Returns an answer of `walrasian/test`."""
    economy, at = Economy(document), {good: Fraction(price) for good, price in prices.items()}
    demands = {buyer.name: economy.demand(buyer, at) for buyer in economy.buyers}
    low = [good for good in economy.goods if at[good] < economy.reserves[good]]
    above = [good for good in economy.goods if at[good] > economy.reserves[good]]
    findings = [proved("reserves-met") if not low else proved("reserves-met", holds=False, witness={"good": low[0]})]
    found = [economy.over_demanded(at), economy.under_demanded(at, 1), economy.under_demanded(at, 0)]
    claims = ("over-demanded-set", "under-demanded-set", "weakly-under-demanded-set")
    certificate = {}
    for claim, goods, counted in zip(claims, found, (economy.captives, economy.takers, economy.takers), strict=True):
        if goods:
            witness = {"goods": [good for good in economy.goods if good in goods], "buyers": counted(at, goods)}
            findings.append(proved(claim, witness=witness))
        else:
            findings.append(proved(claim, holds=False))
    if not found[0]:
        certificate["captives"] = matched({name: [*demand] for name, demand in demands.items() if None not in demand})
    if not found[1]:
        certificate["holders"] = matched({good: [name for name in demands if good in demands[name]] for good in above})
    if not found[2]:
        certificate["pointers"] = led_out({good: [name for name in demands if good in demands[name]] for good in above}, certificate["holders"])
    fits = not low and not found[0] and not found[1]
    findings += [proved("equilibrium-prices", holds=fits), proved("minimum-prices", holds=fits and not found[2])]
    outcome: dict = {"prices": prices, "demands": demands}
    stated: dict = {"prices": prices}
    if allocation is not None:
        outcome["allocation"] = stated["allocation"] = allocation
        wrong = [{"good": good} for good in economy.goods if good in low or (good in above and good not in allocation.values())]
        wrong += [{"buyer": name, "better": demand[-1]} for name, demand in demands.items() if allocation[name] not in demand]
        findings.append(proved("equilibrium") if not wrong else proved("equilibrium", holds=False, witness=wrong[-1]))
    return written(document, "test", {}, stated, outcome=outcome, findings=findings, certificate=certificate)


def written(document: dict, rule: str, parameters: dict, stated: dict | None, **parts: object) -> dict:
    """Returns an answer without a tie rule, with a second input if there is one."""
    return answer(document, f"walrasian/{rule}", **parts) | {"parameters": parameters} | ({} if stated is None else {"input": INPUT | stated})


def matched(choices: dict[str, list[str]]) -> dict[str, str]:
    """Returns a different choice for each name."""
    if not choices:
        return {}
    (name, listed), rest = next(iter(choices.items())), dict([*choices.items()][1:])
    for choice in listed:
        try:
            return {name: choice} | matched({other: [one for one in theirs if one != choice] for other, theirs in rest.items()})
        except LookupError:
            continue
    raise LookupError(name)


def led_out(takers: dict[str, list[str]], holders: dict[str, str]) -> dict[str, str]:
    """Returns pointers to buyers, found backwards from those who hold nothing."""
    pointers: dict[str, str] = {}
    held = {name: good for good, name in holders.items()}
    while len(pointers) < len(takers):
        good, name = next((good, name) for good in takers if good not in pointers for name in takers[good] if name not in held or held[name] in pointers)
        pointers[good] = name
    return pointers


def dual_numbers(weights: dict[str, dict[str | None, Fraction]], goods: list[str]) -> tuple[dict, dict, dict, Fraction]:
    """Returns dual numbers of buyers and of goods, a best assignment and its total, for each buyer's weights of his positions.

    A good's number is what the best assignment loses without it.
    """

    def best(names: list[str], left: frozenset) -> tuple[Fraction, dict]:
        if not names:
            return Fraction(0), {}
        options = []
        for position, weight in weights[names[0]].items():
            if position is None or position in left:
                total, rest = best(names[1:], left - {position})
                options.append((total + weight, {names[0]: position} | rest))
        return max(options, key=lambda option: option[0])

    names, everything = [*weights], frozenset(goods)
    total, allocation = best(names, everything)
    numbers = {good: total - best(names, everything - {good})[0] for good in goods}
    buyers = {name: max(weight - (numbers[position] if position else 0) for position, weight in weights[name].items()) for name in names}
    return buyers, numbers, allocation, total


def written_duals(buyers: dict, numbers: dict) -> dict:
    return {"buyers": nums(buyers), "goods": nums(numbers)}


def net_revenue(economy: Economy, held: dict) -> Fraction:
    return sum((Fraction(bundle["payment"]) - (economy.values[bundle["good"]] if bundle["good"] else 0) for bundle in held.values()), Fraction(0))


def efficiency(economy: Economy, held: dict) -> tuple[dict, dict, Fraction]:
    """Returns the finding `efficient` of bundles, its part of the certificate, and how much more the seller could have."""
    at = {name: Fraction(level) for name, level in levels(economy, held).items()}
    weights = {b.name: {a: b.willing(a, at[b.name]) - (economy.values[a] if a else 0) for a in b.positions} for b in economy.buyers}
    buyers, numbers, allocation, total = dual_numbers(weights, economy.goods)
    gain = total - net_revenue(economy, held)
    if gain == 0:
        return proved("efficient"), {"duals": written_duals(buyers, numbers)}, gain
    better = {b.name: {"good": allocation[b.name], "payment": num(b.willing(allocation[b.name], at[b.name]))} for b in economy.buyers}
    return proved("efficient", holds=False, witness={"bundles": better, "net_revenue": num(total)}), {}, gain


def efficient(document: dict, held: dict, shares: dict | None = None) -> dict:
    """Returns an answer of `walrasian/efficient`."""
    economy = Economy(document)
    finding, certificate, gain = efficiency(economy, held)
    outcome: dict = {"bundles": held, "levels": levels(economy, held), "net_revenue": num(net_revenue(economy, held))}
    stated, findings = {"bundles": held}, [finding]
    if shares is not None:
        outcome["shares"] = stated["shares"] = shares
        findings.append(proved("multi-seller-efficient"))
        if gain:
            better, sold = finding["witness"]["bundles"], [{bundle["good"] for bundle in deal.values()} for deal in (held, finding["witness"]["bundles"])]
            values = {good: economy.values[good] * ((good in sold[1]) - (good in sold[0])) for good in economy.goods}
            new = {good: num(Fraction(shares[good]) + values[good] + gain / len(shares)) for good in economy.goods}
            findings[1] = proved("multi-seller-efficient", holds=False, witness={"bundles": better, "shares": new})
    return written(document, "efficient", {}, stated, outcome=outcome, findings=findings, certificate=certificate)


def properties(document: dict, tie_rule: str = "lexicographic") -> dict:
    """Returns an answer of `walrasian/properties`."""
    economy, result = Economy(document), minimum(document, tie_rule)
    held = {n: {"good": g, "payment": result["outcome"]["payments"][n]} for n, g in result["outcome"]["allocation"].items()}
    finding, duals, _ = efficiency(economy, held)
    bads = [{"buyer": buyer.name, "good": good} for buyer in economy.buyers for good in buyer.goods if not buyer.desirable(good)]
    paid = {name: Fraction(bundle["payment"]) for name, bundle in held.items()}
    against = {
        "classical": bads,
        "individually-rational": [{"buyer": n} for n in held if Fraction(result["outcome"]["levels"][n]) > 0],
        "no-subsidy": [{"buyer": n} for n in held if paid[n] < 0],
        "no-subsidy-for-losers": [{"buyer": n} for n in held if paid[n] < 0 and held[n]["good"] is None],
        "seller-individually-rational": [{"buyer": n} for n in held if paid[n] < economy.values.get(held[n]["good"], 0)],
    }
    more = [proved(claim, holds=False, witness=wrong[-1]) if wrong else proved(claim) for claim, wrong in against.items()]
    both = not against["individually-rational"] and not against["seller-individually-rational"]
    more += [proved("overall-individually-rational", holds=both), finding]
    menus = sum(len(buyer.goods) for buyer in economy.buyers) <= 100
    more += [proved("strategy-proof", **({"menus": True} if menus else {})), proved("group-strategy-proof")]
    certificate = result["certificate"] | duals
    if menus:
        certificate["menus"] = {b.name: {good: part(Economy(document, {b.name: good}), "least") for good in b.goods} for b in economy.buyers}
        prices = {name: {good: parts["prices"][good] for good, parts in theirs.items()} for name, theirs in certificate["menus"].items()}
        result["outcome"]["menus"] = prices
    return result | {"rule": "walrasian/properties", "findings": [*result["findings"], *more], "certificate": certificate}


def result_of(document: dict, against: str) -> tuple[dict, dict]:
    """Returns what a rule yields: its part of a certificate, and every buyer's bundle."""
    economy = Economy(document)
    if against != "pay-as-bid":
        found = part(economy, {"maximum": "greatest", "minimum": "least"}[against])
        return found, bundles(economy, {good: Fraction(price) for good, price in found["prices"].items()}, found["allocation"])
    fee = economy.fee
    weights = {b.name: {a: b.willing(a, fee) - fee - (economy.reserves[a] if a else 0) for a in b.positions} for b in economy.buyers}
    buyers, numbers, allocation, _ = dual_numbers(weights, economy.goods)
    paid = {b.name: b.willing(allocation[b.name], fee) for b in economy.buyers}
    held = {name: {"good": good, "payment": num(paid[name])} for name, good in allocation.items()}
    return {"allocation": allocation, "duals": written_duals(buyers, numbers)}, held


def manipulate(document: dict, against: str, reports: list[tuple[str, dict]]) -> dict:
    """Returns an answer of `walrasian/manipulate`, where these reports are tried."""
    economy = Economy(document)
    honest, held = result_of(document, against)
    outcome, certificate, tried = {"honest": held, "reports": 0}, {"honest": honest}, reports if against != "minimum" else []
    finding = proved("manipulable", holds=False) if against == "minimum" else opened("manipulable")[0]
    before = levels(economy, held)
    for name, report in tried:
        outcome["reports"] += 1
        told = document | {"buyers": [b | {"preference": report} if b["name"] == name else b for b in document["buyers"]]}
        deviating, new = result_of(told, against)
        gain = Fraction(before[name]) - Fraction(levels(economy, new)[name])
        if gain > 0:
            outcome |= {"buyer": name, "report": report, "bundle": new[name], "gain": num(gain)}
            certificate["deviating"], finding = deviating, proved("manipulable")
            break
    parameters = {"against": against, "samples": 200, "seed": 0}
    return written(document, "manipulate", parameters, {"against": against}, outcome=outcome, findings=[finding], certificate=certificate)


def counterexample(document: dict, made: dict | None = None, good: str = "", dominating: dict | None = None) -> dict:
    """Returns an answer of `walrasian/counterexample`, which shows this market if one is needed."""
    claims = ("efficient-for-all-preferences", "seller-rational-for-all-preferences")
    if made is None:
        findings = [proved(claim, by="Proposition 1") for claim in claims]
        return written(document, "counterexample", {}, None, outcome={}, findings=findings, certificate={})
    economy = Economy(made)
    found = part(economy, "least")
    held = bundles(economy, {name: Fraction(price) for name, price in found["prices"].items()}, found["allocation"])
    losers = [{"buyer": n} for n, b in held.items() if b["good"] and Fraction(b["payment"]) < economy.values[b["good"]]]
    rational = proved(claims[1], holds=False, witness=losers[-1]) if losers else proved(claims[1], by="Proposition 1")
    better = dominating or efficiency(economy, held)[0]["witness"]["bundles"]
    outcome = {"good": good, "case": "below" if losers else "above", "market": made, "prices": found["prices"], "allocation": found["allocation"]}
    outcome |= {"payments": {name: bundle["payment"] for name, bundle in held.items()}, "dominating": better}
    certificate = {"pointers": found["pointers"]}
    return written(document, "counterexample", {}, None, outcome=outcome, findings=[proved(claims[0], holds=False), rational], certificate=certificate)
