"""What every request meets, whatever the page: limits, caches, proxies, the log.

Nothing here knows of records; pages of records share ``records.record_views``.
"""
