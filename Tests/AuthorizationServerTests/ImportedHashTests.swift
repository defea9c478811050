import AuthorizationServer
import OAuth
import Storage
import TestSupport
import Testing

/// A hash as another system hands it over, and the password that it was made from.
struct ImportedHash: Sendable, CustomTestStringConvertible {
    var type: ImportedHashType
    var text: String
    var password: String
    var position = SaltPosition.suffix

    var testDescription: String { "\(type.rawValue): \(text.prefix(40))" }
}

extension ImportedHash {
    static let firebaseKey =
        "jxspr8Ki0RYycVU8zykbdLGjFQ3McFUH0uiiTvC8pVMXAn210wjLNmdZJzxUECKbm0QsEmYUSDzZvpjeJ9WmXA=="
    static let firebaseDigest =
        "lSrfV15cpx95/sZS2W9c9Kp6i/LVgQNDNC/qzrCnh1SAyZvqmZqAjTdn3aoItz+VHjoZilo78198JAdRuid5lQ=="
    static let scryptDigest =
        "cCO9yzr9c0hGHAbNgf046/2o+7qQT44+qbVD9lRdofLVQylVYT8Pz2LUlwUkKpr55h6F3A1lHkDfzwF7RVdYhw"

    static let vectors: [ImportedHash] =
        bcrypt + argon2 + pbkdf2 + firebase + salted + scrypt

    static let bcrypt = [
        ("$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW", "U*U"),
        ("$2b$05$CCCCCCCCCCCCCCCCCCCCC.VGOzA784oUp/Z0DY336zx7pLYAy0lwK", "U*U*"),
        ("$2y$05$XXXXXXXXXXXXXXXXXXXXXOAcXxm9kjPGEMsLznoKqmqw7tc8WCx4a", "U*U*U"),
        (
            "$2a$05$abcdefghijklmnopqrstuu5s2v8.iXieOjg/.AySBTTZIIVFJeBui",
            "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789chars after 72 are ignored"
        ),
    ].map { ImportedHash(type: .bcrypt, text: $0.0, password: $0.1) }

    static let argon2 = [
        "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
        "$argon2i$v=19$m=256,t=2,p=1$c29tZXNhbHQ$iekCn0Y3spW+sCcFanM2xBT63UP2sghkUoHLIUpWRS8",
        "$argon2i$v=19$m=256,t=2,p=2$c29tZXNhbHQ$T/XOJ2mh1/TIpJHfCdQan76Q5esCFVoT5MAeIM1Oq2E",
        // Of the first version, which named none.
        "$argon2i$m=65536,t=2,p=1$c29tZXNhbHQ$9sTbSlTio3Biev89thdrlKKiCaYsjjYVJxGAL3swxpQ",
    ].map { ImportedHash(type: .argon2, text: $0, password: "password") }

    static let pbkdf2 = [
        // RFC 6070 §2 and RFC 7914 §11.
        ("$pbkdf2-sha1$i=4096,l=20$c2FsdA$SwB5AbdlSJq+rUnZJvch0GWkKcE", "password"),
        ("$pbkdf2$i=4096$c2FsdA==$SwB5AbdlSJq+rUnZJvch0GWkKcE=", "password"),
        ("$pbkdf2-sha1$4096$c2FsdA$SwB5AbdlSJq.rUnZJvch0GWkKcE", "password"),
        (
            "$pbkdf2-sha256$i=80000,l=64$TmFDbA"
                + "$TdzY9guYviGDDO5e8icB+WQaRBjQTAQUrv8Ih2s0q1ah1CWhIlgzVJrbhBtRybMXaicr3ruh0HhHj2Kzl/M8jQ",
            "Password"
        ),
        (
            "$pbkdf2$d=sha512,i=1000$AAECAwQFBgc"
                + "$SLFWtvjeOIeO26ZqI_L6YG8m2YgICh0VoeotSoZ8Jb8F-qXAeDDruo1PUWscLUHQuND1l2iBDs-tquRgK05OOQ",
            "correct horse"
        ),
        (
            "$pbkdf2-sha384$i=1000,l=48$AAECAwQFBgc$oL4I1pskkEZiwev/V6BnAUyflqFSk0qrSP9ZZtp82Ad8uyOLiOFhTcFQGpUUGge6",
            "correct horse"
        ),
    ].map { ImportedHash(type: .pbkdf2, text: $0.0, password: $0.1) }

    static let firebase = [
        "$firebase-scrypt$r=8,m=14,sk=\(firebaseKey),ss=Bw==$42xEC+ixf3L2lw==$\(firebaseDigest)",
        "$firebase-scrypt$hash=\(firebaseDigest)$salt=42xEC+ixf3L2lw==$sk=\(firebaseKey)$ss=Bw==$r=8$m=14",
        "$firebase-scrypt$v=1$m=14,r=8,ss=Bw,sk=\(firebaseKey.prefix { $0 != "=" })$42xEC+ixf3L2lw"
            + "$\(firebaseDigest.prefix { $0 != "=" })",
    ].map { ImportedHash(type: .firebaseScrypt, text: $0, password: "user1password") }

    static let salted = [
        ImportedHash(type: .ssha, text: "{SSHA}TUJSOZXEpsO0ugaXv1z4WCS+DMwAAQIDBAUGBw==", password: "correct horse"),
        ImportedHash(type: .ssha, text: "TUJSOZXEpsO0ugaXv1z4WCS+DMwAAQIDBAUGBw==", password: "correct horse"),
        ImportedHash(
            type: .ssha256, text: "{SSHA256}Y5vD+Iq3CpVfgnuNwvKU1Ho4qGx15uzJc99ko3CD7h8AAQIDBAUGBw==",
            password: "correct horse"),
        ImportedHash(
            type: .ssha256, text: "{ssha256}3TKQzxZ6ByTud/fjj0pbna/c9JeFR6usQdAkufulzbgAAQIDBAUGBw==",
            password: "correct horse", position: .prefix),
    ]

    static let scrypt = [
        "$scrypt$v=1$n=16384,r=8,p=1,kl=64$U29kaXVtQ2hsb3JpZGU=$\(scryptDigest)==",
        "$scrypt$v=1$n=16384,r=8,p=1$U29kaXVtQ2hsb3JpZGU$\(scryptDigest)",
        "$scrypt$ln=14,r=8,p=1$U29kaXVtQ2hsb3JpZGU$\(scryptDigest)",
    ].map { ImportedHash(type: .scrypt, text: $0, password: "pleaseletmein") }
}

@Suite("Hashes that other systems made")
struct ImportedHashTests {
    private let hasher = PasswordHasher(random: SystemRandomSource(), cost: ScryptCost(logarithm: 4))

    @Test(
        "the published vectors: the password matches, another one does not, and what is kept reads back",
        arguments: ImportedHash.vectors)
    func vectors(vector: ImportedHash) async throws {
        let hash = try PasswordHash.imported(type: vector.type, text: vector.text, saltPosition: vector.position)
        #expect(try await hasher.verify(Secret(vector.password), hash))
        #expect(try await !hasher.verify(Secret("x" + vector.password), hash))
        for unusable in ["", vector.password + "\u{0}"] {
            #expect(try await !hasher.verify(Secret(unusable), hash))
        }
        #expect(hasher.isOutdated(hash))
        if ![.ssha, .ssha256].contains(vector.type) {
            #expect(try PasswordHash.imported(type: vector.type, text: hash.text) == hash)
        }
    }

    @Test("a salt in front and a salt behind are two different hashes, and only ssha256 has both")
    func saltPosition() async throws {
        let text = ImportedHash.salted[2].text
        let prefix = try PasswordHash.imported(type: .ssha256, text: text, saltPosition: .prefix)
        #expect(try await !hasher.verify(Secret("correct horse"), prefix))
        for vector in ImportedHash.vectors where vector.type != .ssha256 {
            #expect(throws: PasswordError(.unreadableHash, "")) {
                try PasswordHash.imported(type: vector.type, text: vector.text, saltPosition: .prefix)
            }
        }
    }

    @Test("a hash of one type is refused as any other", arguments: ImportedHash.vectors)
    func otherType(vector: ImportedHash) {
        for type in ImportedHashType.allCases where type != vector.type {
            // Without its name a salted hash is base64 and nothing else.
            if [type, vector.type].allSatisfy({ [.ssha, .ssha256].contains($0) }), !vector.text.hasPrefix("{") {
                continue
            }
            #expect(throws: PasswordError(.unreadableHash, "")) {
                try PasswordHash.imported(type: type, text: vector.text)
            }
        }
    }

    @Test("every vector with a character less, or one too many, is refused or matches nothing")
    func damaged() async throws {
        for vector in ImportedHash.vectors where [.bcrypt, .ssha, .ssha256, .scrypt].contains(vector.type) {
            for text in [String(vector.text.dropLast(3)), String(vector.text.dropFirst()), vector.text + "A"] {
                guard text != vector.text,
                    let hash = try? PasswordHash.imported(
                        type: vector.type, text: text, saltPosition: vector.position)
                else { continue }
                #expect(try await !hasher.verify(Secret(vector.password), hash), "\(text)")
            }
        }
    }

    static let unreadable: [(ImportedHashType, String)] = {
        let (salt, digest) = ("c2FsdHNhbHRzYWx0c2FsdA", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")
        let bcrypt = "CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW"
        let key = ImportedHash.firebaseKey
        let firebase = "sk=\(key),ss=Bw==$\(salt)$\(ImportedHash.firebaseDigest)"
        var texts: [(ImportedHashType, String)] = [
            "$2a$03$", "$2a$15$", "$2a$31$", "$2a$99$", "$2x$05$", "$2$05$", "$2c$05$", "$2a$5$", "$2a$+5$", "2a$05$",
        ].map { (.bcrypt, $0 + bcrypt) }
        texts.append((.bcrypt, "$2a$05$" + bcrypt.replacing("E", with: "!")))
        texts.append((.bcrypt, "$2a$05$" + bcrypt.dropLast() + "\u{0}"))
        texts += [
            "argon2id$v=19$m=131073,t=1,p=1", "argon2id$v=19$m=65536,t=17,p=1", "argon2id$v=19$m=8,t=999999999,p=1",
            "argon2id$v=19$m=15,t=1,p=2", "argon2id$v=19$m=256,t=1,p=17", "argon2id$v=19$m=256,t=0,p=1",
            "argon2id$v=20$m=256,t=1,p=1", "argon2x$v=19$m=256,t=1,p=1", "argon2id$v=19$m=256,t=1",
            "argon2id$v=19$m=256,t=1,p=1,keyid=AAAA", "argon2id$v=19$m=256,m=256,t=1,p=1", "argon2id$v=19$m=-1,t=1,p=1",
            "argon2id$v=19$m=9999999999,t=1,p=1", "argon2id",
        ].map { (.argon2, "$\($0)$\(salt)$\(digest)") }
        texts += [
            "pbkdf2-sha256$i=3000001", "pbkdf2-sha256$i=0", "pbkdf2-sha256$i=1000,l=31", "pbkdf2-md5$i=1000",
            "pbkdf2-sha256", "pbkdf2-sha256$d=sha1,i=1000", "pbkdf2-sha1$i=1500001", "scrypt$i=1000",
        ].map { (.pbkdf2, "$\($0)$\(salt)$\(digest)") }
        texts += [
            "n=131072,r=8,p=1", "n=16383,r=8,p=1", "n=1,r=8,p=1", "n=16384,r=8,p=17", "n=16384,ln=14,r=8,p=1",
            "n=16384,r=8,p=1,kl=64", "r=8,p=1", "n=16384,r=0,p=1", "n=999999999,r=999999999,p=1",
        ].map { (.scrypt, "$scrypt$v=1$\($0)$\(salt)$\(digest)") }
        texts.append((.scrypt, "$scrypt$v=2$n=16384,r=8,p=1$\(salt)$\(digest)"))
        texts += ["r=8,m=17", "r=8,m=0", "r=0,m=14", "r=33,m=4", "m=14", "r=8", "r=8,m=14,q=1"]
            .map { (.firebaseScrypt, "$firebase-scrypt$\($0),\(firebase)") }
        texts.append((.firebaseScrypt, "$firebase-scrypt$r=8,m=14,ss=Bw==$\(salt)$\(digest)"))
        texts.append((.firebaseScrypt, "$firebase-scrypt$r=8,m=14,sk=\(key),ss=Bw==$\(salt)$\(digest)"))
        texts += ["", "{SSHA}", "{SHA}TUJSOZXEpsO0ugaXv1z4WCS+DMw=", "TUJSOZXEpsO0ugaXv1z4WCS+DMw=", "{SSHA}****"]
            .map { (.ssha, $0) }
        texts += ImportedHashType.allCases.flatMap { type in
            ["", "$", "$$$$", "password", "\u{0}", String(repeating: "A", count: 2049)].map { (type, $0) }
        }
        return texts
    }()

    @Test("a hash that is malformed or costs too much is refused when it comes", arguments: unreadable)
    func refused(type: ImportedHashType, text: String) {
        #expect(throws: PasswordError(.unreadableHash, "")) { try PasswordHash.imported(type: type, text: text) }
    }

    @Test("the first sign-in replaces the hash by one of ours; a wrong password does not")
    func renewal() async throws {
        let harness = try await Harness.withPeople()
        let imported = try PasswordHash.imported(type: .bcrypt, text: ImportedHash.bcrypt[0].text)
        let now = harness.clock.now()
        let user = User(id: "user_imported", email: "imported@example.com", passwordHash: imported, createdAt: now)
        try await harness.storage.insert(user)
        let check = PasswordCheck(users: harness.storage, secrets: harness.secrets, clock: harness.clock)
        #expect(try await !check.matches(Secret("U*V"), of: user, from: "192.0.2.1"))
        #expect(try await harness.storage.user(id: user.id)?.passwordHash == imported)
        #expect(try await check.matches(Secret("U*U"), of: user, from: "192.0.2.1"))
        let renewed = try #require(try await harness.storage.user(id: user.id))
        #expect(renewed.passwordHash?.text.hasPrefix("$scrypt$") == true)
        #expect(try await check.matches(Secret("U*U"), of: renewed, from: "192.0.2.1"))
        #expect(try await harness.storage.user(id: user.id)?.passwordHash == renewed.passwordHash)
    }

    @Test("a password that was changed meanwhile stays, whatever an older one's sign-in renews")
    func renewalAfterChange() async throws {
        let harness = try await Harness.withPeople()
        let imported = try PasswordHash.imported(type: .bcrypt, text: ImportedHash.bcrypt[0].text)
        let now = harness.clock.now()
        let user = User(id: "user_imported", email: "imported@example.com", passwordHash: imported, createdAt: now)
        try await harness.storage.insert(user)
        let chosen = PasswordHash(
            text: "$scrypt$ln=1,r=8,p=1$c2FsdHNhbHRzYWx0c2FsdA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")
        try await harness.storage.setPasswordHash(chosen, ofUser: user.id, at: now)
        let check = PasswordCheck(users: harness.storage, secrets: harness.secrets, clock: harness.clock)
        _ = try await check.matches(Secret("U*U"), of: user, from: "192.0.2.1")
        #expect(try await harness.storage.user(id: user.id)?.passwordHash == chosen)
    }
}
