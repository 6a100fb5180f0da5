import CNetlink
import Glibc

/// Reads what one network namespace holds. What several kinds of objects are read from is asked for once.
///
/// Each dump is of one moment, but not all of them of the same. Used by one thread at a time.
package final class NamespaceReader {
    package let socket: NetlinkSocket
    package let links: [LinkState]
    package let names: LinkTable
    /// Opens a socket of generic netlink in the namespace.
    private let open: (String) throws -> GenericSocket
    private var queueMessages: [UInt8]?
    private var devices: [(String, WireGuardDevice)]?

    /// - Parameter open: opens a socket of a family of generic netlink in the namespace
    package init(_ socket: NetlinkSocket, open: @escaping (String) throws -> GenericSocket) throws(NetlinkError) {
        self.socket = socket
        self.open = open
        links = try socket.links()
        names = LinkTable(links)
    }

    package func link(_ name: String) -> LinkState? { links.first { $0.name == name } }

    /// The bridge that a link is or is a port of, if it keeps VLANs apart.
    func isFiltering(_ link: String) -> Bool {
        guard let link = self.link(link), let bridge = links.first(where: { $0.index == link.master ?? link.index }),
            case .bridge(let parameters) = bridge.data
        else { return false }
        return parameters.vlanFiltering == true
    }

    /// The WireGuard devices, by the names of their links.
    package func wireGuards() throws(NetlinkError) -> [(String, WireGuardDevice)] {
        if let devices { return devices }
        let names = links.filter { $0.kind == "wireguard" }.map(\.name)
        var found: [(String, WireGuardDevice)] = []
        if !names.isEmpty {
            let socket: GenericSocket
            do { socket = try open("wireguard") } catch let error as NetlinkError { throw error } catch {
                throw NetlinkError(operation: "socket", errno: EIO, message: "\(error)")
            }
            // Somebody may remove one meanwhile.
            for name in names { if let device = try? WireGuardDevice(name, from: socket) { found.append((name, device)) } }
        }
        devices = found
        return found
    }

    /// All queueing disciplines, as messages.
    func queues<Object>(_ decode: (UnsafeRawBufferPointer) -> Object?) throws(NetlinkError) -> [Object] {
        let messages: [UInt8]
        if let queueMessages {
            messages = queueMessages
        } else {
            messages = try socket.dump(Int(RTM_GETQDISC), tcmsg())
            queueMessages = messages
        }
        return messages.withUnsafeBytes { bytes in Messages(bytes).compactMap { decode($0.payload) } }
    }
}
