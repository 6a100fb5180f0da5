internal import FoundationEssentials
internal import Loading

/// The kernels that were fetched for virtual machines, in the user's cache.
///
///     kernels/6.1.0-50-cloud-amd64/
///       vmlinuz
///       lib/modules/6.1.0-50-cloud-amd64/
///       kernel.json          where it is from; written last, so that what has none is not whole
package struct KernelCache: Sendable {
    static let record = "kernel.json"

    let environment: [String: String]

    /// - Parameter environment: What `WARREN_CACHE`, `XDG_CACHE_HOME` and `HOME` are looked up in; the process's own if `nil`.
    package init(environment: [String: String]? = nil) {
        self.environment = environment ?? ProcessInfo.processInfo.environment
    }

    /// The one that `warren vm fetch` got last; else, where only named packages were fetched, the last of these.
    ///
    /// - Throws: If there is none; the remedy is `warren vm fetch`.
    package func defaultKernel() throws(VirtualMachineError) -> GuestKernel {
        let all = kernels()
        guard let chosen = all.first(where: { $0.asked == KernelFetch.defaultPackage }) ?? all.first else {
            throw VirtualMachineError("there is no kernel for virtual machines yet", remedy: "get one with: warren vm fetch")
        }
        return chosen.kernel
    }

    /// The one of this release.
    package func kernel(_ release: String) throws(VirtualMachineError) -> GuestKernel {
        let all = kernels()
        if let found = all.first(where: { $0.kernel.release == release }) { return found.kernel }
        let known = all.isEmpty ? "none was fetched yet" : "there are " + all.map(\.kernel.release).joined(separator: ", ")
        throw VirtualMachineError("no kernel \(release) was fetched: \(known)", remedy: "get one with: warren vm fetch")
    }

    /// All, the one that was fetched last first.
    package func kernels() -> [CachedKernel] {
        guard let directory = try? directory() else { return [] }
        let names = (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
        let found = names.compactMap { Self.read("\(directory)/\($0)") }
        return found.sorted { ($0.fetched, $0.kernel.release) > ($1.fetched, $1.kernel.release) }
    }

    /// Removes the kernel of this release.
    package func remove(_ release: String) throws(VirtualMachineError) {
        let kernel = try kernel(release)
        let place = try "\(directory())/\(kernel.release)"
        do { try FileManager.default.removeItem(atPath: place) } catch {
            throw VirtualMachineError("the kernel \(release) cannot be removed: \(error)")
        }
    }

    func directory() throws(VirtualMachineError) -> String {
        guard let cache = CacheDirectory(environment: environment), let directory = cache.part("kernels") else {
            throw VirtualMachineError("there is no directory to keep kernels in", remedy: "set WARREN_CACHE to one that is yours")
        }
        return directory
    }

    /// - Returns: `nil` for what is not whole, or was moved here from elsewhere.
    private static func read(_ place: String) -> CachedKernel? {
        guard let bytes = try? FileContents.read("\(place)/\(record)", limit: 1 << 16),
            let found = try? JSONDecoder().decode(CachedKernel.self, from: Data(bytes)),
            place.hasSuffix("/\(found.kernel.release)"), FileIdentity(found.kernel.image)?.path == "\(place)/vmlinuz",
            FileIdentity(found.kernel.modules + "/modules.dep") != nil
        else { return nil }
        return found
    }
}
