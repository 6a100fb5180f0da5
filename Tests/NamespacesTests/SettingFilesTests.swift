import Glibc
import Testing

@testable import Namespaces

/// Settings of namespaces that are made by the hundred. Needs root.
@Suite(.serialized, .enabled(if: geteuid() == 0, "needs root"))
struct SettingFilesTests {
    private static let name = "net.ipv4.conf.default.rp_filter"

    @Test func `of many namespaces each has its own settings, and what they were before is told`() throws {
        let values = (0..<3 * SettingFiles.fewNamespaces).map { "\($0 % 3)" }
        let making = try NamespaceMaking(values.map { [KernelSetting.Write(name: Self.name, value: $0)] }, sockets: values.count)
        for (position, value) in values.enumerated() {
            let made = try making.take(position)
            let now = try made.namespace.run { try KernelSetting.read(Self.name) }
            #expect(now == value)
            #expect(made.former.map(\.value) == [try KernelSetting.read(Self.name)])
        }
    }

    @Test func `a procfs of one's own shows the settings of whoever looks, and lacks what the machine lacks`() throws {
        let files = SettingFiles.own()
        let (former, now, refusal) = try NetworkNamespace.make().run {
            _ = try KernelSetting.apply([KernelSetting.Write(name: Self.name, value: "2")])
            let former = try KernelSetting.apply([KernelSetting.Write(name: Self.name, value: "1")], by: files)
            let missing = Result { try KernelSetting.apply([KernelSetting.Write(name: "net.ipv4.none", value: "1")], by: files) }
            return (former, try KernelSetting.read(Self.name), missing)
        }
        #expect(former.map(\.value) == ["2"] && now == "1")
        #expect(throws: KernelSetting.Refusal.self) { try refusal.get() }
        // It is another file system than the machine's, to read and to write.
        for mode in [O_RDONLY, O_RDWR] { #expect(try device(files, mode) != device(.machine, mode)) }
    }

    private func device(_ files: SettingFiles, _ mode: Int32) throws -> dev_t {
        let file = try Descriptor(files.open(Self.name, mode), from: "open", Self.name)
        var status = stat()
        try #require(fstat(file.number, &status) == 0)
        return status.st_dev
    }
}
