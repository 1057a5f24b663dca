"""Hand-outs: what goes on paper, and from there into somebody's hand.

A sheet is prepared once, as plain data in the language of its reader; templates, plain
text and short messages only set it. How it looks is the business of ``paper.css``.
"""
