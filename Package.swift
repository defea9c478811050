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
let hummingbirdTesting = Target.Dependency.product(name: "HummingbirdTesting", package: "hummingbird")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let nioCore = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let nioEmbedded = Target.Dependency.product(name: "NIOEmbedded", package: "swift-nio")
let nioHTTP1 = Target.Dependency.product(name: "NIOHTTP1", package: "swift-nio")
let nioPosix = Target.Dependency.product(name: "NIOPosix", package: "swift-nio")
let nioSSL = Target.Dependency.product(name: "NIOSSL", package: "swift-nio-ssl")
let serviceLifecycle = Target.Dependency.product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let yams = Target.Dependency.product(name: "Yams", package: "Yams")

let package = Package(
    name: "claviger",
    platforms: [.macOS(.v15)],
    products: [
        .executable(name: "claviger", targets: ["claviger"])
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-crypto", "4.0.0"..<"5.0.0"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.0"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.0"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.0"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.0"),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    ],
    targets: [
        // MARK: - Vocabulary: pure, no I/O

        .target(name: "JSON"),
        .testTarget(name: "JSONTests", dependencies: ["JSON"]),

        .target(name: "OAuth", dependencies: ["JSON", httpTypes]),
        .testTarget(name: "OAuthTests", dependencies: ["OAuth", "JSON"]),

        .target(name: "MCP", dependencies: ["JSON", httpTypes]),
        .testTarget(name: "MCPTests", dependencies: ["MCP", "JSON"]),

        .target(name: "JOSE", dependencies: ["JSON", "OAuth", crypto, cryptoExtras]),
        .testTarget(name: "JOSETests", dependencies: ["JOSE", "JSON", "OAuth", crypto]),

        // MARK: - Fetching

        .target(name: "Outbound", dependencies: ["OAuth", nioCore, nioPosix, nioHTTP1, nioSSL]),
        .testTarget(name: "OutboundTests", dependencies: ["Outbound", "OAuth", nioCore, nioPosix, nioHTTP1]),

        // MARK: - Storage

        .target(name: "Storage", dependencies: ["OAuth"]),
        .target(name: "StorageSQLite", dependencies: ["Storage", "OAuth", grdb]),
        .target(name: "StorageTesting", dependencies: ["Storage", "OAuth"]),
        .testTarget(
            name: "StorageSQLiteTests", dependencies: ["StorageSQLite", "Storage", "StorageTesting", "OAuth", grdb]),

        // MARK: - Engines

        .target(name: "AuthorizationServer", dependencies: ["OAuth", "JOSE", "JSON", "Storage", crypto, logging]),
        .testTarget(
            name: "AuthorizationServerTests",
            dependencies: ["AuthorizationServer", "OAuth", "JOSE", "JSON", "Storage", "StorageSQLite"]),

        .target(name: "WorkOSEmulator", dependencies: ["AuthorizationServer", "OAuth", "Storage", crypto, yams]),
        .testTarget(
            name: "WorkOSEmulatorTests", dependencies: ["WorkOSEmulator", "OAuth", "Storage", "StorageSQLite"]),

        .target(name: "CredentialVault", dependencies: ["OAuth", "JOSE", "JSON", "Storage", crypto, logging]),
        .testTarget(
            name: "CredentialVaultTests",
            dependencies: ["CredentialVault", "OAuth", "JOSE", "JSON", "Storage", "StorageSQLite", crypto]),

        .target(
            name: "ResourceGateway",
            dependencies: [
                "OAuth", "JOSE", "JSON", "MCP", crypto, logging, nioCore, nioPosix, nioHTTP1, nioSSL, serviceLifecycle,
            ]),
        .testTarget(
            name: "ResourceGatewayTests",
            dependencies: [
                "ResourceGateway", "OAuth", "JOSE", "JSON", "MCP", nioCore, nioPosix, nioHTTP1, nioEmbedded, logging,
            ]),

        // MARK: - HTTP

        .target(
            name: "HTTPAPI",
            dependencies: [
                "AuthorizationServer", "CredentialVault", "JSON", "JOSE", "OAuth", "Storage", hummingbird, logging,
            ]),
        .testTarget(
            name: "HTTPAPITests",
            dependencies: [
                "HTTPAPI", "AuthorizationServer", "CredentialVault", "JOSE", "JSON", "OAuth", "Storage",
                "StorageSQLite", hummingbird, hummingbirdTesting, logging,
            ]),

        // MARK: - Tools

        .target(name: "SampleMCPServer", dependencies: ["JSON", "MCP", hummingbird, logging]),
        .testTarget(
            name: "SampleMCPServerTests",
            dependencies: ["SampleMCPServer", "JSON", "MCP", hummingbird, hummingbirdTesting]),

        .target(name: "SmokeTest", dependencies: ["JSON", "MCP", "OAuth", asyncHTTPClient, crypto, cryptoExtras]),
        .testTarget(
            name: "SmokeTestTests", dependencies: ["SmokeTest", "JSON", "OAuth", hummingbird, hummingbirdTesting]),

        // MARK: - Composition

        .executableTarget(
            name: "claviger",
            dependencies: [
                "AuthorizationServer", "CredentialVault", "HTTPAPI", "JOSE", "JSON", "OAuth", "Outbound",
                "ResourceGateway", "SampleMCPServer", "SmokeTest", "Storage", "StorageSQLite", "WorkOSEmulator",
                argumentParser, crypto, hummingbird, logging, nioCore, nioPosix, serviceLifecycle,
            ]),
    ],
    swiftLanguageModes: [.v6]
)

// MARK: - Settings that every target has

for target in package.targets {
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
