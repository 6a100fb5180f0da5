/// A link of a pcapng file.
package struct PcapNGInterface: Sendable, Hashable {
    /// `host2:eth0` (option if_name)
    package var name: String?
    /// What the link is, in words (option if_description).
    package var description: String?
    /// The LINKTYPE_ number of its frames; ``LinkType`` has those that can be dissected.
    package var linkTypeNumber: UInt16
    /// The longest frame that is captured whole, in bytes; 0 for no limit.
    ///
    /// libpcap reads only files whose links agree in this and in the link type.
    package var snapLength: UInt32

    package var linkType: LinkType? { LinkType(rawValue: linkTypeNumber) }

    package init(name: String? = nil, description: String? = nil, linkType: LinkType, snapLength: UInt32 = 262_144) {
        self.init(name: name, description: description, linkTypeNumber: linkType.rawValue, snapLength: snapLength)
    }

    init(name: String?, description: String?, linkTypeNumber: UInt16, snapLength: UInt32) {
        self.name = name
        self.description = description
        self.linkTypeNumber = linkTypeNumber
        self.snapLength = snapLength
    }
}
