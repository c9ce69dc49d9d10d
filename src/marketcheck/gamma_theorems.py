"""The rule `gamma/theorems`: what the theory promises, recomputed from the worths of all coalitions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations

from marketcheck.case import Case, verdict
from marketcheck.conditions import reject
from marketcheck.documents import keys
from marketcheck.gamma import Net, net_payoffs, proved_values
from marketcheck.properties import all_worths, first_violation

MAX_BUYERS = 8
Coalition = frozenset[int]


@dataclass(frozen=True, slots=True)
class Table:
    """The worth of every coalition, what each buyer contributes to it, and net payoffs."""

    worth: Mapping[Coalition, Fraction]
    values: Mapping[Coalition, Sequence[Fraction]]
    net: Net

    def asked(self, coalition: Coalition) -> Fraction:
        """Returns the coalition's net payoffs together."""
        return sum((self.net[i] for i in coalition), Fraction(0))

    def pays(self, coalition: Coalition) -> Fraction:
        """Returns what the coalition would pay."""
        return self.worth[coalition] - self.asked(coalition)


def check_theorems(case: Case) -> None:
    """Verifies an answer of the rule `gamma/theorems`."""
    count, names, everyone = len(case.market.buyers), case.market.buyers, case.everyone
    if count > MAX_BUYERS:
        reject("G26", "market.buyers", f"{count} buyers", f"at most {MAX_BUYERS}")
    case.require_proofs("values", "worths")
    stated = case.input["requests"] if case.input else keys(case.outcome, "outcome", ["requests"], case.outcome)["requests"]
    net = net_payoffs(case, proved_values(case), stated, "requests")
    worth, grade = all_worths(case)
    if [*worth] != [frozenset(chosen) for size in range(count + 1) for chosen in combinations(range(count), size)]:
        reject("G28", "certificate.worths", "another order", "by size, then by market order")
    values = {coalition: case.held(entry["uses"], everyone, "").values for coalition, entry in zip(worth, case.certificate["worths"], strict=True)}
    table = Table(worth, values, net)
    members = max([*worth][1:], key=lambda coalition: (table.pays(coalition), table.asked(coalition), len(coalition)))
    payoffs = [net[i] if i in members else Fraction(0) for i in range(count)]
    equilibrium = [_deviation(table, i) for i in range(count)] == payoffs
    if not case.input and not equilibrium:
        reject("G27", "outcome.requests", "no equilibrium", "an equilibrium where no requests are given")
    violation = first_violation(worth)
    due = [verdict("buyers-submodular", violation is None, grade)]
    if violation:
        coalition, *pair = violation
        due[0]["witness"] = {"coalition": [names[i] for i in sorted(coalition)], "buyers": [names[i] for i in pair]}
    due += [verdict(f"lemma-{k}", holds, grade) for k, holds in enumerate((_lemma_1(table, members), _lemma_2(table), _lemma_3(table)), 1)]
    if equilibrium and count > 1:
        vickrey = [worth[everyone] - worth[everyone - {i}] for i in range(count)]
        against: dict[str, list[dict[str, object]]] = {
            "theorem-4": [{"surplus": worth[members], "worth": worth[everyone]}] if worth[members] < worth[everyone] else [],
            "theorem-6": [{"buyer": names[i], "payoff": payoffs[i], "vickrey": vickrey[i]} for i in range(count) if payoffs[i] != vickrey[i]],
            "lemma-5": [{"buyer": names[i]} for i in sorted(members) if not _lemma_5(table, members, i)],
        }
        for claim, witnesses in against.items():
            witness = {"witness": witnesses[0]} if witnesses else {}
            due.append(verdict(claim, not witnesses, grade, promised=violation is None, **witness))
    outcome = {"requests": stated, "net": case.by_buyer(net), "members": [names[i] for i in sorted(members)], "surplus": worth[members]}
    case.conclude(outcome | {"payoffs": case.by_buyer(payoffs) | {"seller": table.pays(members)}, "equilibrium": equilibrium}, due)


def _deviation(table: Table, buyer: int) -> Fraction:
    """Returns how much the buyer can have by another request."""
    others = [coalition for coalition in table.worth if buyer not in coalition]
    without = max((table.pays(coalition) for coalition in others if coalition), default=Fraction(0))
    return max(table.worth[coalition | {buyer}] - table.asked(coalition) for coalition in others) - without


def _lemma_1(table: Table, members: Coalition) -> bool:
    """Returns whether the members' payments are at least 0 and add up to what the reply pays."""
    payments = [table.values[members][i] - table.net[i] for i in members]
    return min(payments) >= 0 and sum(payments) == table.pays(members)


def _lemma_2(table: Table) -> bool:
    """Returns whether every buyer of a coalition has goods worth what he adds to it, or more."""
    worth = table.worth
    return all(table.values[coalition][i] >= worth[coalition] - worth[coalition - {i}] for coalition in worth for i in coalition)


def _lemma_3(table: Table) -> bool:
    """Returns whether it pays to leave out, one by one, buyers of S whose goods in the allocation of S and J are worth less than their net payoffs."""
    for whole in table.worth:
        for size in range(1, len(whole) + 1):
            for chosen in map(frozenset, combinations(whole, size)):
                rest, others = chosen, whole - chosen
                while low := [i for i in sorted(rest) if table.values[rest | others][i] < table.net[i]]:
                    rest -= {low[0]}
                gain = table.asked(chosen) - table.asked(rest)
                if not (rest or others) or (rest != chosen and gain <= table.worth[whole] - table.worth[rest | others]):
                    return False
    return True


def _lemma_5(table: Table, members: Coalition, member: int) -> bool:
    """Returns whether a best reply without the member, joined by the other members, is worth what all others are; who is new in it asks for nothing."""
    everyone = frozenset(range(len(table.net)))
    return any(
        table.pays(coalition) == table.pays(members)
        and table.worth[(members | coalition) - {member}] == table.worth[everyone - {member}]
        and all(table.net[i] == 0 for i in coalition - members)
        for coalition in table.worth
        if coalition and member not in coalition
    )
