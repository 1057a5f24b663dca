"""People first, in every fixed word of the site: templates, labels, help texts.

The lists of words, with their sources, are in ``recovery_directory/words``; the words
of records are the business of ``check_records``. Names, titles and quoted phrases are
left alone.
"""

import html
import re
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings

from recovery_directory import prose
from recovery_directory.management.commands.load_directory import shipped_folders
from recovery_directory.records.directory import Directory, read_folders

TEMPLATES = sorted(
    path
    for folder in settings.TEMPLATES[0]["DIRS"]
    for path in Path(folder).rglob("*")
    if path.suffix in {".html", ".txt", ".xml"}
)
OWN_APPS = {"evidence", "meetings", "organizations", "recovery_directory"}

COMMENT = re.compile(r"{#.*?#}|{% comment.*?{% endcomment %}|<!--.*?-->", re.DOTALL)
CODE = re.compile(r"<(script|style)\b.*?</\1>", re.DOTALL)
VARIABLE = re.compile(r"{{.*?}}", re.DOTALL)
TAG = re.compile(r"{%.*?%}", re.DOTALL)
ELEMENT = re.compile(r"<[^>]*>", re.DOTALL)
READ_ALOUD = re.compile(r'\b(?:alt|title|aria-label|placeholder|content)="([^"]*)"')
STRING = re.compile(r"\"([^\"]*)\"|'([^']*)'")


def visible_text(source: str) -> str:
    """Return what people read or hear of a template, without its code."""
    source = CODE.sub(" ", COMMENT.sub(" ", source))
    source = VARIABLE.sub(" ", source)
    said = [
        " ".join(left or right for left, right in STRING.findall(tag))
        for tag in TAG.findall(source)
    ]
    source = TAG.sub(" ", source)
    said += READ_ALOUD.findall(source)
    return html.unescape(" \n".join([ELEMENT.sub(" ", source), *said]))


@pytest.fixture(scope="module")
def names():
    entries, _problems = read_folders(shipped_folders())
    return Directory(entries).names_and_titles


def test_text_of_a_template_is_what_people_read():
    source = """
    {# addicts #}{% comment "why" %}drunks{% endcomment %}
    <!-- junkies --><style>.clean { }</style><a class="clean" title="Help for addicts">
    {% translate "Find a group" %}</a> {{ request.user }} {% if user.is_staff %}
    {% blocktranslate trimmed %}For alcoholics{% endblocktranslate %}{% endif %}
    """
    text = visible_text(source)
    assert [word.word for word in prose.stigmatizing_words(text)] == [
        "alcoholics",
        "addicts",
    ]
    assert "Find a group" in text


def test_there_are_templates_to_look_at():
    assert len(TEMPLATES) > 10


@pytest.mark.parametrize("path", TEMPLATES, ids=str)
def test_template_labels_nobody(path, names):
    text = visible_text(path.read_text(encoding="utf-8"))
    assert prose.stigmatizing_words(text, names) == []


def fixed_words():
    """Yield every label, help text and choice of the project's models."""
    for model in apps.get_models():
        if model._meta.app_label not in OWN_APPS:
            continue
        yield model.__name__, str(model._meta.verbose_name)
        yield model.__name__, str(model._meta.verbose_name_plural)
        for field in model._meta.get_fields():
            where = f"{model.__name__}.{field.name}"
            yield where, str(getattr(field, "verbose_name", ""))
            yield where, str(getattr(field, "help_text", ""))
            for _value, label in getattr(field, "flatchoices", None) or ():
                yield where, str(label)
        for constraint in model._meta.constraints:
            yield constraint.name, str(constraint.violation_error_message)


def test_labels_and_help_texts_label_nobody(names):
    fixed = list(fixed_words())
    assert len(fixed) > 300
    found = {
        where: word
        for where, text in fixed
        for word in prose.stigmatizing_words(text, names)
    }
    assert found == {}
