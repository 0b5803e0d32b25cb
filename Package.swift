// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

/// The HTTP rooms could be lifted out as a library, so they also say which imports they show.
let strictLibrary = strict + [.enableUpcomingFeature("InternalImportsByDefault")]

let httpTypes = Target.Dependency.product(name: "HTTPTypes", package: "swift-http-types")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let cryptoExtras = Target.Dependency.product(name: "CryptoExtras", package: "swift-crypto")

let package = Package(
    name: "motcua",
    products: [
        .executable(name: "motcua", targets: ["motcua"]),
        // For tests only: loaded into a server to bring about what disks and power supplies do.
        .library(name: "FaultShim", type: .dynamic, targets: ["FaultShim"]),
    ],
    traits: [
        .trait(name: "TLS", description: "TLS 1.2 and 1.3 on the server itself, by the system's OpenSSL (libssl-dev)."),
        .trait(
            name: "PDF", description: "Papers as PDF, by the system's Pango and Cairo (libpango1.0-dev, libcairo2-dev)."
        ),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-http-types", exact: "1.8.0", traits: []),
        .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
        .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
        .package(url: "https://github.com/apple/swift-crypto", exact: "4.5.2"),
        .package(url: "https://github.com/groue/GRDB.swift", exact: "7.10.0"),
        .package(url: "https://github.com/jpsim/Yams", exact: "6.2.2"),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", exact: "2.1.1"),
    ],
    targets: [
        // HTTP; knows no dossier.
        .target(name: "CLinux"),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        // Headers only; nothing of OpenSSL is needed without the trait.
        .systemLibrary(name: "COpenSSL"),
        .target(name: "HTTPMessage", dependencies: [httpTypes], swiftSettings: strictLibrary),
        .target(
            name: "HTTPServer",
            dependencies: [
                "HTTPMessage", "CLinux", "CZlib", .target(name: "COpenSSL", condition: .when(traits: ["TLS"])),
                httpTypes, logging,
            ],
            swiftSettings: strictLibrary),

        // The pure core.
        .target(name: "DossierDomain", swiftSettings: strict),
        .target(name: "DossierRouting", dependencies: ["DossierDomain"], swiftSettings: strict),

        .target(
            name: "DossierPapers",
            dependencies: [
                "DossierDomain", "DossierRouting", .product(name: "Mustache", package: "swift-mustache"),
            ],
            swiftSettings: strict),

        // The rim, a module for each technology.
        // Headers only; nothing of Pango and Cairo is needed without the trait.
        .systemLibrary(name: "CPango", pkgConfig: "pangocairo"),
        .target(
            name: "DossierPapersPDF",
            dependencies: ["DossierPapers", .target(name: "CPango", condition: .when(traits: ["PDF"]))],
            swiftSettings: strict),
        .target(name: "CSQLite"),
        .target(name: "DossierStore", dependencies: ["DossierDomain"], swiftSettings: strict),
        .target(
            name: "DossierStoreSQLite",
            dependencies: [
                "CSQLite", "DossierDomain", "DossierStore", .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "GRDBSQLite", package: "GRDB.swift"), crypto,
            ],
            swiftSettings: strict),
        .target(name: "DossierFiles", dependencies: [crypto], swiftSettings: strict),
        .target(
            name: "DossierConfiguration", dependencies: ["DossierDomain", "DossierPapers", "DossierRouting", "Yams"],
            swiftSettings: strict),
        .target(
            name: "DossierService",
            dependencies: [
                "DossierDomain", "DossierFiles", "DossierRouting", "DossierStore", crypto, cryptoExtras,
            ],
            swiftSettings: strict),
        .target(
            name: "DossierAPI",
            dependencies: [
                "DossierConfiguration", "DossierDomain", "DossierPapers", "DossierRouting", "DossierStore",
                "DossierService", "HTTPMessage", httpTypes, crypto,
            ],
            swiftSettings: strict),

        // The knot.
        .executableTarget(
            name: "motcua",
            dependencies: [
                "HTTPMessage", "HTTPServer", "DossierDomain", "DossierPapers", "DossierRouting", "DossierStore",
                "DossierStoreSQLite", "DossierConfiguration", "DossierFiles", "DossierService", "DossierAPI", "Yams",
                httpTypes,
                logging,
                .target(name: "DossierPapersPDF", condition: .when(traits: ["PDF"])),
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: strict),

        // What peers, benchmarks and attackers are set on; knows no dossier.
        .executableTarget(
            name: "http-example", dependencies: ["HTTPMessage", "HTTPServer", httpTypes, logging],
            swiftSettings: strict),

        // Measuring it; never part of what is installed.
        .target(name: "HTTPLoad", dependencies: ["CLinux"], swiftSettings: strict),
        .executableTarget(
            name: "motcua-bench",
            dependencies: [
                "DossierDomain", "DossierRouting", "DossierStore", "DossierStoreSQLite", "DossierService",
                "DossierConfiguration", "DossierAPI", "DossierTesting", "HTTPLoad", "CLinux",
                .target(name: "DossierPapers", condition: .when(traits: ["PDF"])),
                .target(name: "DossierPapersPDF", condition: .when(traits: ["PDF"])),
                .target(name: "CPango", condition: .when(traits: ["PDF"])),
                .product(name: "GRDBSQLite", package: "GRDB.swift"),
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: strict),

        // Tests.
        .target(
            name: "DossierTesting", dependencies: ["DossierDomain", "DossierRouting", "DossierStore", crypto],
            swiftSettings: strict),
        .testTarget(name: "HTTPMessageTests", dependencies: ["HTTPMessage", httpTypes], swiftSettings: strictLibrary),
        .testTarget(
            name: "HTTPServerTests",
            dependencies: [
                "HTTPServer", "HTTPMessage", "CLinux", .target(name: "COpenSSL", condition: .when(traits: ["TLS"])),
                httpTypes, logging,
            ],
            exclude: ["Fuzz/Corpus", "Fuzz/Driver", "Fuzz/fuzz.sh", "Fuzz/seeds.py", "Fuzz/words.dict"],
            swiftSettings: strictLibrary),
        .testTarget(
            name: "HTTPPeerTests", dependencies: ["http-example"], exclude: ["Peers"], swiftSettings: strict),
        .testTarget(
            name: "DossierDomainTests", dependencies: ["DossierDomain", "DossierTesting"], exclude: ["Tables"],
            swiftSettings: strict),
        .testTarget(
            name: "DossierRoutingTests",
            dependencies: ["DossierConfiguration", "DossierDomain", "DossierRouting", "DossierTesting"],
            exclude: ["Tables"], swiftSettings: strict),
        .testTarget(
            name: "DossierPapersTests",
            dependencies: [
                "DossierConfiguration", "DossierDomain", "DossierPapers", "DossierRouting",
                .target(name: "DossierPapersPDF", condition: .when(traits: ["PDF"])),
                .target(name: "CPango", condition: .when(traits: ["PDF"])),
            ],
            exclude: ["Goldens"], swiftSettings: strict),
        .testTarget(
            name: "DossierStoreSQLiteTests",
            dependencies: ["DossierDomain", "DossierStore", "DossierStoreSQLite", "DossierTesting", crypto],
            exclude: ["query-plans.txt"], swiftSettings: strict),
        .testTarget(
            name: "DossierConfigurationTests",
            dependencies: ["DossierConfiguration", "DossierDomain", "DossierRouting"], swiftSettings: strict),
        .testTarget(
            name: "DossierFilesTests", dependencies: ["DossierFiles", "DossierTesting", crypto], swiftSettings: strict),
        .testTarget(
            name: "DossierAPITests",
            dependencies: [
                "DossierAPI", "DossierConfiguration", "DossierDomain", "DossierService", "DossierStore",
                "DossierTesting", httpTypes,
            ], swiftSettings: strict),
        .target(name: "FaultShim", path: "Tests/FaultShim"),
        .testTarget(
            name: "PollingTests",
            dependencies: [
                "DossierAPI", "DossierConfiguration", "DossierDomain", "DossierFiles", "DossierRouting",
                "DossierService",
                "DossierStore", "DossierStoreSQLite", "DossierTesting",
                .product(name: "GRDBSQLite", package: "GRDB.swift"), httpTypes, crypto,
            ], exclude: ["Goldens"], swiftSettings: strict),
        .testTarget(
            name: "EndToEndTests",
            dependencies: [
                "DossierAPI", "DossierDomain", "DossierService", "DossierTesting", "HTTPLoad", "motcua", "motcua-bench",
                crypto,
            ],
            exclude: [
                "Polling/cutting_proxy.py", "Counters/bad_line.py", "Scans/slow_line.py", "Rights/rights-matrix.txt",
            ], swiftSettings: strict),
        .testTarget(
            name: "SimulationTests", dependencies: ["DossierDomain", "DossierRouting", "DossierTesting"],
            swiftSettings: strict),
        .testTarget(name: "TidyTests", exclude: ["held-rules.txt"], swiftSettings: strict),
    ]
)
