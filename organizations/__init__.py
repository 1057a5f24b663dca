"""What help exists and how to reach it: mutual-help organizations.

What is known about their effects, and who says so, lives in ``evidence``; this app
cites it. Single meetings are not listed: each organization leads to its own finder.
"""
