"""Parameters that others add to links, to count who clicked where.

They say nothing of what somebody asks, and whoever passes such an address on passes on
where it came from. Only names that trackers have to themselves are here: ``ref`` or
``source`` may mean anything.
"""

from urllib.parse import unquote_plus

PREFIXES = (
    *("utm_", "itm_", "mtm_", "matomo_", "pk_", "piwik_", "stm_"),
    *("fb_", "__cft__", "__tn__", "ga_", "_ga", "gad_", "hsa_", "_hs", "__hs"),
    *("mc_", "oly_", "vero_", "sfmc_", "bsft_", "guce_", "yclid", "ysclid"),
)

NAMES = frozenset(
    {
        # Advertisements, by the network that sells them
        *("fbclid", "gclid", "gclsrc", "dclid", "gbraid", "wbraid", "msclkid"),
        *("twclid", "ttclid", "li_fat_id", "epik", "rdt_cid", "sccid", "scclid"),
        *("tblci", "obclid", "ob_click_id", "irclickid", "irgwc", "cjevent"),
        *("rb_clickid", "wickedid", "ef_id", "s_kwcid", "mkt_tok", "srsltid"),
        *("awc", "zanpid", "gps_adid", "unicorn_click_id", "cmpid"),
        # Sharing, letters and analytics
        *("igsh", "igshid", "_gl", "_gid", "_gac", "_openstat", "hsctatracking"),
        *("_kx", "_ke", "ck_subscriber_id", "ml_subscriber", "ml_subscriber_hash"),
        *("_branch_match_id", "_branch_referrer", "guccounter", "trk", "trkcampaign"),
        *("_bta_tid", "_bta_c", "dm_i", "nr_email_referer", "spm", "icid", "ncid"),
    }
)


def is_tracker(name: str) -> bool:
    """Whether a parameter of this name is a tracker's; capitals do not count."""
    name = name.strip().lower()
    return name in NAMES or name.startswith(PREFIXES)


def without_trackers(query: str) -> str:
    """Return the query string without trackers' parameters, the rest as it was sent."""
    return "&".join(
        pair
        for pair in query.split("&")
        if not is_tracker(unquote_plus(pair.partition("=")[0]))
    )
