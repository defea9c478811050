import JOSE
import JSON
import OAuth
import Testing

@Suite("Known answers of the RFCs")
struct KnownAnswerTests {
    private func key(_ json: JSONValue) throws -> JSONWebKey { try #require(JSONWebKey(json: json)) }

    /// Checks a compact JWS, and that it no longer holds with one bit of its payload or signature changed.
    private func verify(_ jws: String, _ key: JSONWebKey) throws {
        let parts = jws.split(separator: ".")
        let signed = Array("\(parts[0]).\(parts[1])".utf8)
        var signature = try #require(Base64.decode(String(parts[2]), .url))
        #expect(key.key.isValid(signature: signature, over: signed))
        var other = signed
        other[other.count - 1] ^= 1
        #expect(!key.key.isValid(signature: signature, over: other))
        signature[0] ^= 1
        #expect(!key.key.isValid(signature: signature, over: signed))
    }

    private static let payload =
        "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ"

    @Test("RFC 7515 appendix A.2: RS256")
    func rs256() throws {
        let key = try key([
            "kty": "RSA", "e": "AQAB",
            "n": .string(
                "ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SF"
                    + "d2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo"
                    + "7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkM"
                    + "Ls91kzk2PAcDTW9gb54h4FRWyuXpoQ"),
        ])
        let signature =
            "cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CU"
            + "Ar7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_d"
            + "O--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0ig"
            + "cN_IoypGlUPQGe77Rw"
        let token = "eyJhbGciOiJSUzI1NiJ9.\(KnownAnswerTests.payload).\(signature)"
        try verify(token, key)
        #expect(UnverifiedToken(compact: token.utf8)?.claimedIssuer == "joe")
        #expect(UnverifiedToken(compact: token.utf8)?.claims["exp"] == 1_300_819_380)
    }

    @Test("RFC 7515 appendix A.3: ES256")
    func es256() throws {
        let key = try key([
            "kty": "EC", "crv": "P-256", "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
            "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
        ])
        let signature = "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q"
        try verify("eyJhbGciOiJFUzI1NiJ9.\(KnownAnswerTests.payload).\(signature)", key)
    }

    private static let edwards: JSONValue = [
        "kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo",
    ]

    @Test("RFC 8037 appendix A.4: Ed25519")
    func ed25519() throws {
        try verify(
            "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc."
                + "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg",
            key(KnownAnswerTests.edwards))
    }

    @Test("RFC 8037 appendix A.3: the thumbprint of an Ed25519 key")
    func edwardsThumbprint() throws {
        #expect(try key(KnownAnswerTests.edwards).thumbprint == "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k")
    }

    @Test("RFC 7638 §3.1: the thumbprint of an RSA key, for which optional members do not count")
    func rsaThumbprint() throws {
        let key = try key([
            "kty": "RSA", "e": "AQAB", "alg": "RS256", "kid": "2011-04-29",
            "n": .string(
                "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiF"
                    + "V4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9"
                    + "c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1"
                    + "jF44-csFCur-kEgU8awapJzKnqDKgw"),
        ])
        #expect(key.keyID == "2011-04-29")
        #expect(key.thumbprint == "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs")
    }
}
