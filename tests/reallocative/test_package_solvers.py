"""What packages are found with: all sets at once, cones, matrices that commute, nearly common eigenvectors."""

from collections import Counter
from fractions import Fraction
from itertools import combinations
from random import Random

import pytest

from marketwright.markets import market_from_document
from marketwright.questions import Question
from marketwright.reallocative.hypotheses import commuting, equal_theta, theorem_2
from marketwright.reallocative.setting import setting
from marketwright.solvers.surplus.all_sets import AllSets, Form
from marketwright.solvers.surplus.commuting import all_commute, invariant_parts, orthogonal_basis, primitive
from marketwright.solvers.surplus.cone import Cone, Dependence
from marketwright.solvers.surplus.exact import Quadratic
from marketwright.solvers.surplus.joint import mean_eigenvectors, nearly_common_eigenvectors
from tests.reallocative.asked import random_auctions
from tests.reallocative_oracle import (
    allocation,
    applied,
    coalitions,
    commutes,
    dot,
    has_commuting_matrices,
    has_equal_thetas,
    identity,
    minus,
    price,
    with_quantity,
)

PAIR = ((Fraction(2), Fraction(1)), (Fraction(1), Fraction(2)))
GOLDEN = ((Fraction(2), Fraction(1)), (Fraction(1), Fraction(1)))


def test_hypotheses_of_theorem_2_are_those_of_brute_force():
    seen = Counter()
    for _, document, truth in random_auctions("hypotheses", 100):
        here = setting(market_from_document(document), Question())
        found = equal_theta(here), commuting(here)
        assert found == (has_equal_thetas(truth), has_commuting_matrices(truth))
        assert theorem_2(here) is all(found)
        seen[found] += 1
    assert len(seen) == 4, seen


def test_all_sets_have_the_bundles_and_prices_of_brute_force():
    for random, _, truth in random_auctions("all sets", 40):
        direction = tuple(Fraction(random.randint(-2, 2)) for _ in truth.goods)
        utilities = [Quadratic(theta=theta, matrix=matrix) for theta, matrix in zip(truth.thetas, truth.matrices, strict=True)]
        sets = AllSets(utilities, truth.quantity, direction)
        further = with_quantity(truth, tuple(x + y for x, y in zip(truth.quantity, direction, strict=True)))
        row = tuple(Fraction(random.randint(-2, 2), 3) for _ in truth.goods)
        masks = [sum(1 << bidder for bidder in coalition) for coalition in coalitions(truth.everyone)]
        assert list(sets.in_order) == masks
        for mask, coalition in zip(masks, coalitions(truth.everyone), strict=True):
            now, later = allocation(truth, coalition), allocation(further, coalition)
            for bidder, bundle in now.items():
                assert same_ray(sets.bundles(bidder)[mask], bundle)
                form = sets.holding(bidder, row)
                change = dot(row, minus(later[bidder], bundle))
                assert same_ray((sets.values(form)[mask], sets.changes(form)[mask]), (dot(row, bundle), change))
            paid = Form(constant=Fraction(0), coefficients=row)
            assert same_ray((sets.values(paid)[mask],), (dot(row, price(truth, coalition)),))


@pytest.mark.parametrize("size", [1, 2, 3, 4])
def test_a_cone_has_a_functional_or_vectors_that_add_up_to_zero(size):
    random, seen = Random(f"cones {size}"), Counter()
    for _ in range(60):
        tilt = random.choice((0, 1, 3))
        drawn = [tuple(random.randint(-3, 3) + tilt for _ in range(size)) for _ in range(random.choice((0, 1, 3, 8, 40)))]
        vectors = tuple(dict.fromkeys(vector for vector in drawn if any(vector)))
        cone = Cone(vectors, size)
        found = cone.functional()
        seen[isinstance(found, Dependence)] += 1
        if isinstance(found, Dependence):
            assert min(found.multipliers.values()) > 0
            assert all(sum(share * vectors[number][place] for number, share in found.multipliers.items()) == 0 for place in range(size))
            continue
        assert all(dot(found, vector) > 0 for vector in vectors)
        rays = cone.extreme_rays(found)
        assert (rays is not None) or size > 2
        if rays is not None and len(rays) == size:
            assert not isinstance(Cone(tuple(vectors[ray] for ray in rays), size).functional(), Dependence)
            assert all(is_between(vector, [vectors[ray] for ray in rays]) for vector in vectors)
    assert min(seen.values()) > 5, seen


def test_a_square_cone_is_not_simplicial():
    cone = Cone(((1, 1, 1), (1, -1, 1), (-1, 1, 1), (-1, -1, 1), (0, 0, 1)), 3)
    assert cone.extreme_rays((Fraction(0), Fraction(0), Fraction(1))) is None


def test_a_flat_cone_has_fewer_rays_than_goods():
    cone = Cone(((1, 0, 0), (1, 2, 0), (1, 1, 0)), 3)
    assert set(cone.extreme_rays((Fraction(1), Fraction(1), Fraction(0)))) == {0, 1}


def test_matrices_commute_pair_by_pair():
    for _, _, truth in random_auctions("commuting matrices", 60):
        assert all_commute(truth.matrices) is all(commutes(one, other) for one, other in combinations(truth.matrices, 2))


def test_parts_are_invariant_orthogonal_and_rational():
    for _, _, truth in random_auctions("invariant parts", 100):
        if not has_commuting_matrices(truth):
            continue
        parts = invariant_parts(truth.matrices)
        bases = [orthogonal_basis(part.basis, truth.quantity) for part in parts]
        vectors = [vector for basis in bases for vector in basis]
        assert len(vectors) == truth.width
        assert all(dot(one, other) == 0 for one, other in combinations(vectors, 2))
        for part, basis in zip(parts, bases, strict=True):
            others = [vector for other in bases if other is not basis for vector in other]
            for matrix in truth.matrices:
                images = [applied(matrix, vector) for vector in basis]
                assert all(dot(image, other) == 0 for image in images for other in others)
                assert not part.is_eigenspace or all(same_ray(image, vector) for image, vector in zip(images, basis, strict=True))


def test_irrational_eigenvectors_are_one_part():
    (part,) = invariant_parts([GOLDEN])
    assert (part.is_eigenspace, len(part.basis)) == (False, 2)
    assert [part.is_eigenspace for part in invariant_parts([PAIR])] == [True, True]


def test_primitive_vectors_keep_their_direction():
    assert primitive((Fraction(-2, 3), Fraction(0), Fraction(4, 5))) == (-5, 0, 6)


@pytest.mark.parametrize("method", [nearly_common_eigenvectors, mean_eigenvectors])
def test_common_eigenvectors_are_found_in_floats(method):
    square = tuple(tuple(dot(row, column) for column in zip(*GOLDEN, strict=True)) for row in GOLDEN)
    one, other = method([GOLDEN, square], identity(2))
    for matrix in (GOLDEN, square):
        assert abs(dot(one, applied(matrix, other))) < Fraction(1, 10**9)
    assert abs(dot(one, one) - 1) < Fraction(1, 10**9)


def test_rotations_are_nearer_to_common_eigenvectors_than_those_of_the_mean():
    random = Random("nearly common")
    for _ in range(20):
        entries = [[Fraction(random.randint(-9, 9), 100) for _ in range(6)] for _ in range(4)]
        matrices = [((4 + a, d, e), (d, 2 + b, f), (e, f, 1 + c)) for a, b, c, d, e, f in entries]
        near, mean = ([off_diagonal(matrices, find(matrices, identity(3)))] for find in (nearly_common_eigenvectors, mean_eigenvectors))
        assert near[0] <= mean[0] + Fraction(1, 10**6)


def off_diagonal(matrices, vectors):
    """Of matrices divided by their traces, as both methods see them."""
    pairs = [(one, applied(matrix, other), sum(matrix[i][i] for i in range(3))) for matrix in matrices for one, other in combinations(vectors, 2)]
    return sum((dot(one, image) / trace) ** 2 for one, image, trace in pairs)


def same_ray(one, other):
    """Whether one is the other times a number above 0."""
    parallel = all(one[i] * other[j] == one[j] * other[i] for i in range(len(one)) for j in range(len(one)))
    return parallel and (dot(one, other) > 0 or not (any(one) or any(other)))


def is_between(vector, rays):
    """Whether the vector is a combination of the rays with coefficients of at least 0: no functional tells them apart."""
    opposite = tuple(-entry for entry in vector)
    return isinstance(Cone((*map(tuple, rays), opposite), len(vector)).functional(), Dependence)
