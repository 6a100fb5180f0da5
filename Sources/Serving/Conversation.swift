/// What a server says on one connection, as a function of what it hears: without any socket.
protocol Conversation {
    /// What is said before anything is heard.
    mutating func begin() -> [UInt8]
    /// What is said to these bytes.
    mutating func hear(_ bytes: ArraySlice<UInt8>) -> [UInt8]
    /// Whether nothing more will be said.
    var isOver: Bool { get }
}

/// Sends back what it is sent (RFC 862).
struct EchoConversation: Conversation {
    func begin() -> [UInt8] { [] }
    func hear(_ bytes: ArraySlice<UInt8>) -> [UInt8] { Array(bytes) }
    var isOver: Bool { false }
}

/// Says one thing to whoever connects.
struct ReplyConversation: Conversation {
    let text: [UInt8]
    func begin() -> [UInt8] { text }
    func hear(_ bytes: ArraySlice<UInt8>) -> [UInt8] { [] }
    var isOver: Bool { true }
}
