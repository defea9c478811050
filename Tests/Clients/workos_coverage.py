"""Which operations of the WorkOS SDK answer with the right shape: a tour of all that this release has, with a listing.

`workos_operations.tsv` lists what the SDK calls: verb, path, method, whether this release (`now`) or a `later` one has
it, and why not now.
"""

import csv
import time
import traceback
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from workos._errors import AuthenticationFlowError
from workos.connect.models import UserObject
from workos.organization_membership import RoleSingle
from workos.session import seal_session_from_auth_response

import workos_totp
from oauth_person import Person
from workos_people import Employee, allow, external, sign_in
from workos_server import address, imported, unique
from workos_setup import ACME, CALLBACK, CLIENT_ID, CONNECTION, GLOBEX, PASSWORD

TABLE = Path(__file__).parent / "workos_operations.tsv"
# The operations that have to answer well; a release that adds some raises it.
EXPECTED = 85


def table():
    with TABLE.open() as file:
        return list(csv.DictReader(file, delimiter="\t"))


def operations(release):
    """The operations of a release as verbs with paths; one is `now` when any of its methods is."""
    now = {(row["verb"], row["path"]) for row in table() if row["release"] == "now"}
    if release == "now":
        return sorted(now)
    return sorted({(row["verb"], row["path"]) for row in table()} - now)


class Tour:
    """Calls every method of this release; what one part of it breaks does not stop the others."""

    def __init__(self, server):
        self.server, self.workos = server, server.client()
        self.public = server.client(api_key=None, is_public=True)
        self.failures = {}

    def run(self):
        for name in [name for name in dir(self) if name.startswith("tour_")]:
            try:
                getattr(self, name)()
            except Exception:
                self.failures[name] = traceback.format_exc(limit=-2)
        return self.workos.succeeded | self.public.succeeded

    def organization(self):
        return self.workos.organizations.create_organization(name=unique("toured"), external_id=unique("external"))

    def user(self, **members):
        return self.workos.user_management.create_user(
            **{"email": address("toured"), "email_verified": True, "password": imported(PASSWORD), **members}
        )

    def pending(self, email):
        """The token with which a sign-in goes on that needs another step."""
        try:
            sign_in(self.workos, email)
        except AuthenticationFlowError as refusal:
            return refusal.pending_authentication_token
        raise AssertionError(f"{email} was not asked for another step")

    def tour_organizations(self):
        organizations, made = self.workos.organizations, self.organization()
        organizations.list_organizations()
        organizations.get_organization(made.id)
        organizations.get_organization_by_external_id(made.external_id)
        organizations.update_organization(made.id, name=unique("toured"))
        organizations.delete_organization(made.id)

    def tour_domains(self):
        domains, organization = self.workos.organization_domains, self.organization()
        made = domains.create_organization_domain(
            domain=f"{unique('toured')}.example.com", organization_id=organization.id
        )
        domains.get_organization_domain(made.id)
        domains.verify_organization_domain(made.id)
        domains.delete_organization_domain(made.id)

    def tour_users(self):
        users, made = self.workos.user_management, self.user(external_id=unique("external"))
        users.list_users()
        users.get_user(made.id)
        users.get_user_by_external_id(made.external_id)
        users.get_user_identities(made.id)
        users.update_user(made.id, first_name="Toured")
        users.delete_user(made.id)

    def tour_memberships(self):
        memberships, organization = self.workos.organization_membership, self.organization()
        made = memberships.create_organization_membership(
            user_id=self.user().id, organization_id=organization.id, role=RoleSingle(role_slug="member")
        )
        assert memberships.list_organization_memberships(organization_id=organization.id).data
        memberships.get_organization_membership(made.id)
        memberships.update_organization_membership(made.id, role=RoleSingle(role_slug="admin"))
        memberships.deactivate_organization_membership(made.id)
        memberships.reactivate_organization_membership(made.id)
        memberships.delete_organization_membership(made.id)

    def tour_invitations(self):
        users, organization = self.workos.user_management, self.organization()
        sent = users.send_invitation(email=address("toured"), organization_id=organization.id)
        assert users.list_invitations(email=sent.email).data
        users.get_invitation(sent.id)
        users.find_invitation_by_token(sent.token)
        users.resend_invitation(sent.id)
        users.revoke_invitation(sent.id)
        users.accept_invitation(users.send_invitation(email=self.user().email, organization_id=organization.id).id)

    def tour_codes(self):
        users, user = self.workos.user_management, self.user(email_verified=False)
        users.send_verification_email(user.id)
        users.verify_email(user.id, code=self.server.mail(user.email, "email_verification")["code"])
        new = address("toured")
        users.send_email_change(user.id, new_email=new)
        users.confirm_email_change(user.id, code=self.server.mail(new, "email_change")["code"])
        reset = users.reset_password(email=new)
        users.get_password_reset(reset.id)
        users.confirm_password_reset(token=reset.password_reset_token, new_password=PASSWORD + " again")
        magic = users.create_magic_auth(email=new)
        users.get_magic_auth(magic.id)
        users.authenticate_with_magic_auth(code=magic.code, email=new)

    def tour_email_verification_at_sign_in(self):
        users, user = self.workos.user_management, self.user(email_verified=False)
        with pytest.raises(AuthenticationFlowError) as refusal:
            users.authenticate_with_password(email=user.email, password=PASSWORD)
        verification = users.get_email_verification(refusal.value.email_verification_id)
        users.authenticate_with_email_verification(
            code=verification.code, pending_authentication_token=refusal.value.pending_authentication_token
        )

    def tour_factors(self):
        factors, user = self.workos.multi_factor_auth, self.user()
        enrolled = factors.create_user_auth_factor(user.id, type="totp")
        factor = enrolled.authentication_factor
        assert factors.list_user_auth_factors(user.id).data
        factors.get_factor(factor.id)
        token = self.pending(user.email)
        challenge = factors.challenge_factor(factor.id)
        self.workos.user_management.authenticate_with_totp(
            code=workos_totp.code(factor.totp.secret, time.time()),
            pending_authentication_token=token,
            authentication_challenge_id=challenge.id,
        )
        factors.delete_factor(factor.id)
        other = factors.enroll_factor(type="totp", totp_issuer="Toured", totp_user=user.email)
        challenge = factors.challenge_factor(other.id)
        factors.verify_challenge(challenge.id, code=workos_totp.code(other.totp.secret, time.time()))

    def tour_sessions(self):
        users, user = self.workos.user_management, self.user()
        signed_in = users.authenticate_with_password(email=user.email, password=PASSWORD)
        refreshed = users.authenticate_with_refresh_token(refresh_token=signed_in.refresh_token)
        (session,) = users.list_sessions(user.id).data
        self.sealed_session(refreshed)
        users.revoke_session(session_id=session.id)
        users.get_jwks(CLIENT_ID)
        token = self.pending("bob@example.com")
        users.authenticate_with_organization_selection(pending_authentication_token=token, organization_id=GLOBEX)
        body = {"grant_type": "password", "client_id": CLIENT_ID, "client_secret": self.server.api_key}
        users.create_authenticate(body={**body, "email": user.email, "password": PASSWORD})

    def sealed_session(self, answer):
        password = Fernet.generate_key().decode()
        cookie = seal_session_from_auth_response(
            access_token=answer.access_token,
            refresh_token=answer.refresh_token,
            user=answer.user.to_dict(),
            cookie_password=password,
        )
        session = self.workos.user_management.load_sealed_session(session_data=cookie, cookie_password=password)
        assert session.authenticate().authenticated
        refreshed = session.refresh()
        assert refreshed.authenticated, refreshed
        self.workos.succeeded.add("Session.refresh")

    def tour_browsers(self):
        users = self.workos.user_management
        where = users.get_authorization_url(redirect_uri=CALLBACK, provider="authkit")
        users.authenticate_with_code(code=Person(self.server).authorize(where).code)
        begun = self.public.user_management.get_authorization_url_with_pkce(redirect_uri=CALLBACK, provider="authkit")
        self.public.user_management.authenticate_with_code_pkce(
            code=Person(self.server).authorize(begun["url"]).code, code_verifier=begun["code_verifier"]
        )
        device = users.create_device(client_id=CLIENT_ID)
        person = Person(self.server)
        person.step(person.until(device.verification_uri_complete, "consent"))
        users.authenticate_with_device_code(device_code=device.device_code)

    def tour_applications(self):
        connect, organization = self.workos.connect, self.organization()
        machine = connect.create_m2m_application(name="Toured", organization_id=organization.id)
        web = connect.create_oauth_application(
            name="Toured", is_first_party=True, redirect_uris=[{"uri": "https://toured.example.com/"}]
        )
        body = {"application_type": "m2m", "name": "Toured", "organization_id": organization.id}
        connect.create_application(body=body)
        assert connect.list_applications().data
        connect.get_application(web.id)
        connect.update_application(web.id, name="Toured again")
        secret = connect.create_application_client_secret(machine.id)
        assert connect.list_application_client_secrets(machine.id)
        connect.delete_client_secret(secret.id)
        connect.delete_application(machine.id)

    def tour_standalone_sign_in(self):
        _, _, external_auth_id = external(self.server)
        self.workos.connect.complete_oauth2(
            external_auth_id=external_auth_id, user=UserObject(id=unique("own"), email=address("toured"))
        )

    def tour_authorized_applications(self):
        allow(self.server)
        assert self.workos.organizations.list_authorized_applications(ACME).data
        allowed = self.workos.user_management.list_user_authorized_applications("user_ada").data[0]
        self.workos.user_management.delete_user_authorized_application(allowed.application.id, "user_ada")

    def tour_api_keys(self):
        keys, users = self.workos.api_keys, self.workos.user_management
        made = keys.create_organization_api_key(ACME, name="Toured")
        mine = users.create_user_api_key("user_ada", name="Toured", organization_id=ACME)
        assert keys.list_organization_api_keys(ACME).data and users.list_user_api_keys("user_ada").data
        assert keys.create_validation(value=mine.value).api_key.id == mine.id
        keys.create_api_key_expire(made.id)
        keys.delete_api_key(made.id)

    def tour_settings(self):
        users = self.workos.user_management
        made = users.create_redirect_uri(uri=f"https://{unique('toured')}.example.com/callback")
        assert users.list_redirect_uris().data
        users.delete_redirect_uris(made.id)
        users.create_cors_origin(origin=f"https://{unique('toured')}.example.com")
        assert users.list_cors_origins().data
        users.update_jwt_template(content='{"toured": "{{user.id}}"}')
        users.list_jwt_template()

    def tour_single_sign_on(self):
        sso = self.workos.sso
        where = sso.get_authorization_url(redirect_uri=CALLBACK, connection=CONNECTION)
        answer = sso.get_profile_and_token(code=Employee(self.server).authorize(where).code)
        sso.get_profile(access_token=answer.access_token)
        sso.authorize_logout(profile_id=answer.profile.id)
        begun = self.public.sso.get_authorization_url_with_pkce(redirect_uri=CALLBACK, connection=CONNECTION)
        self.public.sso.get_profile_and_token_pkce(
            code=Employee(self.server).authorize(begun["url"]).code, code_verifier=begun["code_verifier"]
        )
        assert sso.list_connections().data
        sso.get_connection(CONNECTION)
        sso.delete_connection(CONNECTION)


class Coverage:
    """What a tour found, beside what it was to find. An operation counts when all its methods of this release do."""

    def __init__(self, tour):
        self.succeeded, self.failures = tour.run(), tour.failures
        self.now, self.overall = operations("now"), operations("now") + operations("later")
        rows = [row for row in table() if row["release"] == "now"]
        self.missing = [row for row in rows if row["method"] not in self.succeeded]
        lacking = {(row["verb"], row["path"]) for row in self.missing}
        self.covered = [each for each in self.now if each not in lacking]

    def __str__(self):
        covered, now = len(self.covered), len(self.now)
        lines = [f"not covered: {row['verb']} {row['path']} ({row['method']})" for row in self.missing]
        lines += [f"{name}: {failure}" for name, failure in self.failures.items()]
        share = f"{100 * covered // now} %"
        lines.append(
            f"workos coverage: {covered} of {now} in scope ({share}), {covered} of {len(self.overall)} overall"
        )
        return "\n".join(lines)
