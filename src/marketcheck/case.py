"""The form of an answer (`docs/formats/answer.md`), and what the rules' checks share: use lists, worths, comparison with what is due."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from marketcheck.bound import Bound, Claim, Prover, bound, increasing
from marketcheck.conditions import Unreadable, reject
from marketcheck.documents import canonical_json, keys, number
from marketcheck.market import Market, Names

Finding = dict[str, Any]

GRADES = ("proved", "recomputed", "enumerated", "bounded", "unproven")
OUTCOME = {"allocation": "O1", "welfare": "O2", "payments": "O3", "payoffs": "O4", "revenue": "O5", "valuations": "O6"}
OUTCOME |= {"net": "G5", "requests": "G5", "members": "G7", "remainder": "G7", "surplus": "G7", "replies": "G10"}
OUTCOME |= {"deviations": "G16", "required": "G16", "theorem": "G19", "equilibria": "G20", "equilibrium": "G27"}
OUTCOME |= dict.fromkeys(("margin", "least_total", "greatest_total", "low", "high", "least_exists", "greatest_exists", "vickrey", "reduced"), "E17")
OUTCOME |= {"tried": "E14", "prices": "E13", "fractional": "E10", "fractional_worth": "E11"}
OUTCOME |= {"rounds": "Q3", "alliances": "Q9", "individual": "Q13"}
OUTCOME |= {"coherent_with": "S8", "worth": "S5", "worst": "S11", "best": "S11", "catalogue": "S11"}
FINDING = {"holds": "F2", "grade": "F3"}

_NAMES, _ATOMS, _AMOUNTS = [str], [int], {str: number}
_WITNESS: dict[str, Any] = {"bundle?": _NAMES, "goods?": _NAMES, "prices?": _AMOUNTS, "raised?": _AMOUNTS, "coalition?": _NAMES, "buyers?": _NAMES}
_WITNESS |= {"buyer?": str, "payoff?": number, "sum?": number, "worth_at_least?": number, "payoffs?": number, "gain?": number}
_DETAILS = {"at_most?": number, "buyer?": str, "because?": str, "closed?": {True}, "witness?": _WITNESS}
_VALUATIONS = {"valuations?": {str: {"type": str, "atoms": int}}}
PARTS: dict[str, Any] = {
    "versions": {str: str},
    "outcome": {"allocation?": {str: _NAMES}, "welfare?": number, "payments?": _AMOUNTS, "payoffs?": _AMOUNTS, "revenue?": number} | _VALUATIONS,
    "findings": [{"claim": str, "holds": {True, False, None}, "grade": set(GRADES)} | _DETAILS],
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
class Holding:
    """What every owner has by a use list: the values and the goods of his used atoms, the seller's last; the goods of nobody; and the total."""

    values: Sequence[Fraction]
    bundles: Sequence[frozenset[int]]
    remainder: frozenset[int]
    total: Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class Claims:
    """The parts of an answer, each of its rule's form."""

    parameters: Mapping[str, Any]
    input: Mapping[str, Any]
    outcome: Mapping[str, Any]
    findings: Sequence[Finding]
    certificate: Mapping[str, Any]

    def require_parameters(self, **usual: object) -> None:
        """Verifies that these parameters are the input's, or the usual ones."""
        for key, value in usual.items():
            if self.parameters[key] != self.input.get(key, value):
                reject("G2", f"parameters.{key}", self.parameters[key], self.input.get(key, value))

    def finding(self, claim: str) -> Finding:
        """Returns the first finding with this claim."""
        found = [finding for finding in self.findings if finding["claim"] == claim]
        if not found:
            reject("F1", "findings", f"no finding {claim!r}", "one")
        return found[0]

    def require_findings(self, needed: Sequence[tuple[str, str | None]]) -> None:
        """Verifies that the findings have these claims, of these buyers, in order."""
        claimed = [(finding["claim"], finding.get("buyer")) for finding in self.findings]
        if claimed != needed:
            reject("F1", "findings", claimed, needed)

    def conclude(self, outcome: Mapping[str, object], findings: Sequence[Finding], codes: Mapping[str, str] = OUTCOME) -> None:
        """Verifies that exactly this outcome and these findings, in order, are claimed."""
        for key, claimed in keys(self.outcome, "outcome", outcome).items():
            _agree(codes[key], f"outcome.{key}", claimed, outcome[key])
        self.require_findings([(finding["claim"], finding.get("buyer")) for finding in findings])
        for i, (finding, due) in enumerate(zip(self.findings, findings, strict=True)):
            _agree("F2", f"findings[{i}].holds", finding["holds"], due["holds"])
            for key, claimed in keys(finding, f"findings[{i}]", due).items():
                _agree(FINDING.get(key, "F4"), f"findings[{i}].{key}", claimed, due[key])


@dataclass(frozen=True, slots=True, kw_only=True)
class Case(Claims):
    """An answer about a bundle market, whose rows are verified."""

    market: Market
    prover: Prover

    @property
    def everyone(self) -> frozenset[int]:
        """The coalition of all buyers."""
        return frozenset(range(len(self.market.buyers)))

    def require_proofs(self, *required: str) -> None:
        """Verifies that the certificate has `rows` and exactly these keys."""
        keys(self.certificate, "certificate", ["rows", *required])

    def require_no_reserve_prices(self) -> None:
        """Verifies that no atom is the seller's."""
        if any(atom.owner == self.market.seller for atom in self.market.atoms):
            reject("G1", "market.reserve_prices", "reserve prices", "none")

    def by_buyer(self, amounts: Sequence[Any]) -> dict[str, Any]:
        """Returns the amounts keyed by the buyers' names."""
        return dict(zip(self.market.buyers, amounts, strict=True))

    def total(self, uses: Sequence[int], coalition: Collection[int], place: str) -> Fraction:
        """Returns the total of the use list, which the coalition and the seller can use together."""
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

    def held(self, uses: Sequence[int], coalition: Collection[int], place: str) -> Holding:
        """Returns what the use list gives, which the coalition and the seller can use together."""
        total, count = self.total(uses, coalition, place), len(self.market.buyers) + 1
        values, goods = [Fraction(0)] * count, [list[int]() for _ in range(count)]
        for atom in (self.market.atoms[j] for j in uses):
            values[atom.owner] += atom.value
            goods[atom.owner] += atom.bundle
        return Holding(values, [*map(frozenset, goods)], frozenset(range(len(self.market.goods))).difference(*goods), total)

    def prove_at_most(self, proof: Bound, coalition: Collection[int], target: Fraction, charges: Mapping[int, Fraction], **more: Any) -> str:
        """Verifies that the coalition and the seller are worth at most `target`, less charges; returns the grade. `more` belongs to the claim."""
        parts: dict[str, Any] = {"values": [atom.value for atom in self.market.atoms], "coalition": coalition, "charges": charges, "target": target}
        self.prover.prove(proof, Claim(**parts | more))
        return proof.grade

    def greatest(self, claim: str, total: Fraction, charges: Mapping[int, Fraction], selecting: Mapping[str, Any] | None = None) -> Finding:
        """Returns the finding that is due where the certificate's bound proves that nothing is above `total`, or, when a limit came first, above "at most".

        Parts of a claim in `selecting` take the place of `total` and `charges` where the bound selects besides.
        """
        proof, claimed = self.certificate["bound"], self.finding(claim)
        if claimed["holds"] is None:
            at_most = keys(claimed, f"findings.{claim}", ["at_most"], claimed)["at_most"]
            self.prove_at_most(proof, self.everyone, at_most, charges, sense="at most")
            return verdict(claim, None, "bounded", at_most=at_most)
        parts: dict[str, Any] = {"target": total, "charges": charges, **(selecting or {})}
        return verdict(claim, True, self.prove_at_most(proof, self.everyone, **parts))

    def worth(self, entry: Mapping[str, Any], coalition: Collection[int], place: str) -> tuple[Fraction, str]:
        """Returns the coalition's worth, shown by `uses` and `bound`, and the grade of the bound."""
        worth = self.total(entry["uses"], coalition, f"{place}.uses")
        return worth, self.prove_at_most(entry["bound"], coalition, worth, {})


def _agree(code: str, place: str, claimed: Any, due: Any) -> None:
    """Verifies that claimed data equal the data due, part by part."""
    if isinstance(due, dict):
        for key in keys(claimed, place, due):
            _agree(code, f"{place}.{key}", claimed[key], due[key])
    elif isinstance(due, list) and any(isinstance(part, dict) for part in due):
        if len(claimed) != len(due):
            reject(code, place, f"{len(claimed)} entries", len(due))
        for i, part in enumerate(due):
            _agree(code, f"{place}[{i}]", claimed[i], part)
    elif claimed != due:
        reject(code, place, *(side if isinstance(due, Fraction) else printed(side) for side in (claimed, due)))


def printed(side: object) -> str:
    """Returns the canonical text of one side, if it can be printed."""
    try:
        return canonical_json(side)
    except ValueError:
        return "numbers too long to print"


def positions(listed: Sequence[str], names: Sequence[str], place: str) -> list[int]:
    """Returns the numbers of listed buyers or goods, which stand in market order."""
    numbers = names.numbers if isinstance(names, Names) else Names(names).numbers
    for name in listed:
        if name not in numbers:
            raise Unreadable("name", f"{place}: {name!r} is not a name of the market here")
    found = [numbers[name] for name in listed]
    if found != sorted(set(found)):
        reject("C1", place, canonical_json(listed), "market order without repetition")
    return found


def verdict(claim: str, holds: bool | None, grade: str, **more: object) -> Finding:
    """Returns the finding that is due."""
    return {"claim": claim, "holds": holds, "grade": grade, **more}


def worst(grades: Iterable[str]) -> str:
    """Returns the worst of the grades."""
    return max(grades, key=GRADES.index)
