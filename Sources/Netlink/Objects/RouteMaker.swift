/// Who made a route: `RTPROT_…` of <linux/rtnetlink.h>, and /etc/iproute2/rt_protos.
package enum RouteMaker {
    /// iproute2's name of the number; the number itself if it has no usual name.
    package static func name(of number: UInt8) -> String { names[number] ?? "\(number)" }

    static func maker(of number: UInt8) -> Maker {
        switch number {
        case kernel, redirect, routerAdvertisement: .kernel
        case unspecified, boot, administrator: .somebody
        // Every other number is a program's by which it knows its own routes again.
        case _: .program
        }
    }

    private static let (unspecified, redirect, kernel, boot, administrator): (UInt8, UInt8, UInt8, UInt8, UInt8) = (0, 1, 2, 3, 4)
    private static let routerAdvertisement: UInt8 = 9

    private static let names: [UInt8: String] = [
        0: "unspec", 1: "redirect", 2: "kernel", 3: "boot", 4: "static", 8: "gated", 9: "ra", 10: "mrt", 11: "zebra",
        12: "bird", 16: "dhcp", 186: "bgp", 187: "isis", 188: "ospf", 189: "rip", 192: "eigrp",
    ]
}
