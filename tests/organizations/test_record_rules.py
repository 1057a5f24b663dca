"""``check_records``: clean on the shipped records, names what is planted in a copy."""

import io
import shutil

import pytest
from django.core.management import CommandError, call_command

from organizations.records import ORGANIZATION
from recovery_directory import yaml_files
from recovery_directory.management.commands.load_directory import shipped_folders
from recovery_directory.records import revisions
from recovery_directory.records.directory import Directory, DirectoryEntry, read_folders
from recovery_directory.records.rules import breaches


def run(*paths, **options):
    """Return what the command prints, its closing line, and whether it was content."""
    out = io.StringIO()
    try:
        call_command("check_records", *map(str, paths), stdout=out, **options)
    except CommandError as error:
        return out.getvalue(), str(error), False
    lines = out.getvalue().splitlines()
    return "\n".join(lines[:-1]), lines[-1], True


# The shipped records


def test_shipped_records_have_no_breach():
    breaches_found, closing, content = run(shipped=True)
    assert breaches_found == ""
    assert content
    assert closing.endswith("records checked, nothing to mend.")
    assert int(closing.split()[0]) > 1000


@pytest.mark.django_db
def test_database_is_judged_by_the_same_rules(shipped):
    from organizations.models import Organization

    assert run()[2]
    lifering = Organization.objects.get(slug="lifering")
    with revisions.change(lifering, by=None, action="edit"):
        lifering.summary = "Addicts meet here."
        lifering.save()
    printed, closing, content = run()
    assert not content
    assert printed.startswith("organization lifering: summary: “Addicts” labels people")
    assert closing.endswith("1 to mend.")


@pytest.mark.django_db
def test_a_record_that_somebody_wrote_past_its_history_is_named(shipped):
    from organizations.models import Organization

    lifering = Organization._base_manager.filter(slug="lifering")
    lifering.update(founded="1901")
    printed, _closing, content = run()
    assert not content
    said = "organization lifering: founded: is not what the newest revision says"
    assert said in printed


# Faults planted in a copy


def says(name, value):
    """Return a fault: the field ``name`` has this value; None takes it out."""

    def plant(record):
        record[name] = value
        if value is None:
            del record[name]

    return plant


def first(children, **values):
    """Return a fault: the first of these rows has these values."""

    def plant(record):
        for name, value in values.items():
            says(name, value)(record[children][0])

    return plant


def cites_nothing_for(fact):
    """Return a fault: the citations of ``fact`` are gone."""

    def plant(record):
        record["citations"] = [
            row for row in record["citations"] if row["fact"] != fact
        ]

    return plant


def both(*faults):
    """Return a fault made of several."""

    def plant(record):
        for fault in faults:
            fault(record)

    return plant


def forgets_the_date(record):
    """Take the date from a figure whose source is a release of March 28, 2016."""
    figures = record["size_estimates"]
    dated = [row for row in figures if row["source"] == "smart-prlog-2016"]
    record["size_estimates"] = dated[:1]
    del dated[0]["as_of"]


HARD = (
    "The organization facilitates comprehensive psychosocial rehabilitation of "
    "individuals experiencing considerable difficulties."
)
LONG = "Members meet and talk and drink some tea together. " * 9

FAULTS = {
    "organizations/alcoholics-anonymous.yaml": (
        cites_nothing_for("philosophy"),
        "philosophy: Cites no source. Add a citation of the fact “philosophy”",
    ),
    "organizations/narcotics-anonymous.yaml": (
        first("size_estimates", source=None, was_seen=None),
        "size_estimates[1].source: The figure of size cites no source.",
    ),
    "passages/evidence-aa-over-time.yaml": (
        cites_nothing_for("text"),
        "text: Cites no source.",
    ),
    "types/secular.yaml": (
        cites_nothing_for("how_it_works"),
        "how_it_works: Cites no source.",
    ),
    "summaries/twelve-step.yaml": (
        first("statements", sources=None),
        "statements[1].sources: The statement cites no source.",
    ),
    "organizations/recovery-dharma.yaml": (
        first("relationships", other="refuge-recovry"),
        "There is no organization “refuge-recovry”. Is “refuge-recovery” meant?",
    ),
    "organizations/families-anonymous.yaml": (
        first("urls", url="ftp://familiesanonymous.org/"),
        "urls[1].url: Begin it with https:// or http://.",
    ),
    "organizations/women-for-sobriety.yaml": (
        first("terms", term="focus/alcohl"),
        "There is no term “focus/alcohl”. Is “focus/alcohol” meant?",
    ),
    "organizations/the-phoenix.yaml": (
        says("headquarters_country", "language/en"),
        "headquarters_country: “language/en” is no country.",
    ),
    "organizations/smart-recovery.yaml": (
        forgets_the_date,
        "size_estimates[1].as_of: The figure has no “as of”, but its source is of 2016",
    ),
    "organizations/nicotine-anonymous.yaml": (
        first("size_estimates", scope="Worldwide, in person"),
        "size_estimates[1].scope: “Worldwide, in person” may mean all of them",
    ),
    "organizations/cocaine-anonymous.yaml": (
        first("phones", verified_on="2026-01-31"),
        "phones[1].verified_on: The number is public, but nobody verified it on 2026",
    ),
    "organizations/celebrate-recovery.yaml": (
        says("first_meeting", HARD),
        "first_meeting: Reading grade ",
    ),
    "organizations/jacs.yaml": (
        first("handout_texts", first_meeting=LONG),
        "first_meeting: 81 words; the limit is 60. Shorten it by 21.",
    ),
    "organizations/marijuana-anonymous.yaml": (
        says("summary", "Marijuana Anonymous is for drug addicts who meet."),
        "summary: “drug addicts” labels people. Write: people with an addiction",
    ),
    "organizations/millati-islami.yaml": (
        says("philosophy", "This way of life is proven."),
        "philosophy: “proven” claims more than any research carries.",
    ),
    "organizations/overeaters-anonymous.yaml": (
        says("philosophy", "Research shows that it helps."),
        "philosophy: “Research shows” needs strength “promising”; here it is: no",
    ),
    "organizations/lifering.yaml": (
        says("medication_document", None),
        "medication_document: The stance on medication names no document.",
    ),
    "organizations/crystal-meth-anonymous.yaml": (
        both(says("medication_stance", None), says("medication_covers", None)),
        "medication_description: Says something on medication while the stance is",
    ),
    "organizations/alateen.yaml": (
        says("first_meeting", "You may take methadone and come."),
        "first_meeting: “methadone” speaks of medication while the stance is",
    ),
    "sources/pal-attendance-mode.yaml": (
        says("state_reason", None),
        "state_reason: The record is not public, and nothing says why.",
    ),
    "organizations/gamblers-anonymous.yaml": (
        first("citations", source="pal-attendance-mode"),
        "citations[1].source: The source “pal-attendance-mode” is not published",
    ),
    "summaries/millati-islami.yaml": (
        both(says("searched_on", None), says("searched_where", None)),
        "ratings[1].strength: “No studies found” without the day of a search.",
    ),
    "summaries/gamblers-anonymous.yaml": (
        says("plain_statement", LONG),
        "plain_statement: 81 words; the limit is 45.",
    ),
    "summaries/lifering.yaml": (
        says("plain_statement", "LifeRing works."),
        "plain_statement: “works” needs strength “strong”; here it is: no rating",
    ),
    "summaries/celebrate-recovery.yaml": (
        says("main_outcome", "gambling"),
        "ratings: The main outcome has no rating.",
    ),
    "organizations/al-anon-family-groups.yaml": (
        says("founders", ["Lois W. (Lois Smith)"]),
        "founders: “Lois W. (Lois Smith)” gives the surname of an anonymous member.",
    ),
    "organizations/debtors-anonymous.yaml": (
        says("how_to_start", "Call 1-800-555-0199 and ask for a meeting."),
        "how_to_start: “1-800-555-0199” is a telephone number in a text.",
    ),
    "organizations/in-the-rooms.yaml": (
        says("recovery_goal", "happiness"),
        "recovery_goal: ",
    ),
}


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    """Return a copy of the shipped records in one folder."""
    root = tmp_path_factory.mktemp("records")
    for folder in shipped_folders():
        shutil.copytree(folder, root, dirs_exist_ok=True)
    return root


@pytest.fixture(scope="module")
def lines(copy):
    """Return what is printed about a copy with all faults, one in each file."""
    for name, (plant, _expected) in FAULTS.items():
        path = copy / name
        record = yaml_files.read(path)
        plant(record)
        path.write_text(yaml_files.dump(record), encoding="utf-8")
    printed, closing, content = run(copy)
    assert not content
    found = printed.splitlines()
    assert closing.endswith(f" records checked, {len(found)} to mend.")
    return [line.removeprefix(f"{copy}/") for line in found]


@pytest.mark.parametrize("name", FAULTS)
def test_fault_is_named_with_file_field_and_reason(lines, name):
    expected = FAULTS[name][1]
    assert [
        line for line in lines if line.startswith(f"{name}: ") and expected in line
    ], "\n".join(lines)


def test_nothing_else_is_named(lines):
    assert {line.split(": ")[0] for line in lines} == set(FAULTS)


# Files that are no records


def test_a_file_that_cannot_be_read_hides_no_other_breach(tmp_path):
    folder = tmp_path / "sources"
    folder.mkdir()
    (folder / "broken.yaml").write_text("slug: [", encoding="utf-8")
    (folder / "draft.yaml").write_text(
        "id: 6d1f4e0c-6a52-4a0b-8b0e-3f2f8f0f9d10\n"
        "slug: draft\npublication_state: draft\nkind: webpage\ntitle: A page\n",
        encoding="utf-8",
    )
    printed, closing, content = run(tmp_path)
    assert not content
    assert "broken.yaml: line 2: " in printed
    assert "draft.yaml: state_reason: " in printed
    assert closing == "1 records checked, 2 to mend."


def test_two_records_of_one_slug_are_named(tmp_path):
    folder = tmp_path / "sources"
    folder.mkdir()
    for number in (1, 2):
        (folder / f"page-{number}.yaml").write_text(
            f"id: 6d1f4e0c-6a52-4a0b-8b0e-3f2f8f0f9d1{number}\n"
            "slug: page\npublication_state: published\nkind: webpage\ntitle: A page\n",
            encoding="utf-8",
        )
    printed, _closing, _content = run(tmp_path)
    assert f"page-2.yaml: slug: page is that of {folder}/page-1.yaml too." in printed


def test_a_folder_without_records_is_refused(tmp_path):
    with pytest.raises(CommandError, match="holds no record files"):
        call_command("check_records", str(tmp_path))
    with pytest.raises(CommandError, match="is no folder"):
        call_command("check_records", str(tmp_path / "nowhere"))


# Rules whose edges matter


@pytest.fixture(scope="module")
def shipped_entries():
    """Return the shipped records, read once."""
    entries, problems = read_folders(shipped_folders())
    assert problems == []
    return entries


def found(shipped_entries, **values):
    """Return the fields of what stands against LifeRing with these values."""
    entry = next(
        entry
        for entry in shipped_entries
        if entry.record_format is ORGANIZATION and entry.record["slug"] == "lifering"
    )
    record = {**entry.record, **values}
    directory = Directory(
        [
            DirectoryEntry(entry.place, ORGANIZATION, record)
            if other is entry
            else other
            for other in shipped_entries
        ]
    )
    return [breach.field for breach in breaches(ORGANIZATION, record, directory)]


@pytest.mark.parametrize(
    ("part", "day", "is_named"),
    [
        ("contact", "2026-01-31", False),
        ("whole", "2026-02-01", False),
        ("figures", "2026-01-31", True),
        ("contact", "2026-01-30", True),
    ],
)
def test_a_public_phone_needs_a_verification_of_that_part_and_day(
    shipped_entries, part, day, is_named
):
    fields = found(
        shipped_entries,
        phones=[
            {
                "number": "+1-800-555-0199",
                "kind": "office",
                "verified_on": "2026-01-31",
                "source": "rri-peer-based",
            }
        ],
        verifications=[{"part": part, "verified_on": day}],
    )
    assert fields == (["phones[1].verified_on"] if is_named else [])


def test_a_figure_is_undated_only_where_its_source_is(shipped_entries):
    figure = {"metric": "groups", "value": 9, "scope": "worldwide"}
    undated = [{**figure, "source": "rri-peer-based"}]
    dated = [{**figure, "source": "smart-prlog-2016"}]
    assert found(shipped_entries, size_estimates=undated) == []
    assert found(shipped_entries, size_estimates=dated) == ["size_estimates[1].as_of"]


def test_other_languages_take_a_quarter_more(shipped_entries):
    texts = {"language": "es", "what": "Es un grupo.", "cost": "uno " * 15}
    assert found(shipped_entries, handout_texts=[texts]) == []
    texts["cost"] += "uno"
    assert found(shipped_entries, handout_texts=[texts]) == ["handout_texts[1].cost"]


def test_a_text_may_quote_and_name_what_it_may_not_say(shipped_entries):
    assert found(shipped_entries, summary="Addicts meet.") == ["summary"]
    assert found(shipped_entries, summary="Many say “I am an addict” there.") == []
    assert found(shipped_entries, summary="Like Alcoholics Victorious, it meets.") == []


def test_notes_for_curators_are_judged_nowhere(shipped_entries):
    note = "Addicts: proven cure? Call 1-800-555-0199."
    assert found(shipped_entries, curator_note=note) == []


def test_a_related_draft_is_left_out_by_pages_and_is_no_breach(shipped_entries):
    draft = DirectoryEntry(
        "draft.yaml",
        ORGANIZATION,
        {"id": "x", "slug": "draft", "publication_state": "draft", "state_reason": "x"},
    )
    related = [{"kind": "related", "other": "draft", "source": "rri-peer-based"}]
    entries = [*shipped_entries, draft]
    assert found(entries, relationships=related) == []
    assert found(entries, evidence_summary="nothing") == ["evidence_summary"]


@pytest.mark.parametrize(
    ("values", "fields"),
    [
        ({"fees_description": "Free. Members buy the step books."}, ["is_free"]),
        ({"fees_description": "Free to attend. Books cost $55."}, ["is_free"]),
        ({"fees_description": "It is said to be free."}, ["is_free"]),
        ({"fees_description": "Free, as groups in general are."}, ["is_free"]),
        ({"fees_description": "Free. You do not have to buy a book."}, []),
        ({"fees_description": "Free. There are no dues or fees."}, []),
        (
            {"recovery_goal_description": "For most this is not total abstinence."},
            ["recovery_goal"],
        ),
        (
            {"spirituality_description": "What place faith has is not known here."},
            ["spirituality"],
        ),
    ],
)
def test_a_value_in_a_word_is_no_surer_than_its_text(shipped_entries, values, fields):
    assert found(shipped_entries, **values) == fields


def test_a_number_that_nobody_can_dial_is_named(shipped_entries):
    phone = {"kind": "office", "source": "rri-peer-based"}
    numbers = ["text HOME to 741741", "1-800-GAMBLER", "212-555-0100 ext. 7", "555-01"]
    phones = [phone | {"number": number} for number in numbers]
    named = ["phones[1].number", "phones[4].number"]
    assert found(shipped_entries, phones=phones) == named
