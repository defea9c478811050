package import JSON

/// What a device shows its user and polls with (RFC 8628 §3.2).
package struct DeviceAuthorizationResponse: Sendable {
    package var deviceCode: Secret
    /// As it is shown: see `UserCode`.
    package var userCode: String
    package var verificationURI: String
    /// With the user code in it, for a picture that a phone reads.
    package var verificationURIComplete: String
    /// Seconds that both codes live.
    package var expiresIn: Int64
    /// Seconds between two polls.
    package var interval: Int64

    package init(
        deviceCode: Secret, userCode: String, verificationURI: String, verificationURIComplete: String,
        expiresIn: Int64, interval: Int64
    ) {
        self.deviceCode = deviceCode
        self.userCode = userCode
        self.verificationURI = verificationURI
        self.verificationURIComplete = verificationURIComplete
        self.expiresIn = expiresIn
        self.interval = interval
    }

    /// The body, with the device code in clear: it goes to the device that asked and nowhere else.
    package var json: JSONValue {
        [
            "device_code": .string(deviceCode.revealed()), "user_code": .string(userCode),
            "verification_uri": .string(verificationURI),
            "verification_uri_complete": .string(verificationURIComplete), "expires_in": .integer(expiresIn),
            "interval": .integer(interval),
        ]
    }
}
