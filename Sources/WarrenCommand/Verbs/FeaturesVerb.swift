import ArgumentParser
import FoundationEssentials
import Runtime

/// What the kernel that it runs on can do, as JSON: for `warren doctor --vm`, here and in the guest.
struct FeaturesVerb: PlacedVerb {
    static let configuration = CommandConfiguration(
        commandName: "features", abstract: "Try what the kernel can do (started by `warren doctor`).", shouldDisplay: false)

    var place: VerbPlace { .newNamespaces(holdsLab: false) }

    func run() throws {
        print(String(decoding: try JSONEncoder().encode(KernelFeatures.probed()), as: UTF8.self))
    }
}
