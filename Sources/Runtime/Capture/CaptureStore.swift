import Glibc
import Packets
import Planning
import Warren

/// Keeps the packets of a run: a pcapng file for each stage, with every link as an interface.
struct CaptureStore {
    private let directory: String
    private let lab: String

    /// Makes the directory if there is none.
    init(directory: String, lab: String) throws {
        guard mkdir(directory, 0o755) == 0 || errno == EEXIST else { throw SystemError("mkdir", directory) }
        self.directory = directory
        self.lab = lab
    }

    /// `DIR/pods-across-hosts-3-ip-tunnel.pcapng`
    func path(of stage: StagePlan) -> String {
        var slug = ""
        for character in stage.title.lowercased() {
            if character.isASCII, character.isLetter || character.isNumber {
                slug.append(character)
            } else if !slug.isEmpty, slug.last != "-" {
                slug.append("-")
            }
        }
        while slug.last == "-" { slug.removeLast() }
        return "\(directory)/\(lab)-\(stage.number)" + (slug.isEmpty ? "" : "-\(slug)") + ".pcapng"
    }

    func write(_ stage: StagePlan, _ capture: Capture, packets: [CapturedPacket]) throws {
        var file = PcapNGWriter(operatingSystem: "Linux", application: "warren")
        var interfaces: [LinkReference: PcapNGWriter.InterfaceID] = [:]
        for (link, type) in capture.links {
            interfaces[link] = file.add(PcapNGInterface(name: link.description, linkType: type))
        }
        for packet in packets {
            if let interface = interfaces[packet.link] { file.add(packet.frame, on: interface) }
        }
        let path = path(of: stage)
        let descriptor = try Descriptor(open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644), from: "open", path)
        var bytes = file.takeBytes()[...]
        while !bytes.isEmpty {
            let count = bytes.withUnsafeBytes { Glibc.write(descriptor.number, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw SystemError("write", path) }
            bytes = bytes.dropFirst(count)
        }
    }
}
