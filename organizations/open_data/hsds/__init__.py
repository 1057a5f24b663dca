"""The directory in the field's standard, the Human Services Data Specification (HSDS).

Outside shape only: nothing here decides who may see what or what a record means. What
the standard has no word for travels in a declared profile (``profile/``).
"""
