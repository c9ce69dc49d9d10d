"""What the rules' checks share: the answer's parts, use lists, and comparison with what is due."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from marketcheck.bound import Claim, Prover, Tree, tree
from marketcheck.documents import canonical_json, keys, listing, number, text
from marketcheck.market import Market
from marketcheck.rows import increasing
from marketcheck.verdicts import Unreadable, reject

GRADES = ("proved", "recomputed", "enumerated", "bounded", "unproven")
OUTCOME = {"allocation": "O1", "welfare": "O2", "payments": "O3", "payoffs": "O4", "revenue": "O5", "valuations": "O6"}
FINDING = {"holds": "F2", "grade": "F3"}

Finding = dict[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """An answer whose market is known and whose rows are verified."""

    market: Market
    tie_rule: str
    input: object
    outcome: object
    findings: list[Finding]
    certificate: Mapping[str, object]
    prover: Prover

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

    def by_buyer(self, amounts: Sequence[object]) -> dict[str, object]:
        """Returns the amounts keyed by the buyers' names."""
        return dict(zip(self.market.buyers, amounts, strict=True))

    def selection(self, document: object, place: str, names: Sequence[str]) -> tuple[int, ...]:
        """Returns the numbers of listed buyers or goods, which stand in market order."""
        numbers = {name: number for number, name in enumerate(names)}
        listed = [text(name, place) for name in listing(document, place)]
        for name in listed:
            if name not in numbers:
                raise Unreadable("name", f"{place}: {name!r} is not a name of the market here")
        if any(numbers[a] >= numbers[b] for a, b in pairwise(listed)):
            reject("C1", place, canonical_json(listed), "market order without repetition")
        return tuple(numbers[name] for name in listed)

    def use_list(self, document: object, place: str, coalition: Collection[int]) -> tuple[int, ...]:
        """Returns atoms that the coalition and the seller can use together."""
        market = self.market
        uses = increasing(listing(document, place), place, len(market.atoms), ("U1", "U2"))
        goods: set[int] = set()
        groups: set[int] = set()
        for j in uses:
            atom = market.atoms[j]
            if atom.group in groups or not goods.isdisjoint(atom.bundle):
                reject("U3", place, f"atom {j} shares a good or a group", "a feasible set")
            if atom.owner != market.seller and atom.owner not in coalition:
                reject("U4", place, f"atom {j} of {market.buyers[atom.owner]!r}", "the coalition's")
            goods.update(atom.bundle)
            groups.add(atom.group)
        return uses

    def total(self, uses: Iterable[int]) -> Fraction:
        """Returns the sum of the values of the atoms."""
        return sum((self.market.atoms[j].value for j in uses), Fraction(0))

    def prove_at_most(self, proof: Tree, coalition: Collection[int], target: Fraction, charges: Mapping[int, Fraction]) -> None:
        """Verifies that the coalition and the seller are worth at most `target`, less charges."""
        values = [atom.value for atom in self.market.atoms]
        self.prover.prove(proof, Claim(values=values, coalition=frozenset(coalition), charges=charges, target=target))

    def proved_worth(self, document: object, place: str, coalition: Collection[int]) -> tuple[Fraction, str]:
        """Returns worth(coalition), shown by `uses` and `bound`, and the grade of the bound."""
        entry = keys(document, place, ("uses", "bound"))
        worth = self.total(self.use_list(entry["uses"], f"{place}.uses", coalition))
        proof = tree(entry["bound"], f"{place}.bound")
        self.prove_at_most(proof, coalition, worth, {})
        return worth, proof.grade

    def conclude(self, outcome: Mapping[str, object], findings: Sequence[Finding]) -> None:
        """Verifies that exactly this outcome and these findings, in order, are claimed."""
        table = keys(self.outcome, "outcome", outcome)
        for key, due in outcome.items():
            _agree(OUTCOME[key], f"outcome.{key}", table[key], due)
        claims, needed = ([(f["claim"], f.get("buyer")) for f in listed] for listed in (self.findings, findings))
        if claims != needed:
            reject("F1", "findings", claims, needed)
        for i, (claimed, finding) in enumerate(zip(self.findings, findings, strict=True)):
            keys(claimed, f"findings[{i}]", finding)
            for key, due in finding.items():
                _agree(FINDING.get(key, "F4"), f"findings[{i}].{key}", claimed[key], due)


def _agree(code: str, place: str, claimed: object, due: object) -> None:
    """Verifies that claimed data equal the data due, whose numbers are fractions."""
    if isinstance(due, Fraction):
        if number(claimed, place) != due:
            reject(code, place, claimed, due)
    elif isinstance(due, dict):
        table = keys(claimed, place, due)
        for key, expected in due.items():
            _agree(code, f"{place}.{key}", table[key], expected)
    elif canonical_json(claimed) != canonical_json(due):
        reject(code, place, canonical_json(claimed), canonical_json(due))


def findings(document: object) -> list[Finding]:
    """Returns the findings; each has a claim, a verdict and a grade."""
    found: list[Finding] = []
    for i, raw in enumerate(listing(document, "findings")):
        place = f"findings[{i}]"
        finding = keys(raw, place, ("claim", "holds", "grade"), ("at_most", "witness", "buyer", "because", "closed"))
        text(finding["claim"], f"{place}.claim")
        if finding["holds"] not in (None, True, False) or type(finding["holds"]) is int:
            raise Unreadable("type", f"{place}.holds: true, false or null is needed here")
        if text(finding["grade"], f"{place}.grade") not in GRADES:
            raise Unreadable("type", f"{place}.grade: one of {', '.join(GRADES)} is needed here")
        found.append(finding)
    return found


def verdict(claim: str, holds: bool | None, grade: str, **more: object) -> Finding:
    """Returns the finding that is due."""
    return {"claim": claim, "holds": holds, "grade": grade, **more}


def worst(grades: Iterable[str]) -> str:
    """Returns the worst of the grades."""
    return max(grades, key=GRADES.index)
