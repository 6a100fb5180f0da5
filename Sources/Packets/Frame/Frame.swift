/// One frame as it was captured on a link.
public struct Frame: Sendable, Hashable {
    /// The captured bytes, from the first byte of the link-layer header.
    public var bytes: [UInt8]
    /// How many bytes the frame had on the link; more than `bytes.count` if the capture cut it.
    public var originalLength: Int
    /// When it was captured: nanoseconds since 1970-01-01 00:00:00 UTC.
    public var timestamp: UInt64
    public var linkType: LinkType

    /// - Parameter originalLength: the length on the link; the captured length if not given. A
    ///   number smaller than the captured length is raised to it.
    public init(bytes: [UInt8], originalLength: Int? = nil, timestamp: UInt64 = 0, linkType: LinkType = .ethernet) {
        self.bytes = bytes
        self.originalLength = max(originalLength ?? bytes.count, bytes.count)
        self.timestamp = timestamp
        self.linkType = linkType
    }

    /// The frame's layers from the outside in, with VXLAN on its usual ports.
    ///
    /// Keep a ``Dissection`` where the layers are asked for more than once.
    public var layers: [Layer] { Dissection(self).layers }
}
