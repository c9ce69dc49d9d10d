"""The one list of conditions, and what a check can say of them.

A condition has a code, a statement, a formula, and a section of `docs/formats/answer.md`.
"""

from dataclasses import dataclass
from fractions import Fraction
from typing import NoReturn


@dataclass(frozen=True, slots=True)
class Condition:
    """One thing that has to be true of an answer."""

    statement: str
    formula: str
    section: str


_TABLE = """
A1 | the answer is about this market | market_digest = SHA-256 of the market's canonical form | Keys
U1 | a use list names atoms of the market, strictly increasing | 0 <= j_1 < j_2 < ... < number of atoms | Atoms
U2 | no two used atoms share a good or a group | intersection of bundle_j and bundle_k empty and group_j != group_k | Atoms
U3 | used atoms belong to the coalition or the seller | owner_j in C, or owner_j = seller | Atoms
R1 | a clique lists atoms of the market, strictly increasing | 0 <= j_1 < j_2 < ... < number of atoms | Upper bounds
R2 | the atoms of a clique pairwise share a good or a group | intersection of bundle_j and bundle_k not empty or group_j = group_k | Upper bounds
R3 | a Chvátal-Gomory row combines earlier rows with positive multipliers | 0 <= r < number of this row and multiplier > 0 | Upper bounds
B1 | the price unit is positive | unit >= 1 | Upper bounds
B2 | the list of nodes is one whole tree in preorder | leaves = branchings + 1, reached at the last node | Upper bounds
B3 | a branching is on an undecided atom | j in C or the seller's, neither used nor removed | Upper bounds
B4 | a leaf prices rows that exist, strictly increasing, above 0 | 0 <= r_1 < r_2 < ... < number of rows and price >= 1 | Upper bounds
B5 | every leaf proves the target, or stays below a claim "at most" | bound < V + 1/D, or bound <= U | Upper bounds
O1 | every buyer gets the goods of his used atoms | allocation_i = union of bundle_j over used atoms j of i | efficient
O2 | the welfare is the total of the use list | welfare = sum of value_j over used atoms j | efficient
O3 | the payments are the rule's | pay-as-bid: values of i's used atoms; vickrey: these less the payoff | pay-as-bid, vickrey
O4 | the payoffs are the rule's, or the input's | pay-as-bid: 0; vickrey: worth(all) - worth(all without i); core-test: the input; seller: the rest | pay-as-bid, vickrey, core-test
O5 | the revenue is the sum of the payments | revenue = sum of payment_i | pay-as-bid
O6 | types and numbers of atoms are the market's | valuations_i = (type_i, number of i's atoms) | properties
F1 | the findings are those of the rule, in order | list of claims (and buyers) | Rules
F2 | a finding holds as the certificate shows | holds | Rules
F3 | a finding has the grade of its proof | one leaf: proved; a tree: enumerated; several: the worst | Grades
F4 | what a finding restates is what is recomputed | witness, at_most, because, closed | Rules
V1 | exactly the buyers with an accepted bid of positive value have a worth without them | names in certificate.without | vickrey
C1 | a list of names is in market order without repetition | position_1 < position_2 < ... | Rules
C2 | a blocking coalition gains | total of its use list > seller's payoff + sum of its payoffs | vickrey, core-test
C3 | the named buyer's payoff is negative | payoff_i < 0 | core-test
C4 | the payoffs add up to more than the proven worth | sum of payoffs > welfare (or at_most) | core-test
C5 | core payoffs of buyers are not negative, and all payoffs add up to the welfare | payoff_i >= 0 and sum of payoffs = welfare | core-test
C6 | payoffs are called blocked only where the seller's payoff is known | seller in the input, or efficient holds | core-test
P1 | a verdict is within the checker's reach | type, or goods <= 8 for true; one group, or goods <= 16 for false | properties
P2 | a submodular valuation has no violation | w(X+a) + w(X+b) >= w(X+a+b) + w(X) | properties
P3 | a gross-substitutes valuation is submodular and passes the triple test | w(X+ab) + w(X+c) <= max(w(X+ac) + w(X+b), w(X+bc) + w(X+a)) | properties
P4 | the witness against submodularity is a violation | a, b not in X and w(X+a) + w(X+b) < w(X+a+b) + w(X) | properties
P5 | the witness prices are not negative and only rise | 0 <= p_g <= q_g | properties
P6 | the witness bundle is demanded at the first prices | w(A) - p(A) >= w(S) - p(S) for all S | properties
P7 | no bundle demanded at the raised prices keeps the goods whose price stayed | max over S with {g in A: p_g = q_g} in S of w(S) - q(S) < max over S of w(S) - q(S) | properties
P8 | gross substitutes as a reason are found of every buyer | gross-substitutes holds for all | properties
P9 | worths are listed for every coalition once | 2^n different coalitions | properties
P10 | the worths are submodular | worth(T+i) + worth(T+j) >= worth(T+i+j) + worth(T) | properties
P11 | the witness against submodular worths is a violation | i, j not in T and the upper worths add up to less than the totals of the two use lists | properties
"""  # noqa: E501


CONDITIONS = {code: Condition(*parts) for code, *parts in (line.split(" | ") for line in _TABLE.strip().splitlines())}


@dataclass(frozen=True, slots=True)
class Accepted:
    """Every condition of the rule holds; the check was estimated at `steps`."""

    rule: str
    steps: int


@dataclass(frozen=True, slots=True)
class Rejected:
    """Condition `code` fails at `place`: `left` was found where `right` is needed."""

    code: str
    condition: str
    left: str
    right: str
    place: str


@dataclass(frozen=True, slots=True)
class Undecided:
    """Nothing was checked: about `steps_needed` steps are needed and only `limit` allowed."""

    steps_needed: int
    limit: int


Verdict = Accepted | Rejected | Undecided


class Unreadable(Exception):  # noqa: N818
    """The documents are not what the format pages describe, so there is no claim to judge."""

    def __init__(self, code: str, message: str) -> None:
        """Keeps a stable code and what is wrong where."""
        super().__init__(f"{message} ({code})")
        self.code = code
        self.message = message


class Rejection(Exception):  # noqa: N818
    """Carries a `Rejected` out of the middle of a check."""

    def __init__(self, verdict: Rejected) -> None:
        """Keeps the verdict."""
        super().__init__(verdict.code)
        self.verdict = verdict


def reject(code: str, place: str, left: object, right: object) -> NoReturn:
    """Leaves the check with condition `code` broken."""
    raise Rejection(Rejected(code, CONDITIONS[code].statement, shown(left), shown(right), place))


def shown(value: object) -> str:
    """Returns the text of one side, whatever its length."""
    if isinstance(value, int | Fraction) and max(value.numerator.bit_length(), value.denominator.bit_length()) > 10_000:
        return "a number too long to print"
    return str(value)
