"""/find/: a few plain questions, and three groups to start with."""

from django.core.paginator import InvalidPage, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from organizations.finder.answers import Answers, Finder, is_asked
from organizations.finder.explaining import explain
from organizations.finder.questions import GOAL, QUESTIONS
from organizations.numbered_references import NumberedReferences
from organizations.safety_lines import on_stopping

TO_START_WITH = 3
"""Nobody who needs help reads twenty names."""

ON_A_PAGE = 20


def find(request: HttpRequest) -> HttpResponse:
    """Ask; or answer with three to start with, and the rest."""
    if not is_asked(request.GET):
        return render(request, "organizations/finder.html", _form(Answers({})))
    finder = Finder.read(request.GET)
    if not finder.given.given:
        return redirect("organizations:list")
    page = _page(finder.kept, request.GET.get("page", "1"))
    found = list(page)
    explain(found, finder.kept)
    first = TO_START_WITH if page.number == 1 else 0
    list_address = finder.kept.list_address
    context = _form(finder.given) | {
        "finder": finder,
        "page_obj": page,
        "told_back": _told_back(finder),
        "start_with": found[:first],
        "rest": found[first:],
        "rest_count": page.paginator.count - TO_START_WITH,
        "query": finder.given.address,
        "list_address": f"{reverse('organizations:list')}?{list_address}",
        "asks_of_stopping": GOAL in finder.given.given,
    }
    return render(request, "organizations/finder_answer.html", context)


def _told_back(finder: Finder) -> list[tuple[str, str, bool]]:
    """Return each answer in words, the address without it, and whether it counts."""
    return [
        (
            answer.in_words,
            f"{reverse('find')}?{finder.given.without_one(question, answer).address}",
            question is not finder.taken_back,
        )
        for question, answers in finder.given.given.items()
        for answer in answers
    ]


def _page(answers: Answers, number: str):
    if not (number.isascii() and number.isdigit()):
        raise Http404
    try:
        return Paginator(answers.results, ON_A_PAGE).page(int(number))
    except (InvalidPage, ValueError) as error:
        raise Http404 from error


def _form(answers: Answers) -> dict:
    """Return what the questions need: each answer with whether it was given."""
    return {
        "questions": [
            (
                question,
                [
                    (answer, answer.value in answers.values(question))
                    for answer in question.answers
                ],
                not answers.values(question),
            )
            for question in QUESTIONS
        ],
        "safety": on_stopping(),
        "references": NumberedReferences(),
    }
