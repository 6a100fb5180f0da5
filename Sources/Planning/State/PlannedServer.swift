import Warren

/// A server that a node has: what listens on one port.
package struct PlannedServer: Sendable, Hashable {
    package var transport: Transport
    package var port: UInt16
    package var service: Serve.Service

    package init(transport: Transport, port: UInt16, service: Serve.Service) {
        self.transport = transport
        self.port = port
        self.service = service
    }
}

extension PlannedServer: CustomStringConvertible {
    /// `tcp 8080`, as ss(8) would be asked for it.
    package var description: String { "\(transport.rawValue) \(port)" }

    /// `echo`, `reply` or `http`
    package var kind: String {
        switch service {
        case .echo: "echo"
        case .reply: "reply"
        case .pages: "http"
        }
    }

    /// A clause that a learner understands.
    func reason(in node: String) -> String {
        switch service {
        case .echo: "\(node) sends back what it is sent on \(description)"
        case .reply(let text): "\(node) says \(text.quoted) on \(description)"
        case .pages(let pages):
            "an http service on port \(port) of \(node)"
                + (pages["/"].map { ", which says \($0.quoted)" } ?? "")
        }
    }

    /// A command that listens in Warren's place. In the background: it does not end by itself.
    var command: ShellCommand {
        let listening = transport == .tcp ? "TCP-LISTEN:\(port),fork,reuseaddr" : "UDP-RECVFROM:\(port),fork"
        return switch service {
        case .echo: ShellCommand(["socat", listening, "PIPE"], runsOn: true)
        // In its environment, because socat reads an address's commas, colons and quotes in its own way.
        case .reply(let text): ShellCommand(typed: #"SAYS=\#(ShellWord.quoted(text)) socat \#(listening) 'SYSTEM:printf %s \"$SAYS\"' &"#)
        case .pages: ShellCommand(["python3", "-m", "http.server", "\(port)"], runsOn: true)
        }
    }

    /// Ends whatever listens on the port.
    var endingCommand: ShellCommand { ShellCommand(["fuser", "--kill", "\(port)/\(transport.rawValue)"]) }
}

extension String {
    /// In quotation marks, on one line and not too long for one.
    package var quoted: String {
        let text = escaped
        return "\"" + (text.count > 60 ? text.prefix(59) + "…" : text) + "\""
    }

    /// Control characters as C writes them.
    var escaped: String {
        unicodeScalars.reduce(into: "") { text, scalar in
            switch scalar {
            case "\n": text += "\\n"
            case "\r": text += "\\r"
            case "\t": text += "\\t"
            case "\\": text += "\\\\"
            case _ where scalar.value < 0x20 || scalar.value == 0x7f:
                text += "\\0" + String(scalar.value, radix: 8)
            default: text.unicodeScalars.append(scalar)
            }
        }
    }
}
