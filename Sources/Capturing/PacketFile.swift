import Glibc
import Namespaces
import Packets
import Warren

/// A pcapng file with every link as an interface, named `host2:eth0`. What has been written is in the file at
/// once, and whole packets only: a reader may come at any time, also after the writer was killed.
package struct PacketFile {
    /// How much is gathered before it is written, in bytes.
    private static let chunk = 1 << 20

    private let path: String
    private let descriptor: Descriptor
    private var writer = PcapNGWriter(operatingSystem: "Linux", application: "warren")
    private var interfaces: [LinkReference: PcapNGWriter.InterfaceID] = [:]

    /// Begins the file anew, with the links' descriptions.
    ///
    /// - Parameter path: `-` is standard output
    package init(path: String, links: [(link: LinkReference, type: LinkType)]) throws(SystemError) {
        self.path = path
        if path == "-" {
            descriptor = try Descriptor(fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 0), from: "dup", "standard output")
        } else {
            descriptor = try Descriptor(open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644), from: "open", path)
        }
        for link in links { describe(link) }
        try flush()
    }

    /// Adds a link to those that the file was begun with. One of a name that there is already is another interface:
    /// what was removed and made anew may have frames of another type.
    package mutating func add(_ link: (link: LinkReference, type: LinkType)) throws(SystemError) {
        describe(link)
        try flush()
    }

    private mutating func describe(_ link: (link: LinkReference, type: LinkType)) {
        interfaces[link.link] = writer.add(PcapNGInterface(name: link.link.description, linkType: link.type))
    }

    /// Writes packets of the links that the file was begun with, in the order in which they are given.
    package mutating func write(_ packets: [(link: LinkReference, frame: Frame)]) throws(SystemError) {
        for packet in packets {
            if let interface = interfaces[packet.link] { writer.add(packet.frame, on: interface) }
            if writer.bytes.count >= Self.chunk { try flush() }
        }
        try flush()
    }

    private mutating func flush() throws(SystemError) {
        let bytes = writer.takeBytes()
        var written = 0
        while written < bytes.count {
            let count = bytes.withUnsafeBytes { Glibc.write(descriptor.number, $0.baseAddress?.advanced(by: written), $0.count - written) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw SystemError("write", path) }
            written += count
        }
    }
}
