internal import GRDB

/// The schema, as the list of changes that made it. A change that has been released is never altered.
enum SQLiteMigrations {
    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("0001 foundation") { database in
            try database.execute(
                sql: """
                    CREATE TABLE organization (
                        id TEXT PRIMARY KEY NOT NULL,
                        name TEXT NOT NULL,
                        created_at INTEGER NOT NULL
                    ) STRICT, WITHOUT ROWID;
                    CREATE INDEX organization_name ON organization (name, created_at);

                    CREATE TABLE client (
                        id TEXT PRIMARY KEY NOT NULL,
                        name TEXT NOT NULL,
                        description TEXT,
                        organization_id TEXT NOT NULL REFERENCES organization (id) ON DELETE CASCADE,
                        scopes TEXT NOT NULL,
                        audience TEXT,
                        created_at INTEGER NOT NULL
                    ) STRICT, WITHOUT ROWID;
                    CREATE INDEX client_organization ON client (organization_id, created_at);

                    CREATE TABLE client_secret (
                        id TEXT PRIMARY KEY NOT NULL,
                        client_id TEXT NOT NULL REFERENCES client (id) ON DELETE CASCADE,
                        hash BLOB NOT NULL,
                        created_at INTEGER NOT NULL
                    ) STRICT, WITHOUT ROWID;
                    CREATE INDEX client_secret_client ON client_secret (client_id, created_at);

                    CREATE TABLE api_key (
                        id TEXT PRIMARY KEY NOT NULL,
                        name TEXT NOT NULL,
                        hash BLOB NOT NULL UNIQUE,
                        organization_id TEXT NOT NULL REFERENCES organization (id) ON DELETE CASCADE,
                        permissions TEXT NOT NULL,
                        expires_at INTEGER,
                        created_at INTEGER NOT NULL
                    ) STRICT, WITHOUT ROWID;

                    CREATE TABLE signing_key (
                        id TEXT PRIMARY KEY NOT NULL,
                        algorithm TEXT NOT NULL,
                        key_encryption_key_id TEXT,
                        wrapped_data_key BLOB,
                        material BLOB NOT NULL,
                        created_at INTEGER NOT NULL
                    ) STRICT, WITHOUT ROWID;

                    CREATE TABLE credential (
                        issuer TEXT NOT NULL,
                        user TEXT NOT NULL,
                        server TEXT NOT NULL,
                        id TEXT NOT NULL UNIQUE,
                        key_encryption_key_id TEXT NOT NULL,
                        wrapped_data_key BLOB NOT NULL,
                        refresh_token BLOB NOT NULL,
                        client_secret BLOB,
                        token_endpoint TEXT NOT NULL,
                        client_id TEXT,
                        authentication_method TEXT,
                        scopes TEXT,
                        client_secret_expires_at INTEGER,
                        created_at INTEGER NOT NULL,
                        updated_at INTEGER NOT NULL,
                        PRIMARY KEY (issuer, user, server)
                    ) STRICT, WITHOUT ROWID;
                    CREATE INDEX credential_key ON credential (key_encryption_key_id);
                    """)
        }
        migrator.registerMigration("0002 authorization server") { database in
            try database.execute(sql: authorizationServer)
            try database.execute(sql: grants)
        }
        // Refusals are removed long before the events between them.
        migrator.registerMigration("0003 refusals") { database in
            try database.execute(
                sql: """
                    CREATE INDEX audit_event_refusal ON audit_event (occurred_at) WHERE action LIKE '%.refused'
                    """)
        }
        migrator.registerMigration("0004 resources", migrate: makeResources)
        return migrator
    }
}
