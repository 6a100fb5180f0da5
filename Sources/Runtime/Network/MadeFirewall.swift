import Firewalls
import Planning

/// A firewall that runs: what was wanted, and what nft listed when it had been made.
struct MadeFirewall: Sendable {
    var firewall: PlannedFirewall
    var listing: TableListing?
}
