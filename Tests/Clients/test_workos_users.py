"""Users, through the SDK."""

import pytest
from workos import BadRequestError, NotFoundError
from workos._errors import AuthenticationError
from workos.user_management import PasswordHashed, PasswordPlaintext

from workos_people import sign_in
from workos_server import address, imported, unique
from workos_setup import ACME, PASSWORD

pytest_plugins = ["workos_fixtures"]


def test_a_user_is_made_with_all_its_members_and_read_back(workos):
    email, external_id = address("marcelina"), unique("external")
    made = workos.user_management.create_user(
        email=email,
        first_name="Marcelina",
        last_name="Davis",
        email_verified=True,
        metadata={"timezone": "America/New_York"},
        external_id=external_id,
    )
    assert made.id.startswith("user_") and len(made.id) == len("user_") + 26
    assert (made.email, made.first_name, made.last_name, made.email_verified) == (email, "Marcelina", "Davis", True)
    assert (made.external_id, made.metadata) == (external_id, {"timezone": "America/New_York"})
    assert (made.last_sign_in_at, made.profile_picture_url) == (None, None)
    read = workos.user_management.get_user(made.id)
    assert read.to_dict() == {name: value for name, value in made.to_dict().items() if name in read.to_dict()}
    assert workos.user_management.get_user_by_external_id(external_id) == read


def test_an_address_alone_is_enough_and_is_not_verified(workos):
    made = workos.user_management.create_user(email=address())
    assert (made.first_name, made.last_name, made.email_verified, made.external_id) == (None, None, False, None)


@pytest.mark.parametrize(
    "name",
    [
        "first_name",
        "last_name",
        "name",
        "email_verified",
        "metadata",
        "external_id",
        "ip_address",
        "user_agent",
        "password",
    ],
)
def test_null_is_as_good_as_nothing(emulator, name):
    answer = emulator.call("POST", "/user_management/users", {"email": address(), name: None})
    assert answer.status == 201, answer
    assert (answer.json["email_verified"], answer.json["first_name"]) == (False, None)


def test_what_an_update_leaves_out_stays_and_null_clears(workos):
    external_id = unique("external")
    made = workos.user_management.create_user(
        email=address(), first_name="Ada", metadata={"a": "1"}, external_id=external_id
    )
    changed = workos.user_management.update_user(made.id, last_name="Lovelace", email_verified=True, locale="en-US")
    assert (changed.first_name, changed.last_name, changed.email_verified) == ("Ada", "Lovelace", True)
    assert (changed.metadata, changed.external_id, changed.locale) == ({"a": "1"}, external_id, "en-US")
    cleared = workos.user_management.update_user(made.id, metadata=None, external_id=None, locale=None)
    assert (cleared.metadata or {}, cleared.external_id, cleared.locale) == ({}, None, None)


def test_a_changed_address_is_not_verified(workos, user):
    email = address("changed")
    changed = workos.user_management.update_user(user.id, email=email)
    assert (changed.email, changed.email_verified) == (email, False)


def test_a_deleted_user_is_gone_and_can_not_sign_in(workos, user):
    tokens = sign_in(workos, user.email)
    workos.user_management.delete_user(user.id)
    with pytest.raises(NotFoundError) as refusal:
        workos.user_management.get_user(user.id)
    assert refusal.value.message == f"User not found: '{user.id}'."
    with pytest.raises((BadRequestError, AuthenticationError)):
        workos.user_management.authenticate_with_password(email=user.email, password=PASSWORD)
    with pytest.raises(BadRequestError):
        workos.user_management.authenticate_with_refresh_token(refresh_token=tokens.refresh_token)


@pytest.mark.parametrize("method, path", [("GET", ""), ("PUT", ""), ("DELETE", ""), ("GET", "/identities")])
def test_404_of_a_user_who_is_not_there(emulator, method, path):
    answer = emulator.call(method, f"/user_management/users/user_nobody{path}", {} if method == "PUT" else None)
    assert answer.status == 404, answer
    assert answer.json["message"] == "User not found: 'user_nobody'."


def test_400_an_address_belongs_to_one_user_whatever_its_case(workos, user):
    with pytest.raises(BadRequestError) as refusal:
        workos.user_management.create_user(email=user.email.upper())
    assert refusal.value.code == "user_creation_error"
    assert [each["code"] for each in refusal.value.errors] == ["email_not_available"]


def test_400_an_external_id_belongs_to_one_user(workos, user):
    external_id = unique("external")
    workos.user_management.create_user(email=address(), external_id=external_id)
    with pytest.raises(BadRequestError) as refusal:
        workos.user_management.update_user(user.id, external_id=external_id)
    assert refusal.value.code == "external_id_already_used"


def test_400_an_update_to_somebody_elses_address(workos, user):
    other = workos.user_management.create_user(email=address())
    with pytest.raises(BadRequestError) as refusal:
        workos.user_management.update_user(user.id, email=other.email)
    assert refusal.value.code == "email_not_available"


def test_400_a_weak_password_with_every_reason(workos, user):
    for password in ("short", "password"):
        with pytest.raises(BadRequestError) as refusal:
            workos.user_management.create_user(email=address(), password=PasswordPlaintext(password=password))
        assert refusal.value.code == "password_strength_error"
        assert all(each["code"] and each["message"] for each in refusal.value.errors) and refusal.value.errors
        with pytest.raises(BadRequestError) as refusal:
            workos.user_management.update_user(user.id, password=PasswordPlaintext(password=password))
        assert refusal.value.code == "password_strength_error"


def test_400_a_password_and_a_hash_exclude_each_other(emulator):
    kept = imported(PASSWORD)
    body = {"email": address(), "password": PASSWORD, "password_hash": kept.password_hash}
    body["password_hash_type"] = kept.password_hash_type
    answer = emulator.call("POST", "/user_management/users", body)
    assert (answer.status, answer.json["code"]) == (400, "password_and_password_hash_provided")


def test_400_metadata_is_short_texts(emulator):
    answer = emulator.call("POST", "/user_management/users", {"email": address(), "metadata": {"a": 1}})
    assert (answer.status, answer.json["code"]) == (400, "invalid_metadata")


@pytest.mark.parametrize("body", [{}, {"email": 1}, {"email": "no address"}, {"email": "a@b.example", "first_name": 1}])
def test_422_a_user_has_an_address_and_texts_for_names(emulator, body):
    answer = emulator.call("POST", "/user_management/users", body)
    assert (answer.status, answer.json["code"]) in ((422, "invalid_request_parameters"), (400, "user_creation_error"))
    assert answer.json["message"]


def test_an_imported_hash_signs_in(workos):
    made = workos.user_management.create_user(
        email=address(),
        email_verified=True,
        password=imported(PASSWORD),
    )
    for _ in range(2):
        signed_in = workos.user_management.authenticate_with_password(email=made.email, password=PASSWORD)
        assert signed_in.user.id == made.id
    with pytest.raises((BadRequestError, AuthenticationError)):
        workos.user_management.authenticate_with_password(email=made.email, password=PASSWORD + "!")


@pytest.mark.parametrize("kind", ["bcrypt", "ssha", "ssha256", "scrypt", "pbkdf2", "argon2", "firebase-scrypt"])
def test_400_a_hash_that_is_none_of_its_type(workos, kind):
    with pytest.raises(BadRequestError) as refusal:
        workos.user_management.create_user(
            email=address(), password=PasswordHashed(password_hash="$nonsense$", password_hash_type=kind)
        )
    assert refusal.value.code == "invalid_password_hash"


def test_a_new_password_takes_the_place_of_the_old_one(workos, user):
    changed = PASSWORD + " changed"
    workos.user_management.update_user(user.id, password=PasswordPlaintext(password=changed))
    with pytest.raises((BadRequestError, AuthenticationError)):
        workos.user_management.authenticate_with_password(email=user.email, password=PASSWORD)
    assert workos.user_management.authenticate_with_password(email=user.email, password=changed).user.id == user.id


def test_no_answer_shows_anything_of_a_password(emulator, user):
    answer = emulator.call("GET", f"/user_management/users/{user.id}")
    assert b"password" not in answer.body and b"hash" not in answer.body


def test_the_list_filters_by_address_and_by_organization(workos, user, organization):
    found = workos.user_management.list_users(email=user.email.upper())
    assert [each.id for each in found.data] == [user.id]
    assert workos.user_management.list_users(organization_id=organization.id).data == []
    workos.organization_membership.create_organization_membership(user_id=user.id, organization_id=organization.id)
    found = workos.user_management.list_users(organization_id=organization.id)
    assert [each.id for each in found.data] == [user.id]
    assert user.id not in [each.id for each in workos.user_management.list_users(organization_id=ACME, limit=100).data]


def test_an_address_with_a_plus_is_found(workos):
    email = address("ada+tag")
    made = workos.user_management.create_user(email=email)
    assert [each.id for each in workos.user_management.list_users(email=email).data] == [made.id]


def test_a_user_who_never_used_a_provider_has_no_identities(workos, user):
    assert workos.user_management.get_user_identities(user.id) == []


def test_last_sign_in_at_is_recorded(workos, user):
    assert user.last_sign_in_at is None
    sign_in(workos, user.email)
    assert workos.user_management.get_user(user.id).last_sign_in_at is not None
