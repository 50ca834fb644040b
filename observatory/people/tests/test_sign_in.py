"""Signing in: password, second factor, throttles, the end of a session."""

import base64
import re
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from observatory import settings as observatory_settings
from observatory.outbox.models import Message
from observatory.outbox.queries import read_letter
from observatory.people.models import User
from observatory.people.queries import system_actor

from .journey import PASSWORD, SECRET, code_of_now, protect, sign_in, type_password


@pytest.fixture(autouse=True)
def _no_throttle_of_another_test(db):
    cache.clear()


def is_signed_in(client):
    return "_auth_user_id" in client.session


def test_mireille_signs_in_with_her_password_and_the_code_of_her_app(client, mireille):
    protect(mireille)
    answer = type_password(client, mireille)
    assert answer.headers["Location"] == reverse("mfa_authenticate")
    assert not is_signed_in(client)
    assert client.get(reverse("team")).status_code == 303
    answer = client.post(reverse("mfa_authenticate"), {"code": code_of_now()})
    assert answer.headers["Location"] == reverse("team")
    assert client.get(reverse("team")).status_code == 200


def test_a_code_typed_with_a_space_is_understood(client, mireille):
    protect(mireille)
    type_password(client, mireille)
    code = code_of_now()
    client.post(reverse("mfa_authenticate"), {"code": f"{code[:3]} {code[3:]}"})
    assert is_signed_in(client)


def test_a_code_works_once(client, mireille):
    protect(mireille)
    type_password(client, mireille)
    code = code_of_now()
    client.post(reverse("mfa_authenticate"), {"code": code})
    client.post(reverse("account_logout"))
    type_password(client, mireille)
    answer = client.post(reverse("mfa_authenticate"), {"code": code})
    assert answer.status_code == 200
    assert not is_signed_in(client)


def test_a_recovery_code_opens_the_account_once(client, mireille):
    code = protect(mireille)[0]
    type_password(client, mireille)
    client.post(reverse("mfa_authenticate"), {"code": code})
    assert is_signed_in(client)
    client.post(reverse("account_logout"))
    type_password(client, mireille)
    client.post(reverse("mfa_authenticate"), {"code": code})
    assert not is_signed_in(client)


def test_a_wrong_code_is_told_beside_its_field(client, mireille):
    protect(mireille)
    type_password(client, mireille)
    page = client.post(reverse("mfa_authenticate"), {"code": "000000"}).content.decode()
    assert "Ce code n’est pas le bon" in page
    assert 'id="id_code_error"' in page


def test_who_sees_unpublished_reports_sets_up_a_second_factor_before_anything_else(client, amine):
    answer = type_password(client, amine)
    assert is_signed_in(client)
    answer = client.get(reverse("team"))
    assert answer.status_code == 302
    assert answer.headers["Location"] == reverse("mfa_index")
    page = client.get(reverse("mfa_index")).content.decode()
    assert "Une étape avant de commencer" in page
    assert client.get(reverse("my_account")).status_code == 200


def test_setting_up_the_app_shows_the_recovery_codes_once(client, amine):
    type_password(client, amine)
    page = client.get(reverse("mfa_activate_totp"))
    secret = page.context["form"].secret
    assert secret in page.content.decode()
    answer = client.post(reverse("mfa_activate_totp"), {"code": code_of_now(secret)})
    assert answer.headers["Location"] == reverse("mfa_view_recovery_codes")
    codes = Authenticator.objects.get(user=amine, type="recovery_codes").wrap().get_unused_codes()
    first = client.get(reverse("mfa_view_recovery_codes")).content.decode()
    assert len(codes) == 10
    assert all(code in first for code in codes)
    second = client.get(reverse("mfa_view_recovery_codes")).content.decode()
    assert not any(code in second for code in codes)
    assert client.get(reverse("team")).status_code == 200


def test_a_wrong_code_while_setting_up_keeps_the_same_secret(client, amine):
    type_password(client, amine)
    secret = client.get(reverse("mfa_activate_totp")).context["form"].secret
    page = client.post(reverse("mfa_activate_totp"), {"code": "000000"})
    assert page.context["form"].secret == secret
    assert "Ce code n’est pas le bon" in page.content.decode()


def test_the_secret_of_the_app_is_sealed_in_the_database(client, amine):
    codes = protect(amine)
    with connection.cursor() as cursor:
        cursor.execute("SELECT data FROM mfa_authenticator")
        raw = repr(cursor.fetchall())
    assert SECRET not in raw
    assert not any(code in raw for code in codes)


def test_the_last_compulsory_second_factor_stays(client, mireille):
    sign_in(client, mireille)
    page = client.get(reverse("mfa_deactivate_totp")).content.decode()
    assert "Votre rôle demande une double protection" in page
    client.post(reverse("mfa_deactivate_totp"))
    assert Authenticator.objects.filter(user=mireille, type="totp").exists()


def test_who_has_no_role_may_take_the_app_away(client, outsider):
    sign_in(client, outsider)
    client.post(reverse("mfa_deactivate_totp"))
    assert not Authenticator.objects.filter(user=outsider).exists()


def test_five_wrong_passwords_close_the_account_for_a_while(client, mireille):
    for _ in range(5):
        type_password(client, mireille, "pas le bon mot")
    page = type_password(client, mireille).content.decode()
    assert "trop d’essais" in page
    assert not is_signed_in(client)
    page = type_password(client, mireille, REMOTE_ADDR="203.0.113.99").content.decode()
    assert "trop d’essais" in page


def test_ten_wrong_passwords_from_one_place_stop_that_place(client, mireille, settings):
    for number in range(10):
        client.post(
            reverse("account_login"),
            {"login": f"nobody{number}@example.org", "password": "pas le bon mot"},
        )
    protect(mireille)
    assert "trop d’essais" in type_password(client, mireille).content.decode()
    answer = type_password(client, mireille, REMOTE_ADDR="203.0.113.99")
    assert answer.status_code == 302


def test_a_flood_of_attempts_is_answered_in_our_words(client):
    for _ in range(30):
        client.post(reverse("account_login"), {})
    answer = client.post(reverse("account_login"), {})
    assert answer.status_code == 429
    assert "Un peu de patience" in answer.content.decode()


def dump():
    """Return all that is in the database, as text."""
    text = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608
            text.append(repr(cursor.fetchall()))
    # Sessions are compressed, cached values in base64: look inside too.
    text += [repr(session.get_decoded()) for session in Session.objects.all()]
    whole = "\n".join(text)
    for piece in re.findall(r"[A-Za-z0-9+/_=-]{24,}", whole):
        for chunk in piece.split(":"):
            padded = chunk.rstrip("=") + "=" * (-len(chunk.rstrip("=")) % 4)
            try:
                whole += base64.urlsafe_b64decode(padded).decode("latin-1")
            except ValueError:
                continue
    return whole


@pytest.mark.parametrize("address", ["203.0.113.77", "2001:db8:77:77:1:2:3:4"])
def test_no_address_of_anyone_is_anywhere_in_the_database(client, mireille, address):
    origin = {"REMOTE_ADDR": address, "HTTP_X_FORWARDED_FOR": address}
    protect(mireille)
    type_password(client, mireille, "pas le bon mot", **origin)
    client.post(
        reverse("account_login"), {"login": "nobody@example.org", "password": "x"}, **origin
    )
    client.post(reverse("account_reset_password"), {"email": mireille.email}, **origin)
    client.post(reverse("invitation"), {"token": "abcd"}, **origin)
    client.get(reverse("invitation_accept", args=["abcd"]), **origin)
    type_password(client, mireille, **origin)
    client.post(reverse("mfa_authenticate"), {"code": "000000"}, **origin)
    code = code_of_now()
    type_password(client, mireille, "pas le bon mot", **origin)
    type_password(client, mireille, **origin)
    client.post(reverse("mfa_authenticate"), {"code": code}, **origin)
    assert is_signed_in(client)
    # What is asked again after a while must not keep the request in the session either.
    session = client.session
    for record in session["account_authentication_methods"]:
        record["at"] -= 3600
    session.save()
    answer = client.post(reverse("mfa_generate_recovery_codes"), **origin)
    assert "confirmer" in answer.headers["Location"]
    client.post(
        reverse("account_change_password"),
        {
            "oldpassword": PASSWORD,
            "password1": "un autre long mot",
            "password2": "un autre long mot",
        },
        **origin,
    )
    whole = dump()
    assert "account_authentication_methods" in whole
    assert mireille.email in whole
    assert "limits_tally" in connection.introspection.table_names()
    for part in (address, "203.0.113", "2001:db8:77"):
        assert part not in whole


def test_an_unknown_address_gets_the_same_answer_as_a_known_one(client, mireille):
    known = type_password(client, mireille, "pas le bon mot")
    unknown = type_password(client, User(email="nobody@example.org"), "pas le bon mot")
    assert known.context["form"].errors == unknown.context["form"].errors
    answers = [
        client.post(reverse("account_reset_password"), {"email": email})
        for email in (mireille.email, "nobody@example.org")
    ]
    assert answers[0].status_code == answers[1].status_code == 302
    assert answers[0].headers["Location"] == answers[1].headers["Location"]
    assert Message.objects.count() == 1


def test_a_forgotten_password_is_replaced_by_a_link_that_works_once(client, mireille):
    client.post(reverse("account_reset_password"), {"email": mireille.email})
    letter = read_letter(Message.objects.get())
    assert letter.to == mireille.email
    link = next(word for word in letter.body.split() if word.startswith("http"))
    path = "/" + link.split("/", 3)[3]
    answer = client.get(path)
    form = answer.headers["Location"]
    assert "set-password" in form
    assert client.get(form).status_code == 200
    client.post(form, {"password1": "un tout autre mot", "password2": "un tout autre mot"})
    mireille.refresh_from_db()
    assert mireille.check_password("un tout autre mot")
    assert "ne marche plus" in client.get(path).content.decode()
    kinds = sorted(Message.objects.values_list("kind", flat=True))
    assert kinds == ["password_reset", "password_reset_key"]


def test_changing_the_password_ends_the_other_sessions(client, mireille):
    other = Client()
    sign_in(client, mireille)
    sign_in(other, mireille)
    assert other.get(reverse("team")).status_code == 200
    values = {
        "oldpassword": PASSWORD,
        "password1": "un tout autre mot",
        "password2": "un tout autre mot",
    }
    answer = client.post(reverse("account_change_password"), values)
    assert answer.headers["Location"] == reverse("my_account")
    assert client.get(reverse("team")).status_code == 200
    assert other.get(reverse("team")).status_code == 303


def test_signing_in_gives_the_session_another_key(client, outsider):
    client.get(reverse("account_login"))
    session = client.session
    session["seen"] = True
    session.save()
    before = session.session_key
    type_password(client, outsider)
    assert is_signed_in(client)
    assert client.session.session_key != before


@pytest.mark.parametrize(
    ("key", "ago"),
    [("seen_at", timedelta(minutes=61)), ("began_at", timedelta(hours=8, minutes=1))],
)
def test_a_session_ends_after_an_hour_without_use_and_after_eight_hours(client, mireille, key, ago):
    sign_in(client, mireille)
    session = client.session
    session[key] = (timezone.now() - ago).timestamp()
    session.save()
    answer = client.get(reverse("team"))
    assert answer.status_code == 303
    assert answer.headers["Location"] == f"{reverse('account_login')}?next=%2Ffr%2Fequipe%2F"
    assert not is_signed_in(client)


def test_a_session_in_use_goes_on(client, mireille):
    sign_in(client, mireille)
    session = client.session
    session["seen_at"] = (timezone.now() - timedelta(minutes=50)).timestamp()
    session.save()
    assert client.get(reverse("team")).status_code == 200
    assert timezone.now().timestamp() - client.session["seen_at"] < 60


def test_signing_out_takes_a_click_not_a_link(client, mireille):
    sign_in(client, mireille)
    assert client.get(reverse("account_logout")).status_code == 200
    assert is_signed_in(client)
    client.post(reverse("account_logout"))
    assert not is_signed_in(client)


def test_a_closed_account_does_not_open(client, outsider):
    User.objects.filter(pk=outsider.pk).update(is_active=False)
    answer = type_password(client, outsider)
    assert answer.headers["Location"] == reverse("account_inactive")
    assert client.get(answer.headers["Location"]).status_code == 200
    assert not is_signed_in(client)


def test_passwords_are_hashed_with_argon2_outside_the_tests(settings, outsider):
    settings.PASSWORD_HASHERS = observatory_settings.PASSWORD_HASHERS
    outsider.set_password(PASSWORD)
    assert outsider.password.startswith("argon2$argon2id$")


def test_machines_cannot_sign_in(client, db):
    type_password(client, system_actor("worker"), "!")
    assert not is_signed_in(client)


def test_no_page_of_sign_in_is_cached(client, mireille):
    for name in ("account_login", "account_reset_password", "invitation", "team"):
        assert "no-store" in client.get(reverse(name)).headers["Cache-Control"]
