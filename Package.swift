// swift-tools-version: 6.2
import PackageDescription

// MARK: - Products of other packages

let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let asyncHTTPClient = Target.Dependency.product(name: "AsyncHTTPClient", package: "async-http-client")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let cryptoExtras = Target.Dependency.product(name: "CryptoExtras", package: "swift-crypto")
let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let httpTypes = Target.Dependency.product(name: "HTTPTypes", package: "swift-http-types")
let hummingbird = Target.Dependency.product(name: "Hummingbird", package: "hummingbird")
let hummingbirdCore = Target.Dependency.product(name: "HummingbirdCore", package: "hummingbird")
let hummingbirdTesting = Target.Dependency.product(name: "HummingbirdTesting", package: "hummingbird")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let mustache = Target.Dependency.product(name: "Mustache", package: "swift-mustache")
let nioCore = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let nioEmbedded = Target.Dependency.product(name: "NIOEmbedded", package: "swift-nio")
let nioHTTP1 = Target.Dependency.product(name: "NIOHTTP1", package: "swift-nio")
let nioHTTPTypes = Target.Dependency.product(name: "NIOHTTPTypes", package: "swift-nio-extras")
let nioPosix = Target.Dependency.product(name: "NIOPosix", package: "swift-nio")
let nioSSL = Target.Dependency.product(name: "NIOSSL", package: "swift-nio-ssl")
let serviceLifecycle = Target.Dependency.product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let unixSignals = Target.Dependency.product(name: "UnixSignals", package: "swift-service-lifecycle")
let swiftASN1 = Target.Dependency.product(name: "SwiftASN1", package: "swift-asn1")
let x509 = Target.Dependency.product(name: "X509", package: "swift-certificates")
let yams = Target.Dependency.product(name: "Yams", package: "Yams")

let package = Package(
    name: "claviger",
    platforms: [.macOS(.v15)],
    products: [
        .executable(name: "claviger", targets: ["claviger"]),
        .library(name: "ClavigerTesting", targets: ["ClavigerTesting"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-asn1", from: "1.7.0"),
        .package(url: "https://github.com/apple/swift-certificates", from: "1.21.0"),
        .package(url: "https://github.com/apple/swift-crypto", "4.0.0"..<"5.0.0"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.0"),
        .package(url: "https://github.com/apple/swift-nio-extras", from: "1.35.0"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.0"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.0"),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.0"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.0"),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    ],
    targets: [
        // MARK: - For tests alone

        .target(name: "TestSupport", dependencies: ["OAuth", "JOSE"], path: "Tests/TestSupport"),

        // MARK: - Vocabulary: pure, no I/O

        .target(name: "JSON"),
        .testTarget(name: "JSONTests", dependencies: ["TestSupport", "JSON"]),

        .target(name: "OAuth", dependencies: ["JSON"]),
        .testTarget(name: "OAuthTests", dependencies: ["TestSupport", "OAuth", "JSON"]),

        .target(name: "MCP", dependencies: ["JSON", httpTypes]),
        .testTarget(name: "MCPTests", dependencies: ["MCP", "JSON", httpTypes]),

        .systemLibrary(
            name: "COpenSSL", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"]), .brew(["openssl@3"])]),
        .target(name: "JOSE", dependencies: ["COpenSSL", "JSON", "OAuth", crypto, cryptoExtras, swiftASN1, x509]),
        .testTarget(
            name: "JOSETests",
            dependencies: ["TestSupport", "COpenSSL", "JOSE", "JSON", "OAuth", crypto, cryptoExtras]),

        .target(name: "Encryption", dependencies: ["OAuth", crypto]),
        .testTarget(name: "EncryptionTests", dependencies: ["TestSupport", "Encryption", "OAuth", crypto]),

        // MARK: - Fetching

        .target(name: "Outbound", dependencies: ["OAuth", nioCore, nioPosix, nioHTTP1, nioSSL]),
        .testTarget(
            name: "OutboundTests",
            dependencies: [
                "TestSupport", "Outbound", "OAuth", crypto, nioCore, nioHTTP1, nioPosix, nioSSL, swiftASN1, x509,
            ]),

        // MARK: - Storage

        .target(name: "Storage", dependencies: ["JSON", "OAuth"]),
        .target(name: "StorageSQLite", dependencies: ["JSON", "Storage", "OAuth", grdb]),
        .target(name: "StorageTesting", dependencies: ["JSON", "Storage", "OAuth"]),
        .testTarget(
            name: "StorageSQLiteTests",
            dependencies: ["TestSupport", "JSON", "StorageSQLite", "Storage", "StorageTesting", "OAuth", grdb]),

        // MARK: - Engines

        .systemLibrary(
            name: "CArgon2", pkgConfig: "libargon2", providers: [.apt(["libargon2-dev"]), .brew(["argon2"])]),
        .systemLibrary(
            name: "CCrypt", pkgConfig: "libxcrypt", providers: [.apt(["libcrypt-dev"]), .brew(["libxcrypt"])]),
        .target(
            name: "AuthorizationServer",
            dependencies: [
                "CArgon2", "CCrypt", "Encryption", "OAuth", "JOSE", "JSON", "Storage", crypto, cryptoExtras, logging,
            ]),
        .testTarget(
            name: "AuthorizationServerTests",
            dependencies: [
                "TestSupport", "AuthorizationServer", "Encryption", "OAuth", "JOSE", "JSON", "Storage", "StorageSQLite",
                crypto, logging,
            ]),

        .systemLibrary(
            name: "CQREncode", pkgConfig: "libqrencode", providers: [.apt(["libqrencode-dev"]), .brew(["qrencode"])]),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"]), .brew(["zlib"])]),
        .target(
            name: "WorkOSEmulator",
            dependencies: [
                "AuthorizationServer", "CQREncode", "CZlib", "JOSE", "JSON", "OAuth", "Storage", crypto, yams,
            ]),
        .testTarget(
            name: "WorkOSEmulatorTests",
            dependencies: [
                "TestSupport", "AuthorizationServer", "JOSE", "JSON", "WorkOSEmulator", "OAuth", "Storage",
                "StorageSQLite", logging,
            ]),

        .target(name: "CredentialVault", dependencies: ["Encryption", "OAuth", "JOSE", "JSON", "Storage"]),
        .testTarget(
            name: "CredentialVaultTests",
            dependencies: [
                "TestSupport", "CredentialVault", "Encryption", "OAuth", "JOSE", "JSON", "Storage", "StorageSQLite",
            ]),

        .target(
            name: "ResourceGateway",
            dependencies: [
                "OAuth", "JOSE", "JSON", crypto, logging, nioCore, nioPosix, nioHTTP1, nioSSL, serviceLifecycle,
            ]),
        .testTarget(
            name: "ResourceGatewayTests",
            dependencies: [
                "TestSupport",
                "ResourceGateway", "OAuth", "JOSE", "JSON", nioCore, nioPosix, logging, serviceLifecycle,
            ]),

        // MARK: - HTTP

        .target(
            name: "HTTPAPI",
            dependencies: [
                "AuthorizationServer", "CredentialVault", "JSON", "OAuth", "Storage", "WorkOSEmulator", crypto,
                httpTypes,
                hummingbird, hummingbirdCore, logging, mustache, nioCore, nioHTTPTypes,
            ]),
        .testTarget(
            name: "HTTPAPITests",
            dependencies: [
                "TestSupport",
                "HTTPAPI", "AuthorizationServer", "CredentialVault", "Encryption", "JOSE", "JSON", "OAuth", "Storage",
                "StorageSQLite", "WorkOSEmulator", crypto, hummingbird, hummingbirdTesting, httpTypes, logging, nioCore,
                nioPosix,
            ]),

        // MARK: - Tools

        .target(name: "SampleMCPServer", dependencies: ["JSON", "MCP", httpTypes, hummingbird, logging]),
        .testTarget(
            name: "SampleMCPServerTests",
            dependencies: [
                "SampleMCPServer", "JSON", "MCP", httpTypes, hummingbird, hummingbirdTesting, nioCore, nioPosix,
            ]),

        .target(
            name: "SmokeTest",
            dependencies: [
                "JSON", "MCP", "OAuth", asyncHTTPClient, crypto, cryptoExtras, httpTypes, nioCore, nioHTTP1, nioPosix,
            ]),
        .testTarget(
            name: "SmokeTestTests",
            dependencies: [
                "SmokeTest", "JSON", "OAuth", crypto, cryptoExtras, httpTypes, hummingbird, hummingbirdTesting, logging,
                nioCore, nioPosix,
            ]),

        // MARK: - Composition

        .target(
            name: "EmulatorComposition",
            dependencies: [
                "AuthorizationServer", "Encryption", "HTTPAPI", "JOSE", "OAuth", "Outbound", "Storage", "StorageSQLite",
                "WorkOSEmulator", hummingbird, logging, nioCore, serviceLifecycle,
            ]),

        .target(
            name: "ClavigerTesting",
            dependencies: [
                "AuthorizationServer", "EmulatorComposition", "JSON", "OAuth", "WorkOSEmulator", hummingbird, logging,
                nioCore, nioPosix, serviceLifecycle,
            ]),
        .testTarget(
            name: "ClavigerTestingTests",
            dependencies: [
                "ClavigerTesting", asyncHTTPClient, httpTypes, hummingbird, hummingbirdTesting, nioCore, nioHTTP1,
            ]),

        .executableTarget(
            name: "claviger",
            dependencies: [
                "AuthorizationServer", "CredentialVault", "EmulatorComposition", "Encryption", "HTTPAPI", "JOSE",
                "JSON",
                "OAuth", "Outbound", "ResourceGateway", "SampleMCPServer", "SmokeTest", "Storage", "StorageSQLite",
                "WorkOSEmulator",
                argumentParser, hummingbird, logging, nioCore, nioPosix, serviceLifecycle, unixSignals,
            ]),
    ],
    swiftLanguageModes: [.v6]
)

// MARK: - Settings that every target has

for target in package.targets where target.type != .system {
    target.swiftSettings =
        (target.swiftSettings ?? []) + [
            .treatAllWarnings(as: .error),
            .enableUpcomingFeature("ExistentialAny"),
            .enableUpcomingFeature("InferIsolatedConformances"),
            .enableUpcomingFeature("InternalImportsByDefault"),
            .enableUpcomingFeature("MemberImportVisibility"),
            .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
        ]
}
