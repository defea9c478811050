extension SQLiteMigrations {
    /// What the authorization server keeps. A table whose columns change in more than their number is made anew.
    static let authorizationServer = """
        CREATE TABLE new_client (
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
        INSERT INTO new_client
            (id, kind, registration, name, description, organization_id, scopes, audience, authentication_methods,
             grant_types, redirect_uris, application_type, is_first_party, exchange_targets, contacts, created_at,
             updated_at)
            SELECT id, 'm2m', 'configured', name, description, organization_id, scopes, audience,
                '["client_secret_basic","client_secret_post"]', '["client_credentials"]', '[]', 'web', 0, '[]', '[]',
                created_at, created_at
            FROM client;
        DROP TABLE client;
        ALTER TABLE new_client RENAME TO client;
        CREATE INDEX client_organization ON client (organization_id, created_at);

        CREATE TABLE new_client_secret (
            id TEXT PRIMARY KEY NOT NULL,
            client_id TEXT NOT NULL REFERENCES client (id) ON DELETE CASCADE,
            hash BLOB,
            slow_hash TEXT,
            created_at INTEGER NOT NULL,
            CHECK ((hash IS NULL) <> (slow_hash IS NULL))
        ) STRICT, WITHOUT ROWID;
        INSERT INTO new_client_secret (id, client_id, hash, created_at)
            SELECT id, client_id, hash, created_at FROM client_secret;
        DROP TABLE client_secret;
        ALTER TABLE new_client_secret RENAME TO client_secret;
        CREATE INDEX client_secret_client ON client_secret (client_id, created_at);

        CREATE TABLE new_signing_key (
            position INTEGER PRIMARY KEY,
            id TEXT NOT NULL UNIQUE,
            algorithm TEXT NOT NULL,
            key_encryption_key_id TEXT,
            wrapped_data_key BLOB,
            material BLOB NOT NULL,
            created_at INTEGER NOT NULL,
            active_from INTEGER NOT NULL
        ) STRICT;
        INSERT INTO new_signing_key
            (id, algorithm, key_encryption_key_id, wrapped_data_key, material, created_at, active_from)
            SELECT id, algorithm, key_encryption_key_id, wrapped_data_key, material, created_at, created_at
            FROM signing_key ORDER BY created_at, id;
        DROP TABLE signing_key;
        ALTER TABLE new_signing_key RENAME TO signing_key;
        CREATE INDEX signing_key_algorithm ON signing_key (algorithm, active_from);

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
        CREATE INDEX user_created ON user (created_at);

        CREATE TABLE organization_membership (
            id TEXT PRIMARY KEY NOT NULL,
            user_id TEXT NOT NULL REFERENCES user (id) ON DELETE CASCADE,
            organization_id TEXT NOT NULL REFERENCES organization (id) ON DELETE CASCADE,
            created_at INTEGER NOT NULL,
            UNIQUE (user_id, organization_id)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX organization_membership_user ON organization_membership (user_id, created_at);
        CREATE INDEX organization_membership_organization ON organization_membership (organization_id);

        CREATE TABLE external_subject (
            issuer TEXT NOT NULL,
            subject TEXT NOT NULL,
            id TEXT NOT NULL,
            created_at INTEGER NOT NULL,
            PRIMARY KEY (issuer, subject)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE sign_in_session (
            hash BLOB PRIMARY KEY NOT NULL,
            user_id TEXT NOT NULL REFERENCES user (id) ON DELETE CASCADE,
            authenticated_at INTEGER NOT NULL,
            authenticated_for BLOB,
            organization_id TEXT,
            expires_at INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX sign_in_session_user ON sign_in_session (user_id);
        CREATE INDEX sign_in_session_expiry ON sign_in_session (expires_at);
        """

    /// Grants and what comes of them. The columns of a grant have the same names wherever one is kept. A `client_id`
    /// may be one that is not in `client`: clients known by a metadata document are not kept.
    static let grants = """
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
        CREATE INDEX authorization_grant_client ON authorization_grant (client_id);
        CREATE INDEX authorization_grant_expiry ON authorization_grant (expires_at);

        CREATE TABLE authorization_code (
            hash BLOB PRIMARY KEY NOT NULL,
            grant_id TEXT NOT NULL UNIQUE,
            client_id TEXT NOT NULL,
            subject TEXT NOT NULL,
            organization_id TEXT,
            scopes TEXT NOT NULL,
            audience TEXT NOT NULL,
            authenticated_at INTEGER NOT NULL,
            allows_refresh INTEGER NOT NULL,
            nonce TEXT,
            granted_at INTEGER NOT NULL,
            redirect_uri TEXT NOT NULL,
            code_challenge TEXT NOT NULL,
            expires_at INTEGER NOT NULL,
            redeemed_at INTEGER
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX authorization_code_client ON authorization_code (client_id);
        CREATE INDEX authorization_code_expiry ON authorization_code (expires_at);

        CREATE TABLE refresh_token (
            hash BLOB PRIMARY KEY NOT NULL,
            grant_id TEXT NOT NULL REFERENCES authorization_grant (grant_id) ON DELETE CASCADE,
            expires_at INTEGER NOT NULL,
            created_at INTEGER NOT NULL,
            successor BLOB,
            kept_answer BLOB,
            fingerprint BLOB,
            grace_ends INTEGER
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX refresh_token_grant ON refresh_token (grant_id);
        CREATE INDEX refresh_token_expiry ON refresh_token (expires_at);
        CREATE INDEX refresh_token_in_grace ON refresh_token (successor) WHERE kept_answer IS NOT NULL;

        CREATE TABLE device_authorization (
            hash BLOB PRIMARY KEY NOT NULL,
            user_code TEXT NOT NULL UNIQUE,
            client_id TEXT NOT NULL,
            scopes TEXT NOT NULL,
            audience TEXT NOT NULL,
            interval INTEGER NOT NULL,
            expires_at INTEGER NOT NULL,
            created_at INTEGER NOT NULL,
            last_polled_at INTEGER,
            decision TEXT
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX device_authorization_client ON device_authorization (client_id);
        CREATE INDEX device_authorization_expiry ON device_authorization (expires_at);

        CREATE TABLE device_approval (
            hash BLOB PRIMARY KEY NOT NULL REFERENCES device_authorization (hash) ON DELETE CASCADE,
            grant_id TEXT NOT NULL UNIQUE,
            client_id TEXT NOT NULL,
            subject TEXT NOT NULL,
            organization_id TEXT,
            scopes TEXT NOT NULL,
            audience TEXT NOT NULL,
            authenticated_at INTEGER NOT NULL,
            allows_refresh INTEGER NOT NULL,
            nonce TEXT,
            granted_at INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE revocation (
            sequence INTEGER PRIMARY KEY AUTOINCREMENT,
            id TEXT NOT NULL UNIQUE,
            expires_at INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX revocation_expiry ON revocation (expires_at);

        CREATE TABLE consent (
            user_id TEXT NOT NULL,
            client_id TEXT NOT NULL,
            resource TEXT NOT NULL,
            redirect_host TEXT NOT NULL,
            scopes TEXT NOT NULL,
            updated_at INTEGER NOT NULL,
            PRIMARY KEY (user_id, client_id, resource, redirect_host)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX consent_client ON consent (client_id);

        CREATE TABLE used_assertion (
            issuer TEXT NOT NULL,
            jti TEXT NOT NULL,
            expires_at INTEGER NOT NULL,
            PRIMARY KEY (issuer, jti)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX used_assertion_expiry ON used_assertion (expires_at);

        CREATE TABLE audit_event (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            action TEXT NOT NULL,
            occurred_at INTEGER NOT NULL,
            client_id TEXT,
            subject TEXT,
            grant_id TEXT,
            address TEXT,
            details TEXT NOT NULL
        ) STRICT;
        CREATE INDEX audit_event_time ON audit_event (occurred_at);
        """
}
