import Capturing
import Warren

/// The words after a lab's name: where to take packets, then which.
struct CaptureWords: Equatable {
    var places: [FollowedLinks.Place] = []
    /// A libpcap expression; empty: every packet.
    var filter = ""

    /// The first word is a place. So is each that follows, as long as it is a node's name or has a colon; the rest
    /// is the filter.
    ///
    /// - Parameters:
    ///   - end: where `--` stood: from there on words are the filter's, whatever they look like
    ///   - nodes: the lab's
    init(_ words: [String], filterFrom end: Int, nodes: [String]) {
        let known = Set(nodes)
        let isPlace = { (word: String) in known.contains(word) || word.contains(":") }
        let start = words[..<end].indices.first { $0 > 0 && !isPlace(words[$0]) } ?? end
        places = words[..<start].map { word in
            guard let colon = word.firstIndex(of: ":") else { return .node(word) }
            return .link(LinkReference(node: String(word[..<colon]), link: String(word[word.index(after: colon)...])))
        }
        filter = words[start...].joined(separator: " ")
    }
}
