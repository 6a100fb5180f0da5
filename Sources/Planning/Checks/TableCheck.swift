import Netlink
import Warren

/// An ``Expect`` whose entries have addresses in place of names.
package struct TableCheck: Sendable, Hashable {
    /// What must be there, as it must be.
    package enum Entry: Sendable, Hashable {
        /// What is `nil` in it is not compared, nor are the fields of these names.
        case object(NodeObject, leavingOpen: Set<String>)
        /// Its kind with what the lab says of it; its MTU, where the lab gives one.
        case link(PlannedLink)
        /// A link that is there anyway.
        case linkState(ExpectedLinkState)
        case setting(NodeState.Setting)

        package init(_ object: some KernelObject, leavingOpen open: Set<String> = []) {
            self = .object(NodeObject(object), leavingOpen: open)
        }
    }

    package struct Line: Sendable, Hashable {
        package var entry: Entry
        package var source: SourceLocation
    }

    package var node: String
    package var presence: Expect.Presence
    package var deadline: Duration
    package var lines: [Line]
    package var source: SourceLocation
}

extension TableCheck.Entry {
    /// What entries of its table are called.
    package var kind: String {
        switch self {
        case .object(let object, _): type(of: object.value).noun
        case .link, .linkState: "link"
        case .setting: "setting"
        }
    }

    /// As its tool shows such an entry.
    package var words: String {
        switch self {
        case .object(let object, let open): object.value.words(leavingOpen: open)
        case .link(let link): link.line
        case .linkState(let link): link.words
        case .setting(let setting): "\(setting.name) = \(setting.value)"
        }
    }
}

extension PlannedLink {
    /// `vxlan0 type vxlan id 100 …`
    fileprivate var line: String {
        var words = [name]
        if setsMTU { words += ["mtu", "\(mtu)"] }
        if case .request(let kind) = origin { words += ["type", kind.name] + kind.arguments }
        return words.joined(separator: " ")
    }

    /// Whether a link that was found is what this one asks for.
    package func isMet(by found: LinkState) -> Bool {
        guard found.name == name, !setsMTU || found.mtu == mtu else { return false }
        guard case .request(let kind) = origin, found.kind == kind.name else { return false }
        return found.data.map { kind.isMet(by: $0) } ?? true
    }
}
