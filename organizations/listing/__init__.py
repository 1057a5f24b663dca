"""One engine for every list: what is asked, who is found, in which order.

Page, API, files and finder ask it; it asks ``search`` for words and ``catalog`` for who
is published under which values.
"""
