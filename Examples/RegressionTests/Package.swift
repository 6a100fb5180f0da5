// swift-tools-version: 6.1
import PackageDescription

let package = Package(
    name: "RegressionTests",
    dependencies: [
        // In a package of your own:
        // .package(url: "https://…/warren.git", from: "…")
        .package(name: "warren", path: "../..")
    ],
    targets: [
        // The network that the tests need: a target of its own, so that several test targets may share it.
        .target(name: "Office", dependencies: [.product(name: "WarrenTesting", package: "warren")]),
        .testTarget(name: "OfficeTests", dependencies: ["Office", .product(name: "WarrenTesting", package: "warren")]),
    ],
    swiftLanguageModes: [.v6]
)
