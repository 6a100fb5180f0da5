/// A node as two states have it, with what is asked of it more than once.
///
/// A reference, because steps are made in rounds of like kind, and each round goes through all nodes.
final class NodeChange {
    /// As it was; with nothing in it if it is new.
    let before: NodeState
    let after: NodeState
    let isNew: Bool
    /// What becomes of its entries; `nil` if it is new.
    let entries: EntryChanges?
    /// The links to be that need no other.
    let plainLinks: [PlannedLink]
    /// The tunnels to be, each level upon those before it.
    let tunnelLevels: [[PlannedLink]]
    /// The settings to be of the namespace itself.
    let ownSettings: [Declared<NodeState.Setting>]
    /// The settings to be of single links.
    let linkSettings: [Declared<NodeState.Setting>]

    var name: String { after.name }

    /// `nil` if nothing becomes different about the node, as about most of a large lab.
    init?(from before: NodeState?, to after: NodeState, survivors: Survivors) {
        self.before = before ?? NodeState(after.name, after.role, at: after.source)
        self.after = after
        isNew = before == nil
        let isAlike = before?.isAlike(after) ?? false
        entries = before.map { EntryChanges(from: $0, to: after, isAlike: isAlike, survivors: survivors) }
        if isAlike, entries?.keepsAll == true { return nil }
        plainLinks = after.plainLinks
        tunnelLevels = after.tunnelLevels
        let isOfLink = { (setting: Declared<NodeState.Setting>) in SysctlName.link(setting.value.name).map(after.hasLink) ?? false }
        linkSettings = after.sysctls.filter(isOfLink)
        ownSettings = linkSettings.isEmpty ? after.sysctls : after.sysctls.filter { !isOfLink($0) }
    }
}
