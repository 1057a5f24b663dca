"""Partial dates and lists of lines."""

import pytest
from django.core.exceptions import ValidationError

from recovery_directory.fields import (
    LinesField,
    PartialDateField,
    partial_date_in_words,
    validate_partial_date,
)


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("1935", "1935"),
        ("1935-06", "June 1935"),
        ("1935-06-10", "June 10, 1935"),
        ("2024-02-29", "February 29, 2024"),
        ("", ""),
        (None, ""),
        ("about 1935", "about 1935"),
    ],
)
def test_a_partial_date_reads_as_people_write_it(value, words):
    assert partial_date_in_words(value) == words


@pytest.mark.parametrize("value", ["1935", "1935-06", "1935-06-10", "2024-02-29"])
def test_a_date_may_be_known_to_the_year_month_or_day(value):
    validate_partial_date(value)


@pytest.mark.parametrize(
    "value",
    [
        "35",
        "0000",
        "1935-6",
        "1935-13",
        "1935-00",
        "2023-02-29",
        "1935-06-10T00:00",
        "1935/06",
        "June 1935",
        "1935\n",
        "١٩٣٥",
        " 1935",
    ],
)
def test_what_is_no_date_is_refused_with_examples(value):
    with pytest.raises(ValidationError, match="Write a date as 1935, 1935-06"):
        validate_partial_date(value)


def test_partial_dates_sort_as_time_does():
    assert sorted(["1935-06-10", "1934", "1935-06", "1935"]) == [
        "1934",
        "1935",
        "1935-06",
        "1935-06-10",
    ]


def test_the_length_of_a_partial_date_is_fixed():
    field = PartialDateField("founded", blank=True)
    assert field.max_length == 10
    assert "max_length" not in field.deconstruct()[3]


def test_lines_start_as_an_empty_list_that_may_stay_so():
    field = LinesField("founders")
    assert field.clean([], None) == []
    assert field.get_default() == []
    assert field.get_default() is not field.get_default()


@pytest.mark.parametrize(
    "value", ["Bill W.", {"name": "Bill W."}, ["Bill W.", ""], ["  "], [1], ["a\nb"]]
)
def test_what_is_no_list_of_lines_is_refused(value):
    with pytest.raises(ValidationError, match="Write a list of texts"):
        LinesField("founders").clean(value, None)


def test_lines_are_edited_as_one_text():
    form_field = LinesField("founders").formfield()
    assert form_field.prepare_value(["Bill W.", "Dr. Bob"]) == "Bill W.\nDr. Bob"
    assert form_field.clean(" Bill W. \r\n\r\nDr. Bob\n") == ["Bill W.", "Dr. Bob"]
    assert form_field.clean("") == []
    assert form_field.clean(None) == []


def test_what_was_typed_wrongly_comes_back_as_it_was_typed():
    assert LinesField("founders").formfield().prepare_value("Bill W.\n") == "Bill W.\n"


@pytest.mark.parametrize(
    ("initial", "typed", "changed"),
    [
        (["a", "b"], "a\r\nb \r\n", False),
        ([], "", False),
        (None, "", False),
        (["a"], "a\nb", True),
        (["a", "b"], "b\na", True),
    ],
)
def test_only_other_lines_are_a_change(initial, typed, changed):
    form_field = LinesField("founders").formfield()
    assert form_field.has_changed(initial, typed) is changed
