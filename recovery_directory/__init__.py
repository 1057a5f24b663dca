"""What belongs to the whole site: settings, publication, revisions, record format.

What a mutual-help organization is lives in ``organizations``; what is known about
it, and who says so, lives in ``evidence``. This package imports neither.
"""
