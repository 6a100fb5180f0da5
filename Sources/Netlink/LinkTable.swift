import Glibc

/// The links of one namespace, by index and by name, as they were at one time.
package struct LinkTable: Names, Sendable, Hashable {
    private var namesByIndex: [Int32: String] = [:]

    package init() {}

    package init(_ links: [LinkState]) {
        for link in links { namesByIndex[link.index] = link.name }
    }

    /// From the messages of a dump of links.
    init(messages: Messages) {
        for message in messages { if let link = LinkState.name(payload: message.payload) { namesByIndex[link.index] = link.name } }
    }

    /// The link's name; for an index that the table does not have, `if7`, as `ip` prints it.
    package func name(of index: Int32) -> String {
        namesByIndex[index] ?? "if\(index)"
    }

    /// - Throws: `ENODEV`.
    package func index(of link: String) throws(NetlinkError) -> Int32 {
        for (index, name) in namesByIndex where name == link { return index }
        throw NetlinkError(operation: "link name", errno: ENODEV, message: "no link \"\(link)\" here")
    }

    /// The table knows one namespace only.
    /// - Throws: `ENOENT`, always.
    package func descriptor(ofNamespace node: String) throws(NetlinkError) -> Int32 {
        throw NetlinkError(operation: "namespace name", errno: ENOENT, message: "no namespace \"\(node)\" here")
    }

    func knows(_ link: String) -> Bool { namesByIndex.values.contains(link) }

    mutating func set(_ index: Int32, _ name: String) { namesByIndex[index] = name }
    func contains(_ index: Int32) -> Bool { namesByIndex[index] != nil }

    /// Takes the other's links over these.
    mutating func merge(_ other: LinkTable) {
        namesByIndex.merge(other.namesByIndex) { _, new in new }
    }
}
