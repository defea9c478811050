"""Invitations, through the SDK."""

import pytest
from workos import BadRequestError, NotFoundError, UnprocessableEntityError

from workos_server import address, unique
from workos_setup import PASSWORD

pytest_plugins = ["workos_fixtures"]


@pytest.fixture
def invitation(workos, organization):
    return workos.user_management.send_invitation(
        email=address("guest"), organization_id=organization.id, role_slug="admin"
    )


def test_an_invitation_is_sent_and_found_by_id_and_by_token(workos, emulator, user, organization):
    email = address("guest")
    sent = workos.user_management.send_invitation(
        email=email,
        organization_id=organization.id,
        role_slug="admin",
        inviter_user_id=user.id,
        expires_in_days=3,
    )
    assert sent.id.startswith("invitation_") and len(sent.id) == len("invitation_") + 26
    assert (sent.email, sent.state.value, sent.role_slug) == (email, "pending", "admin")
    assert (sent.organization_id, sent.inviter_user_id) == (organization.id, user.id)
    assert (sent.accepted_at, sent.revoked_at, sent.accepted_user_id) == (None, None, None)
    assert round((sent.expires_at - sent.created_at).total_seconds()) == 3 * 86400
    assert sent.token in sent.accept_invitation_url
    assert workos.user_management.get_invitation(sent.id) == sent
    assert workos.user_management.find_invitation_by_token(sent.token) == sent
    mail = emulator.mail(email, "invitation")
    assert sent.token in mail["link"]


def test_an_invitation_to_no_organization_lasts_seven_days(workos):
    sent = workos.user_management.send_invitation(email=address("guest"))
    assert (sent.organization_id, sent.role_slug, sent.inviter_user_id) == (None, None, None)
    assert round((sent.expires_at - sent.created_at).total_seconds()) == 7 * 86400


def test_the_list_filters_by_address_and_organization(workos, invitation):
    by_address = workos.user_management.list_invitations(email=invitation.email)
    by_organization = workos.user_management.list_invitations(organization_id=invitation.organization_id)
    assert by_address.data == by_organization.data == [invitation]
    assert workos.user_management.list_invitations(email=address("nobody")).data == []


def test_accepting_joins_the_organization_in_the_role(workos, invitation):
    user = workos.user_management.create_user(email=invitation.email, email_verified=True)
    accepted = workos.user_management.accept_invitation(invitation.id)
    assert (accepted.state.value, accepted.accepted_user_id) == ("accepted", user.id)
    assert accepted.accepted_at is not None
    found = workos.organization_membership.list_organization_memberships(user_id=user.id).data
    assert [(each.organization_id, each.role.slug, each.status.value) for each in found] == [
        (invitation.organization_id, "admin", "active")
    ]
    for again in (workos.user_management.accept_invitation, workos.user_management.revoke_invitation):
        with pytest.raises(BadRequestError) as refusal:
            again(invitation.id)
        assert refusal.value.code == "invite_not_pending"
    with pytest.raises(BadRequestError) as refusal:
        workos.user_management.resend_invitation(invitation.id)
    assert refusal.value.code == "invite_accepted"


def test_signing_in_with_the_token_accepts(workos, user, organization):
    sent = workos.user_management.send_invitation(email=user.email, organization_id=organization.id)
    signed_in = workos.user_management.authenticate_with_password(
        email=user.email, password=PASSWORD, invitation_token=sent.token
    )
    assert signed_in.organization_id == organization.id
    assert workos.user_management.get_invitation(sent.id).state.value == "accepted"


def test_400_signing_in_with_somebody_elses_invitation(workos, user, invitation):
    with pytest.raises(BadRequestError) as refusal:
        workos.user_management.authenticate_with_password(
            email=user.email, password=PASSWORD, invitation_token=invitation.token
        )
    assert refusal.value.error == "invitation_cannot_be_used_for_email"
    with pytest.raises(BadRequestError) as refusal:
        workos.user_management.authenticate_with_password(
            email=user.email, password=PASSWORD, invitation_token="nobodys"
        )
    assert refusal.value.error == "invitation_invalid"


def test_revoked_is_over(workos, invitation):
    revoked = workos.user_management.revoke_invitation(invitation.id)
    assert revoked.state.value == "revoked" and revoked.revoked_at is not None
    with pytest.raises(BadRequestError) as refusal:
        workos.user_management.accept_invitation(invitation.id)
    assert refusal.value.code == "invite_not_pending"
    with pytest.raises(BadRequestError) as refusal:
        workos.user_management.resend_invitation(invitation.id)
    assert refusal.value.code == "invite_revoked"


def test_resending_mails_again(workos, emulator, invitation):
    again = workos.user_management.resend_invitation(invitation.id)
    assert (again.id, again.state.value, again.email) == (invitation.id, "pending", invitation.email)
    mails = [each for each in emulator.control("GET", "mailbox")["data"] if each["to"] == invitation.email]
    assert len(mails) == 2


def test_an_invitation_expires(timed):
    workos = timed.client()
    sent = workos.user_management.send_invitation(email="late@example.com", expires_in_days=1)
    timed.advance(86400 + 1)
    assert workos.user_management.get_invitation(sent.id).state.value == "expired"
    with pytest.raises(BadRequestError):
        workos.user_management.accept_invitation(sent.id)
    with pytest.raises(BadRequestError) as refusal:
        workos.user_management.resend_invitation(sent.id)
    assert refusal.value.code == "invite_expired"


def test_400_what_can_not_be_sent(workos, user, organization, invitation):
    def refused(**request):
        with pytest.raises(BadRequestError) as refusal:
            workos.user_management.send_invitation(**request)
        return refusal.value.code

    again = {"email": invitation.email, "organization_id": invitation.organization_id}
    assert refused(**again) == "email_already_invited_to_organization"
    assert refused(email=address(), organization_id=organization.id, role_slug="nobody-has-this") == "invalid_role"
    assert refused(email=address(), expires_in_days=0) == "expires_in_days_too_short"
    assert refused(email=address(), expires_in_days=31) == "expires_in_days_too_long"
    assert refused(email=user.email) == "user_already_exists"
    workos.organization_membership.create_organization_membership(user_id=user.id, organization_id=organization.id)
    assert refused(email=user.email, organization_id=organization.id) == "user_already_organization_member"
    email = address()
    workos.user_management.send_invitation(email=email)
    assert refused(email=email) == "email_already_invited"


def test_404_for_an_invitation_or_an_organization_that_is_not_there(workos):
    for ask in (workos.user_management.get_invitation, workos.user_management.accept_invitation):
        with pytest.raises(NotFoundError) as refusal:
            ask("invitation_nobody")
        assert "invitation_nobody" in refusal.value.message
    with pytest.raises(NotFoundError):
        workos.user_management.find_invitation_by_token(unique("token"))
    with pytest.raises(NotFoundError):
        workos.user_management.send_invitation(email=address(), organization_id="org_nobody")


def test_422_an_invitation_goes_to_an_address(workos):
    with pytest.raises(UnprocessableEntityError) as refusal:
        workos.user_management.send_invitation(email="no address")
    assert refusal.value.code == "invalid_request_parameters"
