/// Labs of two or three nodes, for what needs no more.
enum SmallLab {
    /// Two namespaces and a cable, with these elements besides.
    static func pair(_ more: String = "Ping(from: red, to: blue)", name: String = "pair") -> String {
        """
        import Warren

        let red = Namespace("red")
        let blue = Namespace("blue")

        Lab("\(name)") {
            red
            blue
            Veth(red["eth0"], blue["eth0"])
            red { Address("10.9.0.1/24", dev: "eth0") }
            blue { Address("10.9.0.2/24", dev: "eth0") }
            \(more)
        }

        """
    }

    /// Who has this address answers nothing: a MAC address is known for it, and nobody has that.
    static let silence = """
        red { Neighbour("10.9.0.99", mac: "02:00:00:00:00:99", dev: "eth0") }
            Ping(from: red, to: "10.9.0.99", timeout: .seconds(300)).fails()
        """

    /// So many nodes besides that a signal arrives while they are made, however fast the machine is.
    static let crowd = "for n in 1...1000 { Namespace(\"n\\(n)\") }"

    /// Left and right with a router between, and these elements besides.
    static func routed(_ more: String) -> String {
        """
        import Warren

        let left = Namespace("left")
        let right = Namespace("right")
        let router = Host("router")

        Lab("routed") {
            left
            right
            router
            Veth(left["eth0"], router["left"])
            Veth(router["right"], right["eth0"])
            left { Address("10.1.0.2/24", dev: "eth0"); Route("default", via: "10.1.0.1") }
            right { Address("10.2.0.2/24", dev: "eth0"); Route("default", via: "10.2.0.1") }
            router { Address("10.1.0.1/24", dev: "left"); Address("10.2.0.1/24", dev: "right") }
            \(more)
        }

        """
    }
}
