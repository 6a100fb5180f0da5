import Packets
import Warren

/// A packet, and the link on which it was seen.
public struct CapturedPacket: Sendable {
    public var link: LinkReference
    public var frame: Frame
    public var dissection: Dissection

    public init(link: LinkReference, frame: Frame) {
        self.link = link
        self.frame = frame
        dissection = Dissection(frame)
    }
}
