from django.urls import path, register_converter
from django.urls.converters import StringConverter
from django.utils.translation import pgettext_lazy

from .views import joining, sign_in, team


class Base36Converter(StringConverter):
    """The account in the link of a forgotten password: no dash, since the key that follows has one."""

    regex = "[0-9A-Za-z]+"


register_converter(Base36Converter, "base36")

urlpatterns = [
    # Signing in.
    path(pgettext_lazy("address", "compte/connexion/"), sign_in.login, name="account_login"),
    path(pgettext_lazy("address", "compte/deconnexion/"), sign_in.logout, name="account_logout"),
    path(pgettext_lazy("address", "compte/ferme/"), sign_in.inactive, name="account_inactive"),
    path(pgettext_lazy("address", "compte/code/"), sign_in.second_factor, name="mfa_authenticate"),
    path(
        pgettext_lazy("address", "compte/mot-de-passe-oublie/"),
        sign_in.forgotten,
        name="account_reset_password",
    ),
    path(
        pgettext_lazy("address", "compte/mot-de-passe-oublie/envoye/"),
        sign_in.forgotten_done,
        name="account_reset_password_done",
    ),
    path(
        pgettext_lazy("address", "compte/nouveau-mot-de-passe/change/"),
        sign_in.new_password_done,
        name="account_reset_password_from_key_done",
    ),
    path(
        pgettext_lazy("address", "compte/nouveau-mot-de-passe/<base36:uidb36>-<key>/"),
        sign_in.new_password,
        name="account_reset_password_from_key",
    ),
    path(pgettext_lazy("address", "compte/invitation/"), joining.invitation, name="invitation"),
    path(
        pgettext_lazy("address", "compte/invitation/<str:token>/"),
        joining.accept,
        name="invitation_accept",
    ),
    # One's own account.
    path(pgettext_lazy("address", "compte/"), team.my_account, name="my_account"),
    path(
        pgettext_lazy("address", "compte/mot-de-passe/"),
        sign_in.change_password,
        name="account_change_password",
    ),
    path(
        pgettext_lazy("address", "compte/confirmer/mot-de-passe/"),
        sign_in.confirm_password,
        name="account_reauthenticate",
    ),
    path(
        pgettext_lazy("address", "compte/confirmer/code/"),
        sign_in.confirm_code,
        name="mfa_reauthenticate",
    ),
    path(
        pgettext_lazy("address", "compte/confirmer/cle/"),
        sign_in.confirm_passkey,
        name="mfa_reauthenticate_webauthn",
    ),
    path(pgettext_lazy("address", "compte/protection/"), sign_in.protection, name="mfa_index"),
    path(
        pgettext_lazy("address", "compte/protection/application/"),
        sign_in.add_app,
        name="mfa_activate_totp",
    ),
    path(
        pgettext_lazy("address", "compte/protection/application/retirer/"),
        sign_in.remove_app,
        name="mfa_deactivate_totp",
    ),
    path(
        pgettext_lazy("address", "compte/protection/codes-de-secours/"),
        sign_in.codes,
        name="mfa_view_recovery_codes",
    ),
    path(
        pgettext_lazy("address", "compte/protection/codes-de-secours/nouveaux/"),
        sign_in.new_codes,
        name="mfa_generate_recovery_codes",
    ),
    path(
        pgettext_lazy("address", "compte/protection/cles/"),
        sign_in.passkeys,
        name="mfa_list_webauthn",
    ),
    path(
        pgettext_lazy("address", "compte/protection/cles/ajouter/"),
        sign_in.add_passkey,
        name="mfa_add_webauthn",
    ),
    path(
        pgettext_lazy("address", "compte/protection/cles/<int:pk>/nom/"),
        sign_in.rename_passkey,
        name="mfa_edit_webauthn",
    ),
    path(
        pgettext_lazy("address", "compte/protection/cles/<int:pk>/retirer/"),
        sign_in.remove_passkey,
        name="mfa_remove_webauthn",
    ),
    # The team.
    path(pgettext_lazy("address", "equipe/"), team.team, name="team"),
    path(pgettext_lazy("address", "equipe/personnes/"), team.people, name="people"),
    path(pgettext_lazy("address", "equipe/personnes/inviter/"), team.invite, name="invite"),
    path(pgettext_lazy("address", "equipe/personnes/<int:pk>/"), team.person, name="person"),
    path(
        pgettext_lazy("address", "equipe/personnes/<int:pk>/fermer/"),
        team.person_deactivate,
        name="person_deactivate",
    ),
    path(
        pgettext_lazy("address", "equipe/invitations/<int:pk>/annuler/"),
        team.invitation_revoke,
        name="invitation_revoke",
    ),
    path(
        pgettext_lazy("address", "equipe/roles/<int:pk>/terminer/"),
        team.mandate_end,
        name="mandate_end",
    ),
]
