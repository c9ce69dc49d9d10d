"""The paper's lemmas and theorems on one market and one profile, recomputed from the worths of all coalitions; the rule `gamma/theorems`.

*Meaning.* See `docs/formats/gamma.md` for what each finding says exactly; Lemma 5 is the corrected one (spec gamma 10).

*Cost.* 2^buyers winner determinations, and 3^buyers comparisons for Lemma 3.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from typing import Any

from marketwright.answers.answer import Finding, Result
from marketwright.certificates.bounds import with_bounds, worst_grade
from marketwright.coalitions.submodularity import WORTHS_UP_TO
from marketwright.coalitions.submodularity_finding import worths_document
from marketwright.coalitions.worths import Clearing, Worth
from marketwright.errors import UsageError
from marketwright.gamma.profile import NO_REQUEST, Profile, Request, Valuer, opened, profile_of, requests_of
from marketwright.markets.bundle import BundleMarket
from marketwright.questions import Question

Coalition = frozenset[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class WorthTable:
    """The worth of every coalition in order of size, then market order, and what each buyer's bids bring in the allocation shown for it."""

    worths: Mapping[Coalition, Worth]
    shares: Mapping[Coalition, Mapping[int, Fraction]]

    def worth(self, coalition: Coalition) -> Fraction:
        """v(coalition)."""
        return self.worths[coalition].value

    def share(self, coalition: Coalition, buyer: int) -> Fraction:
        """The value of the buyer's goods in the allocation shown for the coalition."""
        return self.shares[coalition].get(buyer, Fraction(0))


def worth_table(clearing: Clearing) -> WorthTable:
    """All worths with their allocations.

    Raises: `UsageError` U105 above `WORTHS_UP_TO` buyers; U106 when a limit came first.
    """
    if clearing.seller > WORTHS_UP_TO:
        raise UsageError("U105", "worths of all coalitions", f"{clearing.seller} buyers", f"up to {WORTHS_UP_TO}", "ask for fewer buyers")
    buyers = range(clearing.seller)
    worths: dict[Coalition, Worth] = {}
    for size in range(clearing.seller + 1):
        for members in combinations(buyers, size):
            worth = clearing.worth(without=set(buyers) - set(members))
            if not worth.exact:
                raise UsageError("U106", "worths of all coalitions", "a limit came first", "more time", "raise the limit")
            worths[frozenset(members)] = worth
    shares = {coalition: {buyer: clearing.bids_value(worth.uses, buyer) for buyer in coalition} for coalition, worth in worths.items()}
    return WorthTable(worths=worths, shares=shares)


class ProfileOnTable:
    """A profile of requests on a table of worths: its best reply and deviation limits by their definitions."""

    def __init__(self, table: WorthTable, profile: Profile) -> None:
        """Find the best reply of largest surplus, of these the one with most members."""
        self.table, self.net = table, profile.net
        self.everyone = frozenset(range(len(profile.net)))
        nonempty = [coalition for coalition in table.worths if coalition]
        self.pays = max(map(self.paid, nonempty))
        best = [coalition for coalition in nonempty if self.paid(coalition) == self.pays]
        self.members = max(best, key=lambda coalition: (self.asked(coalition), len(coalition)))

    def asked(self, coalition: Coalition) -> Fraction:
        """r(coalition)."""
        return sum((self.net[buyer] for buyer in coalition), Fraction(0))

    def paid(self, coalition: Coalition) -> Fraction:
        """v(coalition) - r(coalition)."""
        return self.table.worth(coalition) - self.asked(coalition)

    def deviation(self, buyer: int) -> Fraction:
        """The limit d of what a deviation of the buyer can yield."""
        without = [coalition for coalition in self.table.worths if buyer not in coalition]
        with_him = max(self.table.worth(coalition | {buyer}) - self.asked(coalition) for coalition in without)
        return with_him - max(map(self.paid, without))

    @property
    def equilibrium(self) -> bool:
        """Whether the profile with this reply is part of a subgame perfect equilibrium."""
        return all(self.deviation(buyer) == (self.net[buyer] if buyer in self.members else 0) for buyer in self.everyone)

    def vickrey(self, buyer: int) -> Fraction:
        """The buyer's Vickrey payoff."""
        return self.table.worth(self.everyone) - self.table.worth(self.everyone - {buyer})

    def payoff(self, buyer: int) -> Fraction:
        """The buyer's payoff at the reply."""
        return self.net[buyer] if buyer in self.members else Fraction(0)

    def lemma_1(self) -> bool:
        """The prices that leave members what they asked for are not negative and add up to what the seller gets."""
        prices = [self.table.share(self.members, member) - self.net[member] for member in self.members]
        return min(prices) >= 0 and sum(prices) == self.pays

    def lemma_2(self) -> bool:
        """In an efficient allocation of a coalition everybody's goods are worth at least what he adds to it."""
        return all(
            self.table.share(coalition, buyer) >= worth.value - self.table.worth(coalition - {buyer})
            for coalition, worth in self.table.worths.items()
            for buyer in coalition
        )

    def lemma_3(self) -> bool:
        """Dismissing members whose goods are worth less than they ask for ends with a coalition that pays more (every S not empty, J outside S)."""
        return all(
            self._served(coalition, frozenset(joining)) for coalition in self.table.worths if coalition for joining in _subsets(self.everyone - coalition)
        )

    def _served(self, coalition: Coalition, joining: Coalition) -> bool:
        left = coalition
        while short := [buyer for buyer in sorted(left) if self.table.share(left | joining, buyer) < self.net[buyer]]:
            left = left - {short[0]}
        if not left and not joining:
            return False
        return left == coalition or self.asked(coalition - left) > self.table.worth(coalition | joining) - self.table.worth(left | joining)

    def without_substitute(self) -> int | None:
        """The first member for whom Lemma 5 (corrected) finds no coalition without him that does as well; None if there is none."""
        everyone = self.everyone
        for member in sorted(self.members):
            rest = self.table.worth(everyone - {member})
            if not any(
                self.paid(other) == self.pays
                and self.table.worth((self.members | other) - {member}) == rest
                and all(self.net[buyer] == 0 for buyer in other - self.members)
                for other in self.table.worths
                if other and member not in other
            ):
                return member
        return None


def _subsets(coalition: Coalition) -> Iterator[tuple[int, ...]]:
    for size in range(len(coalition) + 1):
        yield from combinations(sorted(coalition), size)


def theorems_rule(market: BundleMarket, question: Question) -> Result:
    """The rule `gamma/theorems`: Lemmas 1, 2, 3 and 5 (corrected) and Theorems 4 and 6 on this market, at given requests or at those of an equilibrium."""
    clearing, valuer = opened(market, question.limits)
    table = worth_table(clearing)
    names = [buyer.name for buyer in market.buyers]
    violation = submodularity_violation(table)
    entries = (question.input or {}).get("requests")
    requests = requests_of(entries) if entries is not None else equilibrium_requests(clearing, valuer, table, submodular=violation is None)
    case = ProfileOnTable(table, profile_of(requests, valuer, market))
    grade = worst_grade(*(worth.grade for worth in table.worths.values()))

    def found(claim: str, holds: bool, **details: Any) -> Finding:
        return Finding(claim=claim, holds=holds, grade=grade, details=details)

    findings = [found("buyers-submodular", True)]
    if violation is not None:
        coalition, pair = violation
        witness = {"coalition": [names[buyer] for buyer in sorted(coalition)], "buyers": [names[buyer] for buyer in pair]}
        findings = [found("buyers-submodular", False, witness=witness)]
    findings += [found("lemma-1", case.lemma_1()), found("lemma-2", case.lemma_2()), found("lemma-3", case.lemma_3())]
    if case.equilibrium and clearing.seller > 1:
        findings += _at_equilibrium(case, names, found, promised=violation is None)
    payoffs = {name: case.payoff(number) for number, name in enumerate(names)}
    return Result(
        outcome={
            "requests": {name: requests[name].document() for name in names},
            "net": dict(zip(names, case.net, strict=True)),
            "members": [names[member] for member in sorted(case.members)],
            "payoffs": {**payoffs, "seller": case.pays},
            "surplus": table.worth(case.members),
            "equilibrium": case.equilibrium,
        },
        findings=tuple(findings),
        certificate=with_bounds(clearing.rows, values=valuer.evidence, worths=worths_document(clearing, table.worths)),
        parameters={},
    )


def _at_equilibrium(case: ProfileOnTable, names: list[str], found: Callable[..., Finding], *, promised: bool) -> list[Finding]:
    """Theorems 4 and 6 and Lemma 5, which speak of equilibria."""
    surplus, worth = case.table.worth(case.members), case.table.worth(case.everyone)
    other = next((buyer for buyer in sorted(case.everyone) if case.payoff(buyer) != case.vickrey(buyer)), None)
    alone = case.without_substitute()
    witnesses: dict[str, dict[str, Any] | None] = {
        "theorem-4": None if surplus == worth else {"surplus": surplus, "worth": worth},
        "theorem-6": None if other is None else {"buyer": names[other], "payoff": case.payoff(other), "vickrey": case.vickrey(other)},
        "lemma-5": None if alone is None else {"buyer": names[alone]},
    }
    return [found(claim, witness is None, promised=promised, **({} if witness is None else {"witness": witness})) for claim, witness in witnesses.items()]


def submodularity_violation(table: WorthTable) -> tuple[Coalition, tuple[int, int]] | None:
    """The first coalition T and pair i, j outside it with v(T+i) + v(T+j) < v(T+i+j) + v(T)."""
    everyone = max(table.worths, key=len)
    for coalition in table.worths:
        for first, second in combinations(sorted(everyone - coalition), 2):
            apart = table.worth(coalition | {first}) + table.worth(coalition | {second})
            if apart < table.worth(coalition | {first, second}) + table.worth(coalition):
                return coalition, (first, second)
    return None


def equilibrium_requests(clearing: Clearing, valuer: Valuer, table: WorthTable, *, submodular: bool) -> dict[str, Request]:
    """Requests of an equilibrium: the Vickrey payoffs of a buyers-submodular market, otherwise the core point that favours buyers in market order."""
    everyone = frozenset(range(clearing.seller))
    net: dict[int, Fraction] = {}
    seller = table.worth(everyone)
    for buyer in sorted(everyone):
        if submodular:
            net[buyer] = table.worth(everyone) - table.worth(everyone - {buyer})
        else:
            without = [coalition for coalition in table.worths if buyer not in coalition]
            net[buyer] = seller - max(table.worth(coalition) - sum(net.get(member, 0) for member in coalition) for coalition in without)
        seller -= net[buyer]
    allocation = clearing.allocation(table.worths[everyone].uses)
    requests = {}
    for number, (name, goods) in enumerate(allocation.items()):
        requests[name] = Request(tuple(goods), valuer.value(number, goods) - net[number]) if goods else NO_REQUEST
    return requests
