import AuthorizationServer
import OAuth
import Storage
import TestSupport
import Testing

@Suite("Password hashing")
struct PasswordHasherTests {
    private static let cheap = ScryptCost(logarithm: 4)
    private let hasher = PasswordHasher(random: SystemRandomSource(), cost: cheap)

    @Test("a password verifies against its own hash and no other does")
    func roundTrip() async throws {
        for password in [
            "a", "correct horse battery staple", "пароль", " ", String(repeating: "x", count: 1024),
        ] {
            let hash = try await hasher.hash(Secret(password))
            #expect(try await hasher.verify(Secret(password), hash))
            for wrong in [
                password + "x", password.uppercased() + " ", String(password.dropLast()), "", "\u{0}",
                password + "\u{0}",
            ] {
                #expect(try await !hasher.verify(Secret(wrong), hash))
            }
        }
    }

    @Test("every hash has a salt of its own, and names what it cost")
    func form() async throws {
        let first = try await hasher.hash(Secret("same"))
        let second = try await hasher.hash(Secret("same"))
        #expect(first != second)
        #expect(first.text.hasPrefix("$scrypt$ln=4,r=8,p=1$"))
        #expect(!first.text.contains("=" + "$"))
        #expect(first.text.split(separator: "$").map(\.utf8.count) == [6, 12, 22, 43])
        #expect("\(first)" == "[redacted]")
    }

    @Test("a hash made at another cost verifies: the cost is the hash's")
    func otherCost() async throws {
        let dearer = PasswordHasher(
            random: SystemRandomSource(), cost: ScryptCost(logarithm: 5, blockSize: 4, parallelism: 2))
        let hash = try await dearer.hash(Secret("p"))
        #expect(try await hasher.verify(Secret("p"), hash))
    }

    @Test("RFC 7914 §12: the published vectors")
    func vectors() async throws {
        func text(_ settings: String, _ salt: String, _ digest: String) -> PasswordHash {
            var bytes: [UInt8] = []
            var rest = digest[...]
            while let byte = UInt8(rest.prefix(2), radix: 16) {
                bytes.append(byte)
                rest = rest.dropFirst(2)
            }
            func encode(_ bytes: [UInt8]) -> Substring { Base64.encode(bytes, .standard).prefix { $0 != "=" } }
            return PasswordHash(text: "$scrypt$\(settings)$\(encode(Array(salt.utf8)))$\(encode(bytes))")
        }
        let second = text(
            "ln=10,r=8,p=16", "NaCl",
            "fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b373162"
                + "2eaf30d92e22a3886ff109279d9830dac727afb94a83ee6d8360cbdfa2cc0640")
        let third = text(
            "ln=14,r=8,p=1", "SodiumChloride",
            "7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2"
                + "d5432955613f0fcf62d49705242a9af9e61e85dc0d651e40dfcf017b45575887")
        #expect(try await hasher.verify(Secret("password"), second))
        #expect(try await hasher.verify(Secret("pleaseletmein"), third))
        #expect(try await !hasher.verify(Secret("password"), third))
    }

    static let unreadable: [String] = {
        let (salt, digest) = ("c2FsdHNhbHRzYWx0c2FsdA", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")
        let settings = [
            "", "ln=14", "ln=14,r=8", "ln=14,r=8,p=5,", "r=8,ln=14,p=5", "ln=14,r=8,p=5,x=1", "LN=14,r=8,p=5",
            "ln=+4,r=8,p=1", "ln=-4,r=8,p=1", "ln= 4,r=8,p=1", "ln=,r=8,p=1", "ln=4,r=,p=1", "ln=4,r=8,p=",
            "ln=0,r=8,p=1", "ln=4,r=0,p=1", "ln=4,r=8,p=0", "ln=0x4,r=8,p=1", "ln=4.0,r=8,p=1",
            // Too dear: 128 MiB, one round too wide, more work than six times the standard, and numbers beyond all bounds.
            "ln=17,r=8,p=1", "ln=16,r=9,p=1", "ln=16,r=8,p=9", "ln=4,r=33,p=1", "ln=4,r=8,p=17", "ln=63,r=8,p=1",
            "ln=64,r=8,p=1", "ln=999,r=999,p=999", "ln=99999999999999999999,r=8,p=1", "ln=21,r=1,p=1",
        ]
        let other = [
            "", "$", "$$$$", "$pending", "$scrypt$ln=4,r=8,p=1", "$scrypt$ln=4,r=8,p=1$\(salt)",
            "$scrypt$ln=4,r=8,p=1$\(salt)$\(digest)$", "scrypt$ln=4,r=8,p=1$\(salt)$\(digest)",
            "$SCRYPT$ln=4,r=8,p=1$\(salt)$\(digest)", "$bcrypt$ln=4,r=8,p=1$\(salt)$\(digest)",
            "$2b$12$abcdefghijklmnopqrstuv", "$scrypt$ln=4,r=8,p=1$\(salt)==$\(digest)",
            "$scrypt$ln=4,r=8,p=1$\(salt)$\(digest)=", "$scrypt$ln=4,r=8,p=1$$\(digest)",
            "$scrypt$ln=4,r=8,p=1$\(salt)$", "$scrypt$ln=4,r=8,p=1$AAAA$\(digest)",
            "$scrypt$ln=4,r=8,p=1$\(salt)$AAAAAAAAAAAAAAAAAAAA",
            "$scrypt$ln=4,r=8,p=1$\(salt)$A_-A\(digest.dropFirst(4))",
            "$scrypt$ln=4,r=8,p=1$\(salt)$\(String(repeating: "A", count: 400))",
            "$scrypt$ln=4,r=8,p=1$\(String(repeating: "A", count: 400))$\(digest)",
        ]
        return settings.map { "$scrypt$\($0)$\(salt)$\(digest)" } + other
    }()

    @Test(
        "a hash of another form, or one that costs more than any made here, is refused unhashed", arguments: unreadable)
    func refused(text: String) async throws {
        await #expect(throws: PasswordError(.unreadableHash, "")) {
            try await hasher.verify(Secret("p"), PasswordHash(text: text))
        }
    }

    @Test("a password that is empty, over 1024 bytes, or has a NUL is not hashed, and matches nothing")
    func length() async throws {
        let hash = try await hasher.hash(Secret("p"))
        let lengths = [0, 1025, 1 << 20].map { Secret([UInt8](repeating: 0x61, count: $0)) }
        // RFC 2104 §2 fills a key up with NULs, so "p" and "p" with a NUL would be one password.
        for password in lengths + [Secret("p\u{0}"), Secret("\u{0}"), Secret("a\u{0}b")] {
            await #expect(throws: PasswordError(.unusablePassword, "")) { try await hasher.hash(password) }
            #expect(try await !hasher.verify(password, hash))
        }
    }

    @Test("the decoy costs what a standard hash costs, and no password matches it")
    func decoy() async throws {
        #expect(PasswordHasher.decoy.text.hasPrefix("$scrypt$ln=14,r=8,p=5$"))
        let parts = PasswordHasher.decoy.text.split(separator: "$").map(\.utf8.count)
        #expect(parts == [6, 13, 22, 43])
        #expect(try await !hasher.verify(Secret("password"), PasswordHasher.decoy))
    }

    @Test("of many at once each is hashed or told to come again, and they leave nothing behind")
    func busy() async throws {
        let slow = PasswordHasher(random: SystemRandomSource(), cost: ScryptCost(logarithm: 10))
        let outcomes = await withTaskGroup(of: Result<PasswordHash, any Error>.self) { group in
            for _ in 0..<400 {
                group.addTask {
                    do { return .success(try await slow.hash(Secret("p"))) } catch { return .failure(error) }
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        var hashed = 0
        for outcome in outcomes {
            switch outcome {
            case .success: hashed += 1
            case .failure(let error): #expect(error as? PasswordError == PasswordError(.tooBusy, ""))
            }
        }
        #expect(hashed > PasswordHasher.mostWaiting)
        _ = try await slow.hash(Secret("p"))
    }

    @Test("one has its turn, 64 wait, and whoever comes then is told to come again")
    func turns() async {
        let turns = BoundedTurns(atOnce: 1, waiting: 64)
        #expect(await turns.take())
        let outcomes = await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<65 { group.addTask { await turns.take() } }
            // Nobody gets a turn before it is given, so the first answer is that of the one too many.
            var outcomes = [await group.next()]
            for _ in 0..<65 { turns.give() }
            for await outcome in group { outcomes.append(outcome) }
            return outcomes
        }
        #expect(outcomes.first == false)
        #expect(outcomes.dropFirst().allSatisfy { $0 == true })
    }

    @Test("who no longer waits for the answer costs no hashing")
    func cancelled() async throws {
        let task = Task {
            while !Task.isCancelled { await Task.yield() }
            return try await hasher.hash(Secret("p"))
        }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        _ = try await hasher.hash(Secret("p"))
    }
}
