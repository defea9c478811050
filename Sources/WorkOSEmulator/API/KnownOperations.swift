/// The operations that WorkOS has, emulated or not, so that a request for one that is missing can be told from a mistake.
enum KnownOperations {
    /// Whether WorkOS has it.
    static func contains(_ method: APIRequest.Method, _ path: String) -> Bool { table.find(method, path) != nil }

    private static let table = OperationTable(
        list.split(separator: "\n").flatMap { line -> [Operation] in
            let words = line.split(separator: " ")
            return words.dropFirst().compactMap { word in
                APIRequest.Method(rawValue: String(word)).map { method in
                    Operation(method, String(words[0])) { _, _ throws(APIError) in .empty() }
                }
            }
        })

    private static let list = """
        /agents/blueprints GET POST
        /agents/blueprints/{agent_blueprint_id} DELETE GET PATCH
        /agents/blueprints/{agent_blueprint_id}/tokens POST
        /agents/blueprints/{agent_blueprint_id}/tokens/validate POST
        /agents/claims/attempts PATCH
        /agents/credentials/validate POST
        /agents/instances GET
        /agents/instances/{agent_instance_id} DELETE GET
        /agents/registrations/{id} GET
        /agents/registrations/{id}/revoke POST
        /agents/sessions GET
        /agents/sessions/{agent_instance_session_id} GET
        /agents/sessions/{agent_instance_session_id}/revoke POST
        /api_keys/validations POST
        /api_keys/{id} DELETE
        /api_keys/{id}/expire POST
        /audit_logs/actions GET
        /audit_logs/actions/{action_name}/schemas GET POST
        /audit_logs/events POST
        /audit_logs/exports POST
        /audit_logs/exports/{audit_log_export_id} GET
        /auth/challenges/{id}/verify POST
        /auth/factors/enroll POST
        /auth/factors/{id} DELETE GET
        /auth/factors/{id}/challenge POST
        /authkit/oauth2/complete POST
        /authorization/groups/{group_id}/role_assignments DELETE GET PATCH POST PUT
        /authorization/groups/{group_id}/role_assignments/{role_assignment_id} DELETE GET
        /authorization/organization_memberships/{organization_membership_id}/check POST
        /authorization/organization_memberships/{organization_membership_id}/resources GET
        /authorization/organization_memberships/{organization_membership_id}/resources/{resource_id}/permissions GET
        /authorization/organization_memberships/{organization_membership_id}/resources/{resource_type_slug}/{external_id}/permissions GET
        /authorization/organization_memberships/{organization_membership_id}/role_assignments DELETE GET POST
        /authorization/organization_memberships/{organization_membership_id}/role_assignments/{role_assignment_id} DELETE
        /authorization/organizations/{organization_id}/resources/{resource_type_slug}/{external_id} DELETE GET PATCH
        /authorization/organizations/{organization_id}/resources/{resource_type_slug}/{external_id}/organization_memberships GET
        /authorization/organizations/{organization_id}/resources/{resource_type_slug}/{external_id}/role_assignments GET
        /authorization/organizations/{organization_id}/roles GET POST
        /authorization/organizations/{organization_id}/roles/{slug} DELETE GET PATCH
        /authorization/organizations/{organization_id}/roles/{slug}/permissions POST PUT
        /authorization/organizations/{organization_id}/roles/{slug}/permissions/{permission_slug} DELETE
        /authorization/permissions GET POST
        /authorization/permissions/{slug} DELETE GET PATCH
        /authorization/resources GET POST
        /authorization/resources/{resource_id} DELETE GET PATCH
        /authorization/resources/{resource_id}/organization_memberships GET
        /authorization/resources/{resource_id}/role_assignments GET
        /authorization/roles GET POST
        /authorization/roles/{slug} GET PATCH
        /authorization/roles/{slug}/permissions POST PUT
        /client/token POST
        /connect/applications GET POST
        /connect/applications/{id} DELETE GET PUT
        /connect/applications/{id}/client_secrets GET POST
        /connect/client_secrets/{id} DELETE
        /connections GET POST
        /connections/{id} DELETE GET PATCH
        /connections/{connection_id}/saml_idp_signing_certs GET POST
        /connections/{connection_id}/saml_idp_signing_certs/{certificate_id} DELETE
        /connections/{connection_id}/saml_sp_encryption_certs GET POST
        /connections/{connection_id}/saml_sp_encryption_certs/{certificate_id} DELETE
        /connections/{connection_id}/saml_sp_signing_cert GET POST
        /connections/{connection_id}/saml_sp_signing_cert/{certificate_id} DELETE
        /data-integrations GET POST
        /data-integrations/finish POST
        /data-integrations/{slug} DELETE GET PUT
        /data-integrations/{slug}/api-key POST PUT
        /data-integrations/{slug}/authorize POST
        /data-integrations/{slug}/client-credentials POST PUT
        /data-integrations/{slug}/credentials POST
        /data-integrations/{slug}/organization DELETE GET PUT
        /data-integrations/{slug}/token POST
        /directories GET
        /directories/{id} DELETE GET
        /directories/{id}/sync POST
        /directory_groups GET
        /directory_groups/{id} GET
        /directory_users GET
        /directory_users/{id} GET
        /events GET
        /feature-flags GET
        /feature-flags/{slug} GET
        /feature-flags/{slug}/disable PUT
        /feature-flags/{slug}/enable PUT
        /feature-flags/{slug}/targets/{resource_id} DELETE POST
        /organization_domains POST
        /organization_domains/{id} DELETE GET
        /organization_domains/{id}/verify POST
        /organizations GET POST
        /organizations/external_id/{external_id} GET
        /organizations/{id} DELETE GET PUT
        /organizations/{organization_id}/api_keys GET POST
        /organizations/{id}/audit_log_configuration GET
        /organizations/{id}/audit_logs_retention GET PUT
        /organizations/{organization_id}/authorized_applications GET
        /organizations/{organization_id}/connected_accounts/{slug} DELETE GET POST PUT
        /organizations/{organization_id}/data_integration_configurations GET
        /organizations/{organization_id}/data_integration_configurations/{slug} PUT
        /organizations/{organization_id}/data_providers GET
        /organizations/{organization_id}/feature-flags GET
        /organizations/{organization_id}/groups GET POST
        /organizations/{organization_id}/groups/{group_id} DELETE GET PATCH
        /organizations/{organization_id}/groups/{group_id}/organization-memberships GET PATCH POST
        /organizations/{organization_id}/groups/{group_id}/organization-memberships/{om_id} DELETE
        /organizations/{organization_id}/it_contacts GET POST
        /organizations/{organization_id}/it_contacts/{contact_id} DELETE
        /organizations/{organization_id}/it_contacts/{contact_id}/invite POST
        /organizations/{organization_id}/it_contacts/{contact_id}/revoke POST
        /passwordless/sessions POST
        /passwordless/sessions/{session_id}/send POST
        /platform/teams POST
        /platform/teams/{team_id} GET
        /portal/generate_link POST
        /portal/revoke_link POST
        /radar/attempts POST
        /radar/attempts/{id} PUT
        /radar/lists/{type}/{action} DELETE POST
        /sso/authorize GET
        /sso/jwks/{client_id} GET
        /sso/logout GET
        /sso/logout/authorize POST
        /sso/profile GET
        /sso/token POST
        /user_management/authenticate POST
        /user_management/authkit_oauth_resources GET POST
        /user_management/authkit_oauth_resources/{id} DELETE
        /user_management/authorize GET
        /user_management/authorize/device POST
        /user_management/cors_origins GET POST
        /user_management/email_verification/{id} GET
        /user_management/invitations GET POST
        /user_management/invitations/by_token/{token} GET
        /user_management/invitations/{id} GET
        /user_management/invitations/{id}/accept POST
        /user_management/invitations/{id}/resend POST
        /user_management/invitations/{id}/revoke POST
        /user_management/jwt_template GET PUT
        /user_management/magic_auth POST
        /user_management/magic_auth/{id} GET
        /user_management/organization_memberships GET POST
        /user_management/organization_memberships/{id} DELETE GET PUT
        /user_management/organization_memberships/{id}/deactivate PUT
        /user_management/organization_memberships/{om_id}/groups GET
        /user_management/organization_memberships/{id}/reactivate PUT
        /user_management/password_reset POST
        /user_management/password_reset/confirm POST
        /user_management/password_reset/{id} GET
        /user_management/radar_challenges POST
        /user_management/radar_challenges/{id} GET
        /user_management/redirect_uris GET POST
        /user_management/redirect_uris/{id} DELETE
        /user_management/sessions/logout GET
        /user_management/sessions/revoke POST
        /user_management/users GET POST
        /user_management/users/external_id/{external_id} GET
        /user_management/users/{id} DELETE GET PUT
        /user_management/users/{user_id}/api_keys GET POST
        /user_management/users/{userland_user_id}/auth_factors GET POST
        /user_management/users/{user_id}/authorized_applications GET
        /user_management/users/{user_id}/authorized_applications/{application_id} DELETE
        /user_management/users/{user_id}/connected_accounts/{slug} DELETE GET POST PUT
        /user_management/users/{user_id}/data_providers GET
        /user_management/users/{id}/email_change/confirm POST
        /user_management/users/{id}/email_change/send POST
        /user_management/users/{id}/email_verification/confirm POST
        /user_management/users/{id}/email_verification/send POST
        /user_management/users/{user_id}/feature-flags GET
        /user_management/users/{id}/identities GET
        /user_management/users/{id}/sessions GET
        /user_management/waitlist_entries/{id} DELETE
        /user_management/waitlist_entries/{id}/approve POST
        /user_management/waitlist_entries/{id}/deny POST
        /user_management/waitlists GET
        /user_management/waitlists/{id} GET
        /user_management/waitlists/{id}/entries GET POST
        /vault/v1/keys/data-key POST
        /vault/v1/keys/decrypt POST
        /vault/v1/keys/rekey POST
        /vault/v1/kv GET POST
        /vault/v1/kv/name/{name} GET
        /vault/v1/kv/{id} DELETE GET PUT
        /vault/v1/kv/{id}/metadata GET
        /vault/v1/kv/{id}/versions GET
        /webhook_endpoints GET POST
        /webhook_endpoints/{id} DELETE PATCH
        /widgets/token POST
        """
}
