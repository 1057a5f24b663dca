"""The guided finder: a few plain questions, and the groups that fit the answers.

``questions`` says what is asked, ``fitting`` who fits an answer and how surely,
``answers`` what several answers together find, ``explaining`` why one was found.
"""
