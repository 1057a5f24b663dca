"""/find/: a few plain questions that end on the list."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from organizations.finder import QUESTIONS, Finder
from organizations.numbered_references import NumberedReferences
from organizations.safety_lines import on_stopping


def find(request: HttpRequest) -> HttpResponse:
    """Ask; then lead to the list, or say first which answer had to be taken back."""
    finder = Finder(request.GET)
    if finder.is_answered:
        query, taken_back = finder.result
        address = f"{reverse('organizations:list')}?{query.urlencode()}"
        if not taken_back:
            return redirect(address)
        context = {
            "address": address,
            "count": finder.count(query),
            "taken_back": [
                (question, finder.given[question.name]) for question in taken_back
            ],
        }
        return render(request, "organizations/finder_relaxed.html", context)
    context = {
        "questions": QUESTIONS,
        "safety": on_stopping(),
        "references": NumberedReferences(),
    }
    return render(request, "organizations/finder.html", context)
