"""JSON is read strictly, with the text of its numbers."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketwright.errors import DocumentError
from marketwright.markets import JsonNumber, parse_json


def test_numbers_keep_their_text() -> None:
    assert parse_json(b'{"a": [0.10, 12, -1e400, "7"]}', "x") == {"a": [JsonNumber("0.10"), JsonNumber("12"), JsonNumber("-1e400"), "7"]}


def test_number_of_ten_million_digits_is_kept_as_text() -> None:
    digits = "9" * 10**7
    assert parse_json(digits.encode(), "x") == JsonNumber(digits)


def test_depth_of_32_is_read() -> None:
    value = parse_json(b"[" * 32 + b"]" * 32, "x")
    for _ in range(31):
        assert isinstance(value, list)
        (value,) = value
    assert value == []


def test_brackets_inside_texts_do_not_nest() -> None:
    text = '["' + "[{" * 50 + '", "\\"' + "[" * 50 + '", "\\\\"]'
    assert parse_json(text.encode(), "x") == ["[{" * 50, '"' + "[" * 50, "\\"]


def test_depth_is_counted_along_a_branch_not_in_total() -> None:
    assert parse_json(b"[" + b"[]," * 100 + b"[]]", "x") == [[] for _ in range(101)]


def test_surrogate_pair_is_one_character() -> None:
    assert parse_json(b'"\\ud83e\\udd8a"', "x") == "\U0001f98a"


def test_error_names_the_first_of_two_faults_in_document_order() -> None:
    with pytest.raises(DocumentError) as caught:
        parse_json(b'{"first": {"a": 1, "a": 2}, "second": NaN}', "x")
    assert str(caught.value) == 'first: the key "a" twice (D108); allowed: every key once in an object; remove or rename one of the two'


def test_place_of_a_syntax_error_counts_lines_and_columns_from_1() -> None:
    with pytest.raises(DocumentError) as caught:
        parse_json(b'{"a": 1,\n "b" 2}', "x.json")
    assert caught.value.place == "x.json, line 2, column 6"


def test_unclosed_text_full_of_escaped_quotes_is_refused_at_once() -> None:
    with pytest.raises(DocumentError) as caught:
        parse_json(b'"' + b'\\"' * 10**6, "x")
    assert caught.value.code == "D106"


scalars = st.one_of(st.none(), st.booleans(), st.integers(), st.text())
documents = st.recursive(scalars, lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(), inner, max_size=3)), max_leaves=10)


def with_number_texts(value: object) -> object:
    if isinstance(value, bool) or value is None or isinstance(value, str):
        return value
    if isinstance(value, int):
        return JsonNumber(str(value))
    if isinstance(value, list):
        return [with_number_texts(inner) for inner in value]
    assert isinstance(value, dict)
    return {key: with_number_texts(inner) for key, inner in value.items()}


@given(documents, st.sampled_from([None, 1]), st.booleans())
def test_whatever_python_writes_is_read_back(document: object, indent: int | None, ascii_only: bool) -> None:
    text = json.dumps(document, indent=indent, ensure_ascii=ascii_only)
    assert parse_json(text.encode("utf-8"), "x") == with_number_texts(document)


def refusal(data: bytes) -> str | None:
    try:
        parse_json(data, "x")
    except DocumentError as error:
        return error.code
    return None


@given(st.binary(max_size=40))
def test_any_bytes_are_read_or_refused_with_a_code(data: bytes) -> None:
    assert refusal(data) in {None, "D105", "D106", "D107", "D108", "D109", "D110", "D111"}


@given(st.text(alphabet='[]{}",:\\ 1a', max_size=30))
def test_any_json_like_text_is_read_exactly_when_python_reads_it(text: str) -> None:
    def refuse_twice(pairs: list[tuple[str, object]]) -> dict[str, object]:
        if len({key for key, _ in pairs}) < len(pairs):
            raise ValueError("key twice")
        return dict(pairs)

    try:
        expected = json.loads(text, object_pairs_hook=refuse_twice)
    except ValueError:
        with pytest.raises(DocumentError):
            parse_json(text.encode(), "x")
    else:
        assert parse_json(text.encode(), "x") == with_number_texts(expected)
