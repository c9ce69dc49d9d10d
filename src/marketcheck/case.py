"""The form of an answer (`docs/formats/answer.md`), and what the rules' checks share: use lists, worths, comparison with what is due."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Any

from marketcheck.bound import Bound, Claim, bound, prove
from marketcheck.documents import canonical_json, keys, number
from marketcheck.market import Market
from marketcheck.rows import Rows, increasing
from marketcheck.verdicts import Unreadable, reject

Finding = dict[str, Any]

GRADES = ("proved", "recomputed", "enumerated", "bounded", "unproven")
OUTCOME = {"allocation": "O1", "welfare": "O2", "payments": "O3", "payoffs": "O4", "revenue": "O5", "valuations": "O6"}
FINDING = {"holds": "F2", "grade": "F3"}

_NAMES, _ATOMS, _AMOUNTS = [str], [int], {str: number}
_WITNESS: dict[str, Any] = {"bundle?": _NAMES, "goods?": _NAMES, "prices?": _AMOUNTS, "raised?": _AMOUNTS, "coalition?": _NAMES, "buyers?": _NAMES}
_WITNESS |= {"buyer?": str, "payoff?": number, "sum?": number, "worth_at_least?": number, "payoffs?": number, "gain?": number}
PARTS = {
    "parameters": {"tie_rule?": {"any", "lexicographic"}},
    "versions": {str: str},
    "input": {"format": {"marketwright.input/1"}, "payoffs": _AMOUNTS},
    "outcome": {
        "allocation?": {str: _NAMES},
        "welfare?": number,
        "payments?": _AMOUNTS,
        "payoffs?": _AMOUNTS,
        "revenue?": number,
        "valuations?": {str: {"type": str, "atoms": int}},
    },
    "findings": [
        {
            "claim": str,
            "holds": {True, False, None},
            "grade": set(GRADES),
            "at_most?": number,
            "witness?": _WITNESS,
            "buyer?": str,
            "because?": str,
            "closed?": {True},
        }
    ],
    "certificate": {
        "rows": [{"clique?": _ATOMS, "chvatal_gomory?": [(int, number)]}],
        "uses?": _ATOMS,
        "bound?": bound,
        "without?": {str: {"uses": _ATOMS, "bound": bound}},
        "core?": {"uses?": _ATOMS, "bound?": bound},
        "worths?": [{"coalition": _NAMES, "uses": _ATOMS, "bound": bound}],
        "violation?": {"upper": (bound, bound), "upper_worths": (number, number), "lower": (_ATOMS, _ATOMS)},
    },
}


@dataclass(frozen=True, slots=True)
class Case:
    """An answer, its parts of the form above, whose market is known and whose rows are verified."""

    market: Market
    rows: Rows
    answer: Mapping[str, Any]

    @property
    def certificate(self) -> dict[str, Any]:
        """What the answer gives to prove its claims."""
        return dict(self.answer["certificate"])

    @property
    def findings(self) -> list[Finding]:
        """What the answer claims."""
        return list(self.answer["findings"])

    @property
    def everyone(self) -> frozenset[int]:
        """The coalition of all buyers."""
        return frozenset(range(len(self.market.buyers)))

    def require_proofs(self, *required: str) -> None:
        """Verifies that the certificate has `rows` and exactly these keys."""
        keys(self.certificate, "certificate", ("rows", *required))

    def finding(self, claim: str) -> Finding:
        """Returns the first finding with this claim."""
        found = [finding for finding in self.findings if finding["claim"] == claim]
        if not found:
            reject("F1", "findings", f"no finding {claim!r}", "one")
        return found[0]

    def by_buyer(self, amounts: Sequence[object]) -> dict[str, Any]:
        """Returns the amounts keyed by the buyers' names."""
        return dict(zip(self.market.buyers, amounts, strict=True))

    def buyers(self, names: Sequence[str], place: str) -> tuple[int, ...]:
        """Returns the numbers of listed buyers, who stand in market order."""
        return _positions(names, self.market.buyers, place)

    def goods(self, names: Sequence[str], place: str) -> tuple[int, ...]:
        """Returns the numbers of listed goods, which stand in market order."""
        return _positions(names, self.market.goods, place)

    def total(self, uses: Sequence[int], coalition: Collection[int], place: str) -> Fraction:
        """Returns the value of the use list, which the coalition and the seller can use together."""
        market, taken = self.market, set[int]()
        increasing(uses, len(market.atoms), "U1", place)
        for j in uses:
            atom = market.atoms[j]
            if not taken.isdisjoint(atom.takes):
                reject("U2", place, f"atom {j} shares a good or a group", "a feasible set")
            if atom.owner != market.seller and atom.owner not in coalition:
                reject("U3", place, f"atom {j} of {market.buyers[atom.owner]!r}", "the coalition's")
            taken.update(atom.takes)
        return sum((market.atoms[j].value for j in uses), Fraction(0))

    def prove_at_most(self, proof: Bound, coalition: Collection[int], target: Fraction, charges: Mapping[int, Fraction]) -> str:
        """Verifies that the coalition and the seller are worth at most `target`, less charges; returns the grade."""
        values = [atom.value for atom in self.market.atoms]
        prove(self.rows, proof, Claim(values=values, coalition=coalition, charges=charges, target=target))
        return proof.grade

    def worth(self, entry: Mapping[str, Any], coalition: Collection[int], place: str) -> tuple[Fraction, str]:
        """Returns the coalition's worth, shown by `uses` and `bound`, and the grade of the bound."""
        worth = self.total(entry["uses"], coalition, f"{place}.uses")
        return worth, self.prove_at_most(entry["bound"], coalition, worth, {})

    def conclude(self, outcome: Mapping[str, object], findings: Sequence[Finding]) -> None:
        """Verifies that exactly this outcome and these findings, in order, are claimed."""
        claims, needed = ([(f["claim"], f.get("buyer")) for f in listed] for listed in (self.findings, findings))
        for key, claimed in keys(self.answer["outcome"], "outcome", outcome).items():
            _agree(OUTCOME[key], f"outcome.{key}", claimed, outcome[key])
        if claims != needed:
            reject("F1", "findings", claims, needed)
        for i, (claimed, due) in enumerate(zip(self.findings, findings, strict=True)):
            for key in keys(claimed, f"findings[{i}]", due):
                _agree(FINDING.get(key, "F4"), f"findings[{i}].{key}", claimed[key], due[key])


def _positions(listed: Sequence[str], names: Sequence[str], place: str) -> tuple[int, ...]:
    numbers = {name: number for number, name in enumerate(names)}
    for name in listed:
        if name not in numbers:
            raise Unreadable("name", f"{place}: {name!r} is not a name of the market here")
    if any(numbers[a] >= numbers[b] for a, b in pairwise(listed)):
        reject("C1", place, canonical_json(listed), "market order without repetition")
    return tuple(numbers[name] for name in listed)


def _agree(code: str, place: str, claimed: Any, due: Any) -> None:
    """Verifies that claimed data equal the data due, part by part."""
    if isinstance(due, dict):
        for key in keys(claimed, place, due):
            _agree(code, f"{place}.{key}", claimed[key], due[key])
    elif claimed != due:
        reject(code, place, *(side if isinstance(due, Fraction) else canonical_json(side) for side in (claimed, due)))


def verdict(claim: str, holds: bool | None, grade: str, **more: object) -> Finding:
    """Returns the finding that is due."""
    return {"claim": claim, "holds": holds, "grade": grade, **more}


def worst(grades: Iterable[str]) -> str:
    """Returns the worst of the grades."""
    return max(grades, key=GRADES.index)
