"""Text becomes exact numbers, or a clear error."""

from fractions import Fraction

import pytest

from marketwright.errors import NumberError
from marketwright.exact import canonical_number, common_denominator, decimal_text, number_text, parse_number, parse_short_numbers


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0", Fraction(0)),
        ("-0", Fraction(0)),
        ("12", Fraction(12)),
        ("-3", Fraction(-3)),
        ("0.25", Fraction(1, 4)),
        ("12.0", Fraction(12)),
        ("7/2", Fraction(7, 2)),
        ("-14/4", Fraction(-7, 2)),
        ("0.1", Fraction(1, 10)),
        ("1" + "0" * 30, Fraction(10**30)),
    ],
)
def test_numbers_are_read_exactly(text, number):
    assert parse_number(text, "here") == number


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (text, "N101")
        for text in (
            "",
            " 1",
            "1 ",
            "1_000",
            "1,000",
            "1e3",
            "1E400",
            "NaN",
            "inf",
            "-Infinity",
            ".5",
            "5.",
            "+1",
            "007",
            "1/0",
            "1/-2",
            "0x10",
            "--1",
            "1.2.3",
            "٣",
            "½",
            "1/2/3",
            "\n1",
            "1\n",
        )
    ]
    + [("1" * 65, "N102"), ("1" + "0" * 31, "N103"), ("0." + "0" * 40 + "1", "N103"), ("1/1" + "0" * 31, "N103")],
)
def test_other_texts_are_refused_with_their_code(text, code):
    with pytest.raises(NumberError) as caught:
        parse_number(text, "here")
    assert (caught.value.code, caught.value.place) == (code, "here")


def test_the_message_names_place_what_was_given_what_is_allowed_and_a_remedy():
    with pytest.raises(NumberError) as caught:
        parse_number("1e3", "buyers[0].values.bids[2].value")
    assert str(caught.value) == (
        "buyers[0].values.bids[2].value: '1e3' (N101); allowed: an integer, a decimal such as 0.25, "
        'or a quotient such as "7/2"; write it out without an exponent'
    )


@pytest.mark.parametrize(
    ("number", "canonical", "text"), [(Fraction(14, 4), "7/2", "7/2"), (Fraction(3), 3, "3"), (Fraction(-1, 2), "-1/2", "-1/2"), (0, 0, "0")]
)
def test_numbers_are_written_in_lowest_terms(number, canonical, text):
    assert canonical_number(number) == canonical
    assert number_text(number) == text


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (Fraction(5, 2), "2.5"),
        (Fraction(1, 3), "≈0.3333"),
        (Fraction(-1, 3), "≈-0.3333"),
        (Fraction(1, 100000), "≈0"),
        (Fraction(10), "10"),
        (Fraction(-1, 2), "-0.5"),
    ],
)
def test_numbers_for_people_say_when_they_are_rounded(number, text):
    assert decimal_text(number) == text


def test_common_denominator_is_the_least():
    assert common_denominator([Fraction(1, 4), Fraction(5, 6), Fraction(2)], "here") == 12
    assert common_denominator([], "here") == 1


SHORT = ["0", "-0", "12", "-3", "0.25", "12.0", "7/2", "-14/4", "0.1", "9" * 18, "-" + "9" * 18, "1/" + "9" * 18, "0." + "1" * 12]
LONG = ["1" * 19, "0." + "1" * 13, "1/" + "1" * 19]
NONE = [
    "",
    " 1",
    "1 ",
    "1_000",
    "1,000",
    "1e3",
    "NaN",
    ".5",
    "5.",
    "+1",
    "007",
    "-007",
    "1/0",
    "1/-2",
    "--1",
    "1.2.3",
    "٣",
    "1/2/3",
    "1/2.5",
    "\n1",
    "1\n",
    "1\n2",
]


def test_many_short_numbers_are_what_each_of_them_is():
    for texts in ([], ["5"], ["5", "-7"], ["5", "0.5"], ["1/2", "1/3"], *([text, "1/3", "-2"] for text in SHORT)):
        numerators, denominator = parse_short_numbers(texts)
        assert [Fraction(numerator, denominator) for numerator in numerators] == [parse_number(text, "here") for text in texts]


def test_many_numbers_of_which_one_is_long_or_none_are_left_to_the_strict_reader():
    for text in LONG + NONE:
        for others in ([], ["5"], ["0.5"], ["1/3"]):
            assert parse_short_numbers([text, *others]) is None
            assert parse_short_numbers([*others, text]) is None


def test_short_numbers_that_are_too_fine_together_are_left_to_the_strict_reader():
    assert parse_short_numbers(["1/999999999999999989", "1/999999999999999967"]) is None
