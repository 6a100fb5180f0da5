import Warren

/// Two machines, with a firewall between that a stage has, and what the second serves.
enum TestLab {
    static let red = Namespace("red")
    static let blue = Namespace("blue")

    static let lab = Lab("testing") {
        red
        blue
        Veth(red["eth0"], blue["eth0"])
        red { Address("10.9.0.1/24", dev: "eth0") }
        blue { Address("10.9.0.2/24", dev: "eth0") }

        Stage("Open") {
            HTTPServer(on: blue, port: 8080, ["/": "hello\n"])
            Serve(on: blue, .udp, port: 7)
            Ping(from: red, to: blue)
        }
        Stage("Closed") {
            blue { Firewall(.input, policy: .drop) { Accept(.established) } }
            Ping(from: red, to: blue).fails()
        }
        Stage("Wrongly declared") { Ping(from: red, to: blue).fails() }
    }
}
