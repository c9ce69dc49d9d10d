"""The seller's best reply to a profile of requests, and the rule `gamma/reply`.

*Meaning.* The seller chooses members and gives them all goods; a member pays what his goods are worth to him less the net payoff he asked for (Lemma 1).  The
best reply maximises worth(S) - r(S): winner determination in which every buyer is charged r (spec gamma 6, P1).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from marketwright.answers.answer import Finding, Result
from marketwright.certificates.bounds import Bound, bound_document, with_bounds
from marketwright.coalitions.worths import Clearing
from marketwright.errors import UsageError
from marketwright.exact import common_denominator
from marketwright.gamma.profile import Profile, Valuer, opened, profile_of, requests_of
from marketwright.markets.bundle import BundleMarket
from marketwright.questions import Question

TIE_RULES = ("largest-surplus", "any")
LARGEST_SURPLUS_UP_TO = 10**6
"""`largest-surplus` is the default while (common denominator) x (sum of the net payoffs' sizes) is at most this."""
LARGEST_SURPLUS_AT_MOST = 10**9
"""Above this it is refused when asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """Members (indices, increasing) and accepted atoms; what the seller gets, the surplus, and the proven bound on what any reply pays."""

    members: tuple[int, ...]
    uses: tuple[int, ...]
    pays: Fraction
    at_most: Fraction
    surplus: Fraction
    bound: Bound
    grade: str

    @property
    def exact(self) -> bool:
        """Whether it is proved to be a best reply."""
        return self.pays == self.at_most


def members_of(clearing: Clearing, profile: Profile, uses: tuple[int, ...]) -> tuple[int, ...]:
    """The members of the reply of a use list: the owners of its atoms and all who ask for less than nothing; the first buyer if there are none."""
    return tuple(sorted({clearing.atoms[atom].owner for atom in uses} | profile.insisting)) or (0,)


def best_reply(clearing: Clearing, valuer: Valuer, profile: Profile, *, tie_rule: str = "any") -> Reply:
    """The best reply to a profile, with its proof or the proven bound when a limit came first.

    `tie_rule`: `any`, or `largest-surplus` for the best reply with the largest total of values.
    """
    slack = surplus_weight(clearing, profile) if tie_rule == "largest-surplus" else Fraction(0)
    known = [_as_asked(clearing, profile)]
    worth = clearing.worth(charges={buyer: (1 - slack) * net for buyer, net in enumerate(profile.net)}, known=known)
    uses = worth.uses
    if not uses and not profile.insisting:
        uses = profile.asked[0] if profile.asked else valuer.uses(0, clearing.market.goods)
    members = members_of(clearing, profile, uses)
    surplus = clearing.total(uses)
    pays = surplus - sum((profile.net[member] for member in members), Fraction(0))
    at_most = pays if worth.exact else worth.at_most + slack * sum(map(abs, profile.net), Fraction(0))
    return Reply(members=members, uses=uses, pays=pays, at_most=at_most, surplus=surplus, bound=worth.bound, grade=worth.grade)


def _as_asked(clearing: Clearing, profile: Profile) -> tuple[int, ...]:
    """Bids that serve requests of buyers who want something for themselves, in market order, as far as they fit together: often an equilibrium's reply."""
    chosen: list[int] = []
    for net, uses in zip(profile.net, profile.asked, strict=False):
        if net > 0 and clearing.problem.feasible((*chosen, *uses)):
            chosen += uses
    return tuple(chosen)


def surplus_weight(clearing: Clearing, profile: Profile) -> Fraction:
    """The share e by which charges shrink so that of two replies that pay the same the one with the larger surplus comes out ahead."""
    return Fraction(1, _size(clearing, profile) + 1)


def _size(clearing: Clearing, profile: Profile) -> int:
    scale = common_denominator([*profile.net, Fraction(1, clearing.denominator)], "net payoffs")
    return int(scale * sum(map(abs, profile.net), Fraction(0)))


def chosen_reply_tie_rule(clearing: Clearing, profile: Profile, asked: str | None) -> str:
    """The tie rule to use: the one asked for, or by default `largest-surplus` where the numbers are small.

    Raises: `UsageError` U103 (unknown) or U104 (numbers too large for `largest-surplus`).
    """
    if asked is None:
        return "largest-surplus" if _size(clearing, profile) <= LARGEST_SURPLUS_UP_TO else "any"
    if asked not in TIE_RULES:
        raise UsageError("U103", "tie rule", repr(asked), " or ".join(TIE_RULES), "choose one of them")
    if asked == "largest-surplus" and _size(clearing, profile) > LARGEST_SURPLUS_AT_MOST:
        allowed = "(common denominator) x (sum of net payoffs) up to 10^9"
        raise UsageError("U104", "tie rule largest-surplus", f"{_size(clearing, profile):,}", allowed, "use the tie rule any")
    return asked


def reply_outcome(clearing: Clearing, profile: Profile, reply: Reply) -> dict[str, Any]:
    """The outcome that a reply is: net payoffs asked for, members, goods, payments, payoffs."""
    names = [buyer.name for buyer in clearing.market.buyers]
    allocation = clearing.allocation(reply.uses)
    rest = remainder(clearing, allocation)
    heir = names[reply.members[0]]
    held = {*allocation[heir], *rest}
    allocation[heir] = [good for good in clearing.market.goods if good in held]
    members = set(reply.members)
    values = [Fraction(0)] * (clearing.seller + 1)
    for atom in reply.uses:
        values[clearing.atoms[atom].owner] += clearing.atoms[atom].value
    payments = {name: values[number] - profile.net[number] if number in members else Fraction(0) for number, name in enumerate(names)}
    payoffs = {name: profile.net[number] if number in members else Fraction(0) for number, name in enumerate(names)}
    return {
        "net": dict(zip(names, profile.net, strict=True)),
        "members": [names[member] for member in reply.members],
        "allocation": allocation,
        "remainder": {"buyer": heir, "goods": rest},
        "payments": payments,
        "payoffs": {**payoffs, "seller": reply.pays},
        "revenue": reply.pays,
        "surplus": reply.surplus,
    }


def remainder(clearing: Clearing, allocation: Mapping[str, list[str]]) -> list[str]:
    """The goods that no accepted bid needs, in market order."""
    held = {good for goods in allocation.values() for good in goods}
    return [good for good in clearing.market.goods if good not in held]


def best_reply_finding(reply: Reply) -> Finding:
    """The finding `best-reply`."""
    if reply.exact:
        return Finding(claim="best-reply", holds=True, grade=reply.grade)
    return Finding(claim="best-reply", holds=None, grade="bounded", details={"at_most": reply.at_most})


def reply_rule(market: BundleMarket, question: Question) -> Result:
    """The rule `gamma/reply`: the best reply to the requests, with a proof that no reply pays the seller more."""
    clearing, valuer = opened(market, question.limits)
    profile = profile_of(requests_of((question.input or {})["requests"]), valuer, market)
    tie_rule = chosen_reply_tie_rule(clearing, profile, question.tie_rule)
    reply = best_reply(clearing, valuer, profile, tie_rule=tie_rule)
    findings = [best_reply_finding(reply)]
    if reply.exact and tie_rule == "largest-surplus":
        findings.append(Finding(claim="selected", holds=True, grade=reply.grade))
    return Result(
        outcome=reply_outcome(clearing, profile, reply),
        findings=tuple(findings),
        certificate=with_bounds(clearing.rows, values=valuer.evidence, uses=list(reply.uses), bound=bound_document(reply.bound)),
        parameters={"tie_rule": tie_rule},
    )
