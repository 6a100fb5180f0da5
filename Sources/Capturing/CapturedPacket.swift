import Packets
import Warren

/// A packet, and the link on which it was seen.
public struct CapturedPacket: Sendable {
    public var link: LinkReference
    public var frame: Frame
    public var dissection: Dissection

    /// - Parameter dissector: knows on which UDP ports the lab's vxlan devices speak.
    package init(link: LinkReference, frame: Frame, dissector: Dissector = Dissector()) {
        self.link = link
        self.frame = frame
        dissection = dissector.dissect(frame)
    }
}

extension CapturedPacket: CustomStringConvertible {
    /// The link, and the packet as tcpdump prints it: `host2:eth0  IP 10.57.4.20 > 10.57.4.21: ICMP echo request, id 1, seq 1, length 64`
    public var description: String { "\(link)  \(TcpdumpText.oneLine(frame))" }
}
