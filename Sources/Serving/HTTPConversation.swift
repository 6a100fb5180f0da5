/// HTTP/1.1 for pages of text (RFC 9110, RFC 9112): GET and HEAD, connections that stay open, and a refusal for
/// everything else.
///
/// Written here rather than taken from a library, for two reasons. FlyingFox opens its listening socket itself, on
/// whatever thread its task runs on, so it cannot be given one of another namespace; and SwiftNIO, which can,
/// brings a dozen modules and threads of its own for what is one function of the bytes that were heard.
struct HTTPConversation: Conversation {
    /// What a request may have at most, in bytes.
    private static let longest = (head: 8 << 10, body: 1 << 20)

    let pages: [String: [UInt8]]
    private var heard: [UInt8] = []
    /// How much of a request's body is still to come. Nobody reads it.
    private var body = 0
    private(set) var isOver = false

    init(pages: [String: [UInt8]]) { self.pages = pages }

    func begin() -> [UInt8] { [] }

    mutating func hear(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
        var said: [UInt8] = []
        heard += bytes
        while !isOver {
            let skipped = min(body, heard.count)
            heard.removeFirst(skipped)
            body -= skipped
            // An empty line before a request is overlooked (RFC 9112, section 2.2).
            while heard.starts(with: [0x0d, 0x0a]) { heard.removeFirst(2) }
            if body > 0 || heard.isEmpty { break }
            guard let end = Self.endOfHead(heard) else {
                if heard.count > Self.longest.head { said += refuse(431, "Request Header Fields Too Large") }
                break
            }
            if end > Self.longest.head {
                said += refuse(431, "Request Header Fields Too Large")
                break
            }
            let head = heard[..<end]
            heard.removeFirst(end)
            guard let request = HTTPRequest(head) else {
                said += refuse(400, "Bad Request")
                break
            }
            said += answer(request)
        }
        if isOver { heard = [] }
        return said
    }

    /// Where the request's head ends: behind the first empty line.
    private static func endOfHead(_ bytes: [UInt8]) -> Int? {
        var lineIsEmpty = false
        for (position, byte) in bytes.enumerated() {
            if byte == 0x0a {
                if lineIsEmpty { return position + 1 }
                lineIsEmpty = true
            } else if byte != 0x0d {
                lineIsEmpty = false
            }
        }
        return nil
    }

    private mutating func answer(_ request: HTTPRequest) -> [UInt8] {
        if request.isChunked { return refuse(501, "Not Implemented") }
        if request.bodyLength > Self.longest.body { return refuse(413, "Content Too Large") }
        body = request.bodyLength
        if !request.keepsAlive { isOver = true }
        guard request.method == "GET" || request.method == "HEAD" else {
            return message(405, "Method Not Allowed", [], request, more: "Allow: GET, HEAD\r\n")
        }
        guard let page = pages[request.path] else {
            return message(404, "Not Found", Array("nothing at this path\n".utf8), request)
        }
        return message(200, "OK", page, request)
    }

    private func message(_ status: Int, _ words: String, _ body: [UInt8], _ request: HTTPRequest, more: String = "") -> [UInt8] {
        let connection = isOver ? "close" : "keep-alive"
        let head = "HTTP/1.1 \(status) \(words)\r\nServer: warren\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: \(body.count)\r\n\(more)Connection: \(connection)\r\n\r\n"
        return Array(head.utf8) + (request.method == "HEAD" ? [] : body)
    }

    /// After this nothing of what comes can be trusted to be the beginning of a request.
    private mutating func refuse(_ status: Int, _ words: String) -> [UInt8] {
        isOver = true
        return Array("HTTP/1.1 \(status) \(words)\r\nServer: warren\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".utf8)
    }
}
