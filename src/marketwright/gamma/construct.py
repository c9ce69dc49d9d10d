"""Equilibria of mechanism Γ made to order, and the rule `gamma/construct`.

*Meaning.* In a buyers-submodular market every efficient allocation is an equilibrium outcome: members ask for their goods at the price that leaves them
their Vickrey payoff, all others for nothing (Theorem 6).  In any market of two buyers or more every buyer-Pareto-optimal core point is one: everybody is a
member and asks for that payoff (spec gamma 7, P3).  A single buyer asks for everything at price 0.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from marketwright.answers.answer import Finding, Result
from marketwright.certificates.bounds import bound_document, with_bounds, worst_grade
from marketwright.coalitions.core import EXTREME_POINTS_UP_TO, greedy_pareto_point, pareto_points
from marketwright.coalitions.submodularity_finding import submodularity_finding
from marketwright.coalitions.valuations import is_substitutes
from marketwright.coalitions.vickrey import vickrey_payoffs
from marketwright.coalitions.worths import Clearing, LimitReached, Worth
from marketwright.errors import UsageError
from marketwright.gamma.profile import NO_REQUEST, Profile, Request, Valuer, opened
from marketwright.gamma.replies import BestReplies, best_replies
from marketwright.gamma.reply import members_of, remainder
from marketwright.markets.bundle import BundleMarket
from marketwright.questions import Question

CONSTRUCT_CAP = 100
"""How many use lists are followed where the input names no cap."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Equilibria:
    """Equilibria that share their net payoffs: a proof of the best reply, what pays as much without certain buyers, and the replies.

    `without`: use lists for buyers who get something or are in all replies; `replies`: members and accepted atoms of each.
    """

    profile: Profile
    best: Worth
    without: Mapping[int, tuple[int, ...]]
    replies: tuple[tuple[tuple[int, ...], tuple[int, ...]], ...]

    @property
    def grade(self) -> str:
        """The grade of everything that is claimed of them."""
        return self.best.grade


def construct_rule(market: BundleMarket, question: Question) -> Result:
    """The rule `gamma/construct`: an equilibrium for each efficient allocation, or for each extreme buyer-Pareto-optimal core point."""
    clearing, valuer = opened(market, question.limits)
    cap = (question.input or {}).get("cap", CONSTRUCT_CAP)
    best = clearing.worth()
    findings: list[Finding] = []
    proof: dict[str, Any] = {}
    theorem, submodular = "one-buyer", False
    if clearing.seller > 1:
        finding, proof = submodularity_finding(clearing, all(is_substitutes(market, buyer.values) for buyer in market.buyers))
        findings.append(finding)
        submodular = finding.holds is True
        theorem = "theorem-6" if submodular else "pareto-core"
    listed: BestReplies | None = None
    if not best.exact:
        found: list[Equilibria] | LimitReached = LimitReached()
    elif submodular:
        listed = best_replies(clearing, Profile((Fraction(0),) * clearing.seller), best.value, cap)
        found = vickrey_equilibria(clearing, best, listed)
    else:
        found = core_equilibria(clearing, best, cap)
    if isinstance(found, LimitReached):
        findings += [Finding(claim=claim, holds=None, grade="unproven") for claim in ("subgame-perfect", "efficient", "core")]
        found, listed = [], None
    else:
        grade = worst_grade(*(equilibria.grade for equilibria in found))
        claims = ("subgame-perfect", "efficient", "core", *(() if theorem == "pareto-core" else ("vickrey",)))
        findings += [Finding(claim=claim, holds=True, grade=grade) for claim in claims]
    if listed is not None:
        findings.append(Finding(claim="complete", holds=None, grade="unproven", details={"cap": cap}) if listed.capped else listed.finding)
        if listed.tree is not None:
            proof["listing"] = bound_document(listed.tree)
    names = [buyer.name for buyer in market.buyers]
    profiles = [
        {
            "bound": bound_document(equilibria.best.bound),
            "without": {names[buyer]: {"uses": list(uses)} for buyer, uses in equilibria.without.items()},
        }
        for equilibria in found
    ]
    numbered = [(place, reply) for place, equilibria in enumerate(found) for reply in equilibria.replies]
    outcome = {
        "theorem": theorem,
        "equilibria": [_document(clearing, valuer, found[place], members, uses) for place, (members, uses) in numbered],
    }
    return Result(
        outcome=outcome,
        findings=tuple(findings),
        certificate=with_bounds(
            clearing.rows,
            values=valuer.evidence,
            profiles=profiles,
            equilibria=[{"profile": place, "uses": list(uses)} for place, (_, uses) in numbered],
            **proof,
        ),
        parameters={"cap": cap},
    )


def vickrey_equilibria(clearing: Clearing, best: Worth, listed: BestReplies) -> list[Equilibria] | LimitReached:
    """The equilibria of a buyers-submodular market: Vickrey payoffs, with each of the listed efficient allocations."""
    vickrey = vickrey_payoffs(clearing, best)
    if isinstance(vickrey, LimitReached):
        return LimitReached()
    profile = Profile(tuple(vickrey.payoffs[buyer] for buyer in range(clearing.seller)))
    proved = clearing.worth(charges=profile.charges, known=(best.uses,))
    if not proved.exact:
        return LimitReached()
    replies = tuple((members_of(clearing, profile, entry.uses), entry.uses) for entry in listed.entries)
    always = _in_all(clearing, [uses for _, uses in replies])
    asking = [buyer for buyer, net in enumerate(profile.net) if net > 0 or buyer in always]
    without = {buyer: vickrey.without[buyer].uses if buyer in vickrey.without else best.uses for buyer in asking}
    return [Equilibria(profile=profile, best=proved, without=without, replies=replies)]


def core_equilibria(clearing: Clearing, best: Worth, cap: int) -> list[Equilibria] | LimitReached:
    """One equilibrium for each extreme buyer-Pareto-optimal core point (at most `cap`); for one such point in markets of many buyers."""
    if clearing.seller == 1:
        points: tuple[tuple[Fraction, ...], ...] = ((best.value,),)
    elif clearing.seller <= EXTREME_POINTS_UP_TO:
        try:
            points = pareto_points(clearing)[:cap]
        except UsageError:
            return LimitReached()
    else:
        point = greedy_pareto_point(clearing, best)
        if isinstance(point, LimitReached):
            return point
        points = (point,)
    found = []
    for point in points:
        equilibria = _with_payoffs(clearing, best, Profile(point))
        if isinstance(equilibria, LimitReached):
            return equilibria
        found.append(equilibria)
    return found


def _with_payoffs(clearing: Clearing, best: Worth, profile: Profile) -> Equilibria | LimitReached:
    proved = clearing.worth(charges=profile.charges, known=(best.uses,))
    if not proved.exact:
        return LimitReached()
    without: dict[int, tuple[int, ...]] = {}
    always = _in_all(clearing, [best.uses])
    for buyer, net in enumerate(profile.net):
        if net > 0 or buyer in always:
            other = clearing.worth(without={buyer}, charges=profile.charges, known=tuple(without.values()))
            if other.value < proved.value:
                return LimitReached()
            without[buyer] = other.uses
    return Equilibria(profile=profile, best=proved, without=without, replies=((tuple(range(clearing.seller)), best.uses),))


def _in_all(clearing: Clearing, uses: list[tuple[int, ...]]) -> frozenset[int]:
    """The buyers who own an atom in each of the use lists: that others can do without them is not seen from these."""
    owners = [frozenset(clearing.atoms[atom].owner for atom in chosen) for chosen in uses]
    return frozenset.intersection(*owners) if owners else frozenset()


def _document(clearing: Clearing, valuer: Valuer, equilibria: Equilibria, members: tuple[int, ...], uses: tuple[int, ...]) -> dict[str, Any]:
    """One equilibrium as answers write it."""
    names = [buyer.name for buyer in clearing.market.buyers]
    allocation = clearing.allocation(uses)
    requests = {}
    for number, name in enumerate(names):
        request = NO_REQUEST
        if number in members:
            bundle = tuple(allocation[name])
            request = Request(bundle, valuer.value(number, bundle) - equilibria.profile.net[number])
        requests[name] = request.document()
    heir = names[members[0]]
    held = {*allocation[heir], *remainder(clearing, allocation)}
    allocation[heir] = [good for good in clearing.market.goods if good in held]
    payoffs = dict(zip(names, equilibria.profile.net, strict=True))
    return {
        "requests": requests,
        "members": [names[member] for member in members],
        "allocation": allocation,
        "payoffs": {**payoffs, "seller": equilibria.best.value},
        "surplus": clearing.total(uses),
    }
