"""Feeds: what changed, in words, for whoever keeps printed sheets or a copy."""
