import Warren

/// A small office: desks, a gateway, and a web server in a network of its own.
public enum Office {
    public static let gateway = Router("gateway")
    public static let desk = Host("desk", "10.1.0.10/24")
    public static let web = Host("web", "10.2.0.80/24")

    public static let lab = Lab("office") {
        Segment("office") { desk; gateway.attached(as: "office", "10.1.0.1/24") }
        Segment("dmz") { web; gateway.attached(as: "dmz", "10.2.0.1/24") }
        desk { Route("default", via: "10.1.0.1") }
        web { Route("default", via: "10.2.0.1") }
        HTTPServer(on: web, port: 80, ["/": "hello from the dmz\n"])
        HTTPServer(on: web, port: 8080, ["/": "the administration's page\n"])
        Serve(on: desk, .tcp, port: 22)
    }
}
