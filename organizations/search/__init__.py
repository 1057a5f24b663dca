"""Finding organizations in everyday words.

Text is folded, tokenized and stemmed here, once, into stored rows; a database only
looks up equal ones, and the order is decided here. So every database gives the same.
"""
