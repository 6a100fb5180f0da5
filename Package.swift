// swift-tools-version: 6.1
import PackageDescription

let package = Package(
    name: "warren",
    targets: [
        .systemLibrary(
            name: "CNetlink", pkgConfig: "libmnl", providers: [.apt(["libmnl-dev"])]),
        .systemLibrary(
            name: "CPcap", pkgConfig: "libpcap", providers: [.apt(["libpcap-dev"])]),
        .target(name: "CLinux"),

        .target(name: "Addresses"),
        .target(name: "Netlink", dependencies: ["Addresses", "CNetlink", "CLinux"]),
        .target(name: "Packets", dependencies: ["Addresses"]),

        .testTarget(name: "AddressesTests", dependencies: ["Addresses"]),
        .testTarget(name: "NetlinkTests", dependencies: ["Netlink"]),
        .testTarget(name: "PacketsTests", dependencies: ["Packets"]),
    ],
    swiftLanguageModes: [.v6]
)
