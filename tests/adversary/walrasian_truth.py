"""Whether what an answer about unit demand claims is true, by brute force and without its certificate; and random markets to ask about."""

import random
from fractions import Fraction

from .walrasian_brute import Economy
from .walrasian_smooth import SmoothEconomy
from .walrasian_writer import asked, bundles, efficiency, levels, market, net_revenue, opened, priced, properties, proved
from .writer import num, nums

NUMERIC = ("quadratic-cost", "sinh-cost", "tanh")


# Random markets


def half(rng: random.Random, low: int, high: int) -> int | str:
    return num(Fraction(rng.randint(low * 2, high * 2), rng.choice([1, 2, 2])))


def preference(rng: random.Random, goods: list[str]) -> dict:
    """Returns a preference of exact type."""
    kind = rng.choice(["quasilinear", "quasilinear", "borrowing", "soft-budget", "income", "levels"])
    values = {good: half(rng, -1, 4) for good in goods}
    if kind == "quasilinear":
        return {"type": kind, "values": values}
    if kind == "borrowing":
        return {"type": kind, "values": values, "cash": half(rng, 0, 2), "rate": rng.choice([0, "1/4", 1])}
    if kind == "soft-budget":
        return {"type": kind, "values": values, "budget": half(rng, 0, 2), "steepness": rng.choice([1, "3/2", 4])}
    if kind == "income":
        return {"type": kind, "wealth": 5, "cap": rng.choice([-1, 1, "5/2", 4]), "quality": {good: rng.choice(["3/2", 2, "4/3"]) for good in goods}}
    table = {}
    for good in goods:
        count = rng.randint(1, 3)
        points = zip(sorted(rng.sample(range(-2, 6), count)), sorted(rng.sample(range(-6, 5), count)), strict=True)
        table[good] = {"points": [[*point] for point in points], "left": rng.choice(["1/2", 1, 2]), "right": rng.choice(["1/2", 1, 2])}
    return {"type": kind, "levels": table}


def smooth_preference(rng: random.Random, goods: list[str]) -> dict:
    kind, values = rng.choice(NUMERIC), {good: half(rng, -1, 4) for good in goods}
    if kind == "quadratic-cost":
        return {"type": kind, "values": values, "rho": rng.choice(["1/3", "1/100", 2])}
    if kind == "sinh-cost":
        return {"type": kind, "values": values, "k": rng.choice(["1/3", "1/10", 1, "1/7"])}
    return {"type": kind, "values": values, "alpha": {good: rng.choice([0, "1/2", "-1/2", "-9/10"]) for good in goods}, "beta": rng.choice([1, 2, "3/2"])}


def random_market(rng: random.Random, most: int = 3, *, smooth: bool = False) -> dict:
    goods, buyers = list("ABC"[: rng.randint(0, most)]), {}
    for k in range(rng.randint(1 if smooth else 0, most)):
        forbidden = [good for good in goods if rng.random() < 0.15]
        permitted = [good for good in goods if good not in forbidden]
        stated = smooth_preference(rng, permitted) if smooth and (k == 0 or rng.random() < 0.6) else preference(rng, permitted)
        buyers[f"_{k + 1}"] = {"preference": stated} | ({"forbidden": forbidden} if forbidden else {})
    values = {good: rng.randint(0, 2) for good in goods if rng.random() < 0.4}
    reserves = {good: rng.randint(0, 3) for good in goods if rng.random() < 0.4}
    return market(goods, fee=rng.choice([0, 0, 1, -1, "1/2"]), values=values, reserves=reserves, **buyers)


# Truth


def exact(table: dict) -> dict[str, Fraction]:
    return {name: Fraction(value) for name, value in table.items()}


def same(document: dict, due: dict, *, but: tuple[str, ...] = ()) -> bool:
    """Returns whether two answers have the same outcome and findings, except for witnesses and some keys of the outcome."""
    plain = [[{key: part for key, part in f.items() if key != "witness"} for f in d["findings"]] for d in (document, due)]
    outcomes = [{key: part for key, part in d["outcome"].items() if key not in but} for d in (document, due)]
    return plain[0] == plain[1] and outcomes[0] == outcomes[1]


def witness_of(document: dict, claim: str) -> dict | None:
    return next((f.get("witness") for f in document["findings"] if f["claim"] == claim), None)


def equilibrium_is_true(document: dict, economy: Economy, sense: str, due: dict) -> bool:
    """Returns whether the outcome is the least or greatest equilibrium, whatever allocation the tie rule leaves."""
    outcome = document["outcome"]
    prices, first = economy.equilibrium(sense)
    if exact(outcome["prices"]) != prices or not economy.supports(prices, outcome["allocation"]):
        return False
    if document["parameters"]["tie_rule"] == "lexicographic" and outcome["allocation"] != first:
        return False
    paid = {name: bundle["payment"] for name, bundle in bundles(economy, prices, outcome["allocation"]).items()}
    return same(document, due, but=("allocation", "payments")) and outcome["payments"] == paid


def priced_is_true(document: dict, sense: str) -> bool:
    stated = document["market"]
    if any(buyer["preference"]["type"] in NUMERIC for buyer in stated["buyers"]):
        return numeric_is_true(document)
    if not document["outcome"]:
        return same(document, {"outcome": {}, "findings": opened("equilibrium", {"least": "minimum-price", "greatest": "maximum-price"}[sense])})
    due = priced(stated, sense, document["parameters"]["tie_rule"], document.get("input", {}).get("cap"))
    return equilibrium_is_true(document, Economy(stated), sense, due)


def numeric_is_true(document: dict) -> bool:
    outcome, economy = document["outcome"], SmoothEconomy(document["market"])
    prices, residuals = exact(outcome["prices"]), {f["residual"] for f in document["findings"]}
    sold = {good for good in outcome["allocation"].values() if good}
    for good, reserve in economy.reserves.items():
        if prices[good] < reserve or (good not in sold and prices[good] != reserve):
            return False
    above = [good for good in economy.goods if prices[good] > economy.reserves[good]]
    if len(residuals) != 1 or {*document["certificate"]["pointers"]} != {*above}:
        return False
    claimed = Fraction(residuals.pop())
    needed = economy.residual(prices, outcome["allocation"], document["certificate"]["pointers"])
    holds = True if claimed <= Fraction(document["parameters"]["tolerance"]) else None
    paid = {name: bundle["payment"] for name, bundle in bundles(economy, prices, outcome["allocation"]).items()}
    findings = [{"claim": c, "holds": holds, "grade": "numeric", "residual": num(claimed)} for c in ("equilibrium", "minimum-price")]
    revenue = num(sum(map(Fraction, paid.values()), Fraction(0)))
    return claimed >= needed - Fraction(1, 10**30) and outcome["payments"] == paid and outcome["revenue"] == revenue and document["findings"] == findings


def test_is_true(document: dict) -> bool:
    stated, economy = document["input"], Economy(document["market"])
    due, prices = asked(document["market"], stated["prices"], stated.get("allocation")), exact(stated["prices"])
    for claim, counted, least in (
        ("over-demanded-set", economy.captives, 1),
        ("under-demanded-set", economy.takers, -1),
        ("weakly-under-demanded-set", economy.takers, 0),
    ):
        if (found := witness_of(document, claim)) is None:
            continue
        goods, buyers = {*found["goods"]}, counted(prices, {*found["goods"]})
        above = all(prices[good] > economy.reserves[good] for good in goods)
        fits = len(buyers) > len(goods) if least == 1 else above and len(buyers) - least <= len(goods) and len(buyers) <= len(goods) + least
        if not goods or buyers != found["buyers"] or not fits:
            return False
    if (found := witness_of(document, "equilibrium")) is not None:
        held = stated["allocation"]
        if "good" in found:
            good = found["good"]
            if not (prices[good] < economy.reserves[good] or (good not in held.values() and prices[good] > economy.reserves[good])):
                return False
        else:
            buyer = next(buyer for buyer in economy.buyers if buyer.name == found["buyer"])
            if found["better"] not in buyer.positions or economy.level(buyer, found["better"], prices) >= economy.level(buyer, held[buyer.name], prices):
                return False
    low = witness_of(document, "reserves-met")
    return same(document, due) and low == witness_of(due, "reserves-met")


def better_is_true(economy: Economy, held: dict, found: dict, shares: dict | None) -> bool:
    """Returns whether the witness is feasible, leaves no buyer worse off, and the seller, or each seller, better off."""
    new = found["bundles"]
    goods = [bundle["good"] for bundle in new.values() if bundle["good"]]
    if len({*goods}) < len(goods) or any(new[buyer.name]["good"] not in buyer.positions for buyer in economy.buyers):
        return False
    before, after = exact(levels(economy, held)), exact(levels(economy, new))
    if any(after[name] > before[name] for name in before) or net_revenue(economy, new) <= net_revenue(economy, held):
        return False
    if shares is None:
        return Fraction(found["net_revenue"]) == net_revenue(economy, new)
    if sum(exact(found["shares"]).values()) != sum(Fraction(bundle["payment"]) for bundle in new.values()):
        return False
    sold = {bundle["good"] for bundle in held.values()}
    return all(
        Fraction(found["shares"][good]) - (economy.values[good] if good in goods else 0)
        > Fraction(shares[good]) - (economy.values[good] if good in sold else 0)
        for good in economy.goods
    )


def efficient_is_true(document: dict) -> bool:
    stated, economy = document["input"], Economy(document["market"])
    holds = efficiency(economy, stated["bundles"])[0]["holds"]
    outcome = stated | {"levels": levels(economy, stated["bundles"]), "net_revenue": num(net_revenue(economy, stated["bundles"]))}
    outcome.pop("format")
    claims = ["efficient", *(["multi-seller-efficient"] if "shares" in stated else [])]
    if not same(document, {"outcome": outcome, "findings": [proved(claim, holds=holds) for claim in claims]}):
        return False
    return holds or all(better_is_true(economy, stated["bundles"], witness_of(document, c), stated.get("shares") if c != "efficient" else None) for c in claims)


def properties_is_true(document: dict) -> bool:
    due = properties(document["market"], document["parameters"]["tie_rule"])
    economy, outcome = Economy(document["market"]), document["outcome"]
    if not equilibrium_is_true(document, economy, "least", due | {"findings": document["findings"]}) or exact_menus(outcome) != exact_menus(due["outcome"]):
        return False
    held = bundles(economy, exact(outcome["prices"]), outcome["allocation"])
    paid, at = {name: Fraction(bundle["payment"]) for name, bundle in held.items()}, exact(outcome["levels"])
    bads = [{"buyer": buyer.name, "good": good} for buyer in economy.buyers for good in buyer.goods if not buyer.desirable(good)]
    wrong = {
        "classical": bads,
        "individually-rational": [{"buyer": name} for name in held if at[name] > 0],
        "no-subsidy": [{"buyer": name} for name in held if paid[name] < 0],
        "no-subsidy-for-losers": [{"buyer": name} for name in held if paid[name] < 0 and held[name]["good"] is None],
        "seller-individually-rational": [{"buyer": name} for name in held if paid[name] < economy.values.get(held[name]["good"], 0)],
    }
    for claim, witnesses in wrong.items():
        found = witness_of(document, claim)
        if (found is None) != (not witnesses) or (found is not None and found not in witnesses):
            return False
    fine = {claim: not witnesses for claim, witnesses in wrong.items()}
    fine["overall-individually-rational"] = fine["individually-rational"] and fine["seller-individually-rational"]
    fine["efficient"] = efficiency(economy, held)[0]["holds"]
    if not fine["efficient"] and not better_is_true(economy, held, witness_of(document, "efficient"), None):
        return False
    first = due["findings"][: len(due["findings"]) - 9]
    last = [proved(claim, holds=holds) for claim, holds in fine.items()]
    return same(document, {"outcome": outcome, "findings": [*first, *last, *due["findings"][-2:]]})


def exact_menus(outcome: dict) -> dict:
    return {name: exact(theirs) for name, theirs in outcome["menus"].items()}


def bundles_of(economy: Economy, against: str, held: dict) -> bool:
    """Returns whether these bundles are what the rule may yield."""
    if against != "pay-as-bid":
        prices, allocation = economy.equilibrium({"maximum": "greatest", "minimum": "least"}[against])
        return held == bundles(economy, prices, allocation)
    fee = economy.fee
    weights = {b.name: {a: b.willing(a, fee) - fee - (economy.reserves[a] if a else 0) for a in b.positions} for b in economy.buyers}
    totals = [sum((weights[name][good] for name, good in way.items()), Fraction(0)) for way in economy.assignments()]
    goods = {name: bundle["good"] for name, bundle in held.items()}
    paid = {b.name: b.willing(goods[b.name], fee) for b in economy.buyers}
    return sum((weights[n][g] for n, g in goods.items()), Fraction(0)) == max(totals) and nums(paid) == {n: b["payment"] for n, b in held.items()}


def manipulate_is_true(document: dict) -> bool:
    stated, outcome, against = document["market"], document["outcome"], document["parameters"]["against"]
    economy, (finding,) = Economy(stated), document["findings"]
    if not bundles_of(economy, against, outcome["honest"]) or outcome["reports"] < 0:
        return False
    if against == "minimum":
        return finding == proved("manipulable", holds=False) and outcome["reports"] == 0
    if finding["holds"] is None:
        return finding == opened("manipulable")[0]
    name = outcome["buyer"]
    told = stated | {"buyers": [b | {"preference": outcome["report"]} if b["name"] == name else b for b in stated["buyers"]]}
    buyer = next(buyer for buyer in economy.buyers if buyer.name == name)
    old, new = outcome["honest"][name], outcome["bundle"]
    gain = buyer.level(old["good"], Fraction(old["payment"])) - buyer.level(new["good"], Fraction(new["payment"]))
    yielded = Economy(told)
    if against == "pay-as-bid":
        possible = any(new["good"] == way[name] for way in yielded.assignments() if bundles_of(yielded, against, bid_bundles(yielded, way)))
        right = possible and Fraction(new["payment"]) == next(b for b in yielded.buyers if b.name == name).willing(new["good"], yielded.fee)
    else:
        right = new == bundles(yielded, *yielded.equilibrium("greatest"))[name]
    return finding == proved("manipulable") and right and gain == Fraction(outcome["gain"]) > 0 < outcome["reports"]


def bid_bundles(economy: Economy, way: dict) -> dict:
    return {b.name: {"good": way[b.name], "payment": num(b.willing(way[b.name], economy.fee))} for b in economy.buyers}


def counterexample_is_true(document: dict) -> bool:
    economy, outcome = Economy(document["market"]), document["outcome"]
    below, above = ([g for g in economy.goods if sign * (economy.reserves[g] - economy.values[g]) > 0] for sign in (-1, 1))
    claims = ("efficient-for-all-preferences", "seller-rational-for-all-preferences")
    if not outcome:
        return not (economy.buyers and (below or above)) and document["findings"] == [proved(claim, by="Proposition 1") for claim in claims]
    made = Economy(outcome["market"])
    alike = [buyer["preference"] for buyer in outcome["market"]["buyers"]]
    if made.values != economy.values or made.reserves != economy.reserves or made.names != economy.names or made.fee or alike.count(alike[0]) < len(alike):
        return False
    prices, held = exact(outcome["prices"]), outcome["allocation"]
    if prices != made.equilibrium("least")[0] or not made.supports(prices, held) or outcome["good"] not in (below or above):
        return False
    bought = bundles(made, prices, held)
    if outcome["payments"] != {name: bundle["payment"] for name, bundle in bought.items()} or outcome["case"] != ("below" if below else "above"):
        return False
    losers = [{"buyer": n} for n, b in bought.items() if b["good"] and Fraction(b["payment"]) < made.values[b["good"]]]
    rational = document["findings"][1].get("witness") in losers if below else document["findings"][1] == proved(claims[1], by="Proposition 1")
    found = {"bundles": outcome["dominating"], "net_revenue": num(net_revenue(made, outcome["dominating"]))}
    return rational and better_is_true(made, bought, found, None) and [f["holds"] for f in document["findings"]] == [False, not below]


TRUTHS = {
    "minimum": lambda document: priced_is_true(document, "least"),
    "maximum": lambda document: priced_is_true(document, "greatest"),
    "test": test_is_true,
    "efficient": efficient_is_true,
    "properties": properties_is_true,
    "manipulate": manipulate_is_true,
    "counterexample": counterexample_is_true,
}


def is_true(document: dict) -> bool:
    return TRUTHS[document["rule"].removeprefix("walrasian/")](document)
