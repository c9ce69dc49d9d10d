"""The rule `gamma/construct`: equilibria in which every buyer requests his bundle."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from marketcheck.case import Case, Finding, positions, verdict, worst
from marketcheck.conditions import reject
from marketcheck.documents import canonical_json, keys
from marketcheck.gamma import Net, Reply, proved_values, reply_of, served
from marketcheck.gamma_replies import complete_finding, key, verify_complete
from marketcheck.properties import by_worths, submodularity_proofs, verify_valuation

IN_THE_CORE = ("subgame-perfect", "efficient", "core")


@dataclass(frozen=True, slots=True)
class Equilibrium:
    """The net payoffs that requests leave, and their reply, told as that to net payoffs 0: its members own atoms, and `paid` is the surplus."""

    profile: int
    net: Net
    reply: Reply


def check_construct(case: Case) -> None:
    """Verifies an answer of the rule `gamma/construct`."""
    findings, proofs, theorem = list[Finding](), ["values", "profiles", "equilibria"], "one-buyer"
    if len(case.market.buyers) > 1:
        claimed = case.finding("buyers-submodular")
        proofs += submodularity_proofs(claimed)
        theorem = "theorem-6" if claimed["holds"] is True else "pareto-core"
    found = case.finding("subgame-perfect")["holds"] is not None
    complete = found and theorem == "theorem-6" and case.finding("complete")["holds"] is True
    case.require_proofs(*proofs, *(["listing"] if complete else []))
    case.require_parameters(cap=100)
    proved_values(case)
    if theorem != "one-buyer":
        findings.append(_submodular(case, claimed))
    listed, described = _equilibria(case, everybody=theorem != "theorem-6")
    if bool(listed) != found or bool(case.certificate["profiles"]) != found:
        reject("G20", "outcome.equilibria", f"{len(listed)} equilibria", "1 or more where they are found, and then only")
    if not found:
        findings += [verdict(claim, None, "unproven") for claim in IN_THE_CORE]
    else:
        grade = worst([_profile_grade(case, k, listed, vickrey=theorem != "pareto-core") for k in range(len(case.certificate["profiles"]))])
        findings += [verdict(claim, True, grade) for claim in (*IN_THE_CORE, *(["vickrey"] if theorem != "pareto-core" else []))]
        if complete:
            nothing = [Fraction(0)] * len(case.market.buyers)
            verify_complete(case, nothing, listed[0].reply.surplus, [key(equilibrium.reply) for equilibrium in listed])
        findings += [complete_finding(case)] if theorem == "theorem-6" else []
    case.conclude({"theorem": theorem, "equilibria": described}, findings)


def _submodular(case: Case, claimed: Finding) -> Finding:
    """Returns the finding `buyers-submodular` that is due."""
    if claimed["holds"] is not True or "because" not in claimed:
        return by_worths(case, claimed)
    for buyer, name in enumerate(case.market.buyers):
        verify_valuation(case.market, buyer, "gross-substitutes", f"findings.buyers-submodular, {name!r}")
    return verdict("buyers-submodular", True, "recomputed", because="gross-substitutes")


def _equilibria(case: Case, everybody: bool) -> tuple[list[Equilibrium], list[dict[str, Any]]]:
    """Returns the equilibria, and how the outcome describes them: requests and members are stated there, the rest follows; whether `everybody` is a member."""
    stated, shown = keys(case.outcome, "outcome", ["theorem", "equilibria"])["equilibria"], case.certificate["equilibria"]
    if len(stated) != len(shown):
        reject("G20", "outcome.equilibria", f"{len(stated)} equilibria", len(shown))
    listed, described = [], []
    for k, (outcome, proof) in enumerate(zip(stated, shown, strict=True)):
        place, names = f"outcome.equilibria[{k}]", case.market.buyers
        reply = reply_of(case, proof["uses"], [Fraction(0)] * len(names), f"certificate.equilibria[{k}].uses")
        requests = keys(outcome["requests"], f"{place}.requests", names)
        net = [reply.values[i] - requests[name]["price"] for i, name in enumerate(names)]
        for i, name in enumerate(names):
            bundle = positions(requests[name]["bundle"], case.market.goods, f"{place}.requests.{name}")
            if bundle != sorted(reply.bundles[i]) or net[i] < 0:
                reject("G21", f"{place}.requests.{name}", canonical_json(requests[name]), "the goods of his atoms at no more than their value")
        members = positions(outcome["members"], names, f"{place}.members")
        if not members or not {*members} >= (case.everyone if everybody else reply.owners):
            reject("G22", f"{place}.members", canonical_json(outcome["members"]), "all buyers" if everybody else "all owners of used atoms")
        if not 0 <= proof["profile"] < len(case.certificate["profiles"]):
            reject("G23", f"certificate.equilibria[{k}].profile", proof["profile"], f"one of {len(case.certificate['profiles'])} profiles, counted from 0")
        payoffs = case.by_buyer(net) | {"seller": reply.surplus - sum(net)}
        described.append(outcome | {"allocation": served(case, reply, members), "payoffs": payoffs, "surplus": reply.surplus})
        listed.append(Equilibrium(proof["profile"], net, reply))
    return listed, described


def _profile_grade(case: Case, number: int, listed: Sequence[Equilibrium], vickrey: bool) -> str:
    """Returns the grade of the bound that no reply to these net payoffs pays more, once for every buyer a reply without him is shown that pays as much.

    So a member can have his net payoff by another request, and no more; and every other buyer, whose net payoff is 0, nothing.
    """
    place, proof, everyone = f"certificate.profiles[{number}]", case.certificate["profiles"][number], case.everyone
    mine = [equilibrium for equilibrium in listed if equilibrium.profile == number]
    if len({(*equilibrium.net, equilibrium.reply.surplus) for equilibrium in mine}) != 1:
        reject("G23", place, f"{len(mine)} equilibria", "1 or more, with the same net payoffs and the same surplus")
    net, surplus = mine[0].net, mine[0].reply.surplus
    revenue = surplus - sum(net)
    for name in proof["without"]:
        positions([name], case.market.buyers, f"{place}.without")
    for i, name in enumerate(case.market.buyers):
        if name in proof["without"]:
            other = reply_of(case, proof["without"][name]["uses"], net, f"{place}.without.{name}", everyone - {i})
            if other.paid != revenue:
                reject("G24", f"{place}.without.{name}", other.paid, revenue)
            if vickrey and other.surplus != surplus - net[i]:
                reject("G25", f"{place}.without.{name}", other.surplus, surplus - net[i])
        elif all(i in equilibrium.reply.owners for equilibrium in mine):
            reject("G24", f"{place}.without", f"nothing for {name!r}", revenue)
    return case.prove_at_most(proof["bound"], everyone, revenue, dict(enumerate(net)))
