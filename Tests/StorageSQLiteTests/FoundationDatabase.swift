import GRDB

/// A database as the first released schema had it, with rows.
enum FoundationDatabase {
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
        INSERT INTO organization VALUES ('org_1', 'Acme', 1000), ('org_2', 'Other', 2000);
        INSERT INTO client VALUES
            ('client_1', 'Agent', 'Does things', 'org_1', 'mcp mcp:write', 'https://api.example.com', 3000),
            ('client_2', 'Bare', NULL, 'org_2', '', NULL, 4000);
        INSERT INTO client_secret VALUES
            ('secret_1', 'client_1', zeroblob(32), 5000), ('secret_2', 'client_2', zeroblob(32), 6000);
        INSERT INTO api_key VALUES ('api_key_1', 'CI', zeroblob(32), 'org_1', 'mcp', NULL, 7000);
        INSERT INTO signing_key VALUES
            ('kid_b', 'RS256', NULL, NULL, x'01', 8000), ('kid_a', 'RS256', 'k1', x'02', x'03', 9000);
        INSERT INTO credential VALUES
            ('https://app.example.com', 'user_1', 'server', 'id_1', 'k1', x'01', x'02', NULL,
             'https://auth.example.com/token', NULL, NULL, NULL, NULL, 10000, 11000);
        """

    private static let schema = """
        CREATE TABLE grdb_migrations (identifier TEXT NOT NULL PRIMARY KEY);
        INSERT INTO grdb_migrations VALUES ('0001 foundation');

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
        """
}
