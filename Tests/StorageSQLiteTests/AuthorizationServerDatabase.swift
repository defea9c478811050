import GRDB

/// A database as the schema of the first authorization server had it, with those tables that have become others since, and
/// rows.
enum AuthorizationServerDatabase {
    /// Makes the file.
    static func make(at path: String) throws {
        let queue = try DatabaseQueue(path: path)
        try queue.write { database in
            try database.execute(sql: schema)
            try database.execute(sql: rows)
        }
        try queue.close()
    }

    private static let rows = """
        INSERT INTO organization VALUES ('org_b', 'Acme "Ltd" \\ é', 2000), ('org_a', 'Other', 1000);
        INSERT INTO user VALUES
            ('user_1', 'Ada@Example.com', 'ada@example.com', 1, 'Ada', NULL, '$scrypt$x', 1000, 1500),
            ('user_2', 'bob@example.com', 'bob@example.com', 0, NULL, NULL, NULL, 2000, 2000);
        INSERT INTO organization_membership VALUES
            ('om_2', 'user_1', 'org_b', 2000), ('om_1', 'user_1', 'org_a', 1000);
        INSERT INTO api_key VALUES
            ('api_key_1', 'CI', x'000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1dffff', 'org_a',
             'mcp mcp:write', 1785542400123, 3000),
            ('api_key_2', 'Bare', zeroblob(32), 'org_b', '', NULL, 4000);
        INSERT INTO sign_in_session VALUES (zeroblob(32), 'user_1', 1000, NULL, 'org_a', 9000);
        INSERT INTO client
            (id, kind, registration, name, organization_id, scopes, authentication_methods, grant_types,
             redirect_uris, application_type, is_first_party, exchange_targets, contacts, created_at, updated_at)
            VALUES
                ('client_01JA2B3C4D5E6F7G8H9JKMNPQR', 'm2m', 'configured', 'A', 'org_a', 'mcp', '[]', '[]', '[]',
                 'web', 0, '[]', '[]', 2000, 2500),
                ('client_01ja2b3c4d5e6f7g8h9jkmnpqr', 'm2m', 'configured', 'B', 'org_b', '', '[]', '[]', '[]', 'web',
                 0, '[]', '[]', 1000, 1000);
        INSERT INTO client_secret VALUES
            ('secret_1', 'client_01JA2B3C4D5E6F7G8H9JKMNPQR', zeroblob(32), NULL, 5000),
            ('secret_2', 'client_01JA2B3C4D5E6F7G8H9JKMNPQR', NULL, '$scrypt$x', 6000);
        INSERT INTO authorization_grant VALUES
            ('grant_1', 'client_01JA2B3C4D5E6F7G8H9JKMNPQR', 'user_1', NULL, '', 'a', 1, 0, NULL, 1, 2);
        """

    private static let schema = """
        CREATE TABLE grdb_migrations (identifier TEXT NOT NULL PRIMARY KEY);
        INSERT INTO grdb_migrations VALUES
            ('0001 foundation'), ('0002 authorization server'), ('0003 refusals');

        CREATE TABLE organization (
            id TEXT PRIMARY KEY NOT NULL,
            name TEXT NOT NULL,
            created_at INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX organization_name ON organization (name, created_at);

        CREATE TABLE api_key (
            id TEXT PRIMARY KEY NOT NULL,
            name TEXT NOT NULL,
            hash BLOB NOT NULL UNIQUE,
            organization_id TEXT NOT NULL REFERENCES organization (id) ON DELETE CASCADE,
            permissions TEXT NOT NULL,
            expires_at INTEGER,
            created_at INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE client (
            id TEXT PRIMARY KEY NOT NULL,
            kind TEXT NOT NULL,
            registration TEXT NOT NULL,
            name TEXT NOT NULL,
            description TEXT,
            organization_id TEXT REFERENCES organization (id) ON DELETE CASCADE,
            scopes TEXT NOT NULL,
            audience TEXT,
            authentication_methods TEXT NOT NULL,
            grant_types TEXT NOT NULL,
            redirect_uris TEXT NOT NULL,
            application_type TEXT NOT NULL,
            is_first_party INTEGER NOT NULL,
            jwks TEXT,
            jwks_uri TEXT,
            exchange_targets TEXT NOT NULL,
            client_uri TEXT,
            logo_uri TEXT,
            tos_uri TEXT,
            policy_uri TEXT,
            contacts TEXT NOT NULL,
            software_id TEXT,
            software_version TEXT,
            registration_access_token_hash BLOB,
            created_at INTEGER NOT NULL,
            updated_at INTEGER NOT NULL,
            CHECK (jwks IS NULL OR jwks_uri IS NULL)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE client_secret (
            id TEXT PRIMARY KEY NOT NULL,
            client_id TEXT NOT NULL REFERENCES client (id) ON DELETE CASCADE,
            hash BLOB,
            slow_hash TEXT,
            created_at INTEGER NOT NULL,
            CHECK ((hash IS NULL) <> (slow_hash IS NULL))
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE user (
            id TEXT PRIMARY KEY NOT NULL,
            email TEXT NOT NULL,
            email_key TEXT NOT NULL UNIQUE,
            is_email_verified INTEGER NOT NULL,
            first_name TEXT,
            last_name TEXT,
            password_hash TEXT,
            created_at INTEGER NOT NULL,
            updated_at INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE organization_membership (
            id TEXT PRIMARY KEY NOT NULL,
            user_id TEXT NOT NULL REFERENCES user (id) ON DELETE CASCADE,
            organization_id TEXT NOT NULL REFERENCES organization (id) ON DELETE CASCADE,
            created_at INTEGER NOT NULL,
            UNIQUE (user_id, organization_id)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE sign_in_session (
            hash BLOB PRIMARY KEY NOT NULL,
            user_id TEXT NOT NULL REFERENCES user (id) ON DELETE CASCADE,
            authenticated_at INTEGER NOT NULL,
            authenticated_for BLOB,
            organization_id TEXT,
            expires_at INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE authorization_grant (
            grant_id TEXT PRIMARY KEY NOT NULL,
            client_id TEXT NOT NULL,
            subject TEXT NOT NULL,
            organization_id TEXT,
            scopes TEXT NOT NULL,
            audience TEXT NOT NULL,
            authenticated_at INTEGER NOT NULL,
            allows_refresh INTEGER NOT NULL,
            nonce TEXT,
            granted_at INTEGER NOT NULL,
            expires_at INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        """
}
