import Capturing
import Glibc
import Namespaces
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
        try Self.write(packets, of: capture, to: path(of: stage))
    }

    /// Writes the packets as a pcapng file, with every link of the capture as an interface.
    static func write(_ packets: [CapturedPacket], of capture: Capture, to path: String) throws {
        var file = try PacketFile(path: path, links: capture.links)
        try file.write(packets.map { (link: $0.link, frame: $0.frame) })
    }
}
