import CLinux
import Glibc
import Netlink

/// A network namespace that lives as long as this object, or as anything opened within it.
///
/// Nothing but the descriptor holds it: no mount, no name. When the process ends, however it ends, the
/// kernel removes the namespace with everything in it.
final class Namespace: Sendable {
    /// Of `/proc/thread-self/ns/net` in the namespace: what `setns` and `IFLA_NET_NS_FD` take.
    let descriptor: Descriptor
    /// For requests and questions. Opened within, so it speaks of this namespace wherever it is used.
    let socket: NetlinkSocket

    private init(descriptor: Descriptor, socket: NetlinkSocket) {
        self.descriptor = descriptor
        self.socket = socket
    }

    /// What kept one namespace of several from being made.
    struct Failure: Error, CustomStringConvertible {
        /// Which of them, counted from 0.
        var position: Int
        var reason: any Error

        var description: String { "\(reason)" }
        /// Of the system call that failed; `nil` if none did.
        var errno: Int32? { (reason as? SystemError)?.errno ?? (reason as? NetlinkError)?.errno }
    }

    /// Makes a namespace for each list, and writes each one's settings while the thread that made it is in it.
    /// The settings' former values come with it.
    ///
    /// Many are made on several threads: the kernel sets up namespaces side by side.
    static func make(_ settings: [[Sysctl.Write]]) throws -> [(Namespace, former: [Sysctl.Write])] {
        let threads = min(max(Int(sysconf(Int32(_SC_NPROCESSORS_ONLN))), 1), settings.count / 8 + 1, 8)
        let shares = (0..<threads).map { settings.count * $0 / threads..<settings.count * ($0 + 1) / threads }
        return try OwnThread.runAll(shares.map { share in { try make(settings, share) } }).flatMap { $0 }
    }

    private static func make(_ settings: [[Sysctl.Write]], _ share: Range<Int>) throws -> [(Namespace, former: [Sysctl.Write])] {
        var files = SettingFiles.machine
        return try share.enumerated().map { number, position in
            if number % SettingFiles.fewNamespaces == 0, share.count > SettingFiles.fewNamespaces { files = .own() }
            do { return try makeOne(settings[position], by: files) } catch { throw Failure(position: position, reason: error) }
        }
    }

    private static func makeOne(_ writes: [Sysctl.Write], by files: SettingFiles) throws -> (Namespace, former: [Sysctl.Write]) {
        guard clinux_unshare(CLINUX_CLONE_NEWNET) == 0 else {
            throw SystemError("unshare", "making a network namespace")
        }
        let descriptor = try Descriptor(
            open("/proc/thread-self/ns/net", O_RDONLY | O_CLOEXEC), from: "open", "holding a network namespace")
        let namespace = Namespace(descriptor: descriptor, socket: try NetlinkSocket())
        return (namespace, try Sysctl.apply(writes, by: files))
    }

    /// Runs `body` on a throwaway thread within the namespace.
    func run<Value>(_ body: @escaping () throws -> Value) throws -> Value {
        try OwnThread.run(in: descriptor.number, body)
    }
}
