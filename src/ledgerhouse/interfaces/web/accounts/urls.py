"""Addresses of signing in and the own account. Only those pages of django-allauth are here that the house needs.

Their names are what allauth asks for; a page of allauth that is not named here does not exist.
"""

from allauth.account import views as account
from allauth.mfa.base import views as factor
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as passkey
from allauth.socialaccount.providers.openid_connect import views as openid
from django.urls import path

from ledgerhouse.interfaces.web import sign_in
from ledgerhouse.interfaces.web.accounts import handheld
from ledgerhouse.interfaces.web.accounts.account import account_page, end_session
from ledgerhouse.interfaces.web.asking import public, signed_in

entrance = public("a step of signing in; lets nobody in without a right password, key or answer of the server")

urlpatterns = [
    path("sign-in/", sign_in.sign_in, name="account_login"),
    path("sign-in/second/", entrance(factor.authenticate), name="mfa_authenticate"),
    path("sign-in/passkey/", entrance(passkey.login_webauthn), name="mfa_login_webauthn"),
    path("sign-in/badge/", handheld.handheld, name="handheld"),
    path("sign-in/by/<str:provider_id>/", entrance(openid.login), name="openid_connect_login"),
    path("sign-in/by/<str:provider_id>/back/", entrance(openid.callback), name="openid_connect_callback"),
    path("sign-in/cancelled/", sign_in.sign_in, name="socialaccount_login_cancelled"),
    path("sign-out/", sign_in.sign_out, name="account_logout"),
    path("account/", account_page, name="account"),
    path("account/factors/", account_page, name="mfa_index"),
    path("account/keys/", account_page, name="mfa_list_webauthn"),
    path("account/single-sign-on/", account_page, name="socialaccount_connections"),
    path("account/sessions/<int:number>/end/", end_session, name="end-session"),
    path("account/again/", signed_in(account.reauthenticate), name="account_reauthenticate"),
    path("account/again/code/", signed_in(factor.reauthenticate), name="mfa_reauthenticate"),
    path("account/again/key/", signed_in(passkey.reauthenticate_webauthn), name="mfa_reauthenticate_webauthn"),
    path("account/app/add/", signed_in(totp.activate_totp), name="mfa_activate_totp"),
    path("account/app/remove/", signed_in(totp.deactivate_totp), name="mfa_deactivate_totp"),
    path("account/keys/add/", signed_in(passkey.add_webauthn), name="mfa_add_webauthn"),
    path("account/keys/<int:pk>/remove/", signed_in(passkey.remove_webauthn), name="mfa_remove_webauthn"),
    path("account/recovery/", signed_in(recovery.view_recovery_codes), name="mfa_view_recovery_codes"),
    path("account/recovery/new/", signed_in(recovery.generate_recovery_codes), name="mfa_generate_recovery_codes"),
    path("handheld/register/", handheld.register, name="register-handheld"),
    path("handheld/hand-over/", handheld.hand_over, name="hand-over"),
]
