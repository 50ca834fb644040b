"""Walking from page to page by links, as a person does, and looking at each."""

from collections import Counter, deque
from contextlib import suppress
from functools import lru_cache
from urllib.parse import urlsplit

from django.urls import NoReverseMatch, Resolver404, resolve
from django.utils.translation import override

from .axe import WIDE, look_at
from .axe_routes import ELSEWHERE, FOR_ALL, FOR_THE_TEAM

# How many pages of the same kind are looked at, by language.
OF_A_KIND = {"fr": 2, "nl": 1, "en": 1}


class Walk:
    """Pages that one visitor reached by links, and what is wrong with them."""

    def __init__(self, page, language, find_axe_violations, wanted):
        self.page = page
        self.language = language
        self.find = find_axe_violations
        self.wanted = wanted
        self.seen = Counter()
        self.faults = []

    def follow(self, start):
        """Look at `start` and at all that can be reached from it."""
        waiting, known = deque([start]), {start}
        while waiting:
            path = waiting.popleft()
            for link in self.visit(path):
                if link not in known:
                    known.add(link)
                    waiting.append(link)

    def try_address(self, path):
        """Look at a page that no link leads this person to, if they may see it."""
        if self.page.request.get(path).status != 403:
            self.follow(path)

    def visit(self, path):
        """Look at one page, unless enough of its kind were seen; return its links."""
        name = self.name_of(path)
        if not name or name not in self.wanted or self.seen[name] >= OF_A_KIND[self.language]:
            return []
        response = self.page.request.get(path, max_redirects=0)
        if response.status in {301, 302}:
            return [urlsplit(response.headers["location"]).path]
        if response.status != 200:
            self.faults.append(f"{path}: answered {response.status}")
        if "text/html" not in response.headers.get("content-type", ""):
            return []
        self.seen[name] += 1
        self.page.goto(path)
        self.faults += look_at(self.page, self.find)
        return self.page.eval_on_selector_all(
            "a[href]",
            "links => links.filter(a => a.origin === location.origin && !a.download)"
            ".map(a => a.pathname + a.search)",
        )

    def name_of(self, path):
        path = urlsplit(path).path
        if not path.startswith(f"/{self.language}/"):
            return None
        try:
            with override(self.language):
                return resolve(path).view_name
        except Resolver404:
            self.faults.append(f"a link leads nowhere: {path}")
            return None


def path_of(server, name, language, *arguments):
    return urlsplit(server.address(name, *arguments, language=language)).path


@lru_cache
def named_pages(server):
    """Return what names a page that the demo content leads nobody to."""
    found = server.manage("shell", "-v", "0", "-c", NAMES).split()
    return {
        "location_record": (found[0], ""),
        "location_place": (found[0], ""),
        "population": ("21015", ""),
        "promise_watch": ("sncb-2017", ""),
        "snapshot": (found[2], ""),
        "problem_texts": (found[1], "?before=999999"),
    }


NAMES = """
from observatory.insights.models import Snapshot
from observatory.places.models import Location
from observatory.problems.models import Problem
print(Location.objects.first().code, Problem.objects.filter(text_count__gt=0).first().pk, Snapshot.objects.first().slug)
"""


class Walks:
    """Walks already made, by language and person, so that two tests share one."""

    def __init__(self, server, browser, find_axe_violations):
        self.server, self.browser, self.find = server, browser, find_axe_violations
        self.made = {}

    def walk(self, language, sign=None, name=None):
        """Return the walk of a person whom `sign` signs in, or of a visitor."""
        if (language, name) not in self.made:
            context = self.browser.new_context(base_url=self.server.url, viewport=WIDE)
            page = context.new_page()
            if name:
                sign(page, name)
            found = Walk(page, language, self.find, FOR_THE_TEAM if name else FOR_ALL)
            found.follow(path_of(self.server, "team" if name else "home", language))
            for route in sorted(found.wanted - set(found.seen) - set(ELSEWHERE)):
                # What no link leads to, and needs nothing first.
                with suppress(NoReverseMatch):
                    found.try_address(path_of(self.server, route, language))
            for route, (argument, query) in named_pages(self.server).items():
                if route in found.wanted - set(found.seen):
                    found.try_address(path_of(self.server, route, language, argument) + query)
            context.close()
            self.made[language, name] = found
        return self.made[language, name]
