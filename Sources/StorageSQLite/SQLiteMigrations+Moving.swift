extension SQLiteMigrations {
    /// Puts the rows of the old tables, oldest first, in the place where resources are.
    static let moving = """
        INSERT INTO resource
            (id, kind, fields, hidden, unique_keys, tags, parents, created_at, updated_at, version)
            SELECT id, 'organization', json_object('name', name), '{}', '[]',
                json_array(json_array('name', name)), '[]', created_at, created_at, 1
            FROM organization ORDER BY created_at, id;

        INSERT INTO resource
            (id, kind, fields, hidden, unique_keys, tags, parents, created_at, updated_at, version)
            SELECT id, 'user',
                json_object(
                    'email', email, 'email_verified', json(iif(is_email_verified, 'true', 'false')),
                    'first_name', first_name, 'last_name', last_name),
                iif(password_hash IS NULL, '{}', json_object('password_hash', password_hash)),
                json_array(json_array('email', email_key)),
                (SELECT json_group_array(json_array('organization_id', organization_id))
                    FROM organization_membership WHERE user_id = user.id),
                '[]', created_at, updated_at, 1
            FROM user ORDER BY created_at, id;

        INSERT INTO resource
            (id, kind, fields, hidden, unique_keys, tags, parents, created_at, updated_at, version)
            SELECT id, 'organization_membership',
                json_object(
                    'user_id', user_id, 'organization_id', organization_id, 'status', 'active',
                    'role', json_object('slug', 'member'), 'roles', json_array(json_object('slug', 'member')),
                    'directory_managed', json('false'), 'custom_attributes', json('{}')),
                '{}', json_array(json_array('user_organization', user_id || ' ' || organization_id)),
                json_array(
                    json_array('user_id', user_id), json_array('organization_id', organization_id),
                    json_array('status', 'active')),
                json_array(user_id, organization_id), created_at, created_at, 1
            FROM organization_membership ORDER BY created_at, id;

        INSERT INTO resource
            (id, kind, fields, hidden, unique_keys, tags, parents, created_at, updated_at, version)
            SELECT id, 'api_key',
                json_object(
                    'name', name, 'owner', json_object('type', 'organization', 'id', organization_id),
                    'obfuscated_value', 'sk_...',
                    'permissions', json(iif(permissions = '', '[]', '["' || replace(permissions, ' ', '","') || '"]')),
                    'expires_at', strftime('%Y-%m-%dT%H:%M:%fZ', expires_at / 1000.0, 'unixepoch')),
                json_object('hash', base64url(hash)), json_array(json_array('hash', base64url(hash))),
                json_array(json_array('organization_id', organization_id)), json_array(organization_id), created_at,
                created_at, 1
            FROM api_key ORDER BY created_at, id;

        INSERT INTO resource_key (kind, name, value, position)
            SELECT resource.kind, json_extract(item.value, '$[0]'), json_extract(item.value, '$[1]'), position
            FROM resource, json_each(resource.unique_keys) AS item;
        INSERT INTO resource_tag (kind, name, value, position)
            SELECT resource.kind, json_extract(item.value, '$[0]'), json_extract(item.value, '$[1]'), position
            FROM resource, json_each(resource.tags) AS item;
        INSERT INTO resource_parent (position, parent)
            SELECT resource.position, parent.position
            FROM resource, json_each(resource.parents) AS item JOIN resource AS parent ON parent.id = item.value;

        DROP TABLE organization_membership;
        DROP TABLE api_key;
        DROP TABLE user;
        DROP TABLE organization;
        """

    /// What refers to people refers to resources, and grants are found by whose they are.
    static let references = """
        CREATE TABLE new_sign_in_session (
            hash BLOB PRIMARY KEY NOT NULL,
            user_id TEXT NOT NULL REFERENCES resource (id) ON DELETE CASCADE,
            authenticated_at INTEGER NOT NULL,
            authenticated_for BLOB,
            organization_id TEXT,
            expires_at INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        INSERT INTO new_sign_in_session
            (hash, user_id, authenticated_at, authenticated_for, organization_id, expires_at)
            SELECT hash, user_id, authenticated_at, authenticated_for, organization_id, expires_at
            FROM sign_in_session;
        DROP TABLE sign_in_session;
        ALTER TABLE new_sign_in_session RENAME TO sign_in_session;
        CREATE INDEX sign_in_session_user ON sign_in_session (user_id);
        CREATE INDEX sign_in_session_expiry ON sign_in_session (expires_at);

        CREATE INDEX authorization_grant_subject ON authorization_grant (subject, granted_at);
        """
}
