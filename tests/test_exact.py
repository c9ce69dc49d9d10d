"""Text becomes exact numbers, or a clear error."""

from fractions import Fraction

import pytest

from marketwright.errors import NumberError
from marketwright.exact import canonical_number, common_denominator, decimal_text, number_text, parse_number


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
