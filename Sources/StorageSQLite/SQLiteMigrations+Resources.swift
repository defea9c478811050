#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif
internal import GRDB
internal import OAuth

extension SQLiteMigrations {
    /// Organizations, people, memberships and API keys become resources like all others.
    static func makeResources(_ database: Database) throws {
        try database.execute(sql: resources)
        try database.execute(sql: clients)
        let base64url = DatabaseFunction("base64url", argumentCount: 1, pure: true) { values in
            Data.fromDatabaseValue(values[0]).map { Base64.encode(Array($0), .url) }
        }
        database.add(function: base64url)
        defer { database.remove(function: base64url) }
        try database.execute(sql: moving)
        try database.execute(sql: references)
    }

    /// What a resource is found by stands in its row, from which it is read, and in tables of its own, through which it
    /// is found. `tombstone` keeps the places of what was deleted.
    private static let resources = """
        CREATE TABLE resource (
            position INTEGER PRIMARY KEY AUTOINCREMENT,
            id TEXT NOT NULL UNIQUE,
            kind TEXT NOT NULL,
            fields TEXT NOT NULL,
            hidden TEXT NOT NULL,
            unique_keys TEXT NOT NULL,
            tags TEXT NOT NULL,
            parents TEXT NOT NULL,
            expires_at INTEGER,
            created_at INTEGER NOT NULL,
            updated_at INTEGER NOT NULL,
            version INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX resource_kind ON resource (kind, position);
        CREATE INDEX resource_expiry ON resource (expires_at) WHERE expires_at IS NOT NULL;

        CREATE TABLE resource_key (
            kind TEXT NOT NULL,
            name TEXT NOT NULL,
            value TEXT NOT NULL,
            position INTEGER NOT NULL REFERENCES resource (position) ON DELETE CASCADE,
            PRIMARY KEY (kind, name, value)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX resource_key_position ON resource_key (position);

        CREATE TABLE resource_tag (
            kind TEXT NOT NULL,
            name TEXT NOT NULL,
            value TEXT NOT NULL,
            position INTEGER NOT NULL REFERENCES resource (position) ON DELETE CASCADE,
            PRIMARY KEY (kind, name, value, position)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX resource_tag_position ON resource_tag (position, name);

        CREATE TABLE resource_parent (
            position INTEGER NOT NULL REFERENCES resource (position) ON DELETE CASCADE,
            parent INTEGER NOT NULL REFERENCES resource (position) ON DELETE CASCADE,
            PRIMARY KEY (position, parent)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX resource_parent_parent ON resource_parent (parent);

        CREATE TABLE tombstone (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            kind TEXT NOT NULL,
            id TEXT NOT NULL,
            position INTEGER NOT NULL,
            UNIQUE (kind, id)
        ) STRICT;
        CREATE TRIGGER resource_deleted AFTER DELETE ON resource BEGIN
            INSERT OR REPLACE INTO tombstone (kind, id, position) VALUES (OLD.kind, OLD.id, OLD.position);
            DELETE FROM tombstone WHERE number <= last_insert_rowid() - 20000;
        END;

        CREATE TABLE baseline (
            number INTEGER PRIMARY KEY CHECK (number = 1),
            snapshot BLOB NOT NULL
        ) STRICT;
        """

    /// Clients have a place in a list, and an identifier for their owner.
    private static let clients = """
        CREATE TABLE new_client (
            position INTEGER PRIMARY KEY AUTOINCREMENT,
            id TEXT NOT NULL UNIQUE,
            application_id TEXT NOT NULL UNIQUE,
            kind TEXT NOT NULL,
            registration TEXT NOT NULL,
            name TEXT NOT NULL,
            description TEXT,
            organization_id TEXT REFERENCES resource (id) ON DELETE CASCADE,
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
        ) STRICT;
        INSERT INTO new_client
            (id, application_id, kind, registration, name, description, organization_id, scopes, audience,
             authentication_methods, grant_types, redirect_uris, application_type, is_first_party, jwks, jwks_uri,
             exchange_targets, client_uri, logo_uri, tos_uri, policy_uri, contacts, software_id, software_version,
             registration_access_token_hash, created_at, updated_at)
            SELECT id,
                -- Two identifiers never become one: what is no ULID gets lower-case letters.
                CASE WHEN id GLOB 'client_*' AND length(id) = 33 AND substr(id, 8) NOT GLOB '*[^0-9A-Z]*'
                    THEN 'conn_app_' || substr(id, 8) ELSE 'conn_app_x' || lower(hex(id)) END,
                kind, registration, name, description, organization_id, scopes, audience, authentication_methods,
                grant_types, redirect_uris, application_type, is_first_party, jwks, jwks_uri, exchange_targets,
                client_uri, logo_uri, tos_uri, policy_uri, contacts, software_id, software_version,
                registration_access_token_hash, created_at, updated_at
            FROM client ORDER BY created_at, id;
        DROP TABLE client;
        ALTER TABLE new_client RENAME TO client;
        CREATE INDEX client_organization ON client (organization_id, position);
        CREATE TRIGGER client_deleted AFTER DELETE ON client BEGIN
            INSERT OR REPLACE INTO tombstone (kind, id, position)
                VALUES ('client', OLD.application_id, OLD.position);
            DELETE FROM tombstone WHERE number <= last_insert_rowid() - 20000;
        END;

        CREATE TABLE new_client_secret (
            id TEXT PRIMARY KEY NOT NULL,
            client_id TEXT NOT NULL REFERENCES client (id) ON DELETE CASCADE,
            hash BLOB,
            slow_hash TEXT,
            hint TEXT NOT NULL,
            last_used_at INTEGER,
            created_at INTEGER NOT NULL,
            updated_at INTEGER NOT NULL,
            CHECK ((hash IS NULL) <> (slow_hash IS NULL))
        ) STRICT, WITHOUT ROWID;
        INSERT INTO new_client_secret (id, client_id, hash, slow_hash, hint, created_at, updated_at)
            SELECT id, client_id, hash, slow_hash, '', created_at, created_at FROM client_secret;
        DROP TABLE client_secret;
        ALTER TABLE new_client_secret RENAME TO client_secret;
        CREATE INDEX client_secret_client ON client_secret (client_id, created_at);
        """
}
