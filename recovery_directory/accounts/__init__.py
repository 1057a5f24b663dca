"""How somebody signs in: passwords, the second step, a forgotten password.

What they may do then is a role: ``curation.roles``.
"""
