import Warren

/// A vxlan device that cannot learn the entry that it is to learn.
public struct LearningOff: EvidenceKind {
    public static let kind = "learningOff"

    public var link: LinkReference

    package init(_ link: LinkReference) { self.link = link }

    public var details: [Finding.Detail] { [.init("but", ["\(link.link) does not learn: learning is off"])] }
}
