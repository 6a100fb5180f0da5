import Foundation
import Testing

extension EndToEnd {
    @Suite("Kernels of virtual machines are fetched, named and tried")
    struct GuestKernelTests {
        /// Runs `warren` as a user without any rights, whose cache is in the folder.
        private func run(_ arguments: String..., in folder: LabFolder, environment: [String: String] = [:]) throws -> Program.Outcome {
            let cache = folder.path + "/home"
            if !FileManager.default.fileExists(atPath: cache) {
                try FileManager.default.createDirectory(atPath: cache, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
                try #require(chown(cache, 65534, 65534) == 0)
            }
            let words = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--no-new-privs", "--"]
            return try WarrenProgram.start(
                arguments, environment: ["WARREN_CACHE": cache, "HOME": cache].merging(environment) { $1 }, behind: words
            ).end()
        }

        @Test("an ordinary user gets one, whole and with the modules it was built with, and keeps it")
        func fetch() throws {
            let folder = try LabFolder()
            let fetched = try run("vm", "fetch", in: folder)
            #expect(fetched.status == 0, "\(fetched.errors)")
            let release = try #require(fetched.output.wholeMatch(of: /Linux (\S+) is there: linux-image-(\S+) .*\n/))
            #expect(release.1 == release.2)
            let kept = "\(folder.path)/home/kernels/\(release.1)"
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path + "/home/kernels") == [String(release.1)])
            #expect(Set(try FileManager.default.contentsOfDirectory(atPath: kept)) == ["kernel.json", "lib", "vmlinuz"])
            // What the module says of itself, as an oracle for the image's release.
            let module = try Program(["modinfo", "-F", "vermagic", "\(kept)/lib/modules/\(release.1)/kernel/net/ipv4/ipip.ko"]).end()
            #expect(module.output.hasPrefix("\(release.1) "), "\(module.errors)")

            let again = try run("vm", "fetch", in: folder)
            #expect(again.status == 0 && again.output.contains("was there already") && again.errors.isEmpty)
            let image = try run("vm", "image", in: folder)
            #expect(image.status == 0 && image.output.hasPrefix(folder.path + "/home/images/"), "\(image.errors)")

            #expect(try run("vm", "remove", "6.0-none", in: folder).status == 2)
            #expect(try run("vm", "remove", String(release.1), in: folder).status == 0)
            #expect(try run("vm", "list", in: folder).output == "")
            let none = try run("test", "--vm", Package.article, in: folder)
            #expect(none.status == 3 && none.errors.contains("there is no kernel for virtual machines yet; get one with: warren vm fetch"))
        }

        @Test("without a way to the archive the error says what apt says, and nothing is left")
        func noNetwork() throws {
            let folder = try LabFolder()
            // The port of discard, where nobody listens.
            let outcome = try run("vm", "fetch", in: folder, environment: ["http_proxy": "http://127.0.0.1:9", "https_proxy": "http://127.0.0.1:9"])
            #expect(outcome.status == 3)
            #expect(outcome.errors.contains("the kernel cannot be fetched: apt-get failed: "), "\(outcome.errors)")
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path + "/home/kernels") == [])
        }

        @Test("a kernel that is none, or is not asked for rightly, is the command line's fault, before anything starts")
        func refused() throws {
            func refusal(_ arguments: String...) throws -> String {
                let outcome = try WarrenProgram.start(arguments).end()
                #expect(outcome.status == 64 && outcome.output.isEmpty, "\(arguments): \(outcome.status)")
                return outcome.errors
            }
            let file = Package.article
            #expect(try refusal("test", file, "--vm", "--kernel", "/etc/passwd").contains("/etc/passwd is no kernel"))
            #expect(try refusal("test", file, "--vm", "--kernel", "6.0-none").contains("no kernel 6.0-none was fetched"))
            #expect(try refusal("test", file, "--kernel", "6.0-none").contains("expected --vm"))
            #expect(try refusal("doctor", "--vm", "--modules", "/lib/modules/x").contains("--modules /lib/modules/x: expected as many as there are --kernel IMAGE, which are 0"))
            #expect(try refusal("up", file, "--vm", "--kernel", "a", "--kernel", "b").contains("--kernel b: expected one kernel only"))
        }

        @Test("doctor shows what the guest's kernel can do beside this one's")
        func doctor() throws {
            try GuestKernels.require()
            let listed = try warren("vm", "list").lines.first { $0.contains("used unless --kernel") }
            let release = try #require(listed?.split(separator: " ").first)
            let outcome = try warren("doctor", "--vm")
            #expect(outcome.status == 0, "\(outcome.errors)")
            #expect(outcome.lines.contains { $0.hasPrefix("  here ") && $0.hasSuffix("Linux " + Self.ownRelease) })
            #expect(outcome.lines.contains { $0.hasPrefix("  vm ") && $0.contains("Linux \(release), ") })
            func marks(_ name: String) -> [Substring] {
                outcome.lines.first { $0.hasPrefix("    \(name) ") }?.split(separator: " ").suffix(2) ?? []
            }
            // Debian's kernel has them, and no kernel of ours is without veth.
            for name in ["ipip", "gre", "wireguard", "vrf", "dummy", "netem", "ct state", "masquerade", "br_netfilter", "ip_vs", "tun"] {
                #expect(marks(name).last == "✓", "\(name)")
            }
            #expect(marks("veth") == ["✓", "✓"])
            let hasIPIP = try Program(["unshare", "-n", "ip", "link", "add", "t0", "type", "ipip", "remote", "192.0.2.1"]).end().status == 0
            #expect(marks("ipip").first == (hasIPIP ? "✓" : "✗"))
        }

        private static let ownRelease: String = {
            var name = utsname()
            uname(&name)
            return withUnsafeBytes(of: name.release) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
        }()
    }
}
