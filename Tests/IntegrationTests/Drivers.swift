/// The kernel's drivers of links, as `ip` finds them in a namespace of its own.
enum Drivers {
    static func lack(_ kind: String) -> Bool {
        (try? run("unshare", "--net", "ip", "link", "add", "name", "probe", "type", kind))?.status != 0
    }
}
