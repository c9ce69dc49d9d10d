"""The rule `gamma/equilibrium`: what each buyer would gain by another request."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from marketcheck.case import Case, Finding, positions, verdict, worst
from marketcheck.conditions import reject, shown
from marketcheck.documents import keys
from marketcheck.gamma import Net, Values, net_payoff, net_payoffs, on_path, proved_values, reply_of

PROOFS = ("values", "uses", "bound", "without", "outsiders")
Deviation = tuple[int, Fraction, str]
"""A buyer, how much he can have by another request, and the grade of its proof."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """Net payoffs, their reply, and how much each buyer can have by another request: `deviations`, where they are proved; the reply is then a best one.

    The grades are those of the reply's bound, of the bounds on single members, and of all bounds on outsiders.
    """

    proved: Values
    net: Net
    members: Sequence[int]
    paid: Fraction
    deviations: Mapping[int, Fraction]
    reply_grade: str
    member_grades: Mapping[int, str]
    outsider_grades: Sequence[str]

    @property
    def required(self) -> list[int]:
        """The buyers who are members of every reply that supports an equilibrium."""
        return [i for i, amount in sorted(self.deviations.items()) if amount > 0]


def check_equilibrium(case: Case) -> None:
    """Verifies an answer of the rule `gamma/equilibrium`."""
    case.require_proofs(*PROOFS, *({"together"} & case.certificate.keys()))
    proved = proved_values(case)
    net = net_payoffs(case, proved, case.input["requests"], "input.requests")
    reply, members, outcome = on_path(case, net)
    best = case.greatest("best-reply", reply.paid, dict(enumerate(net)))
    inside, outside = list[Deviation](), list[Deviation]()
    if best["holds"] is True:
        inside, outside = [*_of_members(case, net, members, reply.paid)], [*_of_outsiders(case, net, members, reply.paid)]
    elif case.certificate["without"] or case.certificate["outsiders"]:
        reject("G15", "certificate", "deviations from a reply that is not proved best", "none")
    profile = Profile(
        proved=proved,
        net=net,
        members=members,
        paid=reply.paid,
        deviations={i: amount for i, amount, _ in [*inside, *outside]},
        reply_grade=best["grade"],
        member_grades={i: grade for i, _, grade in inside},
        outsider_grades=[grade for _, _, grade in outside],
    )
    names = case.market.buyers
    outcome |= {"deviations": {names[i]: amount for i, amount in profile.deviations.items()}, "required": [names[i] for i in profile.required]}
    if (claimed := case.outcome.get("deviations", {}).keys()) != outcome["deviations"].keys():
        reject("G16", "outcome.deviations", f"of {sorted(claimed)}", f"of {sorted(outcome['deviations'])}")
    subgame_perfect = _subgame_perfect(case, profile)
    case.conclude(outcome, [best, subgame_perfect, _nash(case, net, subgame_perfect)])


def _of_members(case: Case, net: Net, members: Sequence[int], paid: Fraction) -> Iterator[Deviation]:
    """Yields the deviations of members: what the best reply pays and leaves to a member, less what the best one without him pays."""
    for name, entry in case.certificate["without"].items():
        place = f"certificate.without.{name}"
        (i,) = positions([name], case.market.buyers, place)
        if i not in members:
            reject("G15", place, "not a member", "a member")
        others = case.everyone - {i}
        left = reply_of(case, entry["uses"], net, f"{place}.uses", others).paid
        if ("bound" in entry) == (left == paid):
            reject("G14", place, f"{left}, {'with' if 'bound' in entry else 'without'} a bound", f"{paid} without a bound, or less with one")
        grade = case.prove_at_most(entry["bound"], others, left, dict(enumerate(net))) if "bound" in entry else "proved"
        yield i, paid + net[i] - left, grade


def _of_outsiders(case: Case, net: Net, members: Sequence[int], paid: Fraction) -> Iterator[Deviation]:
    """Yields the deviations of buyers who are not members: what the best reply with a buyer pays if he keeps nothing, less what the best reply pays.

    A step shows who of those that still wait has the largest; a step without a buyer shows that the others have none.
    """
    waiting, charges = case.everyone.difference(members), dict(enumerate(net))
    for k, step in enumerate(case.certificate["outsiders"]):
        place, target = f"certificate.outsiders[{k}]", paid
        leaving = waiting
        if step.keys() != {"bound"}:
            keys(step, place, ["buyer", "uses", "bound"])
            (i,) = positions([step["buyer"]], case.market.buyers, place)
            leaving = waiting & {i}
            target = reply_of(case, step["uses"], [amount if j != i else Fraction(0) for j, amount in enumerate(net)], f"{place}.uses").paid
        if not leaving:
            reject("G15", place, "nobody who still waits", "a buyer who is no member, once")
        grade = case.prove_at_most(step["bound"], case.everyone, target, charges, waived=waiting)
        yield from ((i, target - paid, grade) for i in leaving)
        waiting -= leaving
    if not any(net[i] for i in waiting):  # their charge is 0 already in the reply's own bound
        yield from ((i, Fraction(0), "proved") for i in waiting)


def _subgame_perfect(case: Case, profile: Profile) -> Finding:
    """Returns the finding `subgame-perfect` that is due, once what it needs is verified."""
    finding, names = case.finding("subgame-perfect"), case.market.buyers
    if finding["holds"] is False:
        return _gain(case, profile, finding)
    case.require_proofs(*PROOFS)
    if finding["holds"] is None:
        return verdict("subgame-perfect", None, "unproven")
    for i, name in enumerate(names):
        kept = profile.net[i] if i in profile.members else Fraction(0)
        if profile.deviations.get(i) != kept:
            reject("G17", f"outcome.deviations.{name}", profile.deviations.get(i, "not proved"), kept)
    return verdict("subgame-perfect", True, worst([profile.reply_grade, *profile.outsider_grades]))


def _gain(case: Case, profile: Profile, finding: Finding) -> Finding:
    """Returns the finding that a buyer gains by another request, whichever best reply the seller gives."""
    place, net = "findings.subgame-perfect.witness", profile.net
    witness = keys(finding.get("witness"), place, ["buyer", "payoff", "request", "net", "gain"])
    (i,) = positions([witness["buyer"]], case.market.buyers, f"{place}.buyer")
    aim = net_payoff(case, profile.proved, i, witness["request"], f"{place}.request")
    member, most = i in profile.members, profile.deviations.get(i, Fraction(0))
    payoff = net[i] if member else Fraction(0)
    if net[i] < 0:  # in every best reply
        gains, grades = witness["request"] == {"bundle": [], "price": 0}, ["proved"]
    else:
        gains = payoff < aim < most or (payoff < aim == most and len(case.market.buyers) == 1)
        grades = [profile.reply_grade, *([profile.member_grades.get(i, "proved")] if member else profile.outsider_grades)]
    if not gains:
        reject("G18", place, aim, f"above {shown(payoff)} and below {shown(most)}; for a negative payoff nothing at price 0")
    together = not member and net[i] == most  # in some best replies, but no best reply has all who are required
    case.require_proofs(*PROOFS, *(["together"] if together else []))
    if together:
        charges = {j: Fraction(0) if j in profile.required else amount for j, amount in enumerate(net)}
        target = profile.paid + sum(net[j] for j in profile.required)
        grades.append(case.prove_at_most(case.certificate["together"]["bound"], case.everyone, target, charges, sense="below"))
    stated = {"buyer": witness["buyer"], "payoff": payoff, "request": witness["request"], "net": aim, "gain": aim - payoff}
    return verdict("subgame-perfect", False, worst(grades), witness=stated)


def _nash(case: Case, net: Net, subgame_perfect: Finding) -> Finding:
    """Returns the finding `nash-with-threats` that is due: against any other request the seller may threaten to serve others, if there are others."""
    if len(net) == 1:
        stated = {part: subgame_perfect["witness"][part] for part in ("buyer", "payoff")} if "witness" in subgame_perfect else None
        return subgame_perfect | {"claim": "nash-with-threats"} | ({"witness": stated} if stated else {})
    losing = [i for i, amount in enumerate(net) if amount < 0]
    if not losing:
        return verdict("nash-with-threats", True, "proved")
    return verdict("nash-with-threats", False, "proved", witness={"buyer": case.market.buyers[losing[0]], "payoff": net[losing[0]]})
