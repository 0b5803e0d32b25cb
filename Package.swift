// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

let package = Package(
    name: "motcua",
    dependencies: [
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    ],
    targets: [
        .target(name: "DossierDomain", swiftSettings: strict),
        .target(name: "DossierRouting", dependencies: ["DossierDomain"], swiftSettings: strict),
        .target(name: "DossierStore", dependencies: ["DossierDomain"], swiftSettings: strict),
        .target(
            name: "DossierService",
            dependencies: [
                "DossierDomain", "DossierRouting", "DossierStore", .product(name: "Crypto", package: "swift-crypto"),
            ],
            swiftSettings: strict),
        .testTarget(name: "TidyTests", exclude: ["held-rules.txt"], swiftSettings: strict),
    ]
)
