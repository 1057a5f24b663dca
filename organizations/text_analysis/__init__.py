"""How words are compared, whoever wrote them: folded, taken apart, stemmed.

It knows neither records nor the search, so that models, the catalog and the search all
compare words in the same way.
"""
