"""The numbers of a finding in templates; ``evidence.numbers`` decides what is said."""

from django import template

from evidence import charts, numbers

register = template.Library()

register.filter("estimate", numbers.estimate_in_words)
register.filter("participants", numbers.participants_in_words)
register.filter("studies", numbers.studies_in_words)
register.filter("follow_up", numbers.follow_up_in_words)
register.filter("comparator", numbers.comparator_in_words)
register.filter("certainty", numbers.certainty_in_words)
register.filter("direction", numbers.direction_in_words)
register.filter("in_short", charts.source_in_short)
