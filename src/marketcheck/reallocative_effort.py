"""How much work a check of the room `reallocative` will be, in the steps of `effort`; comparisons that only long numbers decide are counted when they come."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import comb, lcm
from typing import Any

from marketcheck.divisible import DivisibleMarket
from marketcheck.effort import parts_of
from marketcheck.lines import Exact, fraction_steps, product_steps
from marketcheck.reallocative import is_listed
from marketcheck.reallocative_always import MOST_PAIRS, MOST_SHILLS
from marketcheck.reallocative_breaking import LEAST_TO_BREAK, MOST_TO_BREAK
from marketcheck.reallocative_revenue import MOST_PROFILES
from marketcheck.surplus import BITS

SMOOTH, DIGEST, CHARACTER, START, SLOW = 6_000, 60, 8, 10_000, 2
"""What bounds of a smooth function, a digest, a character that is read, and any answer take; and by how much slow machines are slower."""


def reallocative_steps(market: DivisibleMarket, answer: Mapping[str, Any], answer_text: str) -> int:
    """Returns an upper bound, in order of magnitude, on the steps of a check, before anything is verified.

    *Meaning*: characters to read + matrices to invert + what the rule needs: sets of bidders x eliminations, leaves x participants, and so on.
    Long numbers count more, by the square of their length.
    """
    sizes = Sizes(market, answer)
    work = START + CHARACTER * (len(answer_text) + len(market.canonical)) + sizes.definite
    if market.numeric:
        return int(SLOW * (work + sizes.numeric()))
    return int(SLOW * (work + sizes.utilities + _RULES[answer["rule"].partition("/")[2]](sizes)))


def _bits(numbers: Iterable[Exact]) -> int:
    """Returns an upper bound on the length of the common denominator of numbers, and of their numerators over it."""
    longest, denominators = 0, set[int]()
    for number in numbers:
        longest = max(longest, number.numerator.bit_length())
        denominators.add(number.denominator)
    below = sorted(denominators)
    return longest + sum(lcm(*below[k : k + 30]).bit_length() for k in range(0, len(below), 30))


def _stated(part: object) -> int:
    """Returns the length of the numbers of a part of an answer."""
    return _bits(parts_of(part, Fraction))


@dataclass(frozen=True)
class Sizes:
    """How many bidders n, participants and goods there are, and how long numbers are, in bits; each method returns what a part of a check takes."""

    market: DivisibleMarket
    answer: Mapping[str, Any]

    @property
    def input(self) -> Mapping[str, Any]:
        """The answer's input."""
        stated: Mapping[str, Any] = self.answer.get("input", {})
        return stated

    @property
    def n(self) -> int:
        """Bidders."""
        return len(self.market.bidders)

    @property
    def goods(self) -> int:
        """Goods."""
        return len(self.market.goods)

    @property
    def square(self) -> int:
        """Entries of a bordered matrix."""
        return (self.goods + 1) ** 2

    @cached_property
    def some(self) -> int:
        """Participants."""
        return min(self.n, len(self.input.get("participants", self.market.bidders)))

    @property
    def sets(self) -> int:
        """Sets of participants that are looked at, where they are listed."""
        return 1 << self.some if is_listed(self.some, self.goods) else 0

    @cached_property
    def inverses(self) -> Mapping[str, int]:
        """Lengths of different matrices' determinants."""
        found: dict[str, int] = {}
        for one in self.market.values:
            matrix = one.parts.get("S", one.packages)
            if (key := repr(matrix)) not in found:
                found[key] = sum(_bits(row) + 3 for row in matrix)
        return found

    @cached_property
    def inverse(self) -> int:
        """The longest entry of an inverse."""
        return max(self.inverses.values())

    @cached_property
    def unit(self) -> int:
        """The longest entry of a bordered matrix: all inverses, theta and the quantity have one denominator."""
        numbers = [entry for one in self.market.values for key in ("theta", "alpha", "beta", "A", "B", "C") for entry in one.parts.get(key, ())]
        numbers += [entry for one in self.market.values for entry in one.endowment] + [*self.market.quantity]
        return sum(self.inverses.values()) + 2 * _bits(numbers)

    @property
    def worth(self) -> int:
        """A surplus, as it is computed."""
        return (self.goods + 1) * self.unit

    @property
    def short(self) -> int:
        """A surplus, or an entry of a price, in lowest terms: the determinant of a sum of inverses has the product of their determinants below."""
        return min(self.worth, 2 * self.unit + self.inverse)

    def apart(self, size: int) -> int:
        """The sum of surpluses of all but one, which differ where matrices do."""
        return (1 + min(size, len(self.inverses))) * self.short

    def elimination(self, columns: int, bits: int, *, upper: bool = False) -> float:
        """Solves equations of as many rows as goods, of the upper triangle alone or not."""
        work = 0.0
        for k in range(self.goods):
            rest = self.goods - k
            entries = rest * (rest + 1) // 2 if upper else (self.goods - 1) * columns
            work += 12 * rest + entries * (4 + 2.5 * product_steps((k + 1) * bits))
        return work

    @cached_property
    def definite(self) -> float:
        """Verifies that matrices are definite."""
        work = self.n * (20 * self.goods + self.elimination(0, self.inverse // self.goods, upper=True))
        return work + sum("packages" in one.parts for one in self.market.values) * self.inverted(self.inverse // self.goods)

    def inverted(self, bits: int) -> float:
        """Inverts a matrix with entries of so many bits."""
        return self.elimination(2 * self.goods, bits) + self.square * fraction_steps(self.goods * bits)

    @cached_property
    def utilities(self) -> float:
        """Inverts matrices, and writes all over one denominator."""
        borders = self.square * (2 * fraction_steps(self.inverse) + 4 + 3 * product_steps(self.unit) * self.inverse / self.unit)
        return self.n * (self.inverted(self.inverse // self.goods) + borders) + len(self.inverses) * self.square * self._lcm

    @property
    def _lcm(self) -> float:
        return 2 + self.unit * self.inverse / 20_000

    @property
    def a_set(self) -> float:
        """The next set and its surplus, as a ratio."""
        return 60 + self.square * (0.6 + self.unit / 4_000) + self.elimination(0, self.unit, upper=True)

    def together(self, size: int) -> float:
        """Adds up bordered matrices."""
        return size * self.square * (1 + self.unit / 2_000)

    @property
    def a_price(self) -> float:
        """A price that clears, as ratios."""
        return 60 + self.elimination(self.goods + 1, self.unit)

    @property
    def a_slope(self) -> float:
        """A matrix H."""
        return 2 * self.square * fraction_steps(self.unit) + self.inverted(self.unit)

    def entry(self, size: int, payoffs: int) -> float:
        """The surplus of a stated set, and the sum of its payoffs, whose length all together is given."""
        return self.together(size) + self.a_set + fraction_steps(self.worth) + size * 40 + 2 * fraction_steps(payoffs) + fraction_steps(payoffs + self.short)

    def outcome(self, size: int) -> float:
        """The Vickrey outcome of so many bidders."""
        bundle = self.square * (2 * fraction_steps(self.short + self.inverse) + 3 * fraction_steps(2 * self.short))
        each = self.a_set + fraction_steps(self.worth) + bundle + 4 * fraction_steps(2 * self.short)
        return self.together(size) + self.a_price + self.goods * fraction_steps(self.worth) + size * each + 2 * fraction_steps(self.apart(size))

    def vickrey(self) -> float:
        """The rule `vickrey`."""
        return self.outcome(self.some) + self.some * (self.a_price + self.a_slope + 3 * self.square * fraction_steps(2 * self.short))

    def core(self) -> float:
        """The rule `core`: all sets, or what is listed; a price; trees."""
        stated, outcome = "payoffs" in self.input, self.answer["outcome"]
        paid = _stated(self.input["payoffs"]) if stated else self.apart(self.some)
        entries = 2 + (0 if self.sets else len(outcome.get("blocking", ())))
        work = self.outcome(self.some) + (5 * fraction_steps(paid + self.short) if stated else 0) + entries * self.entry(self.some, paid)
        work += self.sets * ((1 + stated) * (self.a_set + product_steps(self.worth) + 20) + 2 * self.some)
        return work + self._price() + sum(map(self._leaf, self._nodes()))

    def _nodes(self) -> list[Any]:
        return [node for side in ("with", "without") for node in self.answer["certificate"].get(side, ())]

    def _leaf(self, node: object) -> float:
        """Tries a leaf in rounded numbers, or branches."""
        if not isinstance(node, list):
            return 20 + self.some
        bits = _bits(node) if node else self.worth
        price = self.goods * product_steps(bits + BITS) + (0 if node else self.together(self.some) + self.a_price + self.goods * fraction_steps(self.worth))
        return price + self.some * self._gain(2 * BITS)

    def _gain(self, bits: int) -> float:
        """The most that somebody gains at a price."""
        return 40 + self.square * (3 + product_steps(self.unit + bits)) + product_steps(self.unit + 2 * bits)

    def _price(self) -> float:
        bits = _stated(self.answer["certificate"].get("price"))
        return self.some * (self._gain(bits) + fraction_steps(self.unit + 2 * bits)) if bits else 0

    def _claims(self, key: str) -> list[bool | None]:
        """Returns how findings that have this key, or all if none is given, hold."""
        return [finding["holds"] for finding in self.answer["findings"] if not key or key in finding]

    def theorem(self) -> float:
        """What a theorem asks for."""
        matrices = len(self.inverses)
        pairs = any(finding["claim"] == "core-always" and "by" in finding for finding in self.answer["findings"])
        work = self.n * self.square + matrices**2 * self.goods**3 * 2 * fraction_steps(2 * self.inverse)
        return work + (self.n**2 / 2 * (3 * (self.a_set + fraction_steps(self.worth)) + 2 * fraction_steps(2 * self.short)) if pairs else 0)

    def _by(self) -> float:
        return self.theorem() if self._claims("by") else 0

    def always(self) -> float:
        """The rule `always`."""
        work = self._by() + 2 * (4 * self.entry(self.n, 0) + 4 * fraction_steps(4 * self.short))
        return work + (self.sets * (self.a_set + product_steps(self.worth) + 3 * self.n**2 + 20) if True in self._claims("differences") else 0)

    def monotone(self) -> float:
        """The rule `monotone`."""
        work = self._by() + 2 * self.outcome(self._witness(1))
        return work + (self.sets * (self.a_set + product_steps(self.worth) + 6 * self.n**2 + 20) if True in self._claims("comparisons") else 0)

    def _witness(self, more: int) -> int:
        """Returns how many bidders a witness names, and so many more."""
        stated = [finding.get("witness", {}) for finding in self.answer["findings"]]
        return min(self.n, max((more + len(one.get("participants", ())) + len(one.get("shills", ())) for one in stated), default=0))

    def shills(self) -> float:
        """The rule `shills`."""
        work = self._by() + 2 * self.outcome(self._witness(0)) + self._disguise(self._witness(0))
        if True not in self._claims("cases"):
            return work
        rest = self.n - self.some
        if "participants" in self.input:
            cases = self.some * ((1 << rest + 1) - 1)
            return work + (min(cases, 1 << rest + 1) * self.outcome(self.n) + cases * self._disguise(rest + 1) if cases <= MOST_PAIRS else 0)
        if self.n > MOST_SHILLS:
            return work
        cases = sum(comb(self.n, k) * k * ((1 << self.n - k + 1) - 1) for k in range(2, self.n + 1))
        return work + (1 << self.n) * self.outcome(self.n) + cases * self._disguise(self.n // 2)

    def _disguise(self, size: int) -> float:
        """What somebody gets as several."""
        return 200 + size * (self.goods * fraction_steps(self.short) + fraction_steps(2 * self.short)) + self.square * 2 * fraction_steps(2 * self.short)

    def packages(self) -> float:
        """The rule `packages`."""
        if not self.sets:
            return 0
        bits, entries = self.goods * _stated(self.answer["outcome"].get("packages", [])), self.answer["outcome"].get("packages", ())
        cube, width = self.goods**3, self.inverse + bits
        work = self.goods**2 * fraction_steps(bits) + self.n * cube * 3 * fraction_steps(width + bits) + 4 * (self.entry(self.n, 0) + self.a_price)
        work += (self.inverted(bits // self.goods) if entries else 0) + self.n * cube * fraction_steps(width)
        long = product_steps(self.goods * (self.unit + width))
        for finding in self.answer["findings"]:
            if finding["holds"] is True and finding["claim"] == "nonnegative-allocations":
                work += self.sets * (self.a_price + self.n * self.goods * (3 + self.goods * (2 + long)))
            elif finding["holds"] is True and finding["claim"] == "nonnegative-prices":
                work += self.sets * (self.a_price + self.goods**2 * (3 + long))
            witness = finding.get("witness", {})
            work += len(witness.get("allocations", ())) * (self.entry(self.n, 0) + self.a_price + 4 * self.square * fraction_steps(self.short))
        listed = sum(len(finding.get("witness", {}).get("multipliers", ())) for finding in self.answer["findings"])
        multipliers = _stated([finding.get("witness", {}).get("multipliers") for finding in self.answer["findings"]])
        return work + listed * self.goods * 2 * fraction_steps(multipliers + listed * self.short)

    def quantity(self) -> float:
        """The rule `quantity`."""
        if not self.sets:
            return 0
        stated = _stated([self.input.get("direction"), self.answer["outcome"].get("packages")])
        bits = self.short + self.goods * stated + self.inverse
        line = self.goods * (self.goods * 5 + 2) * fraction_steps(2 * bits)
        claimed = True in [finding["holds"] for finding in self.answer["findings"] if finding["claim"] == "some-quantity"]
        sets = self.sets if claimed else 0
        return self.packages() + (sets + 4) * (self.a_price + self.a_slope + self.square * 2 * fraction_steps(bits)) + (sets + 4) * self.n / 2 * line

    def uniform(self) -> float:
        """The rule `uniform`."""
        return self.some * 8 * self.square * fraction_steps(2 * self.short) + 4 * fraction_steps(self.apart(self.some))

    def independent(self) -> float:
        """The rule `independent`: an auction for each package."""
        packages = _stated(self.answer["outcome"].get("packages"))
        bits = self.unit + 2 * len(self.inverses) * (packages + 1) + self.inverse
        one = self.some * (200 + 12 * fraction_steps(2 * bits)) + 2 * fraction_steps(2 * len(self.inverses) * bits)
        work = self.outcome(self.some) + self.uniform() + self.inverted(packages) + self.goods * 2 * one
        work += self.some * self.goods * self.square * 4 * fraction_steps(2 * packages + self.inverse)
        return work + self.some * self.goods * (self.goods + 1) * 4 * fraction_steps(2 * bits + self.goods * packages)

    def split(self) -> float:
        """The rule `split`."""
        entries, price = self.answer["outcome"].get("deviations", {}), 3 * self.unit + 2 * self.inverse
        stated = max((_stated(entry) for entry in entries.values()), default=0)
        short = sum(len(entry["bundle"]) < self.goods for entry in entries.values())
        each = self.together(2) + 2 * self.a_slope + self.a_price + self.elimination(0, price, upper=True)
        each += 12 * self.square * fraction_steps(price + 2 * stated)
        return self.outcome(self.some) + self.some * each + short * self.inverted(price) + 4 * fraction_steps(min(self.some, len(self.inverses)) * 2 * price)

    def broken(self) -> float:
        """The rule `break`: a market that is made, or curves of all triples."""
        outcome, chosen = self.answer["outcome"], len(self.input.get("bidders", ()))
        if outcome:
            shifts = self.n * self.square * fraction_steps(self.inverse + _stated(outcome.get("shifts")))
            return shifts + 2 * self.utilities + self.outcome(self.n) + self.entry(self.n, self.apart(self.n))
        if self.input["proposition"] < 5 or (not chosen and self.n > MOST_TO_BREAK):
            return self.n * self.square
        cases = 1 if chosen else sum(comb(self.n, k) * comb(k, 2) for k in range(LEAST_TO_BREAK, self.n + 1))
        sets, slope = (4 if chosen else 1 << self.n), self.unit
        curve = 100 + self.square * 10 * fraction_steps(4 * slope) + self.elimination(0, 4 * slope, upper=True)
        return sets * (self.together(self.n) + self.a_slope) + cases * curve

    def advise(self) -> float:
        """The rule `advise`."""
        if not self.sets:
            return 0
        basis, cube = _stated(self.answer["outcome"].get("basis")), self.goods**3
        work = (self.n**2 * cube + self.n**2 * self.square) * 2 * fraction_steps(2 * self.inverse) + self.inverted(basis)
        work += self.n * cube * 5 * fraction_steps(2 * basis + self.inverse) + self.n * self.square * fraction_steps(4 * basis + self.n * self.inverse)
        return work + self.packages() + self.core()

    def revenue(self) -> float:
        """The rule `revenue`: a prior, profiles and samples."""
        given, prior = self.input, self.input.get("prior", {})
        number: int = given.get("number", self.n)
        kinds, stated = len(prior.get("values", self.market.bidders)), _stated(prior)
        bits = self.unit + 2 * stated + number.bit_length()
        work = kinds * self.square * 6 * fraction_steps(bits) + self.square * self.goods * 4 * fraction_steps(bits)
        profile = 200 + number * 4 + self.square * 3 * fraction_steps(2 * bits) + number * self.goods * fraction_steps(bits)
        if "covariance" not in prior and (kinds == 1 or (number * kinds.bit_length() <= 2 * MOST_PROFILES.bit_length() and kinds**number <= MOST_PROFILES)):
            chance = (number + kinds) * (60 + fraction_steps(number * stated))
            work += comb(number + kinds - 1, number) * (profile + chance + 4 * fraction_steps(number * bits))
        seed = len(str(given.get("seed", 0)))
        samples: int = given.get("samples", 0)
        return work + samples * (profile + number * (DIGEST + seed / 10 + stated / 300) + 4 * product_steps(2 * bits))

    def numeric(self) -> float:
        """Worth parts of numeric markets."""
        certificate, outcome = self.answer["certificate"], self.answer["outcome"]
        parts = [*certificate.get("without", {}).values(), *certificate.get("worths", []), outcome]
        rest = [part for key, part in outcome.items() if key not in ("price", "allocation")]
        near, work = _stated([self.answer["parameters"], rest[:-1], self.answer["findings"]]), 0.0
        for part in parts:
            bits = _stated([part.get("price"), part.get("allocation")])
            each = SMOOTH * (1 + bits / 4_000) ** 2 + self.square * fraction_steps(2 * bits + self.inverse) + 2 * fraction_steps(bits + near)
            work += min(self.n, len(part.get("allocation", ()))) * self.goods * each
        return work + (len(parts) + self.some) * self.some * 3 * fraction_steps(near + _stated(rest))


_RULES: Mapping[str, Callable[[Sizes], float]] = {
    **{name: getattr(Sizes, name) for name in ("vickrey", "core", "uniform", "always", "monotone", "shills", "packages", "quantity")},
    **{name: getattr(Sizes, name) for name in ("independent", "split", "revenue", "advise")},
    "break": Sizes.broken,
}
