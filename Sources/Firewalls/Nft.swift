import CNftChild
import Glibc
import Namespaces

/// nftables, by libnftables. It runs in a child of this process, because it ends the process that it is in when a
/// socket fails it: of a keeper every namespace would go. That costs a fork.
package enum Nft {
    /// How long the kernel may take for a ruleset, in seconds.
    private static let patience: Int32 = 30

    /// What nft refused, in its own words: the first line of its message.
    package struct Refusal: Error, CustomStringConvertible {
        package var description: String
        /// Which of the transactions it was, counted from 0.
        package var position = 0

        /// libnftables tells in words alone what the kernel said. A kernel that lacks an expression, or nftables
        /// altogether, says that there is no such file or that it is not supported.
        package var errno: Int32 {
            if description.hasSuffix("not supported") || description.hasSuffix("No such file or directory") { return EOPNOTSUPP }
            if description.hasSuffix("Too many open files") { return EMFILE }
            return description.hasSuffix("Operation not permitted") ? EPERM : EINVAL
        }
    }

    /// There is no libnftables.
    package struct Unavailable: Error, CustomStringConvertible {
        package var description: String
    }

    /// Where statements are run.
    package enum Place {
        case namespace(NetworkNamespace)
        /// The namespace that the descriptor refers to.
        case descriptor(Int32)
        /// A namespace that lasts for the question only.
        case nowhere
    }

    /// Runs statements, each text as one transaction: all of it, or nothing. Those before a refused one stay.
    package static func run(_ transactions: [String], in place: Place) throws {
        _ = try ask(transactions, in: place)
    }

    /// Runs statements as one transaction and returns the table that they made.
    package static func run(_ statements: String, in place: Place, thenList table: String) throws -> TableListing? {
        let answer = try ask([statements, "list table \(table)\n"], in: place)
        return try TableListing(json: answer)
    }

    /// The table as nft lists it, without what changes by itself; `nil`: there is none.
    package static func table(_ name: String, in place: Place) throws -> TableListing? {
        do {
            return try TableListing(json: ask(["list table \(name)\n"], in: place))
        } catch let refusal as Refusal where refusal.description.hasSuffix("No such file or directory") {
            return nil
        }
    }

    /// Every table of the namespace, with its counters: `nft -j list ruleset` and `nft list ruleset`.
    static func ruleset(in place: Place) throws -> (json: String, text: String) {
        (try ask(["list ruleset\n"], in: place, as: CNFT_JSON), try ask(["list ruleset\n"], in: place, as: CNFT_TEXT))
    }

    /// Where libnftables lies; `nil` on a machine that has none.
    package static var libraryPath: String? { cnft_open() == nil ? cnft_path().map { String(cString: $0) } : nil }

    private static func ask(_ commands: [String], in place: Place, as form: cnft_form = CNFT_STATELESS_JSON) throws -> String {
        // In this process rather than in each child.
        if let words = cnft_open() { throw Unavailable(description: String(cString: words)) }
        let words = commands.map { UnsafePointer(strdup($0)) }
        defer { for word in words { free(UnsafeMutablePointer(mutating: word)) } }
        var answer = cnft_answer(refused: -1, text: nil)
        var call: UnsafePointer<CChar>?
        let descriptor: Int32 =
            switch place {
            case .namespace(let namespace): namespace.descriptor.number
            case .descriptor(let number): number
            case .nowhere: -1
            }
        let status = cnft_run(descriptor, words, Int32(words.count), form, patience, &answer, &call)
        let error = errno
        defer { free(answer.text) }
        let text = answer.text.map { String(cString: $0) } ?? ""
        guard status == 0 else {
            if error == ECANCELED { throw Refusal(description: message(in: text)) }
            throw SystemError(call.map { String(cString: $0) } ?? "nft", errno: error, "running nft")
        }
        if answer.refused >= 0 { throw Refusal(description: message(in: text), position: Int(answer.refused)) }
        return text
    }

    /// `Error: Could not process rule: Operation not supported` less its first word, and less the place in
    /// libnftables' own source. The lines that follow quote the statement, which the reader sees anyway.
    private static func message(in text: String) -> String {
        let line = text.prefix { $0 != "\n" }
        if line.hasPrefix("Error: ") { return String(line.dropFirst(7)) }
        if let place = line.prefixMatch(of: #/[a-z_]+\.c:[0-9]+: /#) { return String(line[place.range.upperBound...]) }
        return line.isEmpty ? "nft gave no reason" : String(line)
    }
}
