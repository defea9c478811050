"""Authentication factors and challenges with real RFC 6238 codes, through the SDK."""

import base64
import time
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from workos import BadRequestError, NotFoundError, UnprocessableEntityError
from workos._errors import MfaChallengeError

import workos_totp
from workos_people import sign_in

pytest_plugins = ["workos_fixtures"]

# RFC 6238, appendix B: the ASCII secret "12345678901234567890" at 59 s.
RFC_SECRET = base64.b32encode(b"12345678901234567890").decode()


def test_rfc_6238_appendix_b_the_codes_of_these_tests():
    assert workos_totp.code(RFC_SECRET, 59, digits=8) == "94287082"
    assert workos_totp.code(RFC_SECRET, 20_000_000_000, digits=8) == "65353130"


def now(secret, offset=0):
    return workos_totp.code(secret, time.time() + offset)


def wrong(secret):
    """A code of none of the steps near now."""
    near = {now(secret, offset) for offset in range(-120, 121, 30)}
    return next(str(number) for number in range(100_000, 100_020) if str(number) not in near)


@pytest.fixture
def enrolled(workos, user):
    return workos.multi_factor_auth.create_user_auth_factor(
        user.id, type="totp", totp_issuer="Example App", totp_user=user.email
    )


def test_a_factor_is_enrolled_with_a_secret_a_uri_and_a_picture(user, enrolled):
    factor, challenge = enrolled.authentication_factor, enrolled.authentication_challenge
    assert factor.id.startswith("auth_factor_") and challenge.id.startswith("auth_challenge_")
    assert (factor.type.value, factor.user_id) == ("totp", user.id)
    assert challenge.authentication_factor_id == factor.id
    assert (factor.totp.issuer, factor.totp.user) == ("Example App", user.email)
    assert len(base64.b32decode(factor.totp.secret + "=" * (-len(factor.totp.secret) % 8))) >= 16
    uri = urlsplit(factor.totp.uri)
    assert (uri.scheme, uri.netloc) == ("otpauth", "totp")
    assert unquote(uri.path) == f"/Example App:{user.email}"
    query = parse_qs(uri.query)
    assert (query["secret"], query["issuer"]) == ([factor.totp.secret], ["Example App"])
    kind, _, picture = factor.totp.qr_code.partition(",")
    assert kind == "data:image/png;base64"
    assert base64.b64decode(picture).startswith(b"\x89PNG\r\n\x1a\n")


def test_the_secret_is_shown_once(workos, emulator, user, enrolled):
    factor = enrolled.authentication_factor
    read = workos.multi_factor_auth.get_factor(factor.id)
    assert (read.id, read.user_id, read.totp.issuer) == (factor.id, user.id, "Example App")
    listed = workos.multi_factor_auth.list_user_auth_factors(user.id)
    assert [each.id for each in listed.data] == [factor.id]
    for path in (f"/auth/factors/{factor.id}", f"/user_management/users/{user.id}/auth_factors"):
        assert factor.totp.secret.encode() not in emulator.call("GET", path).body


def test_a_right_code_is_valid_and_a_wrong_one_is_not(workos, enrolled):
    secret = enrolled.authentication_factor.totp.secret
    challenge = enrolled.authentication_challenge
    refused = workos.multi_factor_auth.verify_challenge(challenge.id, code=wrong(secret))
    assert (refused.valid, refused.challenge.id) == (False, challenge.id)
    accepted = workos.multi_factor_auth.verify_challenge(challenge.id, code=now(secret))
    assert (accepted.valid, accepted.challenge.id) == (True, challenge.id)


def test_rfc_6238_5_2_a_code_is_accepted_once(workos, enrolled):
    factor = enrolled.authentication_factor
    code = now(factor.totp.secret)
    assert workos.multi_factor_auth.verify_challenge(enrolled.authentication_challenge.id, code=code).valid
    again = workos.multi_factor_auth.challenge_factor(factor.id)
    assert not workos.multi_factor_auth.verify_challenge(again.id, code=code).valid


def test_rfc_6238_5_2_a_neighbouring_step_will_do_and_a_further_one_will_not(timed):
    workos = timed.client()
    enrolled = workos.multi_factor_auth.create_user_auth_factor("user_carol", type="totp")
    factor = enrolled.authentication_factor
    early = workos_totp.code(factor.totp.secret, time.time() + 90)
    assert not workos.multi_factor_auth.verify_challenge(enrolled.authentication_challenge.id, code=early).valid
    timed.advance(90)
    challenge = workos.multi_factor_auth.challenge_factor(factor.id)
    assert workos.multi_factor_auth.verify_challenge(challenge.id, code=early).valid
    late = workos_totp.code(factor.totp.secret, time.time() + 120)
    timed.advance(120)
    challenge = workos.multi_factor_auth.challenge_factor(factor.id)
    assert not workos.multi_factor_auth.verify_challenge(challenge.id, code=late).valid


def test_400_many_wrong_codes_end_the_challenge(workos, enrolled):
    secret = enrolled.authentication_factor.totp.secret
    with pytest.raises(BadRequestError) as refusal:
        for _ in range(20):
            workos.multi_factor_auth.verify_challenge(enrolled.authentication_challenge.id, code=wrong(secret))
    assert refusal.value.code == "one_time_code_too_many_attempts"
    with pytest.raises(BadRequestError):
        workos.multi_factor_auth.verify_challenge(enrolled.authentication_challenge.id, code=now(secret))


def test_a_secret_of_the_callers_choice(workos, user):
    enrolled = workos.multi_factor_auth.create_user_auth_factor(user.id, type="totp", totp_secret=RFC_SECRET)
    assert enrolled.authentication_factor.totp.secret.rstrip("=") == RFC_SECRET.rstrip("=")
    verified = workos.multi_factor_auth.verify_challenge(enrolled.authentication_challenge.id, code=now(RFC_SECRET))
    assert verified.valid


def test_a_factor_without_a_user(workos):
    enrolled = workos.multi_factor_auth.enroll_factor(type="totp", totp_issuer="Foo", totp_user="alan@example.com")
    challenge = workos.multi_factor_auth.challenge_factor(enrolled.id)
    assert challenge.authentication_factor_id == enrolled.id
    assert workos.multi_factor_auth.verify_challenge(challenge.id, code=now(enrolled.totp.secret)).valid


def test_a_factor_by_text_message_mails_its_code_to_the_mailbox(workos, emulator):
    enrolled = workos.multi_factor_auth.enroll_factor(type="sms", phone_number="+15005550006")
    assert (enrolled.type.value, enrolled.sms.phone_number) == ("sms", "+15005550006")
    challenge = workos.multi_factor_auth.challenge_factor(enrolled.id, sms_template="Your code is {{code}}.")
    code = emulator.mail("+15005550006", "sms_challenge")["code"]
    assert workos.multi_factor_auth.verify_challenge(challenge.id, code=code).valid


def test_a_deleted_factor_is_gone_and_no_longer_asked_for(workos, user, enrolled):
    with pytest.raises(MfaChallengeError):
        sign_in(workos, user.email)
    factor = enrolled.authentication_factor
    workos.multi_factor_auth.delete_factor(factor.id)
    for ask in (
        workos.multi_factor_auth.get_factor,
        workos.multi_factor_auth.delete_factor,
        workos.multi_factor_auth.challenge_factor,
    ):
        with pytest.raises(NotFoundError) as refusal:
            ask(factor.id)
        assert factor.id in refusal.value.message
    assert sign_in(workos, user.email).user.id == user.id


def test_404_of_a_challenge_that_is_not_there(workos):
    with pytest.raises(NotFoundError):
        workos.multi_factor_auth.verify_challenge("auth_challenge_nobody", code="123456")


@pytest.mark.parametrize(
    "body",
    [{}, {"type": "carrier-pigeon"}, {"type": "sms"}, {"type": "totp"}, {"type": "sms", "phone_number": "nonsense"}],
)
def test_422_an_enrolment_says_what_its_type_needs(workos, body):
    with pytest.raises(UnprocessableEntityError):
        workos.multi_factor_auth.enroll_factor(**{"type": None, **body})
