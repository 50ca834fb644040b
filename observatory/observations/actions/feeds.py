"""The secret address at which one's calendar reads what one is asked to observe."""

from observatory.observations.queries.feeds import FEED

open_feed, close_feed, purge_feeds = FEED.open, FEED.close, FEED.purge
