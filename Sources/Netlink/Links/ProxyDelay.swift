import CNetlink
import Glibc

extension MessageWriter {
    /// `ip ntable change name arp_cache dev LINK proxy_delay MILLISECONDS`, the same as
    /// `sysctl net.ipv4.neigh.LINK.proxy_delay` (which counts in hundredths of a second).
    ///
    /// With `proxy_arp` the kernel answers after a random time of up to this long, 800 ms by default.
    mutating func proxyDelay(link index: Int32, milliseconds: UInt64) {
        message(type: Int(RTM_SETNEIGHTBL)) { writer in
            var header = ndtmsg()
            header.ndtm_family = UInt8(AF_INET)
            writer.fixed(header)
            writer.put(Int(NDTA_NAME), string: "arp_cache")
            writer.nested(Int(NDTA_PARMS)) { writer in
                writer.put(Int(NDTPA_IFINDEX), i32: index)
                writer.put(Int(NDTPA_PROXY_DELAY), u64: milliseconds)
            }
        }
    }
}
