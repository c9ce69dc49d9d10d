"""False claims about unit demand with the best evidence that there is: every pointer map, every allocation, every list; and answers made to take long."""

import random
from fractions import Fraction
from itertools import product

import pytest

from marketcheck import Accepted, Rejected, Undecided, check

from . import walrasian_answers as answers
from .breaking import accept, code_of
from .walrasian_brute import Economy
from .walrasian_truth import preference, random_market
from .walrasian_writer import asked, linear, market, maximum, minimum, settled
from .writer import all_changed, changed, digest, num, text


def tied_market(rng: random.Random, most: int) -> dict:
    """Returns a market in which buyers are often indifferent."""
    goods = list("ABCD"[: rng.randint(1, most)])
    buyers = {f"_{k}": linear(**{good: rng.randint(0, 2) for good in goods}) for k in range(1, rng.randint(1, most) + 1)}
    return market(goods, reserves={good: 1 for good in goods if rng.random() < 0.3}, **buyers)


def with_outcome(document: dict, prices: dict, allocation: dict) -> dict:
    """Returns an answer with another equilibrium in its outcome."""
    outcome = settled(Economy(document["market"]), prices, allocation)
    return document | {"outcome": outcome | {key: part for key, part in document["outcome"].items() if key == "allocations"}}


@pytest.mark.parametrize("seed", range(6))
def test_no_pointers_prove_prices_that_are_not_extreme(seed):
    rng, tried = random.Random(seed), 0
    while tried < 12:
        document = tied_market(rng, 3) if rng.random() < 0.5 else random_market(rng)
        economy = Economy(document)
        least, greatest = (economy.equilibrium(sense)[0] for sense in ("least", "greatest"))
        if least == greatest:
            continue
        middle = {good: (least[good] + greatest[good]) / 2 for good in least}
        for prices in (least, greatest, middle):
            for allocation in economy.equilibrium_allocations(prices)[:2]:
                above = [good for good in economy.goods if prices[good] > economy.reserves[good]]
                sold = [good for good in economy.goods if good in allocation.values()]
                for honest, extreme, needing, targets in (
                    (minimum(document, "any"), least, above, economy.names),
                    (maximum(document, "any"), greatest, sold, [*economy.goods, None]),
                ):
                    if prices == extreme:
                        continue
                    tried += 1
                    for choice in product(targets, repeat=len(needing)):
                        claimed = with_outcome(honest, prices, allocation) | {"certificate": {"pointers": dict(zip(needing, choice, strict=True))}}
                        assert code_of(claimed) in ("W7", "W8")


@pytest.mark.parametrize("seed", range(8))
def test_of_all_allocations_only_the_first_is_selected_and_only_the_whole_list_is_complete(seed):
    rng, several = random.Random(seed), 0
    for _ in range(12):
        document = tied_market(rng, 4)
        economy, honest = Economy(document), minimum(document, cap=100)
        accept(honest)
        prices = economy.equilibrium("least")[0]
        every = economy.equilibrium_allocations(prices)
        several += len(every) > 2
        for allocation in every[1:]:
            pointers = economy.least_pointers(prices, allocation)
            assert code_of(with_outcome(minimum(document), prices, allocation) | {"certificate": {"pointers": pointers}}) == "W9"
            accept(with_outcome(minimum(document, "any"), prices, allocation) | {"certificate": {"pointers": pointers}})
        for k in range(len(every)):
            fewer = every[:k] + every[k + 1 :]
            assert code_of(all_changed(honest, outcome__allocations=fewer, findings__3__number=len(fewer))) == "W10"
            accept(minimum(document, "any", cap=k + 1))
    assert several > 0


@pytest.mark.parametrize("seed", range(8))
def test_no_certificate_denies_a_set_that_there_is(seed):
    rng, tried = random.Random(seed), 0
    while tried < 20:
        document = tied_market(rng, 3)
        economy = Economy(document)
        prices = {good: Fraction(rng.randint(0, 4), 2) for good in economy.goods}
        honest = asked(document, {good: num(price) for good, price in prices.items()}, None)
        above = [good for good in economy.goods if prices[good] > economy.reserves[good]]
        captives = [name for name, demand in honest["outcome"]["demands"].items() if None not in demand]
        weakly = economy.under_demanded(prices, 0) and not economy.under_demanded(prices, 1)
        for k, key, false, needing, targets in (
            (1, "captives", economy.over_demanded(prices), captives, economy.goods),
            (2, "holders", economy.under_demanded(prices, 1), above, economy.names),
            (3, "pointers", weakly, above, economy.names),
        ):
            if not false:
                continue
            tried += 1
            denied = changed(honest, f"findings/{k}", {"claim": honest["findings"][k]["claim"], "holds": False, "grade": "proved"})
            for choice in product(targets, repeat=len(needing)):
                claimed = changed(denied, f"certificate/{key}", dict(zip(needing, choice, strict=True)))
                assert code_of(claimed) in ("W7", "W8", "W15", "F2")


@pytest.mark.parametrize("seed", range(4))
def test_no_report_gains_against_the_least_prices(seed):
    rng = random.Random(seed)
    for _ in range(15):
        document = random_market(rng)
        economy, honest = Economy(document), minimum(document)
        for buyer in economy.buyers:
            report = {"preference": preference(rng, buyer.goods)}
            told = document | {"buyers": [b | report if b["name"] == buyer.name else b for b in document["buyers"]]}
            prices, allocation = Economy(told).equilibrium("least")
            assert economy.level(buyer, allocation[buyer.name], prices) >= Fraction(honest["outcome"]["levels"][buyer.name])


def test_long_numbers_and_smooth_preferences_are_estimated_before_they_are_checked():
    plain, long = answers.MINIMUM, changed(answers.MINIMUM, "outcome/prices/a", f"{10**1990 + 1}/{10**1989}")
    steps = [check(text(document), limit=0).steps_needed for document in (plain, long)]
    assert steps[1] > 4 * steps[0]
    smooth = check(text(answers.NUMERIC), limit=0)
    assert isinstance(smooth, Undecided)
    assert smooth.steps_needed > steps[0]
    assert isinstance(check(text(long)), Rejected)


def test_numbers_far_beyond_every_value_do_no_harm():
    for price in (10**3990, f"{10**1990 + 1}/{10**1989}", f"1/{10**3900}"):
        for document in (answers.NUMERIC, answers.MINIMUM):
            verdict = check(text(changed(document, "outcome/prices/a", price)))
            assert isinstance(verdict, Rejected), verdict
    for residual in (10**3990, f"1/{10**3900}"):
        document = answers.NUMERIC
        for k in range(2):
            document = all_changed(document, **{f"findings__{k}__residual": residual, f"findings__{k}__holds": None if isinstance(residual, int) else True})
        assert isinstance(check(text(document)), Accepted if isinstance(residual, int) else Rejected)


def test_a_market_of_many_ties_is_selected_from_in_time():
    document = market([f"g{k}" for k in range(60)], **{f"_{k}": linear(**{f"g{j}": 1 for j in range(60)}) for k in range(60)})
    prices, names = {f"g{k}": 0 for k in range(60)}, [str(k) for k in range(60)]
    held = {name: f"g{name}" for name in names}
    later = held | {"58": "g59", "59": "g58"}
    outcome = {"prices": prices, "allocation": held, "payments": dict.fromkeys(names, 0), "revenue": 0, "levels": dict.fromkeys(names, -1)}
    honest = minimum(market(["g0"], _0=linear(g0=1)), cap=2)
    honest |= {"market": document, "market_digest": digest(document), "outcome": outcome | {"allocations": [held, later]}}
    honest["findings"][3] = {"claim": "all-allocations", "holds": None, "grade": "unproven", "cap": 2}
    accept(honest)
    assert code_of(changed(honest, "outcome/allocation", later)) == "W9"
    assert code_of(changed(honest, "outcome/allocations", [held, held | {"57": "g58", "58": "g57"}])) == "W10"
