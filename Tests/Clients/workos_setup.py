"""The organizations, people, roles and connections that the tests of the WorkOS-compatible API find, as a seed."""

CLIENT_ID = "client_01HZBC6N1EB1ZY7KG32X0000AA"
CALLBACK = "https://app.example.com/callback"
PASSWORD = "correct horse battery staple"
ACME, GLOBEX = "org_01HZBC6N1EB1ZY7KG32X00ACME", "org_01HZBC6N1EB1ZY7KG32X0G10BE"
CONNECTION = "conn_01HZBC6N1EB1ZY7KG32X000SS0"
ADMIN_PERMISSIONS = ["reports:read", "reports:write"]
LOGIN_URI = "https://login.example.com/sign-in"

THIRD_PARTY = {
    "name": "Third party",
    "type": "oauth",
    "client_id": "client_third_party",
    "client_secret": "third-party-secret-" + "t" * 32,
    "redirect_uris": ["https://third.example.com/callback"],
}
# Its people sign in at the application, not here.
STANDALONE = {
    "name": "Standalone",
    "type": "oauth",
    "client_id": "client_standalone",
    "client_secret": "standalone-secret-" + "s" * 32,
    "redirect_uris": ["https://standalone.example.com/callback"],
    "login_uri": LOGIN_URI,
}

SEED = {
    "permissions": [{"slug": slug, "name": slug} for slug in ADMIN_PERMISSIONS],
    "roles": [
        {"slug": "member", "name": "Member", "permissions": ["reports:read"]},
        {"slug": "admin", "name": "Admin", "permissions": ADMIN_PERMISSIONS},
    ],
    "organizations": [
        {"id": ACME, "name": "Acme", "domains": [{"domain": "acme.example.com", "state": "verified"}]},
        {"id": GLOBEX, "name": "Globex"},
    ],
    "users": [
        {
            "id": "user_ada",
            "email": "ada@acme.example.com",
            "first_name": "Ada",
            "last_name": "Lovelace",
            "email_verified": True,
            "password": PASSWORD,
            "memberships": [{"organization_id": ACME, "role": "admin"}],
        },
        {
            "id": "user_bob",
            "email": "bob@example.com",
            "email_verified": True,
            "password": PASSWORD,
            "memberships": [{"organization_id": ACME}, {"organization_id": GLOBEX, "role": "admin"}],
        },
        {"id": "user_carol", "email": "carol@example.com", "email_verified": True, "password": PASSWORD},
    ],
    "connections": [
        {
            "id": CONNECTION,
            "name": "Acme SSO",
            "connection_type": "GenericOIDC",
            "organization_id": ACME,
            "domains": ["acme.example.com"],
            "profiles": [
                {
                    "idp_id": "idp-1",
                    "email": "grace@acme.example.com",
                    "first_name": "Grace",
                    "last_name": "Hopper",
                    "groups": ["engineers"],
                },
                {"idp_id": "idp-2", "email": "hedy@acme.example.com", "first_name": "Hedy", "last_name": "Lamarr"},
            ],
        }
    ],
    "redirectUris": [{"uri": CALLBACK}, {"uri": "http://127.0.0.1/callback"}],
    "connectApplications": [
        {
            "name": "Acme agent",
            "type": "m2m",
            "organization_id": ACME,
            "client_id": "client_agent",
            "client_secret": "agent-secret-" + "a" * 32,
            "scopes": ["reports:read", "reports:write"],
            "audience": "https://reports.example.com",
        },
        THIRD_PARTY,
        STANDALONE,
    ],
}
