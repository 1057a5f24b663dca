"""What programs read: the HSDS API, files, feeds, linked data, sitemaps.

How all of them behave over HTTP is here; each room below says what it gives.
"""
