"""Organizations and their domains, through the SDK."""

import pytest
from workos import BadRequestError, ConflictError, NotFoundError, UnprocessableEntityError
from workos.organizations.models import OrganizationDomainData

from workos_server import unique

pytest_plugins = ["workos_fixtures"]


def domain_data(name, state="verified"):
    return OrganizationDomainData(domain=name, state=state)


@pytest.fixture
def domain(workos, organization):
    return workos.organization_domains.create_organization_domain(
        domain=f"{unique('domain')}.example.com", organization_id=organization.id
    )


def test_an_organization_is_made_with_all_its_members_and_read_back(workos):
    external_id = unique("external")
    domains = [f"{unique('one')}.example.com", f"{unique('two')}.example.com"]
    made = workos.organizations.create_organization(
        name="Foo Corp",
        domain_data=[domain_data(domains[0]), domain_data(domains[1], "pending")],
        metadata={"tier": "diamond"},
        external_id=external_id,
    )
    assert made.id.startswith("org_") and len(made.id) == len("org_") + 26
    assert (made.name, made.metadata, made.external_id) == ("Foo Corp", {"tier": "diamond"}, external_id)
    assert {each.domain: each.state for each in made.domains} == {domains[0]: "verified", domains[1]: "pending"}
    assert all(each.id.startswith("org_domain_") and each.organization_id == made.id for each in made.domains)
    assert workos.organizations.get_organization(made.id) == made
    assert workos.organizations.get_organization_by_external_id(external_id) == made


def test_a_member_that_can_not_be_null_is_left_out_until_it_is_set(emulator, organization):
    answer = emulator.call("GET", f"/organizations/{organization.id}").json
    assert "stripe_customer_id" not in answer
    changed = emulator.call("PUT", f"/organizations/{organization.id}", {"stripe_customer_id": unique("cus")}).json
    assert changed["stripe_customer_id"].startswith("cus")


def test_what_an_update_leaves_out_stays_and_null_clears(workos):
    external_id = unique("external")
    made = workos.organizations.create_organization(name="Before", metadata={"a": "1"}, external_id=external_id)
    renamed = workos.organizations.update_organization(made.id, name="After")
    assert (renamed.name, renamed.metadata, renamed.external_id) == ("After", {"a": "1"}, external_id)
    assert renamed.updated_at >= made.updated_at and renamed.created_at == made.created_at
    cleared = workos.organizations.update_organization(made.id, metadata=None, external_id=None)
    assert (cleared.name, cleared.metadata, cleared.external_id) == ("After", {}, None)
    with pytest.raises(NotFoundError):
        workos.organizations.get_organization_by_external_id(external_id)


def test_an_update_replaces_the_domains(workos):
    one, two = f"{unique('one')}.example.com", f"{unique('two')}.example.com"
    made = workos.organizations.create_organization(name=unique("name"), domain_data=[domain_data(one)])
    changed = workos.organizations.update_organization(made.id, domain_data=[domain_data(two)])
    assert [each.domain for each in changed.domains] == [two]
    with pytest.raises(NotFoundError):
        workos.organization_domains.get_organization_domain(made.domains[0].id)


def test_a_customer_at_stripe_belongs_to_one_organization(workos, organization):
    customer = unique("cus_test")
    changed = workos.organizations.update_organization(organization.id, stripe_customer_id=customer)
    assert changed.stripe_customer_id == customer
    other = workos.organizations.create_organization(name=unique("other"))
    with pytest.raises(BadRequestError) as refusal:
        workos.organizations.update_organization(other.id, stripe_customer_id=customer)
    assert refusal.value.code == "stripe_customer_id_already_used"


def test_a_deleted_organization_is_gone_with_its_domains(workos, organization, domain):
    workos.organizations.delete_organization(organization.id)
    for ask in (workos.organizations.get_organization, workos.organizations.update_organization):
        with pytest.raises(NotFoundError) as refusal:
            ask(organization.id)
        assert refusal.value.message == f"Organization not found: '{organization.id}'."
    with pytest.raises(NotFoundError):
        workos.organization_domains.get_organization_domain(domain.id)


def test_400_an_external_id_is_used_once(workos):
    external_id = unique("external")
    workos.organizations.create_organization(name=unique("name"), external_id=external_id)
    with pytest.raises(BadRequestError) as refusal:
        workos.organizations.create_organization(name=unique("name"), external_id=external_id)
    assert refusal.value.code == "external_id_already_used"
    other = workos.organizations.create_organization(name=unique("name"))
    with pytest.raises(BadRequestError) as refusal:
        workos.organizations.update_organization(other.id, external_id=external_id)
    assert refusal.value.code == "external_id_already_used"


@pytest.mark.parametrize("metadata", [{"a": 1}, {"a": {"b": "c"}}, {"k" * 200: "v"}, {"k": "v" * 10_000}])
def test_400_metadata_is_short_texts(workos, metadata):
    with pytest.raises(BadRequestError) as refusal:
        workos.organizations.create_organization(name=unique("name"), metadata=metadata)
    assert refusal.value.code == "invalid_metadata"


@pytest.mark.parametrize("body", [{}, {"name": 1}, {"name": ""}, {"name": None}])
def test_422_an_organization_has_a_name(emulator, body):
    answer = emulator.call("POST", "/organizations", body)
    assert answer.status == 422, answer
    assert answer.json["message"]
    assert any(each.get("field") == "name" for each in answer.json["errors"]), answer


def test_409_a_domain_belongs_to_one_organization(workos, domain, organization):
    other = workos.organizations.create_organization(name=unique("other"))
    with pytest.raises(ConflictError) as refusal:
        workos.organization_domains.create_organization_domain(domain=domain.domain, organization_id=other.id)
    assert refusal.value.code == "domain_already_exists"
    with pytest.raises(ConflictError):
        workos.organizations.create_organization(name=unique("third"), domain_data=[domain_data(domain.domain)])


def test_the_list_filters_by_domains_and_searches_names(workos):
    name = unique("Searched")
    wanted = f"{unique('wanted')}.example.com"
    one = workos.organizations.create_organization(name=f"{name} one", domain_data=[domain_data(wanted)])
    two = workos.organizations.create_organization(name=f"{name} two")
    found = workos.organizations.list_organizations(domains=[wanted, "nobody.example.com"])
    assert [each.id for each in found.data] == [one.id]
    found = workos.organizations.list_organizations(search=f"{name} TWO".lower())
    assert [each.id for each in found.data] == [two.id]
    assert workos.organizations.list_organizations(domains=["nobody.example.com"]).data == []


def test_a_search_is_for_a_text_and_no_pattern(workos):
    words = unique("Pattern")
    names = [f"{words} 100% sure", f"{words} under_score", f"{words} back\\slash"]
    for name in names:
        workos.organizations.create_organization(name=name)
    for character, name in zip("%_\\", names, strict=True):
        found = workos.organizations.list_organizations(search=character, limit=100).data
        assert name in [each.name for each in found]
        assert all(character in each.name for each in found)


def test_texts_that_look_alike_are_two_external_ids(workos):
    composed = unique("caf\u00e9")
    decomposed = composed.replace("\u00e9", "e\u0301")
    made = [workos.organizations.create_organization(name="x", external_id=each) for each in (composed, decomposed)]
    found = [workos.organizations.get_organization_by_external_id(each) for each in (composed, decomposed)]
    assert found == made and made[0].id != made[1].id


def test_an_external_id_may_have_any_character(workos):
    external_id = unique("a/b c%2F?#+&=")
    made = workos.organizations.create_organization(name="x", external_id=external_id)
    assert workos.organizations.get_organization_by_external_id(external_id) == made


def test_the_list_takes_repeated_domains_as_well(emulator, workos):
    wanted = f"{unique('wanted')}.example.com"
    made = workos.organizations.create_organization(name=unique("name"), domain_data=[domain_data(wanted)])
    answer = emulator.call("GET", f"/organizations?domains={wanted}&domains=nobody.example.com")
    assert [each["id"] for each in answer.json["data"]] == [made.id]


def test_a_domain_is_made_pending_and_verified_once(workos, organization, domain):
    assert (domain.organization_id, domain.state) == (organization.id, "pending")
    assert domain.verification_token and domain.verification_prefix
    assert workos.organization_domains.get_organization_domain(domain.id) == domain
    verified = workos.organization_domains.verify_organization_domain(domain.id)
    assert (verified.id, verified.state) == (domain.id, "verified")
    assert workos.organizations.get_organization(organization.id).domains == [verified]
    with pytest.raises(BadRequestError) as refusal:
        workos.organization_domains.verify_organization_domain(domain.id)
    assert refusal.value.code == "domain_already_verified"


def test_a_deleted_domain_is_gone_and_free(workos, organization, domain):
    workos.organization_domains.delete_organization_domain(domain.id)
    with pytest.raises(NotFoundError):
        workos.organization_domains.get_organization_domain(domain.id)
    with pytest.raises(NotFoundError):
        workos.organization_domains.delete_organization_domain(domain.id)
    again = workos.organization_domains.create_organization_domain(
        domain=domain.domain, organization_id=organization.id
    )
    assert again.id != domain.id


def test_404_a_domain_needs_an_organization_that_there_is(workos):
    with pytest.raises((NotFoundError, UnprocessableEntityError)):
        workos.organization_domains.create_organization_domain(
            domain=f"{unique('domain')}.example.com", organization_id="org_nobody"
        )
