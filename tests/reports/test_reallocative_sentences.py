"""What sentences about divisible markets may not say: more than the evidence covers, numbers that nobody can read."""

from marketwright.reports import explanation, summary
from marketwright.reports.by_rule import report_of
from marketwright.reports.explanation import page
from marketwright.reports.walrasian_words import fitted
from tests.reports.answers import answered, example, section
from tests.reports.test_reallocative_bidder import divisible, made, seen_by

ONE = [[1]]


def told(market, rule, **given):
    """Summary and explanation without their line breaks."""
    found = answered(market, f"reallocative/{rule}", input=given or None)
    return " ".join(f"{summary(found)} {explanation(found, 7)}".split())


def many(number, **more):
    """A market of one good with so many bidders."""
    return divisible(["water"], [1], **{f"firm {place}": ([4], ONE) for place in range(1, number + 1)}, **more)


def block(deficit, *coalition):
    return {"coalition": list(coalition), "auctioneer": True, "worth": 10 + deficit, "payoffs": 10, "deficit": deficit}


def blocked(market, listed, witness, more=()):
    """An answer written by hand in which these coalitions block."""
    finding = {"claim": "bidder-core", "holds": False, "grade": "proved", "witness": witness}
    names = [bidder.name for bidder in market.bidders]
    zero = dict.fromkeys(names, 0)
    return made(
        market,
        "core",
        [finding, *more],
        price={"water": 1},
        allocation={name: {"water": 0} for name in names},
        payments=zero,
        payoffs={**zero, "auctioneer": 0},
        revenue=0,
        welfare=0,
        blocking=listed,
    )


def test_nobody_is_said_to_gain_by_no_names_but_those_of_the_market():
    alike = divisible(["water"], [1], Ann=([3], ONE), Bob=([3], ONE), Cid=([3], ONE))
    sentence = "nobody gains by bidding also under the names of other bidders of this market, with their values"
    text = told(alike, "shills")
    assert f"proved by Proposition 9: whichever of these bidders take part, {sentence}" in text
    assert "Of other names and other values the evidence says nothing." in text
    assert "several names" not in text
    stated = told(alike, "shills", participants=["Ann", "Bob"])
    assert f"with these participants {sentence}" in stated
    assert "This is about the auction of Ann and Bob only." in stated


def test_one_more_bidder_is_one_of_the_market():
    alike = divisible(["water"], [1], Ann=([3], ONE), Bob=([3], ONE), Cid=([3], ONE))
    text = told(alike, "monotone")
    assert "one more of these bidders never lowers the revenue" in text
    assert "It is never wrong to admit one more of these bidders. Of other bidders the evidence says nothing." in text


def test_all_sets_of_participants_are_those_of_these_bidders():
    text = told(divisible(["water"], [1], Ann=([3], ONE), Bob=([3], ONE), Cid=([3], ONE)), "always")
    assert "Whichever of these bidders take part, the Vickrey auction's revenue is competitive; one more of them never lowers it, and none" in text
    assert "The auctioneer never loses, whichever of these bidders take part." in text
    assert "hoever" not in text


def test_of_many_participants_the_coalition_of_the_finding_is_the_largest_found():
    witness = block(9, "firm 3")
    found = blocked(many(16), [block(1, "firm 1"), block(2, "firm 2")], witness)
    text = explanation(found, 7)
    assert section(text, "How the coalition with the largest deficit found could share its gain")[0].startswith("  The auctioneer and firm 3: shared equally")
    assert "How the coalition with the largest deficit could" not in text


def test_a_capped_list_does_not_hide_the_largest_deficit():
    firms = {f"firm {number}": ([4 + number], ONE) for number in range(6)}
    found = answered(divisible(["water"], [1], **firms), "reallocative/core", input={"cap": 1})
    assert [entry["coalition"] for entry in found.document["outcome"]["blocking"]] == [["firm 2"]]
    lines = section(explanation(found, 7), "How the coalition with the largest deficit could share its gain")
    assert " ".join(" ".join(lines).split()).startswith("The auctioneer and firm 3: shared equally")


def test_coalitions_that_were_not_looked_at_may_block_too():
    listed = [block(place, f"firm {place}") for place in range(1, 17)]
    assert section(summary(blocked(many(16), listed, listed[-1])), "Who could do better")[-1] == "  and 4 more that were found; there may be others"
    short = section(summary(blocked(many(16), listed[:2], listed[1])), "Who could do better")
    assert short == [
        "  The auctioneer and firm 2 could do better by 2 together: 12 instead of 10.",
        "  The auctioneer and firm 1 could do better by 1 together: 11 instead of 10.",
        "  There may be others.",
    ]


def test_where_all_are_counted_the_rest_is_exact():
    listed = [block(place, f"firm {place}") for place in range(1, 15)]
    counted = {"claim": "all-blocking", "holds": True, "grade": "enumerated", "number": 685316}
    text = summary(blocked(many(15), listed, listed[-1], [counted]))
    assert section(text, "Who could do better")[-1] == "  and 685304 more coalitions"
    assert "may be others" not in text


def test_advice_is_offered_only_where_the_rule_advises():
    hint = "What might help"
    assert hint in explanation(blocked(many(15), [block(1, "firm 1")], block(1, "firm 1")), 7)
    assert hint not in explanation(blocked(many(16), [block(1, "firm 1")], block(1, "firm 1")), 7)


def test_too_many_sets_are_no_limit_that_came_first():
    for rule, claim in (("always", "core-always"), ("monotone", "revenue-monotone"), ("shills", "shill-proof")):
        open_finding = [{"claim": claim, "holds": None, "grade": "unproven"}]
        assert "not decided not all sets of bidders were looked at, because there are too many" in " ".join(summary(made(many(16), rule, open_finding)).split())
        assert "not decided a limit came first" in " ".join(summary(made(many(8), rule, open_finding)).split())


def test_packages_that_certify_nothing_are_no_limit_either():
    text = told(example("paper-001-example-1.market.json"), "quantity", packages=[{"water": -1}], direction={"water": 1})
    assert "a limit came first" not in text
    two = [{"A": 1, "B": 0}, {"A": 0, "B": 1}]
    assert "certified not decided not certified by these packages: the conditions are sufficient, not necessary" in told(
        example("paper-001-example-2.market.json"), "quantity", packages=two
    )


def test_a_quantity_that_is_bought_keeps_its_signs():
    buys = divisible("ab", [-50, -80], Ann=([4, 4], [[1, 0], [0, 1]]), Bob=([4, 4], [[1, 0], [0, 2]]))
    text = told(buys, "quantity")
    assert "times the market's quantity (-50 of a, -80 of b)" in text or "multiple of the market's quantity (-50 of a, -80 of b)" in text
    assert "minus" not in text


def test_long_multipliers_are_rounded():
    entries = [{"coalition": ["firm 1"], "bidder": "firm 1"}, {"coalition": ["firm 1", "firm 2"], "bidder": "firm 2"}]
    finding = {"claim": "packages-exist", "holds": False, "grade": "proved", "witness": {"allocations": entries, "multipliers": [7598, 442889]}}
    text = " ".join(summary(made(many(2), "packages", [finding])).split())
    assert "because what firm 1 gets when firm 1 takes part and about 58.3 times what firm 2 gets when firm 1 and firm 2 take part add up to nothing" in text
    assert "There are no packages that would certify the core" in text
    assert "No packages were found" not in text


def test_numbers_that_differ_look_different():
    entry = {"coalition": ["firm 1"], "auctioneer": True, "worth": "18877.5003", "payoffs": "18877.4997", "deficit": "0.0006"}
    text = " ".join(summary(blocked(many(2), [entry], entry)).split())
    assert "18877.5003 instead of 18877.4997" in text


def test_a_small_gain_is_seen_beside_a_large_payoff():
    market, small = many(2), {**block(1, "firm 1"), "deficit": "0.001"}
    found = blocked(market, [small], small)
    outcome = {**found.document["outcome"], "payoffs": {"firm 1": "1/3", "firm 2": 0, "auctioneer": "52881601/3000"}}
    lines = section(
        explanation(made(market, "core", found.document["findings"], **outcome), 7), "How the coalition with the largest deficit found could share its gain"
    )
    assert " ".join(lines[2].split()) == "auctioneer ≈17627.2 ≈17627.201"


def test_amounts_that_answers_leave_out_are_not_denied():
    witness = {"coalition": ["firm 1"], "auctioneer": True}
    findings = [{"claim": "bidder-core", "holds": False, "grade": "proved", "witness": witness}]
    outcome = blocked(many(2), [], witness).document["outcome"]
    text = " ".join(summary(made(many(2), "advise", findings, **outcome, theta_difference=0, commutator=0, off_diagonal=0, basis=[])).split())
    assert "A coalition of the auctioneer with bidders could do better by an amount too long to be written." in text
    second = {"coalition": ["firm 1"], "bidders": ["firm 1", "firm 2"]}
    always = made(many(2), "always", [{"claim": "core-always", "holds": False, "grade": "proved", "witness": second}])
    assert "better by an amount too long to be written" in summary(always)
    bound = {"coalition": ["firm 1"], "bidder": "firm 1", "package": 0}
    quantity = made(many(2), "quantity", packages=[{"water": 1}], direction={"water": 1}, interval={}, least_by=bound)
    assert "a number too long to be written times the market's quantity (1 of water), or more." in " ".join(summary(quantity).split())


def test_rounding_is_not_the_only_difference_of_two_numbers():
    entry = {"coalition": ["firm 1"], "auctioneer": True, "worth": "212.5", "payoffs": "637499999/3000000", "deficit": "1/3000000"}
    assert "212.5 instead of ≈212.4999997" in " ".join(summary(blocked(many(2), [entry], entry)).split())


def test_a_column_has_decimals_only_where_one_of_its_numbers_is_rounded():
    market = many(2)
    found = blocked(market, [], block(1, "firm 1"))
    outcome = {
        **found.document["outcome"],
        "payments": {"firm 1": "75/7", "firm 2": "13499/49"},
        "allocation": {"firm 1": {"water": "1/3"}, "firm 2": {"water": "2/3"}},
    }
    rows = summary(made(market, "core", (), **outcome)).splitlines()
    assert "  firm 1  buys 1/3  ≈10.7143       0" in rows
    assert "  firm 2  buys 2/3   ≈275.49       0" in rows


def test_a_table_that_is_too_wide_does_not_let_anybody_pay_what_he_gets():
    assert fitted(("bidder", "water", "pays"), [("Ann", "sells 1", "gets 3.25")], [], 20) == ["  Ann: water sells", "    1; gets 3.25"]


def test_a_market_without_quantity_is_not_sent_to_its_multiples():
    text = told(divisible(["water"], [0], Ann=([4], ONE), Bob=([2], ONE), Cid=([1], ONE)), "packages")
    assert "There are no packages that would certify the core" in text
    assert "Another set of bidders might help, or a quantity that the auctioneer brings: here it is zero." in text
    assert "reallocative/quantity" not in text


def test_payoffs_that_are_not_feasible_are_told_with_the_surplus():
    text = told(example("paper-001-example-1.market.json"), "core", payoffs={"1": 1, "2": 1, "3": 1, "auctioneer": 1})
    assert "feasible no proved: the payoffs add up to 4, the surplus is 4.5" in text


def test_irrational_common_eigenvectors_are_called_so():
    market = divisible("ab", [1, 1], Ann=([4, 4], [[2, 1], [1, 3]]), Bob=([4, 4], [[3, 1], [1, 4]]), Cid=([4, 4], [[2, 1], [1, 3]]))
    text = told(market, "advise")
    assert "They agree on packages whose values do not depend on one another, but with irrational numbers; rounded: " in text
    assert "`reallocative/independent` finds only rational ones: state these, rounded, as packages in its input." in text


def test_packages_that_are_not_quite_independent_are_measured_in_plain_words():
    market = divisible("ab", [1, 1], Ann=([4, 4], [[2, 1], [1, 3]]), Bob=([4, 4], [[3, 0], [0, 4]]))
    assert "% of the matrices S (by squares of their entries) still ties one package to another; 0 % would be agreement." in told(market, "advise")


def test_a_bidder_sees_what_becomes_of_him_in_the_market_that_breaks():
    moved = seen_by(1, "example-1", "break", proposition=3)
    assert section(moved, "In the market made here bidder 2 takes part, but is not one of those who could do better")[0] == (
        "  Bidder 2 has 1 of water more than before, so that the first unit is worth 3 instead of 4."
    )
    assert "In the market made here bidder 1 could do better with the auctioneer" in seen_by(0, "example-1", "break", proposition=3)
    four = divisible(["water"], [1], Ann=([4], ONE), Bob=([4], ONE), Cid=([2], ONE), Dan=([2], ONE))
    found = answered(four, "reallocative/break", input={"proposition": 3, "bidders": ["Ann", "Bob", "Cid"]})
    assert "In the market made here Dan does not take part" in page(found, report_of(found).buyer(found, 3, 100))


def test_a_bidder_sees_where_quantities_and_revenues_depend_on_him():
    assert "  Below the interval bidder 3 sells some of package 1 when bidders 1, 2 and 3 take part." in seen_by(2, "example-1", "quantity").splitlines()
    assert "one of 3 that are equally likely for everybody" in " ".join(seen_by(0, "example-1", "revenue").split())
    prior = {"values": [{"theta": {"water": 2}, "probability": 1}]}
    assert "of bidder 1 only the matrix S counts" in " ".join(seen_by(0, "example-1", "revenue", prior=prior).split())
