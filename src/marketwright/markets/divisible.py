"""Divisible markets: bidders buy and sell quantities of goods, and an auctioneer's quantity of each is placed whole with them (frozen data, no behaviour).

*Meaning.* A bidder's values are a strictly concave utility of bundles, which are vectors of quantities of any sign.  A matrix is a tuple of rows.

*Shapes.* Vectors have one entry for each good, in market order; of what is said of packages, one for each package.

*Source.* `docs/formats/divisible.md`; paper 001, section 2.
"""

from dataclasses import dataclass
from fractions import Fraction

Vector = tuple[Fraction, ...]
Matrix = tuple[Vector, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class QuadraticValues:
    """Utility theta . q - q'Sq / 2 with the symmetric, positive definite `matrix` S."""

    theta: Vector
    matrix: Matrix
    endowment: Vector | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LogCoshValues:
    """The utility of `QuadraticValues`, less the sum of alpha_k log(cosh(beta_k x_k)) over quantities x of packages."""

    theta: Vector
    matrix: Matrix
    alpha: Vector
    beta: Vector
    packages: Matrix | None = None
    endowment: Vector | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ExponentialValues:
    """The sum over packages of A_k / B_k (1 - exp(-B_k x_k)): `scale` is A, the marginal utility of the first unit, and `rate` is B."""

    scale: Vector
    rate: Vector
    packages: Matrix | None = None
    endowment: Vector | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LogisticValues:
    """The sum over packages of the integrals of A_k / (1 + exp(B_k x - C_k)): `scale` is A, which bounds marginal utility, `rate` is B, `offset` is C."""

    scale: Vector
    rate: Vector
    offset: Vector
    packages: Matrix | None = None
    endowment: Vector | None = None


ExactValues = QuadraticValues
NumericValues = LogCoshValues | ExponentialValues | LogisticValues
DivisibleValues = ExactValues | NumericValues


@dataclass(frozen=True, slots=True, kw_only=True)
class DivisibleBidder:
    """A named bidder and his values."""

    name: str
    values: DivisibleValues


@dataclass(frozen=True, slots=True, kw_only=True)
class DivisibleMarket:
    """Goods, the quantity of each that the auctioneer brings (or takes, where it is negative), and bidders.

    Build one with `markets.validate_market` or read it with `markets.read_market`; both refuse what is not a market.
    """

    goods: tuple[str, ...]
    quantity: Vector
    bidders: tuple[DivisibleBidder, ...]
    title: str | None = None
    source: str | None = None

    @property
    def is_exact(self) -> bool:
        """Whether all values are of the exact type."""
        return all(isinstance(bidder.values, ExactValues) for bidder in self.bidders)
