import Packets
import Warren

/// A packet, and the link on which it was seen.
public struct CapturedPacket: Sendable {
    public var link: LinkReference
    public var frame: Frame
    public var dissection: Dissection

    /// - Parameter dissector: knows on which UDP ports the lab's vxlan devices speak.
    public init(link: LinkReference, frame: Frame, dissector: Dissector = Dissector()) {
        self.link = link
        self.frame = frame
        dissection = dissector.dissect(frame)
    }
}
