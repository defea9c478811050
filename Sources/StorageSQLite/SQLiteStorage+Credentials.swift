internal import GRDB
internal import OAuth
package import Storage

extension SQLiteStorage {
    package func upsert(_ credential: Credential) async throws(StorageError) {
        try checkStorable(credential.owner)
        try await write { database in
            try database.execute(
                sql: """
                    INSERT INTO credential
                        (issuer, user, server, id, key_encryption_key_id, wrapped_data_key, refresh_token,
                         client_secret, token_endpoint, client_id, authentication_method, scopes,
                         client_secret_expires_at, created_at, updated_at)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                    ON CONFLICT (issuer, user, server) DO UPDATE SET
                        id = excluded.id, key_encryption_key_id = excluded.key_encryption_key_id,
                        wrapped_data_key = excluded.wrapped_data_key, refresh_token = excluded.refresh_token,
                        client_secret = excluded.client_secret, token_endpoint = excluded.token_endpoint,
                        client_id = excluded.client_id, authentication_method = excluded.authentication_method,
                        scopes = excluded.scopes, client_secret_expires_at = excluded.client_secret_expires_at,
                        updated_at = excluded.updated_at
                    """,
                arguments: [
                    credential.owner.issuer, credential.owner.user, credential.owner.server, credential.id,
                    credential.keyEncryptionKeyID, credential.wrappedDataKey.blob, credential.refreshToken.blob,
                    credential.clientSecret?.blob, credential.tokenEndpoint, credential.clientID,
                    credential.authenticationMethod, credential.scopes,
                    credential.clientSecretExpiresAt?.milliseconds, credential.createdAt.milliseconds,
                    credential.updatedAt.milliseconds,
                ])
        }
    }

    package func credential(of owner: CredentialOwner) async throws(StorageError) -> Credential? {
        try checkStorable(owner)
        return try await read { database in
            try Row.fetchOne(
                database, sql: "SELECT * FROM credential WHERE issuer = ? AND user = ? AND server = ?",
                arguments: [owner.issuer, owner.user, owner.server]
            ).map { row in
                Credential(
                    id: try row.value("id"), owner: owner,
                    keyEncryptionKeyID: try row.value("key_encryption_key_id"),
                    wrappedDataKey: try row.blob("wrapped_data_key"), refreshToken: try row.blob("refresh_token"),
                    clientSecret: try row.optionalBlob("client_secret"),
                    tokenEndpoint: try row.value("token_endpoint"), clientID: row["client_id"],
                    authenticationMethod: row["authentication_method"], scopes: row["scopes"],
                    clientSecretExpiresAt: try row.optionalTimestamp("client_secret_expires_at"),
                    createdAt: try row.timestamp("created_at"), updatedAt: try row.timestamp("updated_at"))
            }
        }
    }

    @discardableResult
    package func deleteCredential(of owner: CredentialOwner) async throws(StorageError) -> Bool {
        try checkStorable(owner)
        return try await write { database in
            try database.execute(
                sql: "DELETE FROM credential WHERE issuer = ? AND user = ? AND server = ?",
                arguments: [owner.issuer, owner.user, owner.server])
            return database.changesCount > 0
        }
    }

    private func checkStorable(_ owner: CredentialOwner) throws(StorageError) {
        for text in [owner.issuer, owner.user, owner.server] where text.utf8.contains(0) {
            throw StorageError(.unstorableText, "the owner of a credential has a NUL")
        }
    }
}
