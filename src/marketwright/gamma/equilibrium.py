"""Whether a profile of requests is part of a subgame perfect equilibrium, and the rule `gamma/equilibrium`.

*Meaning.* A profile with a best reply of members S is part of an equilibrium exactly if r_i = d_i for members and d_i = 0 for all others (spec gamma 7, P2).
So the buyers with d_i > 0 have to be served, each has to ask for exactly d_i, and nobody may ask for less than 0.

*Cost.* One winner determination for the reply, one for each member, one for all others together; further ones only where d_i = r_i > 0 for somebody outside the
reply, who then has to be served by another best reply.
"""

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from marketwright.answers.answer import Finding, Result
from marketwright.certificates.bounds import Bound, bound_document, grade, with_bounds, worst_grade
from marketwright.coalitions.worths import Clearing, Worth
from marketwright.gamma.deviations import Deviations
from marketwright.gamma.profile import NO_REQUEST, Profile, Request, Valuer, opened, profile_of, requests_of
from marketwright.gamma.reply import Reply, best_reply, best_reply_finding, members_of, reply_outcome
from marketwright.markets.bundle import BundleMarket
from marketwright.questions import Question

ALL_DEVIATIONS_UP_TO = 6
"""For up to this many buyers every d_i is computed, also after the first gain is found."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Supported:
    """The profile is part of an equilibrium with the reply of `deviations`."""

    deviations: Deviations


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """A buyer gains by asking for `net` instead; `together`: proves that no best reply serves all who have to be served, where that is needed."""

    deviations: Deviations
    buyer: int
    payoff: Fraction
    net: Fraction
    together: Bound | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Undecided:
    """A limit came first."""

    deviations: Deviations


Verdict = Supported | Refused | Undecided


def equilibrium_verdict(clearing: Clearing, profile: Profile, reply: Reply) -> Verdict:
    """Whether the profile is part of a subgame perfect equilibrium, given an exact best reply to it."""
    without: dict[int, Worth] = {}
    while True:
        deviations = Deviations(clearing, profile, reply, without)
        verdict = _with_reply(clearing, profile, deviations)
        without |= deviations.without
        if not isinstance(verdict, Reply):
            return verdict
        reply = verdict


def _with_reply(clearing: Clearing, profile: Profile, deviations: Deviations) -> Verdict | Reply:
    """The verdict, or another best reply, of larger surplus, that has to be looked at instead."""
    reply, thorough = deviations.reply, clearing.seller <= ALL_DEVIATIONS_UP_TO
    refused: Refused | None = None
    if profile.insisting:
        buyer = min(profile.insisting)
        refused = Refused(deviations=deviations, buyer=buyer, payoff=profile.net[buyer], net=Fraction(0))
    for member in reply.members:
        if refused is not None and not thorough:
            return refused
        limit = deviations.of_member(member)
        if limit is None:
            return refused or Undecided(deviations=deviations)
        asked = profile.net[member]
        if limit > asked >= 0 and refused is None:
            refused = Refused(deviations=deviations, buyer=member, payoff=asked, net=_request_between(clearing, asked, limit))
    if refused is not None and not thorough:
        return refused
    tied: int | None = None
    for step in deviations.of_others():
        if step.buyer is None or refused is not None:
            continue
        limit = deviations.limits[step.buyer]
        if limit < profile.net[step.buyer]:
            refused = Refused(deviations=deviations, buyer=step.buyer, payoff=Fraction(0), net=_request_between(clearing, Fraction(0), limit))
        elif tied is None:
            tied = step.buyer
        if not thorough:
            break
    if refused is not None:
        return refused
    if tied is not None:
        return _serving(clearing, profile, deviations, tied)
    return Supported(deviations=deviations) if deviations.settled else Undecided(deviations=deviations)


def _serving(clearing: Clearing, profile: Profile, deviations: Deviations, left_out: int) -> Verdict | Reply:
    """A best reply that serves all who have to be served, or the proof that there is none; `left_out` is one whom the present reply leaves out."""
    required, pays = deviations.required, deviations.reply.pays
    charges = {buyer: Fraction(0) if buyer in required else net for buyer, net in enumerate(profile.net)}
    target = pays + sum((profile.net[buyer] for buyer in required), Fraction(0))
    worth = clearing.worth(charges=charges, known=(deviations.reply.uses,), below=target)
    if worth.value == target:
        return _replied(clearing, profile, worth, deviations.reply)
    if not worth.exact:
        return Undecided(deviations=deviations)
    limit = deviations.limits[left_out]
    net = _request_between(clearing, Fraction(0), limit)
    return Refused(deviations=deviations, buyer=left_out, payoff=Fraction(0), net=net, together=worth.bound)


def _replied(clearing: Clearing, profile: Profile, worth: Worth, former: Reply) -> Reply:
    """The best reply with these accepted atoms; what any reply pays is proved by the former one."""
    return Reply(
        members=members_of(clearing, profile, worth.uses),
        uses=worth.uses,
        pays=former.pays,
        at_most=former.at_most,
        surplus=clearing.total(worth.uses),
        bound=former.bound,
        grade=former.grade,
    )


def _request_between(clearing: Clearing, payoff: Fraction, limit: Fraction) -> Fraction:
    """A net payoff above the present one that is surely granted; a single buyer gets all he can ask for."""
    return limit if clearing.seller == 1 else (payoff + limit) / 2


def refusing_request(valuer: Valuer, market: BundleMarket, refused: Refused) -> Request:
    """The profitable request: everything, at the price that leaves `net`; nothing for nothing when that is 0."""
    if refused.net == 0:
        return NO_REQUEST
    return Request(market.goods, valuer.value(refused.buyer, market.goods) - refused.net)


def verdict_finding(verdict: Verdict, reply: Reply, valuer: Valuer, market: BundleMarket) -> Finding:
    """The finding `subgame-perfect`."""
    if isinstance(verdict, Supported):
        return Finding(claim="subgame-perfect", holds=True, grade=worst_grade(reply.grade, *(step.worth.grade for step in verdict.deviations.steps)))
    if not isinstance(verdict, Refused):
        return Finding(claim="subgame-perfect", holds=None, grade="unproven")
    buyer, found = verdict.buyer, verdict.deviations
    grades = [reply.grade]
    if verdict.payoff < 0:
        grades = []
    elif buyer in found.without:
        grades.append(found.without[buyer].grade)
    else:
        grades += [step.worth.grade for step in found.steps]
        if verdict.together is not None:
            grades.append(grade(verdict.together))
    request = refusing_request(valuer, market, verdict)
    witness = {
        "buyer": market.buyers[buyer].name,
        "payoff": verdict.payoff,
        "request": request.document(),
        "net": verdict.net,
        "gain": verdict.net - verdict.payoff,
    }
    return Finding(claim="subgame-perfect", holds=False, grade=worst_grade(*grades), details={"witness": witness})


def threats_finding(profile: Profile, perfect: Finding, market: BundleMarket) -> Finding:
    """The finding `nash-with-threats`: a Nash equilibrium when the seller may threaten replies that are not best replies."""
    claim = "nash-with-threats"
    if len(profile.net) == 1:
        witness = {"witness": {"buyer": market.buyers[0].name, "payoff": profile.net[0]}} if perfect.holds is False else {}
        return Finding(claim=claim, holds=perfect.holds, grade=perfect.grade, details=witness)
    for number, net in enumerate(profile.net):
        if net < 0:
            return Finding(claim=claim, holds=False, grade="proved", details={"witness": {"buyer": market.buyers[number].name, "payoff": net}})
    return Finding(claim=claim, holds=True, grade="proved")


def equilibrium_rule(market: BundleMarket, question: Question) -> Result:
    """The rule `gamma/equilibrium`: whether the requests are part of a subgame perfect equilibrium, or who gains by another request."""
    clearing, valuer = opened(market, question.limits)
    profile = profile_of(requests_of((question.input or {})["requests"]), valuer, market)
    reply = best_reply(clearing, valuer, profile)
    verdict: Verdict = _unproved_verdict(clearing, profile, reply)
    if reply.exact:
        verdict = equilibrium_verdict(clearing, profile, reply)
        reply = verdict.deviations.reply
    perfect = verdict_finding(verdict, reply, valuer, market)
    names = [buyer.name for buyer in market.buyers]
    found = verdict.deviations
    limits = {names[buyer]: limit for buyer, limit in sorted(found.limits.items())} if reply.exact else {}
    return Result(
        outcome=reply_outcome(clearing, profile, reply) | {"deviations": limits, "required": [names[buyer] for buyer in found.required] if reply.exact else []},
        findings=(best_reply_finding(reply), perfect, threats_finding(profile, perfect, market)),
        certificate=with_bounds(
            clearing.rows,
            values=valuer.evidence,
            uses=list(reply.uses),
            bound=bound_document(reply.bound),
            **deviation_proof(clearing, profile, found),
            **({"together": {"bound": bound_document(verdict.together)}} if isinstance(verdict, Refused) and verdict.together is not None else {}),
        ),
        parameters={},
    )


def _unproved_verdict(clearing: Clearing, profile: Profile, reply: Reply) -> Verdict:
    """What can be said while the reply is not proved to be a best one: a buyer who asks for less than nothing gains by asking for nothing."""
    deviations = Deviations(clearing, profile, reply)
    if profile.insisting:
        buyer = min(profile.insisting)
        return Refused(deviations=deviations, buyer=buyer, payoff=profile.net[buyer], net=Fraction(0))
    return Undecided(deviations=deviations)


def deviation_proof(clearing: Clearing, profile: Profile, found: Deviations) -> dict[str, Any]:
    """The certificate's `without` and `outsiders`."""
    names = [buyer.name for buyer in clearing.market.buyers]
    without: dict[str, Any] = {}
    for member, worth in found.without.items():
        without[names[member]] = {"uses": list(worth.uses)}
        if worth.value < found.reply.pays:
            without[names[member]]["bound"] = bound_document(worth.bound)
    steps = []
    for step in found.steps:
        entry: dict[str, Any] = {"bound": bound_document(step.worth.bound)}
        if step.buyer is not None:
            entry |= {"buyer": names[step.buyer], "uses": list(step.worth.uses)}
        steps.append(entry)
    return {"without": without, "outsiders": steps}
