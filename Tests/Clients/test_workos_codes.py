"""Codes and links that are mailed, through the SDK: magic auth, verification, password reset, change of address."""

import pytest
from workos import BadRequestError, ConflictError, NotFoundError, RateLimitExceededError
from workos._errors import AuthenticationError

from workos_people import sign_in
from workos_server import address, imported
from workos_setup import PASSWORD

pytest_plugins = ["workos_fixtures"]

NEW_PASSWORD = "another correct horse battery"
REFUSED = (BadRequestError, AuthenticationError)


def other_code(code):
    return str((int(code) + 1) % 1_000_000).zfill(6)


@pytest.fixture
def unverified(workos):
    return workos.user_management.create_user(email=address(), password=imported(PASSWORD))


def test_magic_auth_is_mailed_and_shown_to_the_holder_of_the_key(workos, emulator, user):
    made = workos.user_management.create_magic_auth(email=user.email)
    assert made.id.startswith("magic_auth_")
    assert (made.user_id, made.email) == (user.id, user.email)
    assert len(made.code) == 6 and made.code.isdecimal()
    assert round((made.expires_at - made.created_at).total_seconds()) == 600
    assert workos.user_management.get_magic_auth(made.id).code == made.code
    assert emulator.mail(user.email, "magic_auth")["code"] == made.code


def test_a_magic_code_signs_in_once(workos, user):
    made = workos.user_management.create_magic_auth(email=user.email)
    signed_in = workos.user_management.authenticate_with_magic_auth(code=made.code, email=user.email)
    assert (signed_in.user.id, signed_in.authentication_method.value) == (user.id, "MagicAuth")
    with pytest.raises(REFUSED) as refusal:
        workos.user_management.authenticate_with_magic_auth(code=made.code, email=user.email)
    assert refusal.value.code in ("one_time_code_previously_used", "invalid_one_time_code")


def test_a_magic_code_verifies_the_address(workos, unverified):
    made = workos.user_management.create_magic_auth(email=unverified.email)
    signed_in = workos.user_management.authenticate_with_magic_auth(code=made.code, email=unverified.email)
    assert signed_in.user.email_verified is True


def test_magic_auth_of_an_unknown_address_makes_a_user(workos):
    email = address("new")
    made = workos.user_management.create_magic_auth(email=email)
    signed_in = workos.user_management.authenticate_with_magic_auth(code=made.code, email=email)
    assert (signed_in.user.email, signed_in.user.email_verified) == (email, True)
    assert [each.id for each in workos.user_management.list_users(email=email).data] == [signed_in.user.id]


def test_a_wrong_magic_code_is_refused_and_many_end_the_code(workos, user):
    made = workos.user_management.create_magic_auth(email=user.email)
    codes = []
    for _ in range(8):
        with pytest.raises((*REFUSED, RateLimitExceededError)) as refusal:
            workos.user_management.authenticate_with_magic_auth(code=other_code(made.code), email=user.email)
        codes.append(refusal.value.code)
    assert codes[0] == "invalid_one_time_code"
    assert codes[-1] == "one_time_code_too_many_attempts"
    with pytest.raises((*REFUSED, RateLimitExceededError)):
        workos.user_management.authenticate_with_magic_auth(code=made.code, email=user.email)


def test_a_magic_code_is_of_one_address(workos, user):
    other = workos.user_management.create_user(email=address(), email_verified=True)
    made = workos.user_management.create_magic_auth(email=user.email)
    with pytest.raises(REFUSED):
        workos.user_management.authenticate_with_magic_auth(code=made.code, email=other.email)


def test_a_magic_code_expires(timed):
    workos = timed.client()
    made = workos.user_management.create_magic_auth(email="carol@example.com")
    timed.advance(601)
    with pytest.raises(REFUSED) as refusal:
        workos.user_management.authenticate_with_magic_auth(code=made.code, email="carol@example.com")
    assert refusal.value.code in ("one_time_code_expired", "invalid_one_time_code")


def test_an_address_is_verified_with_the_mailed_code(workos, emulator, unverified):
    sent = workos.user_management.send_verification_email(unverified.id)
    assert (sent.user.id, sent.user.email_verified) == (unverified.id, False)
    mail = emulator.mail(unverified.email, "email_verification")
    with pytest.raises(BadRequestError) as refusal:
        workos.user_management.verify_email(unverified.id, code=other_code(mail["code"]))
    assert refusal.value.code == "email_verification_code_incorrect"
    verified = workos.user_management.verify_email(unverified.id, code=mail["code"])
    assert (verified.user.id, verified.user.email_verified) == (unverified.id, True)
    with pytest.raises(BadRequestError) as refusal:
        workos.user_management.verify_email(unverified.id, code=mail["code"])
    assert refusal.value.code in ("email_verification_code_previously_used", "email_previously_verified")
    with pytest.raises(BadRequestError) as refusal:
        workos.user_management.send_verification_email(unverified.id)
    assert refusal.value.code == "email_already_verified"


def test_a_verification_code_expires(timed):
    workos = timed.client()
    user = workos.user_management.create_user(email="slow@example.com")
    workos.user_management.send_verification_email(user.id)
    code = timed.mail(user.email, "email_verification")["code"]
    timed.advance(601)
    with pytest.raises(BadRequestError) as refusal:
        workos.user_management.verify_email(user.id, code=code)
    assert refusal.value.code == "email_verification_code_expired"


def test_a_verification_that_sign_in_asks_for_is_read_by_its_id(workos, unverified):
    with pytest.raises(Exception) as refusal:
        workos.user_management.authenticate_with_password(email=unverified.email, password=PASSWORD)
    found = workos.user_management.get_email_verification(refusal.value.email_verification_id)
    assert (found.user_id, found.email) == (unverified.id, unverified.email)
    assert workos.user_management.verify_email(unverified.id, code=found.code).user.email_verified is True


def test_a_password_is_reset_once(workos, emulator, user):
    sent = workos.user_management.reset_password(email=user.email)
    assert sent.id.startswith("password_reset_")
    assert (sent.user_id, sent.email) == (user.id, user.email)
    assert sent.password_reset_token in sent.password_reset_url
    assert sent.password_reset_token in emulator.mail(user.email, "password_reset")["link"]
    assert workos.user_management.get_password_reset(sent.id) == sent
    reset = workos.user_management.confirm_password_reset(token=sent.password_reset_token, new_password=NEW_PASSWORD)
    assert reset.user.id == user.id
    with pytest.raises(REFUSED):
        workos.user_management.authenticate_with_password(email=user.email, password=PASSWORD)
    assert workos.user_management.authenticate_with_password(email=user.email, password=NEW_PASSWORD)
    with pytest.raises((BadRequestError, NotFoundError)):
        workos.user_management.confirm_password_reset(token=sent.password_reset_token, new_password=PASSWORD)


def test_a_reset_ends_the_sessions_that_there_were(workos, user):
    tokens = sign_in(workos, user.email)
    sent = workos.user_management.reset_password(email=user.email)
    workos.user_management.confirm_password_reset(token=sent.password_reset_token, new_password=NEW_PASSWORD)
    with pytest.raises(REFUSED):
        workos.user_management.authenticate_with_refresh_token(refresh_token=tokens.refresh_token)


def test_400_a_reset_to_a_weak_password_leaves_the_token_good(workos, user):
    sent = workos.user_management.reset_password(email=user.email)
    with pytest.raises(BadRequestError) as refusal:
        workos.user_management.confirm_password_reset(token=sent.password_reset_token, new_password="short")
    assert refusal.value.code in ("password_reset_error", "password_strength_error")
    assert refusal.value.errors
    workos.user_management.confirm_password_reset(token=sent.password_reset_token, new_password=NEW_PASSWORD)


def test_a_reset_expires(timed):
    workos = timed.client()
    sent = workos.user_management.reset_password(email="carol@example.com")
    timed.advance((sent.expires_at - sent.created_at).total_seconds() + 1)
    with pytest.raises((BadRequestError, NotFoundError)):
        workos.user_management.confirm_password_reset(token=sent.password_reset_token, new_password=NEW_PASSWORD)


def test_404_of_what_was_never_sent(workos, user):
    for ask in (
        workos.user_management.get_magic_auth,
        workos.user_management.get_email_verification,
        workos.user_management.get_password_reset,
    ):
        with pytest.raises(NotFoundError) as refusal:
            ask("nothing_there")
        assert "nothing_there" in refusal.value.message
    with pytest.raises(NotFoundError):
        workos.user_management.reset_password(email=address("nobody"))
    with pytest.raises(NotFoundError):
        workos.user_management.confirm_password_reset(token="nothing-there", new_password=NEW_PASSWORD)


def test_an_address_is_changed_with_the_code_mailed_to_the_new_one(workos, emulator, user):
    new = address("new")
    sent = workos.user_management.send_email_change(user.id, new_email=new)
    assert (sent.user.id, sent.new_email) == (user.id, new)
    assert workos.user_management.get_user(user.id).email == user.email
    code = emulator.mail(new, "email_change")["code"]
    with pytest.raises(BadRequestError) as refusal:
        workos.user_management.confirm_email_change(user.id, code=other_code(code))
    assert refusal.value.code == "email_change_code_incorrect"
    changed = workos.user_management.confirm_email_change(user.id, code=code)
    assert (changed.user.id, changed.user.email, changed.user.email_verified) == (user.id, new, True)
    with pytest.raises(ConflictError) as refusal:
        workos.user_management.confirm_email_change(user.id, code=code)
    assert refusal.value.code in ("email_change_code_previously_used", "no_pending_email_change")


def test_409_a_change_of_address_that_can_not_be(workos, user):
    other = workos.user_management.create_user(email=address())
    for new, code in ((other.email, "email_not_available"), (user.email, "email_change_not_needed")):
        with pytest.raises(ConflictError) as refusal:
            workos.user_management.send_email_change(user.id, new_email=new)
        assert refusal.value.code == code
    with pytest.raises(ConflictError) as refusal:
        workos.user_management.confirm_email_change(user.id, code="123456")
    assert refusal.value.code == "no_pending_email_change"


def test_a_change_of_address_expires_and_ends_after_many_wrong_codes(timed):
    workos = timed.client()
    workos.user_management.send_email_change("user_carol", new_email="new-carol@example.com")
    code = timed.mail("new-carol@example.com", "email_change")["code"]
    timed.advance(601)
    with pytest.raises(BadRequestError) as refusal:
        workos.user_management.confirm_email_change("user_carol", code=code)
    assert refusal.value.code == "email_change_code_expired"
    workos.user_management.send_email_change("user_carol", new_email="new-carol@example.com")
    code = timed.mail("new-carol@example.com", "email_change")["code"]
    for _ in range(8):
        with pytest.raises((BadRequestError, RateLimitExceededError)):
            workos.user_management.confirm_email_change("user_carol", code=other_code(code))
    with pytest.raises(RateLimitExceededError) as refusal:
        workos.user_management.confirm_email_change("user_carol", code=code)
    assert refusal.value.code == "email_change_too_many_attempts"
