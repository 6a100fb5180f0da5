import Foundation
import Testing

@testable import VirtualMachine

@Suite("A guest's files")
struct GuestTreeTests {
    let place: Workplace
    init() throws { place = try Workplace() }

    @Test("a file of the host's comes with every link that leads to it")
    func links() throws {
        let files = FileManager.default
        try place.write("real/1.2/tool", "tool")
        try files.createSymbolicLink(atPath: place.path + "/real/current", withDestinationPath: "1.2")
        try files.createDirectory(atPath: place.path + "/bin", withIntermediateDirectories: true)
        try files.createSymbolicLink(atPath: place.path + "/bin/tool", withDestinationPath: "\(place.path)/bin/../real/current/tool")
        var tree = GuestTree()
        let isThere = tree.host(place.path + "/bin/tool")
        #expect(isThere)
        let inside = String(place.path.dropFirst())
        #expect(tree.entries["\(inside)/bin/tool"] == .link("\(place.path)/bin/../real/current/tool"))
        #expect(tree.entries["\(inside)/real/current"] == .link("1.2"))
        #expect(tree.hostFiles == ["\(place.path)/real/1.2/tool"])
    }

    @Test("what is not there, leads round in a circle or is no file is left out")
    func none() throws {
        try FileManager.default.createSymbolicLink(atPath: place.path + "/a", withDestinationPath: "b")
        try FileManager.default.createSymbolicLink(atPath: place.path + "/b", withDestinationPath: "a")
        var tree = GuestTree()
        let found = [place.path + "/a", place.path + "/none", "/dev/null"].filter { tree.host($0) }
        #expect(found.isEmpty && tree.hostFiles.isEmpty)
    }

    @Test("a path of the guest's own goes by the links that are there already")
    func throughLinks() {
        var tree = GuestTree()
        tree.link("/lib", to: "usr/lib")
        tree.text("/lib/modules/list", "x")
        #expect(tree.entries["usr/lib/modules/list"] == .text("x"))
        #expect(tree.entries["lib/modules"] == nil)
        tree.link("/var/run", to: "/run")
        tree.text("/var/run/list", "y")
        #expect(tree.entries["run/list"] == .text("y"))
    }

    @Test("nothing in a guest gives rights to those who run it")
    func permissions() throws {
        let path = try place.write("su", "x")
        try FileManager.default.setAttributes([.posixPermissions: 0o6711], ofItemAtPath: path)
        var tree = GuestTree()
        tree.host(path)
        #expect(tree.entries[String(path.dropFirst())] == .host(path, permissions: 0o755))
    }
}
