import Testing

@testable import Serving

@Suite("An http service answers")
struct HTTPConversationTests {
    private static func conversation() -> HTTPConversation {
        HTTPConversation(pages: ["/": Array("hello\n".utf8), "/other": Array("other".utf8)])
    }

    /// What is said to a text, and whether the connection then ends.
    private static func say(_ text: String) -> (said: String, isOver: Bool) {
        var conversation = conversation()
        let said = conversation.hear(Array(text.utf8)[...])
        return (String(decoding: said, as: UTF8.self), conversation.isOver)
    }

    @Test("a page with its length, on a connection that stays")
    func page() {
        let (said, isOver) = Self.say("GET / HTTP/1.1\r\nHost: pod-b\r\n\r\n")
        #expect(said == "HTTP/1.1 200 OK\r\nServer: warren\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: 6\r\nConnection: keep-alive\r\n\r\nhello\n")
        #expect(!isOver)
    }

    @Test("HEAD with the length and without the page")
    func head() {
        let (said, _) = Self.say("HEAD /other?x=1 HTTP/1.1\r\nhost: pod-b\r\n\r\n")
        #expect(said.hasPrefix("HTTP/1.1 200 ") && said.contains("Content-Length: 5\r\n") && said.hasSuffix("\r\n\r\n"))
    }

    @Test("requests that come together or byte by byte alike")
    func pieces() {
        let text = "GET / HTTP/1.1\r\nHost: a\r\n\r\nGET /other HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
        let together = Self.say(text)
        var conversation = Self.conversation()
        let apart = text.utf8.flatMap { conversation.hear([$0]) }
        #expect(Array(together.said.utf8) == apart)
        #expect(together.isOver && conversation.isOver)
        #expect(together.said.hasSuffix("Connection: close\r\n\r\nother"))
    }

    @Test("a request behind another's body")
    func body() {
        let (said, _) = Self.say("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nGET GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(said.hasPrefix("HTTP/1.1 405 Method Not Allowed\r\n") && said.contains("Allow: GET, HEAD\r\n"))
        #expect(said.hasSuffix("hello\n"))
    }

    @Test("HTTP/1.0 by ending the connection, unless it asks otherwise")
    func old() {
        #expect(Self.say("GET / HTTP/1.0\r\n\r\n").isOver)
        #expect(!Self.say("GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n").isOver)
    }

    @Test("404 for what is not there")
    func missing() {
        #expect(Self.say("GET /nothing HTTP/1.1\r\nHost: a\r\n\r\n").said.hasPrefix("HTTP/1.1 404 Not Found\r\n"))
    }

    @Test(
        "what is no request with 400, and ends the connection",
        arguments: [
            "hello\r\n\r\n", "GET /\r\n\r\n", "GET / HTTP/1.1\r\n\r\n", "GET / HTTP/2.0\r\nHost: a\r\n\r\n", "GET  / HTTP/1.1\r\nHost: a\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", "GET / HTTP/1.1\r\nHost : a\r\n\r\n", "GET / HTTP/1.1\r\nHost: a\r\n folded\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n", "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
            "G\u{0}T / HTTP/1.1\r\nHost: a\r\n\r\n", "GET nowhere HTTP/1.1\r\nHost: a\r\n\r\n",
        ])
    func garbage(_ text: String) {
        let (said, isOver) = Self.say(text + "GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(said == "HTTP/1.1 400 Bad Request\r\nServer: warren\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        #expect(isOver)
    }

    @Test("what is too long, or in pieces, without reading it")
    func limits() {
        #expect(Self.say("GET /" + String(repeating: "a", count: 9000)).said.hasPrefix("HTTP/1.1 431 "))
        #expect(Self.say("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999\r\n\r\n").said.hasPrefix("HTTP/1.1 413 "))
        #expect(Self.say("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n").said.hasPrefix("HTTP/1.1 501 "))
    }

    @Test("whatever bytes come, within bounds")
    func anything() {
        var generator = SystemRandomNumberGenerator()
        let words: [[UInt8]] = ["GET ", "HEAD ", "/ ", "HTTP/1.1", "\r\n", "\n", "Host: a", "Content-Length: ", "7", ":", "\0", "\u{ff}"].map { Array($0.utf8) }
        for _ in 0..<2000 {
            var conversation = Self.conversation()
            for _ in 0..<30 {
                let said = conversation.hear((words.randomElement(using: &generator) ?? [])[...])
                #expect(said.isEmpty || said.starts(with: Array("HTTP/1.1 ".utf8)))
            }
        }
    }
}

@Suite("An http answer is read")
struct HTTPResponseTests {
    private static func read(_ text: String, isEnd: Bool = false) -> HTTPResponse.Reading {
        HTTPResponse.read(Array(text.utf8), isEnd: isEnd)
    }
    private static func whole(_ status: Int, _ body: String) -> HTTPResponse.Reading {
        .whole(HTTPResponse(status: status, body: Array(body.utf8)))
    }

    @Test("by its length, by its pieces, or up to the end")
    func forms() {
        #expect(Self.read("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok") == Self.whole(200, "ok"))
        #expect(Self.read("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 404 No\r\ncontent-length:0\r\n\r\n") == Self.whole(404, ""))
        #expect(Self.read("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n1;x=y\r\n!\r\n0\r\n\r\n") == Self.whole(200, "ok!"))
        #expect(Self.read("HTTP/1.0 200 OK\r\n\r\nok", isEnd: true) == Self.whole(200, "ok"))
    }

    @Test("as not whole yet, at any byte before the last")
    func partial() {
        for text in ["HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n"] {
            for length in 0..<text.utf8.count {
                #expect(HTTPResponse.read(Array(text.utf8.prefix(length)), isEnd: false) == .partial, "\(length)")
            }
        }
    }

    @Test("as nonsense if it is none, or ends too soon", arguments: ["hello", "HTTP/1.1 x\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nok", ""])
    func nonsense(_ text: String) {
        #expect(Self.read(text, isEnd: true) == .nonsense)
    }
}
