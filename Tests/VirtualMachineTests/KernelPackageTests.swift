import Testing

@testable import VirtualMachine

@Suite("What apt says of a kernel's package")
struct KernelPackageTests {
    private let record = """
        N: a notice
        Package: linux-image-cloud-amd64
        Version: 6.1.192-2
        Depends: kmod, linux-base (>= 4.3~), linux-image-6.1.0-56-cloud-amd64 (= 6.1.192-2), linux-modules-6.1 | other
        Size: 1504
        Description: Linux for cloud
         Version: not a field
        SHA256: 00be21c0

        Package: linux-image-cloud-amd64
        Version: 5.0
        """

    @Test("the first record counts, and of its dependencies those that are kernels")
    func read() throws {
        let package = try #require(KernelPackage(record: record))
        #expect(package.name == "linux-image-cloud-amd64" && package.version == "6.1.192-2")
        #expect(package.size == 1504 && package.sha256 == "00be21c0")
        #expect(package.parts == ["linux-image-6.1.0-56-cloud-amd64", "linux-modules-6.1"])
    }

    @Test("a record without a hash is none", arguments: ["", "Package: x\nVersion: 1\n", "E: Unable to locate package x"])
    func incomplete(_ text: String) { #expect(KernelPackage(record: text) == nil) }

    @Test("only packages of kernels are fetched", arguments: ["curl", "linux-image-x; true", "linux-image-$(id)", "-o", "linux-image-A"])
    func names(_ name: String) async {
        let error = await #expect(throws: VirtualMachineError.self) { try await KernelFetch(name).run() }
        #expect("\(error.map { "\($0)" } ?? "")".hasPrefix("\(name) is no package of a kernel"))
    }
}
