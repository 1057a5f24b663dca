"""Forest plots: what is drawn equals the numbers, read back from the SVG."""

import math
import xml.etree.ElementTree as ElementTree

import pytest
from django.template.loader import render_to_string

from evidence import charts, grading, numbers
from evidence.models import EvidenceSummary
from tests import factories

pytestmark = pytest.mark.django_db

RESULT = {
    "effect_measure": "RR",
    "estimate": 1.21,
    "ci_low": 1.03,
    "ci_high": 1.42,
    "participants": 1936,
    "studies": 2,
    "follow_up_months": 12,
    "comparator": "usual treatment",
    "direction": "favours",
    "was_seen": True,
}
DIFFERENCE = RESULT | {
    "effect_measure": "MD",
    "estimate": 3.03,
    "ci_low": -4.36,
    "ci_high": 10.43,
    "studies": 1,
}


def drawn(plot) -> ElementTree.Element:
    """Return the drawing of ``plot`` as the page has it."""
    html = render_to_string("evidence/includes/forest_plot.html", {"plot": plot})
    return ElementTree.fromstring(html[html.index("<svg") : html.index("</svg>") + 6])


def of_class(svg, name):
    return [one for one in svg.iter() if one.get("class") == f"forest-plot__{name}"]


def scale_of(svg, *, is_log):
    """Return what turns a place into a value, from two ticks and their numbers."""
    marks = [
        (float(one.get("x")), float(one.text.replace("−", "-")))
        for one in of_class(svg, "number")
    ]
    (left, low), (right, high) = marks[0], marks[-1]
    if is_log:
        low, high = math.log(low), math.log(high)

    def value(x):
        found = low + (float(x) - left) / (right - left) * (high - low)
        return math.exp(found) if is_log else found

    for x, number in marks:  # every tick stands where its number says
        assert value(x) == pytest.approx(number, rel=1e-3, abs=1e-3)
    return value


def center(mark) -> float:
    if mark.get("points"):
        corners = [float(pair.split(",")[0]) for pair in mark.get("points").split()]
        return (min(corners) + max(corners)) / 2
    return float(mark.get("x")) + float(mark.get("width")) / 2


def assert_drawn_as_numbered(plot):
    svg = drawn(plot)
    value = scale_of(svg, is_log=plot.axis.is_log)
    span = plot.axis.high - plot.axis.low
    intervals, marks = of_class(svg, "interval"), of_class(svg, "estimate")
    assert len(intervals) == len(marks) == len(plot.rows)
    for row, interval, mark in zip(plot.rows, intervals, marks, strict=True):
        close = {"rel": 2e-3} if plot.axis.is_log else {"abs": span / 1000}
        assert value(interval.get("x1")) == pytest.approx(row.finding.ci_low, **close)
        assert value(interval.get("x2")) == pytest.approx(row.finding.ci_high, **close)
        assert value(center(mark)) == pytest.approx(row.finding.estimate, **close)
    for line in of_class(svg, "no-effect"):
        nothing = 1 if plot.axis.is_log else 0
        assert value(line.get("x1")) == pytest.approx(nothing, abs=span / 1000)
    for mark in [*intervals, *of_class(svg, "tick")]:
        assert 0 <= float(mark.get("x1")) <= float(mark.get("x2")) <= plot.width


def only_plot(*findings, subject="Harbor"):
    (plot,) = charts.forest_plots(findings, subject=subject).plots
    return plot


def sides(plot) -> dict[str, str]:
    words: dict[str, list[str]] = {}
    for text in plot.sides:
        words.setdefault(text.anchor, []).append(text.words.replace("\u00a0", " "))
    return {anchor: " ".join(lines) for anchor, lines in words.items()}


@pytest.mark.parametrize(
    ("estimate", "low", "high"),
    [
        (1.21, 1.03, 1.42),
        (3.6, 1.3, 9.8),
        (0.12, 0.05, 0.4),
        (1, 0.999, 1.001),
        (50, 0.002, 90000),
        (0.39, 0.39, 0.39),
    ],
)
def test_ratios_are_drawn_on_a_log_scale(estimate, low, high):
    given = {"estimate": estimate, "ci_low": low, "ci_high": high, "direction": "mixed"}
    plot = only_plot(factories.finding(**RESULT | given))

    assert plot.axis.is_log
    assert_drawn_as_numbered(plot)


@pytest.mark.parametrize(
    ("estimate", "low", "high"),
    [
        (3.03, -4.36, 10.43),
        (12.91, 7.55, 18.29),
        (-0.17, -1.11, 0.77),
        (0, 0, 0),
        (0.001, 0.0005, 0.002),
        (-25000, -40000, -3000),
    ],
)
def test_differences_are_drawn_on_a_linear_scale(estimate, low, high):
    given = {"estimate": estimate, "ci_low": low, "ci_high": high, "direction": "mixed"}
    plot = only_plot(factories.finding(**DIFFERENCE | given))

    assert not plot.axis.is_log
    assert_drawn_as_numbered(plot)


def test_numbers_of_ticks_do_not_touch():
    for low, high in ((0.9, 1.1), (0.01, 400), (0.4, 2.5)):
        given = {"estimate": 1, "ci_low": low, "ci_high": high, "direction": "mixed"}
        plot = only_plot(factories.finding(**RESULT | given))
        places = [tick.x for tick in plot.ticks]
        gaps = [
            after - before for before, after in zip(places, places[1:], strict=False)
        ]
        assert len(places) >= 3
        assert min(gaps) >= 26


def test_measures_and_outcomes_never_share_an_axis():
    first = factories.outcome(published=True, position=1)
    second = factories.outcome(published=True, position=2)
    findings = [
        factories.finding(**RESULT, outcome=second),
        factories.finding(**DIFFERENCE, outcome=first),
        factories.finding(**RESULT, outcome=first),
        factories.finding(**RESULT, outcome=first),
    ]

    plots = charts.forest_plots(findings, subject="Harbor").plots

    assert [(plot.outcome, plot.measure, len(plot.rows)) for plot in plots] == [
        (first, "mean difference", 1),
        (first, "risk ratio", 2),
        (second, "risk ratio", 1),
    ]
    for plot in plots:
        assert_drawn_as_numbered(plot)


def test_the_good_side_follows_the_outcome():
    more = factories.outcome(published=True, better="higher")
    less = factories.outcome(published=True, better="lower")
    neither = factories.outcome(published=True, better="neither")
    mixed = RESULT | {"direction": "mixed"}

    assert sides(only_plot(factories.finding(**mixed, outcome=more))) == {
        "start": "← better with the comparison",
        "end": "better with Harbor →",
    }
    assert sides(only_plot(factories.finding(**mixed, outcome=less))) == {
        "start": "← better with Harbor",
        "end": "better with the comparison →",
    }
    assert sides(only_plot(factories.finding(**mixed, outcome=neither))) == {
        "start": "← less with Harbor",
        "end": "more with Harbor →",
    }


def test_the_comparison_and_all_numbers_are_in_the_text_of_the_drawing():
    plot = only_plot(factories.finding(**RESULT))
    svg = drawn(plot)

    visible = " ".join(one.text for one in svg.iter() if one.tag == "text" and one.text)
    described = svg.find("desc").text
    for text in (visible.lower(), described.lower()):
        for words in (
            "compared with usual treatment",
            "risk ratio 1.21 (95 % ci 1.03 to 1.42)",
            "1,936 people",
            "2 studies",
            "after 12 months",
        ):
            assert words in text
    assert "1 means no difference" in described


def test_the_drawing_has_a_name_and_a_description_that_exist():
    svg = drawn(only_plot(factories.finding(**RESULT)))

    ids = {one.get("id"): one.text for one in svg.iter() if one.get("id")}
    assert svg.get("role") == "img"
    assert ids[svg.get("aria-labelledby")].startswith("Forest plot. ")
    assert ids[svg.get("aria-describedby")]


def test_the_drawing_has_no_style_or_colour_of_its_own():
    svg = drawn(only_plot(factories.finding(**RESULT)))

    names = {name for one in svg.iter() for name in one.keys()}  # noqa: SIM118
    assert not names & {"style", "fill", "stroke"}


def test_rows_fit_the_narrowest_screen():
    long = "other established treatments, for example cognitive behavior therapy " * 2
    plot = only_plot(factories.finding(**RESULT | {"comparator": long.strip()}))

    lines = [line for row in plot.rows for line in row.lines]
    assert max(len(line.words) for line in lines) <= charts.LETTERS
    places = [line.y for line in lines]
    assert places == sorted(set(places))
    assert all(row.y > max(line.y for line in row.lines) for row in plot.rows)
    assert plot.height > plot.y_axis > plot.rows[-1].y


def test_reviews_are_diamonds_and_single_studies_squares():
    outcome = factories.outcome(published=True)
    plot = only_plot(
        factories.finding(**RESULT, outcome=outcome),
        factories.finding(**RESULT | {"studies": 1}, outcome=outcome),
    )

    assert [one.tag for one in of_class(drawn(plot), "estimate")] == ["polygon", "rect"]


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({"unchecked_fields": ["estimate"]}, "not checked"),
        ({"unchecked_fields": ["ci_high"]}, "interval"),
        ({"unchecked_fields": ["outcome"]}, "not checked"),
        ({"was_seen": False}, "not checked"),
        ({"ci_low": None, "ci_high": None}, "interval"),
        ({"ci_low": 0}, "interval"),
        ({"comparator": ""}, "names no comparison"),
        ({"unchecked_fields": ["comparator"]}, "names no comparison"),
        ({"direction": "against"}, "which side"),
    ],
)
def test_what_cannot_be_drawn_truly_is_left_out_and_said(given, reason):
    finding = factories.finding(**RESULT | given)

    found = charts.forest_plots([finding], subject="Harbor")

    assert found.plots == ()
    assert found.left_out[0].finding == finding
    assert reason in found.left_out[0].reason


def test_a_finding_without_a_number_is_no_matter_for_plots():
    finding = factories.finding(was_seen=True)

    assert charts.forest_plots([finding], subject="Harbor") == charts.Charts((), ())


def test_what_was_tested_instead_of_the_subject_is_named():
    finding = factories.finding(**RESULT)
    tested = {finding.pk: "Facilitation"}

    (plot,) = charts.forest_plots([finding], subject="Harbor", tested=tested).plots

    assert sides(plot)["end"] == "better with Facilitation →"
    assert "tested: Facilitation" in plot.description


def test_hostile_texts_stay_texts():
    finding = factories.finding(**RESULT | {"comparator": "</text><script>x</script>"})

    svg = drawn(only_plot(finding, subject='"><b>'))

    assert not list(svg.iter("script"))
    assert not list(svg.iter("b"))


def test_the_cochrane_result_is_drawn_for_aa(shipped):
    summary = EvidenceSummary.objects.get(slug="alcoholics-anonymous")
    found = charts.forest_plots(
        grading.findings_of(summary),
        subject=summary.title,
        tested=grading.tested_indirectly(summary),
    )

    plots = {plot.key: plot for plot in found.plots}
    (row,) = plots["abstinence-continuous-rr"].rows
    assert row.label == "Kelly 2020"
    assert "risk ratio 1.21 (95 % CI 1.03 to 1.42)" in row.words
    assert "2 studies, 1,936 people" in row.words
    assert sides(plots["abstinence-continuous-rr"])["end"] == (
        "better with Twelve-step facilitation →"
    )


def test_every_plot_of_the_shipped_summaries_is_drawn_as_numbered(shipped):
    count = 0
    for summary in EvidenceSummary.objects.published():
        findings = grading.findings_of(summary)
        for plot in charts.forest_plots(findings, subject=summary.title).plots:
            assert_drawn_as_numbered(plot)
            assert all(numbers.has_interval(row.finding) for row in plot.rows)
            count += 1
    assert count >= 8
