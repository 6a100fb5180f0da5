import Glibc
import Testing

@testable import Runtime

/// Settings of namespaces that are made by the hundred. Needs root.
@Suite(.serialized, .enabled(if: geteuid() == 0, "needs root"))
struct SettingFilesTests {
    private static let name = "net.ipv4.conf.default.rp_filter"

    @Test func `of many namespaces each has its own settings, and what they were before is told`() throws {
        let values = (0..<3 * SettingFiles.fewNamespaces).map { "\($0 % 3)" }
        let made = try Namespace.make(values.map { [Sysctl.Write(name: Self.name, value: $0)] })
        for ((namespace, former), value) in zip(made, values) {
            let now = try namespace.run { try Sysctl.read(Self.name) }
            #expect(now == value)
            #expect(former.map(\.value) == [try Sysctl.read(Self.name)])
        }
    }

    @Test func `a procfs of one's own shows the settings of whoever looks, and lacks what the machine lacks`() throws {
        let files = SettingFiles.own()
        let (namespace, _) = try #require(try Namespace.make([[Sysctl.Write(name: Self.name, value: "2")]]).first)
        let (former, now, refusal) = try namespace.run {
            let former = try Sysctl.apply([Sysctl.Write(name: Self.name, value: "1")], by: files)
            let missing = Result { try Sysctl.apply([Sysctl.Write(name: "net.ipv4.none", value: "1")], by: files) }
            return (former, try Sysctl.read(Self.name), missing)
        }
        #expect(former.map(\.value) == ["2"] && now == "1")
        #expect(throws: Sysctl.Refusal.self) { try refusal.get() }
    }
}
