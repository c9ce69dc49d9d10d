"""Whatever is changed in an answer of mechanism Γ: what is still accepted is true of all that the seller may do."""

import random
from fractions import Fraction

from marketcheck import Accepted, check

from . import brute, gamma_brute, gamma_writer
from .breaking import accepted_as_true, mutated
from .gamma_answers import HONEST
from .test_mutations import random_market
from .writer import text

ROUNDS = 700


def random_case(rng: random.Random) -> tuple[dict, dict]:
    """Returns a market without reserve prices, and requests in it."""
    market, other = random_market(rng), random_market(rng)
    buyers = [*market["buyers"], *({**buyer, "name": "3"} for buyer in other["buyers"][:1] if other["goods"] == market["goods"])]
    market = {key: part for key, part in market.items() if key != "reserve_prices"} | {"buyers": buyers[: rng.choice([1, 2, 3, 3])]}
    if rng.random() < 0.4:
        vickrey = brute.vickrey_payoffs(market)
        return market, gamma_writer.net_requests(market, {name: vickrey[name] for name in brute.names(market)})
    if rng.random() < 0.2:
        return market, gamma_writer.net_requests(market, gamma_writer.pareto_core(market))
    requests = {}
    for name in brute.names(market):
        bundle = [good for good in market["goods"] if rng.random() < 0.6]
        price = gamma_brute.value(market, name, bundle) - rng.choice([0, 0, 1, 2, -1, Fraction(1, 2)])
        requests[name] = {"bundle": bundle, "price": gamma_writer.num(max(Fraction(0), price))}
    return market, requests


def exact(table: dict) -> dict[str, Fraction]:
    return {name: Fraction(amount) for name, amount in table.items()}


def reply_is_true(document: dict, net: dict[str, Fraction]) -> bool:
    """Returns whether the stated reply is what it is called."""
    market, outcome = document["market"], document["outcome"]
    best, most = document["findings"][0], gamma_brute.best_replies(market, net)
    members, payoffs, payments = outcome["members"], exact(outcome["payoffs"]), exact(outcome["payments"])
    due = {name: net[name] if name in members else Fraction(0) for name in net}
    truths = [exact(outcome["net"]) == net, payoffs == due | {"seller": Fraction(outcome["revenue"])}, sum(payments.values()) == payoffs["seller"]]
    if best["holds"] is not True:
        return all([*truths, best["holds"] is None, most[0] <= Fraction(best["at_most"])])
    reply = gamma_brute.reply_in(market, members, outcome["allocation"])
    values = {name: gamma_brute.value(market, name, outcome["allocation"][name]) for name in net}
    truths += [payoffs["seller"] == most[0], all(payments[name] == (values[name] - net[name] if name in members else 0) for name in net)]
    selected = "selected" in [finding["claim"] for finding in document["findings"]]
    return all(truths) and reply in most[1] and most[1][reply] == Fraction(outcome["surplus"]) and not (selected and most[1][reply] < max(most[1].values()))


def replies_are_true(document: dict, net: dict[str, Fraction]) -> bool:
    """Returns whether the entries stand for best replies, and for all of them if they are called complete."""
    market, entries = document["market"], document["outcome"]["replies"]
    most, best = gamma_brute.best_replies(market, net)
    found = [{*gamma_brute.expanded(market, entry)} for entry in entries]
    whole, first = document["findings"][1]["holds"], document["findings"][0]["holds"]
    truths = [len(replies) == Fraction(entry["count"]) > 0 for replies, entry in zip(found, entries, strict=True)]
    if first is not True:
        return all([*truths, first is None, whole is None, most <= Fraction(document["findings"][0]["at_most"])])
    truths += [most == Fraction(document["outcome"]["revenue"]), exact(document["outcome"]["net"]) == net, whole is not False]
    together = set().union(*found)
    return all(truths) and together <= {*best} and (whole is not True or together == {*best})


def equilibrium_is_true(document: dict, net: dict[str, Fraction]) -> bool:
    """Returns whether deviations, and what is said of equilibria, are true."""
    market, outcome = document["market"], document["outcome"]
    _, claim, nash = document["findings"]
    deviations, (_, best) = gamma_brute.deviations(market, net), gamma_brute.best_replies(market, net)
    truths = [reply_is_true(document, net), all(deviations[name] == Fraction(amount) for name, amount in outcome["deviations"].items())]
    supported = any(gamma_brute.supports(market, net, members) for members, _ in best)
    if claim["holds"] is True:
        truths.append(gamma_brute.supports(market, net, frozenset(outcome["members"])))
    if claim["holds"] is False:
        witness = claim["witness"]
        aim = gamma_brute.net_payoffs(market, dict.fromkeys(net, witness["request"]))[witness["buyer"]]
        truths += [not supported, aim > Fraction(witness["payoff"]), aim <= max(deviations[witness["buyer"]], 0), aim == Fraction(witness["net"])]
    if len(net) > 1:
        truths.append(nash["holds"] is all(amount >= 0 for amount in net.values()))
    return all(truths)


def construct_is_true(document: dict) -> bool:
    """Returns whether every listed outcome is an equilibrium in the core, and the list complete if it is called so."""
    market, outcome = document["market"], document["outcome"]
    found = {finding["claim"]: finding["holds"] for finding in document["findings"]}
    nothing = dict.fromkeys(brute.names(market), Fraction(0))
    truths = [found.get("buyers-submodular") in (None, gamma_brute.submodular(market)), found["subgame-perfect"] is not False]
    for equilibrium in outcome["equilibria"]:
        net, payoffs = gamma_brute.net_payoffs(market, equilibrium["requests"]), exact(equilibrium["payoffs"])
        _, best = gamma_brute.best_replies(market, net)
        reply = gamma_brute.reply_in(market, equilibrium["members"], equilibrium["allocation"])
        truths += [reply in best, best.get(reply) == Fraction(equilibrium["surplus"]), gamma_brute.supports(market, net, reply[0])]
        truths += [brute.in_core(market, payoffs), "vickrey" not in found or payoffs == brute.vickrey_payoffs(market)]
    if found.get("complete") is True:
        _, best = gamma_brute.best_replies(market, nothing)
        covered = set()
        for proof in document["certificate"]["equilibria"]:
            members = [name for name in nothing if name in gamma_writer.owners(market, proof["uses"])]
            held = brute.allocation(market, proof["uses"])
            entry = {"members": members, "optional": [name for name in nothing if name not in members], "bundles": held}
            covered |= {*gamma_brute.expanded(market, entry)}
        truths.append(covered == {*best})
    return all(truths)


def theorems_are_true(document: dict) -> bool:
    """Returns whether the reply, the verdict on it, and the theorems' findings are true."""
    market, outcome = document["market"], document["outcome"]
    net = gamma_brute.net_payoffs(market, outcome["requests"])
    found = {finding["claim"]: finding for finding in document["findings"]}
    members, payoffs = frozenset(outcome["members"]), exact(outcome["payoffs"])
    _, best = gamma_brute.best_replies(market, net)
    equilibrium, vickrey = gamma_brute.supports(market, net, members), brute.vickrey_payoffs(market)
    truths = [exact(outcome["net"]) == net, max(best.values()) == Fraction(outcome["surplus"]), members in {there for there, _ in best}]
    truths += [outcome["equilibrium"] is equilibrium, found["buyers-submodular"]["holds"] is gamma_brute.submodular(market)]
    truths += [found[f"lemma-{k}"]["holds"] is True for k in (1, 2, 3)]
    if equilibrium and len(net) > 1:
        whole = brute.best(market, set(net))[0]
        truths += [found["theorem-4"]["holds"] is (Fraction(outcome["surplus"]) == whole)]
        truths += [found["theorem-6"]["holds"] is all(payoffs[name] == vickrey[name] for name in net)]
        truths += [found["theorem-4"]["promised"] is gamma_brute.submodular(market)]
    return all(truths)


def is_true(document: dict) -> bool:
    rule = document["rule"].removeprefix("gamma/")
    if rule in ("construct", "theorems"):
        return construct_is_true(document) if rule == "construct" else theorems_are_true(document)
    net = gamma_brute.net_payoffs(document["market"], document["input"]["requests"])
    return {"reply": reply_is_true, "replies": replies_are_true, "equilibrium": equilibrium_is_true}[rule](document, net)


def test_a_changed_answer_is_accepted_only_while_it_is_true():
    rng = random.Random(20242)
    verdicts = []
    for _ in range(ROUNDS):
        market, requests = random_case(rng)
        tie_rule, complete, cap, given = rng.choice(["any", "largest-surplus"]), rng.random() < 0.7, rng.choice([None, 1, 2]), rng.random() < 0.7
        honest = [
            gamma_writer.reply(market, requests, tie_rule),
            gamma_writer.replies(market, requests, complete),
            gamma_writer.equilibrium(market, requests),
            gamma_writer.construct(market, cap),
            gamma_writer.theorems(market, requests),
        ][rng.randrange(5)]
        verdict = check(text(honest))
        assert isinstance(verdict, Accepted), (verdict, honest)
        assert is_true(honest), honest
        if honest["rule"] == "gamma/theorems" and honest["outcome"]["equilibrium"] and not given:
            del honest["input"]
        verdicts += [accepted_as_true(mutated(rng, honest), is_true) for _ in range(3)]
    assert 50 < sum(verdicts) < len(verdicts) / 2


def test_a_changed_answer_by_hand_is_accepted_only_while_it_is_true():
    rng = random.Random(20243)
    verdicts = [accepted_as_true(mutated(rng, rng.choice(list(HONEST.values()))), is_true) for _ in range(2 * ROUNDS)]
    assert 50 < sum(verdicts) < ROUNDS
