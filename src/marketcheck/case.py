"""What the rules' checks share: the answer's parts, use lists, and comparison with what is due."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from marketcheck.bound import Claim, Prover, Tree
from marketcheck.documents import canonical_json, keys, listing, number, position, text, written
from marketcheck.market import Market
from marketcheck.rows import increasing
from marketcheck.verdicts import Unreadable, reject

GRADES = ("proved", "recomputed", "enumerated", "bounded", "unproven")

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
        """Returns the finding with this claim."""
        for finding in self.findings:
            if finding["claim"] == claim:
                return finding
        reject("F1", "findings", f"no finding {claim!r}", "one")

    def by_buyer(self, amounts: Sequence[object]) -> dict[str, object]:
        """Returns the amounts keyed by the buyers' names."""
        return dict(zip(self.market.buyers, amounts, strict=True))

    def prove_worth(self, proof: Tree, coalition: Collection[int], target: Fraction, charges: Mapping[int, Fraction] | None = None) -> None:
        """Verifies that the coalition and the seller are worth at most `target`, less charges."""
        claim = Claim(values=[atom.value for atom in self.market.atoms], coalition=frozenset(coalition), charges=charges or {}, target=target)
        self.prover.prove(proof, claim)


def findings(document: object) -> list[Finding]:
    """Returns the findings; each has a claim, a verdict and a grade."""
    found: list[Finding] = []
    for i, raw in enumerate(listing(document, "findings")):
        place = f"findings[{i}]"
        optional = ("at_most", "witness", "buyer", "because", "closed")
        finding = keys(raw, place, ("claim", "holds", "grade"), optional)
        if finding["holds"] not in (None, True, False) or type(finding["holds"]) is int:
            raise Unreadable("type", f"{place}.holds: true, false or null is needed here")
        if text(finding["grade"], f"{place}.grade") not in GRADES:
            raise Unreadable("type", f"{place}.grade: one of {', '.join(GRADES)} is needed here")
        text(finding["claim"], f"{place}.claim")
        found.append(finding)
    return found


def verdict(claim: str, holds: bool | None, grade: str, **more: object) -> Finding:
    """Returns the finding that is due."""
    return {"claim": claim, "holds": holds, "grade": grade, **more}


def worst(grades: Iterable[str]) -> str:
    """Returns the worst of the grades."""
    return max(grades, key=GRADES.index)


def agree_findings(claimed: Sequence[Finding], due: Sequence[Finding]) -> None:
    """Verifies that exactly the findings due are claimed, in order."""
    names = [[(f["claim"], f.get("buyer")) for f in listed] for listed in (claimed, due)]
    if names[0] != names[1]:
        reject("F1", "findings", *names)
    for i, (finding, expected) in enumerate(zip(claimed, due, strict=True)):
        place = f"findings[{i}]"
        agree("F2", f"{place}.holds", finding["holds"], expected["holds"])
        agree("F3", f"{place}.grade", finding["grade"], expected["grade"])
        agree("F4", place, finding, expected)


def agree_outcome(claimed: object, due: Mapping[str, object]) -> None:
    """Verifies that the outcome is exactly the one that is due."""
    codes = {"allocation": "O1", "welfare": "O2", "payments": "O3", "payoffs": "O4", "revenue": "O5", "valuations": "O6"}
    outcome = keys(claimed, "outcome", due)
    for key, expected in due.items():
        agree(codes[key], f"outcome.{key}", outcome[key], expected)


def agree(code: str, place: str, claimed: object, due: object) -> None:
    """Verifies that claimed data equal the data due, whose numbers are fractions."""
    if isinstance(due, Fraction):
        if number(claimed, place) != due:
            reject(code, place, claimed, written(due))
    elif isinstance(due, dict):
        table = keys(claimed, place, due)
        for key, expected in due.items():
            agree(code, f"{place}.{key}", table[key], expected)
    elif canonical_json(claimed) != canonical_json(due):
        reject(code, place, canonical_json(claimed), canonical_json(due))


def use_list(document: object, place: str, market: Market, coalition: Collection[int]) -> tuple[int, ...]:
    """Returns atoms that the coalition and the seller can use together."""
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


def total(market: Market, uses: Iterable[int]) -> Fraction:
    """Returns the sum of the values of the atoms."""
    return sum((market.atoms[j].value for j in uses), Fraction(0))


def selection(document: object, place: str, names: Sequence[str]) -> tuple[int, ...]:
    """Returns the indices of listed names, which stand in market order."""
    numbers = {name: number for number, name in enumerate(names)}
    indices = tuple(position(name, place, numbers) for name in listing(document, place))
    if any(a >= b for a, b in pairwise(indices)):
        reject("C1", place, canonical_json(document), "market order without repetition")
    return indices
