"""Unit-demand markets: every buyer gets at most one good, and what he pays may change what a good is worth to him (frozen data, no behaviour).

*Meaning.* A preference states a buyer's *level* at every good and payment: the payment that, without any good, would be as bad for him.  Smaller is
better.  `markets.levels` gives the levels of the exact types as piecewise linear maps.

*Source.* `docs/formats/unit-demand.md`; spec walrasian 1; paper 003, section 2.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from marketwright.piecewise import PiecewiseLinear

_ZERO = Fraction(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class QuasilinearPreference:
    """A value of each good (good -> value, of any sign): level = payment - value."""

    values: Mapping[str, Fraction]


@dataclass(frozen=True, slots=True, kw_only=True)
class BorrowingPreference:
    """Values, and money beyond `cash` that costs `rate` interest."""

    values: Mapping[str, Fraction]
    cash: Fraction
    rate: Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class SoftBudgetPreference:
    """Values, and money beyond `budget` that hurts `steepness` times as much."""

    values: Mapping[str, Fraction]
    budget: Fraction
    steepness: Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class IncomePreference:
    """Wealth, of which each unit left is worth `quality` times as much with the good, up to payments of `cap`."""

    wealth: Fraction
    quality: Mapping[str, Fraction]
    cap: Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelsPreference:
    """A level map of each good."""

    levels: Mapping[str, PiecewiseLinear]


@dataclass(frozen=True, slots=True, kw_only=True)
class QuadraticCostPreference:
    """Values, and a payment t that costs t + rho t^2 (smooth)."""

    values: Mapping[str, Fraction]
    rho: Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class SinhCostPreference:
    """Values, and a payment t that costs sinh(k t) / k (smooth)."""

    values: Mapping[str, Fraction]
    k: Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class TanhPreference:
    """Level = t - value + alpha tanh(t / beta) (smooth)."""

    values: Mapping[str, Fraction]
    alpha: Mapping[str, Fraction]
    beta: Fraction


ExactPreference = QuasilinearPreference | BorrowingPreference | SoftBudgetPreference | IncomePreference | LevelsPreference
SmoothPreference = QuadraticCostPreference | SinhCostPreference | TanhPreference
Preference = ExactPreference | SmoothPreference


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitDemandBuyer:
    """A named buyer, his preference, and the goods that he may not have (in market order)."""

    name: str
    preference: Preference
    forbidden: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitDemandMarket:
    """Goods, buyers, the seller's values (0 where none is given), reserve prices (the seller's value where none is given), and an entry fee.

    Build one with `markets.validate_market` or read it with `markets.read_market`; both refuse what is not a market.
    """

    goods: tuple[str, ...]
    buyers: tuple[UnitDemandBuyer, ...]
    seller_values: Mapping[str, Fraction] = field(default_factory=dict)
    reserve_prices: Mapping[str, Fraction] = field(default_factory=dict)
    entry_fee: Fraction = _ZERO
    title: str | None = None
    source: str | None = None

    def seller_value(self, good: str) -> Fraction:
        """What the good is worth to the seller."""
        return self.seller_values.get(good, _ZERO)

    def reserve_price(self, good: str) -> Fraction:
        """The least price of the good."""
        return self.reserve_prices.get(good, self.seller_value(good))

    @property
    def is_exact(self) -> bool:
        """Whether every preference is of an exact type."""
        return not any(isinstance(buyer.preference, SmoothPreference) for buyer in self.buyers)
