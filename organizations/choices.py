"""The closed vocabularies of organizations: slugs of the contract, words for people.

What a curator may add a value to is a taxonomy term instead.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

NOT_STATED = "not-stated"
NOT_RECORDED = "not-recorded"
"""The values of facets of what nobody stated, or of what nobody recorded."""

WORLDWIDE = "worldwide"
"""The value of the row that stands for every country which is not listed.

Also the whole scope of a figure that counts all there are.
"""

FAMILY_AND_FRIENDS = "family-and-friends"
"""The audience of those who worry about somebody else; a focus is it never."""


class OrganizationKind(models.TextChoices):
    """What kind of body it is."""

    ORGANIZATION = "organization", _("organization")
    PROGRAMME = "programme", _("program")
    UMBRELLA = "umbrella", _("umbrella body")
    NETWORK = "network", _("network")
    MOVEMENT = "movement", _("movement")
    MEETING_FORMAT = "meeting-format", _("kind of meeting")
    ONLINE_PLATFORM = "online-platform", _("online platform")
    ONLINE_FORUM = "online-forum", _("online forum")
    APP = "app", _("app")


class OperatingStatus(models.TextChoices):
    """Whether it runs: not the same as whether its record is published."""

    ACTIVE = "active", _("active")
    UNCERTAIN = "uncertain", _("uncertain whether still active")
    HISTORIC = "historic", _("no longer active")


class RecoveryGoal(models.TextChoices):
    """What members aim at."""

    ABSTINENCE = "abstinence", _("stopping completely")
    MODERATION = "moderation", _("cutting down")
    SELF_CHOSEN = "self-chosen", _("each person chooses a goal")
    OTHER = "other", _("another goal")
    NOT_STATED = "not-stated", _("not stated")


class Spirituality(models.TextChoices):
    """What place faith has in it."""

    NONE = "none", _("no faith content")
    OPTIONAL = "optional", _("faith is up to you")
    SPIRITUAL = "spiritual", _("spiritual")
    RELIGIOUS = "religious", _("religious")
    NOT_STATED = "not-stated", _("not stated")


class MedicationStance(models.TextChoices):
    """What its own documents say about prescribed medication."""

    SUPPORTIVE = "supportive", _("accepts prescribed medication")
    NO_POSITION = "no-position", _("no single position on medication; groups differ")
    RESTRICTIVE = "restrictive", _("restricts people on medication")
    NOT_STATED = "not-stated", _("not stated")


class IsFor(models.TextChoices):
    """Whose own recovery it is about: not the same as who else may come along."""

    PERSON = "person", _("people with the problem themselves")
    FAMILY = "family", _("family and friends")
    BOTH = "both", _("people with the problem, and their family and friends")


class ProofOfAttendance(models.TextChoices):
    """Whether somebody who came gets that in writing, for a court or an employer."""

    GIVEN = "given", _("given to whoever asks")
    DEPENDS_ON_GROUP = "depends-on-group", _("each group decides")
    NOT_GIVEN = "not-given", _("not given")
    NOT_STATED = "not-stated", _("not stated")


class AudienceFit(models.TextChoices):
    """How far it is for the people that an audience names; blank: open to them."""

    ONLY = "only", _("only for them")
    MADE_FOR = "made-for", _("made for them; others are welcome")


class NameKind(models.TextChoices):
    """How another name relates to the organization."""

    ACRONYM = "acronym", _("acronym")
    ALSO_KNOWN_AS = "also-known-as", _("also known as")
    FORMER = "former", _("former name")
    TRANSLATED = "translated", _("translated name")


class UrlKind(models.TextChoices):
    """What an address leads to."""

    WEBSITE = "website", _("website")
    MEETING_FINDER = "meeting-finder", _("meeting finder")
    ONLINE_MEETINGS = "online-meetings", _("online meetings")
    FORUM = "forum", _("forum")
    APP = "app", _("app")
    LITERATURE = "literature", _("literature")


class PhoneKind(models.TextChoices):
    """Who answers a telephone number."""

    HELPLINE = "helpline", _("helpline")
    OFFICE = "office", _("office line, not for emergencies")


class RelationshipKind(models.TextChoices):
    """How an organization relates to another: *this one is ... that one*."""

    MODELLED_ON = "modelled-on", _("modeled on")
    SPLIT_FROM = "split-from", _("split from")
    FAMILY_COMPANION_OF = "family-companion-of", _("family companion of")
    SUCCESSOR_OF = "successor-of", _("successor of")
    PART_OF = "part-of", _("part of")
    UMBRELLA_OF = "umbrella-of", _("umbrella body of")
    HOSTS = "hosts", _("hosts meetings of")
    COMPLEMENTS = "complements", _("complements")
    RELATED = "related", _("related to")


RELATIONSHIP_SEEN_FROM_THERE = {
    RelationshipKind.MODELLED_ON: _("a model for"),
    RelationshipKind.SPLIT_FROM: _("split off from it"),
    RelationshipKind.FAMILY_COMPANION_OF: _("has as its family companion"),
    RelationshipKind.SUCCESSOR_OF: _("succeeded by"),
    RelationshipKind.PART_OF: _("includes"),
    RelationshipKind.UMBRELLA_OF: _("belongs to the umbrella body"),
    RelationshipKind.HOSTS: _("has meetings hosted by"),
    RelationshipKind.COMPLEMENTS: _("used alongside"),
    RelationshipKind.RELATED: _("related to"),
}
"""The same relationships as the other organization's page words them."""


class SizeMetric(models.TextChoices):
    """What a figure of size counts."""

    GROUPS = "groups", _("groups")
    MEMBERS = "members", _("members")
    WEEKLY_MEETINGS = "weekly-meetings", _("meetings a week")
    MONTHLY_MEETINGS = "monthly-meetings", _("meetings a month")
    WEEKLY_ONLINE_MEETINGS = "weekly-online-meetings", _("online meetings a week")
    ELECTRONIC_MEETINGS = "electronic-meetings", _("electronic meetings")
    REMOTE_MEETINGS = "remote-meetings", _("remote meetings")
    COUNTRIES = "countries", _("countries")
    LANGUAGES = "languages", _("languages")
    US_STATES = "us-states", _("US states")
    DISTRICTS = "districts", _("districts")
    METROPOLITAN_AREAS = "metropolitan-areas", _("metropolitan areas")
    CITIES = "cities", _("cities")
    CHURCHES = "churches", _("churches")
    FAMILIES = "families", _("families")
    PRISON_SYSTEMS = "prison-systems", _("prison systems")
    WEEKLY_ATTENDEES = "weekly-attendees", _("people attending a week")
    NEW_MEMBERS_IN_YEAR = "new-members-in-year", _("new members in a year")
    PEOPLE_REACHED_PER_YEAR = "people-reached-per-year", _("people reached a year")
    PEOPLE_REACHED = "people-reached-cumulative", _("people reached so far")
    PEOPLE_COMPLETED = (
        "people-completed-step-study",
        _("people who completed the steps"),
    )
    RETREAT_ATTENDEES = "retreat-attendees-cumulative", _("people at retreats so far")
    FACILITATORS = "facilitators-trained", _("facilitators trained")
    EMAIL_GROUP_MEMBERS = "email-group-members", _("members of the e-mail group")
    NEWSLETTER_RECIPIENTS = "newsletter-recipients", _("newsletter readers")


class VerificationPart(models.TextChoices):
    """Which part of a record somebody looked at."""

    WHOLE = "whole", _("the whole record")
    CONTACT = "contact", _("links and phones")
    FIGURES = "figures", _("figures")
    MEDICATION = "medication", _("medication")
    EVIDENCE = "evidence", _("evidence")


class VerificationMethod(models.TextChoices):
    """How somebody looked."""

    WEBSITE = "website", _("its website")
    PHONE = "phone", _("telephone")
    EMAIL = "email", _("e-mail")
    PUBLICATION = "publication", _("a publication")


class NumberCheck(models.TextChoices):
    """How somebody made sure that a telephone number is right."""

    CALLED = "called", _("called, and the right people answered")
    SEEN = "seen", _("seen on the organization’s own page")


class Fact(models.TextChoices):
    """The facts of a record that a citation can support.

    A fact with a text or a value of its own; names, links, figures and the other rows
    inside a record carry their source themselves.
    """

    SUMMARY = "summary", _("what it is")
    PHILOSOPHY = "philosophy", _("philosophy")
    FIRST_MEETING = "first_meeting", _("a first meeting")
    HOW_TO_START = "how_to_start", _("how to start")
    ELIGIBILITY = "eligibility", _("who may attend")
    PROOF_OF_ATTENDANCE = "proof_of_attendance", _("proof of attendance")
    MEETINGS = "meetings", _("meetings")
    LENGTH = "length", _("length of meetings")
    ONLINE_MEETINGS = "online_meetings", _("online meetings")
    GOVERNANCE = "governance", _("governance")
    FOUNDING = "founding", _("founding")
    HEADQUARTERS = "headquarters", _("headquarters")
    SPONSORSHIP = "sponsorship", _("sponsorship")
    GOAL = "goal", _("recovery goal")
    SPIRITUALITY = "spirituality", _("faith")
    FACILITATION = "facilitation", _("who leads meetings")
    MEDICATION = "medication", _("medication")
    COST = "cost", _("cost")
    FOCUS = "focus", _("what it helps with")
    AUDIENCE = "audience", _("who it is for")
    FORMAT = "format", _("how people meet")
    LANGUAGES = "languages", _("languages")
    COUNTRIES = "countries", _("countries")
    STATUS = "status", _("status")
    SIZES = "sizes", _("sizes")
    EMAIL = "email", _("e-mail address")
    HANDOUT = "handout", _("texts of the hand-out")
    HOW_IT_WORKS = "how_it_works", _("how it works")
    TYPICAL_MEETING = "typical_meeting", _("a typical meeting")
    MEANING = "meaning", _("what it means")
    MAKES_EASIER = "makes_easier", _("what it makes easier")
    MAKES_HARDER = "makes_harder", _("what it makes harder")
    TEXT = "text", _("text")


class PassagePage(models.TextChoices):
    """The pages that teach, each made of passages."""

    ABOUT = "about", _("about")
    TYPES = "types", _("types of organizations")
    TWELVE_STEP = "type-twelve-step", _("twelve-step organizations")
    SECULAR = "type-secular", _("secular organizations")
    RELIGIOUS = "type-religious", _("religious organizations")
    GOVERNANCE = "governance", _("governance")
    EVIDENCE = "evidence", _("evidence")
    MECHANISMS = "mechanisms", _("how groups may help")
    SAFETY = "safety", _("safety: a line on organizations for these subjects")


class CrisisKind(models.TextChoices):
    """What words of despair or emergency are about, in the order of the answer."""

    OVERDOSE = "overdose", _("overdose or poisoning")
    DANGER = "danger", _("a life in danger now")
    SUICIDE = "suicide", _("suicide, self-harm or despair")
    LOSS = "loss", _("somebody lost to overdose or suicide")
    HARMLESS = "harmless", _("no emergency: words that only sound like one")


class CrisisLanguage(models.TextChoices):
    """In which language such words are answered."""

    ENGLISH = "en", _("English")
    SPANISH = "es", _("Spanish")
