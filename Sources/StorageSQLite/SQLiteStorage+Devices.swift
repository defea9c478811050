internal import GRDB
package import OAuth
package import Storage

extension SQLiteStorage {
    package func insert(_ authorization: DeviceAuthorization) async throws(StorageError) {
        try await write { database in
            try database.insert(
                [
                    "hash": authorization.hash.blob, "user_code": authorization.userCode,
                    "client_id": authorization.clientID, "scopes": authorization.scopes.parameter,
                    "audience": authorization.audience,
                    "interval": authorization.interval, "expires_at": authorization.expiresAt.milliseconds,
                    "created_at": authorization.createdAt.milliseconds,
                ], into: "device_authorization")
        }
    }

    package func deviceAuthorization(
        userCode: String, at now: Timestamp
    ) async throws(StorageError) -> DeviceAuthorization? {
        try await read { try $0.undecided(userCode: userCode, at: now) }
    }

    package func waitingDevice(
        deviceCodeHash: SecretHash, clientID: String, at now: Timestamp
    ) async throws(StorageError) -> WaitingDevice? {
        try await read { database in
            let hash = deviceCodeHash.blob
            let found = try database.first(
                "SELECT * FROM device_authorization WHERE hash = ? AND client_id = ? AND expires_at > ?",
                [hash, clientID, now.milliseconds], DeviceAuthorization.init)
            guard let found else { return nil }
            let approved = try database.first("SELECT * FROM device_approval WHERE hash = ?", [hash], Grant.init)
            return WaitingDevice(authorization: found, approved: approved)
        }
    }

    package func decide(
        _ decision: DeviceDecision, userCode: String, at now: Timestamp
    ) async throws(StorageError) -> Bool {
        try await write { database in
            guard let authorization = try database.undecided(userCode: userCode, at: now) else { return false }
            let hash = authorization.hash.blob
            let word: Decision
            switch decision {
            case .denied: word = .denied
            case .approved(let grant):
                word = .approved
                try database.insert(["hash": hash] + grant.columns, into: "device_approval")
            }
            try database.change(
                "UPDATE device_authorization SET decision = ? WHERE hash = ?", [word.rawValue, hash])
            return true
        }
    }

    package func poll(
        deviceCodeHash: SecretHash, clientID: String, refreshToken: NewRefreshToken?, at now: Timestamp
    ) async throws(StorageError) -> DevicePoll {
        try await write { database in
            let hash = deviceCodeHash.blob
            let found = try database.first(
                "SELECT * FROM device_authorization WHERE hash = ? AND client_id = ?", [hash, clientID],
                PolledDevice.init)
            guard let device = found else { return .unknown }
            guard now < device.authorization.expiresAt else { return .expired }
            // Of polls that overtake each other, the later time counts.
            let polledAt = max(now, device.lastPolledAt ?? now)
            if let earlier = device.lastPolledAt, now < earlier.adding(seconds: device.authorization.interval) {
                try database.change(
                    "UPDATE device_authorization SET interval = interval + 5, last_polled_at = ? WHERE hash = ?",
                    [polledAt.milliseconds, hash])
                return .slowDown
            }
            if device.decision == .approved, let refreshToken {
                let approved = try database.first("SELECT * FROM device_approval WHERE hash = ?", [hash], Grant.init)
                guard let grant = approved else { throw StorageError(.corrupt, "an approval has no grant") }
                try database.keep(grant, with: refreshToken, at: now)
                try database.remove("DELETE FROM device_authorization WHERE hash = ?", [hash])
                return .approved(grant)
            }
            try database.change(
                "UPDATE device_authorization SET last_polled_at = ? WHERE hash = ?", [polledAt.milliseconds, hash])
            return device.decision == .denied ? .denied : .pending
        }
    }
}

/// What is kept of a `DeviceDecision`; an approved grant is a row of its own.
private enum Decision: String {
    case denied
    case approved
}

/// A device authorization as a poll needs it.
private struct PolledDevice {
    let authorization: DeviceAuthorization
    let lastPolledAt: Timestamp?
    let decision: Decision?

    init(_ row: Row) throws {
        authorization = try DeviceAuthorization(row)
        lastPolledAt = try row.optionalTimestamp("last_polled_at")
        let word: String? = try row.value("decision")
        decision = try word == nil ? nil : row.name("decision")
    }
}

extension Database {
    fileprivate func undecided(userCode: String, at now: Timestamp) throws -> DeviceAuthorization? {
        try first(
            "SELECT * FROM device_authorization WHERE user_code = ? AND decision IS NULL AND expires_at > ?",
            [userCode, now.milliseconds], DeviceAuthorization.init)
    }
}

extension DeviceAuthorization {
    fileprivate init(_ row: Row) throws {
        self.init(
            hash: try row.hash("hash"), userCode: try row.value("user_code"), clientID: try row.value("client_id"),
            scopes: try row.scopes("scopes"), audience: try row.value("audience"),
            interval: try row.value("interval"),
            expiresAt: try row.timestamp("expires_at"), createdAt: try row.timestamp("created_at"))
    }
}
