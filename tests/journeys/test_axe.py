"""Axe on every page, on a wide screen and at 320 pixels.

The pages are found as a person finds them, by following links from the home
page and from the team's first page. A test then compares what was seen with
the routes of the site, so that no page escapes.
"""

from collections import Counter, deque
from contextlib import suppress
from functools import lru_cache
from urllib.parse import urlsplit

import pytest
from django.urls import NoReverseMatch, Resolver404, resolve
from django.utils.translation import override

from tests.journeys.test_main_job import go_on
from tests.test_architecture import ROUTES

WIDE = {"width": 1280, "height": 900}
NARROW = {"width": 320, "height": 640}
# How many pages of the same kind are looked at, by language.
OF_A_KIND = {"fr": 2, "nl": 1, "en": 1}
LANGUAGES = sorted(OF_A_KIND)

# Routes that show no page to someone who follows links.
NOT_A_PAGE = {
    "root": "sends to a language",
    "robots": "read by machines",
    "report_photo": "a picture",
    "recording_file": "a sound",
    "kiosk_end": "asked by a script",
    "kiosk_touch": "asked by a script",
    "report_close": "answers a form",
    "follow_add": "answers a form",
    "follow_consent": "answers a form",
    "fact_take_back": "answers a form",
    "moderation_decide": "answers a form",
    "moderation_contact": "answers a form",
    "moderation_messages_read": "answers a form",
    "moderation_photo": "answers a form",
    "moderation_picture": "a picture",
    "problem_undo": "answers a form",
    "me_too_done": "answers a form",
    "follow_leave": "answers a form",
    "desk_entry_again": "answers a form",
    "desk_follow_add": "answers a form",
    "desk_follow_consent": "answers a form",
    "desk_follow_leave": "answers a form",
    "return_answer": "answers a form",
    "return_mail": "answers a form",
    "six_weeks_posted": "answers a form",
    "association_contact": "answers a form",
    "association_contact_confirm": "answers a form",
    "association_invitation_revoke": "answers a form",
    "association_invite": "answers a form",
    "association_paper": "answers a form",
    "association_resume": "answers a form",
    "membership_end": "answers a form",
    "membership_lead": "answers a form",
    "onboarding_tick": "answers a form",
    "visit_move": "answers a form",
    "visit_next_done": "answers a form",
    "visit_record": "answers a form",
    "calendar_feed": "read by machines",
    "invitation_revoke": "answers a form",
    "mandate_end": "answers a form",
    "account_logout": "answers a form",
    "batch_close": "answers a form",
    "batch_reopen": "answers a form",
    "batch_resume": "answers a form",
    "sheet_resume": "answers a form",
    "sheet_return": "answers a form",
    "sheet_settle": "answers a form",
    "group_slips": "answers a form",
    "group_reopen": "answers a form",
    "offline_manifest": "read by machines",
    "offline_worker": "read by machines",
    "offline_state": "read by a script",
    "offline_codes": "read by a script",
    "offline_deliver": "read by a script",
    "phone_call_back_attempt": "answers a form",
    "phone_call_back_done": "answers a form",
    "phone_call_back_give_up": "answers a form",
    "phone_count": "answers a form",
    "phone_hang_up": "answers a form",
    "phone_shift_close": "answers a form",
    "phone_shift_open": "answers a form",
    "phone_start": "answers a form",
    "phone_urgent_word": "answers a form",
    "letters_again": "answers a form",
    "letters_decide": "answers a form",
    "letters_inbound": "read by machines",
    "letters_picture": "a picture",
    "mfa_reauthenticate_webauthn": "read by a script",
}
# Pages that need something first; the journey named here looks at them with axe.
ELSEWHERE = {
    "account_reset_password_from_key": "test_a_lost_password_is_replaced_by_letter",
    "invitation_accept": "test_a_moderator_joins_and_protects_the_account",
    "mfa_activate_totp": "test_a_moderator_joins_and_protects_the_account",
    "mfa_authenticate": "test_a_moderator_joins_and_protects_the_account",
    "mfa_edit_webauthn": "test_a_moderator_joins_and_protects_the_account",
    "mfa_remove_webauthn": "test_a_moderator_joins_and_protects_the_account",
    "association": "test_an_association_brings_its_people_in_by_itself",
    "association_agreement": "test_an_association_brings_its_people_in_by_itself",
    "association_contact_edit": "test_an_association_brings_its_people_in_by_itself",
    "association_edit": "test_an_association_brings_its_people_in_by_itself",
    "association_end": "test_an_association_brings_its_people_in_by_itself",
    "visit": "test_the_tour_is_planned_noted_and_read_in_a_calendar",
    "visit_edit": "test_the_tour_is_planned_noted_and_read_in_a_calendar",
    "return_months": "test_the_sheet_of_an_association_has_the_right_figures_on_screen_printed_and_by_mail",
    "return_sheets": "test_the_sheet_of_an_association_has_the_right_figures_on_screen_printed_and_by_mail",
    "return_person": "test_the_line_and_the_relays_note_what_people_say",
    "return_sheet": "test_the_sheet_of_an_association_has_the_right_figures_on_screen_printed_and_by_mail",
    "six_weeks": "test_the_question_is_answered_by_link_and_by_code",
    "six_weeks_call": "test_the_line_and_the_relays_note_what_people_say",
    "six_weeks_letter": "test_the_line_and_the_relays_note_what_people_say",
    "six_weeks_stub": "test_the_line_and_the_relays_note_what_people_say",
    "phone_call": "test_every_page_of_the_line_is_accessible_at_both_widths",
    "phone_call_back": "test_every_page_of_the_line_is_accessible_at_both_widths",
    "phone_shift": "test_every_page_of_the_line_is_accessible_at_both_widths",
    "letters_answer": "test_a_mail_arrives_is_taken_and_becomes_a_report_with_consent",
    "letters_call_back": "test_a_letter_is_photographed_called_back_and_answered_on_paper",
    "letters_pages": "test_a_letter_is_photographed_called_back_and_answered_on_paper",
    "letters_report": "test_a_mail_arrives_is_taken_and_becomes_a_report_with_consent",
    "batch": "test_a_pile_of_twenty_with_a_double_and_a_miscount_is_keyed_and_closed",
    "batch_change": "test_a_pile_of_twenty_with_a_double_and_a_miscount_is_keyed_and_closed",
    "batch_cover": "test_a_pile_of_twenty_with_a_double_and_a_miscount_is_keyed_and_closed",
    "batch_key": "test_a_pile_of_twenty_with_a_double_and_a_miscount_is_keyed_and_closed",
    "sheet_again": "test_a_pile_of_twenty_with_a_double_and_a_miscount_is_keyed_and_closed",
    "sheet_kept": "test_a_pile_of_twenty_with_a_double_and_a_miscount_is_keyed_and_closed",
    "group_close": "test_every_page_of_a_session_is_accessible",
    "group_change": "test_every_page_of_a_session_is_accessible",
    "report_screen": "test_a_report_can_be_made_and_followed_on_accessible_pages",
    "report_done": "test_a_report_can_be_made_and_followed_on_accessible_pages",
    "report_erase": "test_a_report_can_be_made_and_followed_on_accessible_pages",
    "follow_report": "test_a_report_can_be_made_and_followed_on_accessible_pages",
    "follow_withdraw": "test_a_report_can_be_made_and_followed_on_accessible_pages",
    "desk_slip": "test_the_pages_of_the_desk_are_accessible_in_every_state",
    "desk_follow_report": "test_the_pages_of_the_desk_are_accessible_in_every_state",
    "desk_follow_withdraw": "test_the_pages_of_the_desk_are_accessible_in_every_state",
}
MOST_SCREENS = 40


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


def look_at(page, find_axe_violations):
    """Return what is wrong with the page as it stands, at both widths."""
    faults = []
    for size in (NARROW, WIDE):
        page.set_viewport_size(size)
        place = f"{urlsplit(page.url).path} at {size['width']} px"
        faults += [f"{place}: {fault}" for fault in find_axe_violations(page)]
        excess = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        if excess > 0:
            faults.append(f"{place}: wider than the screen by {excess} px")
    return faults


def fail_on(faults):
    """Fail with each fault once, and how often and where first it was found."""
    kinds = {}
    for fault in faults:
        place, _, what = fault.partition(" px: ")
        kinds.setdefault(what or fault, []).append(place)
    if kinds:
        lines = [f"{len(where)} × {what} (first: {where[0]})" for what, where in kinds.items()]
        pytest.fail("\n".join(lines), pytrace=False)


def routes_with(test):
    return {
        pattern.name
        for _, pattern in ROUTES
        if test(pattern.callback.access) and pattern.name not in NOT_A_PAGE
    }


FOR_ALL = routes_with(lambda access: access in {"public", "open"})
FOR_THE_TEAM = routes_with(lambda access: access == "signed_in" or access.startswith("role:"))


def path_of(server, name, language, *arguments):
    return urlsplit(server.address(name, *arguments, language=language)).path


@lru_cache
def named_pages(server):
    """Return what names a page that the demo content leads nobody to."""
    found = server.manage("shell", "-v", "0", "-c", NAMES).split()
    return {
        "location_record": (found[0], ""),
        "location_place": (found[0], ""),
        "problem_texts": (found[1], "?before=999999"),
    }


NAMES = """
from observatory.places.models import Location
from observatory.problems.models import Problem
print(Location.objects.first().code, Problem.objects.filter(text_count__gt=0).first().pk)
"""


@pytest.fixture(scope="session")
def walks(server, browser, find_axe_violations):
    """Walks already made, by language and person, so that two tests share one."""
    made = {}

    def walk(language, sign=None, name=None):
        if (language, name) not in made:
            context = browser.new_context(base_url=server.url, viewport=WIDE)
            page = context.new_page()
            if name:
                sign(page, name)
            found = Walk(page, language, find_axe_violations, FOR_THE_TEAM if name else FOR_ALL)
            found.follow(path_of(server, "team" if name else "home", language))
            for route in sorted(found.wanted - set(found.seen)):
                # What no link leads to, and needs nothing to be named.
                with suppress(NoReverseMatch):
                    found.try_address(path_of(server, route, language))
            for route, (argument, query) in named_pages(server).items():
                if route in found.wanted - set(found.seen):
                    found.try_address(path_of(server, route, language, argument) + query)
            context.close()
            made[language, name] = found
        return made[language, name]

    return walk


@pytest.mark.parametrize("language", LANGUAGES)
def test_anyone_can_use_every_public_page(walks, language):
    fail_on(walks(language).faults)


PEOPLE = ["mireille", "chantal", "olu", "amine", "edith", "nadia"]


@pytest.mark.parametrize("name", PEOPLE)
def test_anyone_of_the_team_can_use_every_page(walks, sign_in, name):
    fail_on(walks("fr", sign_in, name).faults)


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_team_can_work_in_its_language(walks, sign_in, language):
    fail_on(walks(language, sign_in, "mireille").faults)


def test_no_page_escaped(walks, sign_in):
    seen = set(walks("fr").seen)
    for name in PEOPLE:
        seen |= set(walks("fr", sign_in, name).seen)
    fail_on(sorted((FOR_ALL | FOR_THE_TEAM) - seen - set(ELSEWHERE)))


@pytest.mark.parametrize("path", ["/fr/nulle-part/", "/fr/communes/99999/"])
def test_a_page_that_is_not_there_helps_all_the_same(page, path, find_axe_violations):
    assert page.goto(path).status == 404
    fail_on(look_at(page, find_axe_violations))


# Answer every question of a screen: yes to consents, else the choice whose turn it is.
ANSWER = """turn => {
  const inputs = [...document.querySelectorAll("main input[type=radio], main input[type=checkbox]")]
    .filter(input => !input.name.endsWith("-drop"));
  for (const name of new Set(inputs.map(input => input.name))) {
    const choices = inputs.filter(input => input.name === name);
    const choice = choices.find(input => input.value === "yes") || choices[turn % choices.length];
    choice.checked = true;
    choice.dispatchEvent(new Event("change", {bubbles: true}));
  }
}"""


def test_a_report_can_be_made_and_followed_on_accessible_pages(page, server, find_axe_violations):
    faults = []

    def look():
        faults.extend(look_at(page, find_axe_violations))

    page.goto(server.address("report_start"))
    seen = []
    while not urlsplit(page.url).path.endswith("/check/") and len(seen) < MOST_SCREENS:
        look()
        if not page.locator("main button[name=action][value=next]").count():
            # The end of a way: back, and the next choice there.
            page.locator("main a.primary").click()
        here = urlsplit(page.url).path
        if here not in seen:
            go_on(page)
            look()  # what was forgotten is said beside its field
            page.goto(here)
        page.evaluate(ANSWER, seen.count(here))
        seen.append(here)
        go_on(page)
    look()
    page.locator("main form:not(.erase form) button[type=submit]").first.click()
    assert page.url == server.address("report_done"), page.locator("main").inner_text()
    look()
    code = page.locator(".return-code").inner_text()

    page.goto(server.address("follow_up"))
    page.locator("main input[name=code]").fill("1234 5678 9012")
    page.locator("main button[type=submit]").first.click()
    look()
    page.locator("main input[name=code]").fill(code)
    page.locator("main button[type=submit]").first.click()
    assert page.url == server.address("follow_report"), page.locator("main").inner_text()
    look()
    page.goto(server.address("follow_withdraw"))
    look()
    page.goto(server.address("report_erase"))
    look()
    fail_on(faults)
