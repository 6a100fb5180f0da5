// swift-tools-version: 6.1
import PackageDescription

let package = Package(
    name: "warren",
    products: [
        // What a lab file is compiled against: archive and module stand beside the program.
        .library(name: "WarrenLab", type: .static, targets: ["Warren"]),
        .executable(name: "warren", targets: ["WarrenCommand"]),
        // For tests alone: faults and crowds, and what makes a chosen request to the kernel fail.
        .executable(name: "warren-chaos", targets: ["WarrenChaos"]),
        .library(name: "WarrenFaults", type: .dynamic, targets: ["CFaults"]),
        // Labs in tests: the vocabulary, and a lab that stands for the time of a test.
        .library(name: "WarrenTesting", targets: ["WarrenTesting", "Warren"]),
        .library(name: "WarrenFuzzing", type: .static, targets: ["Fuzzing"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser.git", from: "1.5.0"),
        .package(url: "https://github.com/swiftlang/swift-subprocess.git", from: "1.0.2")
    ],
    targets: [
        .systemLibrary(
            name: "CNetlink", pkgConfig: "libmnl", providers: [.apt(["libmnl-dev"])]),
        .target(name: "CLinux"),
        .target(name: "CFaults"),
        // The libraries themselves are opened at run time.
        .target(name: "CPcap", dependencies: ["CLinux"]),
        .target(name: "CNftChild", dependencies: ["CLinux"]),

        .target(name: "Addresses"),
        .target(name: "Warren"),
        .target(name: "Netlink", dependencies: ["Addresses", "CNetlink", "CLinux"]),
        .target(name: "Packets", dependencies: ["Addresses"]),
        .target(name: "Planning", dependencies: ["Warren", "Addresses", "Netlink", "Packets"]),
        .target(name: "Namespaces", dependencies: ["Addresses", "Netlink", "CLinux"]),
        .target(name: "Firewalls", dependencies: ["Namespaces", "CLinux", "CNftChild"]),
        .target(name: "Tunnels", dependencies: ["Namespaces", "Firewalls", "Netlink", "Packets", "Addresses", "CLinux"]),
        .target(name: "Capturing", dependencies: ["Namespaces", "Netlink", "Packets", "Warren", "CPcap"]),
        .target(name: "Serving", dependencies: ["Namespaces", "Planning", "Warren", "Addresses", "CLinux"]),
        .target(name: "Findings", dependencies: ["Warren", "Planning", "Addresses"]),
        .target(
            name: "Runtime",
            dependencies: [
                "Findings", "Namespaces", "Firewalls", "Tunnels", "Capturing", "Serving", "Planning", "Warren", "Netlink", "Packets", "Addresses",
                "CLinux",
            ]),
        .target(
            name: "WarrenTesting", dependencies: ["Warren", "Planning", "Findings", "Runtime", "Capturing", "Serving"]),
        .target(
            name: "Loading",
            dependencies: ["Warren", .product(name: "Subprocess", package: "swift-subprocess")]),
        .target(name: "Drawing", dependencies: ["Planning", "Netlink", "Warren", "Addresses"]),
        .target(
            name: "Graphviz", dependencies: [.product(name: "Subprocess", package: "swift-subprocess")]),
        .target(name: "Reporting", dependencies: ["Findings", "Netlink", "Warren"]),
        .target(
            name: "VirtualMachine",
            dependencies: [
                "Loading", "Reporting", "Runtime", "Namespaces", "CLinux", .product(name: "Subprocess", package: "swift-subprocess"),
            ]),
        .executableTarget(
            name: "WarrenCommand",
            dependencies: [
                "Warren", "Planning", "Loading", "Findings", "Runtime", "Namespaces", "Capturing", "Reporting", "Drawing", "Graphviz", "Netlink",
                "Packets", "Addresses", "CLinux", "VirtualMachine",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ]),
        .target(name: "Fuzzing", dependencies: ["Packets", "Netlink", "Planning", "Loading", "Warren"]),
        .executableTarget(
            name: "WarrenBenchmarks",
            dependencies: [
                "Warren", "Planning", "Loading", "Netlink", "Namespaces", "VirtualMachine",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            path: "Benchmarks/Runner"),
        .executableTarget(
            name: "WarrenChaos",
            dependencies: [
                "CFaults", "CLinux", "Planning", "Loading", "Netlink",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Subprocess", package: "swift-subprocess"),
            ]),
        // A tool of the installation: the manual's pages, from what the program says about itself.
        .executableTarget(name: "WarrenManual"),

        .testTarget(name: "ArchitectureTests"),
        .testTarget(name: "AddressesTests", dependencies: ["Addresses"]),
        .testTarget(name: "WarrenTests", dependencies: ["Warren"]),
        .testTarget(name: "PlanningTests", dependencies: ["Planning", "Findings", "Warren", "Addresses", "Netlink", "Packets"]),
        .testTarget(name: "NetlinkTests", dependencies: ["Netlink"]),
        .testTarget(name: "PacketsTests", dependencies: ["Packets"]),
        .testTarget(name: "LoadingTests", dependencies: ["Loading", "Planning", "Warren"]),
        .testTarget(name: "DrawingTests", dependencies: ["Drawing", "Graphviz", "Planning", "Warren"]),
        .testTarget(
            name: "RuntimeTests",
            dependencies: [
                "Findings", "Runtime", "Namespaces", "Capturing", "Serving", "Planning", "Warren", "Netlink", "Packets", "Addresses"]),
        .testTarget(name: "NamespacesTests", dependencies: ["Namespaces", "Netlink"]),
        .testTarget(
            name: "TunnelsTests", dependencies: ["Tunnels", "Namespaces", "Runtime", "Netlink", "Packets", "Addresses", "CLinux"]),
        .testTarget(name: "CapturingTests", dependencies: ["Capturing", "Packets", "Warren"]),
        .testTarget(name: "ServingTests", dependencies: ["Serving"]),
        .testTarget(name: "WarrenTestingTests", dependencies: ["WarrenTesting", "Warren"]),
        .testTarget(name: "FindingsTests", dependencies: ["Findings", "Planning", "Packets", "Addresses", "Warren"]),
        .testTarget(name: "ReportingTests", dependencies: ["Reporting", "Findings", "Addresses", "Warren"]),
        .testTarget(name: "VirtualMachineTests", dependencies: ["CLinux", "Namespaces", "Runtime", "VirtualMachine"]),
        .testTarget(name: "FuzzingTests", dependencies: ["Fuzzing"]),
        .testTarget(
            name: "IntegrationTests", dependencies: ["Warren", "Planning", "Loading", "Netlink", "Addresses", "Packets", "CLinux"]),
    ],
    swiftLanguageModes: [.v6]
)
