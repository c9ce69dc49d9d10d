"""Families of concave utilities in floats: quadratic, log-cosh, exponential, logistic.

*Definitions.* A bundle q is made of `unpacked @ q` units of packages: `unpacked` is the inverse of the matrix whose columns are the packages.  An endowment e
moves theta to `theta - Se` and adds the packages in it to those of the bundle.

*Source.* `docs/formats/divisible.md` (Values).
"""

from dataclasses import dataclass

import numpy as np

from marketwright.solvers.surplus.matrices import Matrix, Vector
from marketwright.solvers.surplus.newton import Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class QuadraticUtility:
    """The utility `theta.q - q'Sq / 2`.

    Example:
    >>> utility = QuadraticUtility(theta=np.array([4.0]), matrix=np.array([[1.0]]))
    >>> utility.value(np.array([2.0])), utility.gradient(np.array([2.0])).tolist()
    (6.0, [2.0])
    """

    theta: Floats
    matrix: Floats

    def value(self, bundle: Floats) -> float:
        """The utility."""
        return float(self.theta @ bundle - bundle @ self.matrix @ bundle / 2)

    def gradient(self, bundle: Floats) -> Floats:
        """Marginal utility of each good."""
        return self.theta - self.matrix @ bundle

    def hessian(self, bundle: Floats) -> Floats:
        """The matrix -S."""
        return -self.matrix


@dataclass(frozen=True, slots=True, kw_only=True)
class LogCoshUtility:
    """The quadratic utility less `sum alpha_k (log cosh(beta_k (h_k + x_k)) - log cosh(beta_k h_k))`, with x units of packages beside the h that are `held`."""

    theta: Floats
    matrix: Floats
    alpha: Floats
    beta: Floats
    unpacked: Floats
    held: Floats

    def value(self, bundle: Floats) -> float:
        """The utility."""
        before, after = log_cosh(self.beta * self.held), log_cosh(self._bent(bundle))
        return float(self.theta @ bundle - bundle @ self.matrix @ bundle / 2 - self.alpha @ (after - before))

    def gradient(self, bundle: Floats) -> Floats:
        """Marginal utility of each good."""
        return self.theta - self.matrix @ bundle - self.unpacked.T @ (self.alpha * self.beta * np.tanh(self._bent(bundle)))

    def hessian(self, bundle: Floats) -> Floats:
        """The matrix of second derivatives."""
        return -self.matrix - _recombined(self.alpha * self.beta**2 * (1 - np.tanh(self._bent(bundle)) ** 2), self.unpacked)

    def _bent(self, bundle: Floats) -> Floats:
        return self.beta * (self.held + self.unpacked @ bundle)


@dataclass(frozen=True, slots=True, kw_only=True)
class ExponentialUtility:
    """The utility `sum of A_k / B_k (1 - exp(-B_k x_k))` of x units of packages: `scale` is A, `rate` is B; h units before make A smaller by exp(-B h)."""

    scale: Floats
    rate: Floats
    unpacked: Floats

    def value(self, bundle: Floats) -> float:
        """The utility."""
        return float(-(self.scale / self.rate) @ np.expm1(-self.rate * (self.unpacked @ bundle)))

    def gradient(self, bundle: Floats) -> Floats:
        """Marginal utility of each good."""
        found: Floats = self.unpacked.T @ self._marginal(bundle)
        return found

    def hessian(self, bundle: Floats) -> Floats:
        """The matrix of second derivatives."""
        return -_recombined(self.rate * self._marginal(bundle), self.unpacked)

    def _marginal(self, bundle: Floats) -> Floats:
        found: Floats = self.scale * np.exp(-self.rate * (self.unpacked @ bundle))
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class LogisticUtility:
    """The sum over packages of integrals from 0 to x_k of `A_k / (1 + exp(B_k x - C_k))`: `scale`, `rate`, `offset`; h units before make C smaller by B h."""

    scale: Floats
    rate: Floats
    offset: Floats
    unpacked: Floats

    def value(self, bundle: Floats) -> float:
        """The utility: the integral is `(B x - s(B x - C) + s(-C)) A / B` with s(z) = log(1 + exp(z))."""
        grown = self.rate * (self.unpacked @ bundle)
        bent = np.logaddexp(0.0, grown - self.offset) - np.logaddexp(0.0, -self.offset)
        return float((self.scale / self.rate) @ (grown - bent))

    def gradient(self, bundle: Floats) -> Floats:
        """Marginal utility of each good."""
        found: Floats = self.unpacked.T @ (self.scale * self._share(bundle))
        return found

    def hessian(self, bundle: Floats) -> Floats:
        """The matrix of second derivatives."""
        share = self._share(bundle)
        rest = np.exp(-np.logaddexp(0.0, self.offset - self.rate * (self.unpacked @ bundle)))
        return -_recombined(self.scale * self.rate * share * rest, self.unpacked)

    def _share(self, bundle: Floats) -> Floats:
        """Marginal utilities by the largest possible ones."""
        found: Floats = np.exp(-np.logaddexp(0.0, self.rate * (self.unpacked @ bundle) - self.offset))
        return found


def quadratic_utility(theta: Vector, matrix: Matrix) -> QuadraticUtility:
    """The utility in floats."""
    return QuadraticUtility(theta=_floats(theta), matrix=_floats(matrix))


def log_cosh_utility(theta: Vector, matrix: Matrix, alpha: Vector, beta: Vector, unpacked: Matrix, held: Vector) -> LogCoshUtility:
    """The utility in floats."""
    bends = {"alpha": _floats(alpha), "beta": _floats(beta), "unpacked": _floats(unpacked), "held": _floats(held)}
    return LogCoshUtility(theta=_floats(theta), matrix=_floats(matrix), **bends)


def log_cosh(numbers: Floats) -> Floats:
    """The logarithms of hyperbolic cosines, also of numbers whose cosines are no floats.

    Example:
    >>> log_cosh(np.array([0.0, 1000.0])).round(6).tolist()
    [0.0, 999.306853]
    """
    found: Floats = np.logaddexp(numbers, -numbers) - np.log(2.0)
    return found


def _floats(numbers: Vector | Matrix) -> Floats:
    return np.array(numbers, dtype=np.float64)


def _recombined(diagonal: Floats, unpacked: Floats) -> Floats:
    """The matrix of goods that is diagonal for packages."""
    found: Floats = unpacked.T @ (diagonal[:, None] * unpacked)
    return found
