internal import FoundationEssentials

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#endif

/// Where evaluations, and compiled folders, are remembered: in the ``CacheDirectory``. Nothing that goes wrong here fails
/// a load: a lab is then compiled again.
struct LabCache: Sendable {
    static let mostEntries = 200
    static let largestEntry = 2 * LabFile.largest

    let directory: String
    /// The compiler's own cache. A module in it is as good as code, hence it is in here and not in the
    /// place that it shares with others.
    ///
    /// Without symbolic links: modules name each other by path, and one module found by two paths is an
    /// error to the compiler.
    var moduleCache: String { FileIdentity(directory + "/modules")?.path ?? directory + "/modules" }

    /// `nil` when no directory will do.
    init?(environment: [String: String]) {
        guard let directory = CacheDirectory(environment: environment) else { return nil }
        self.directory = directory.path
    }

    func entry(for key: CacheKey) -> CacheEntry? {
        let path = path(of: key)
        guard let bytes = try? FileContents.read(path, limit: Self.largestEntry, leftBy: geteuid()),
            let entry = CacheEntry(file: bytes), entry.material == key.material
        else { return nil }
        utimes(path, nil)  // so that the sweep knows it for a used one
        return entry
    }

    /// Written beside its place and renamed into it, so that a reader sees all of it or nothing.
    func store(_ entry: CacheEntry, for key: CacheKey) {
        let temporary = "\(directory)/\(UUID().uuidString).new"
        guard (try? FileContents.create(temporary, entry.file)) != nil, rename(temporary, path(of: key)) == 0 else {
            unlink(temporary)
            return
        }
        sweep()
    }

    func forget(_ key: CacheKey) { unlink(path(of: key)) }

    /// For modules that the compiler cannot use any more, as when the directory was moved or is damaged.
    func removeModules() {
        try? FileManager.default.removeItem(atPath: moduleCache)
    }

    private func path(of key: CacheKey) -> String { "\(directory)/\(key.name)" }

    /// Keeps the entries that were used last, and removes what an interrupted write left an hour ago.
    private func sweep() {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
        let hour: Int64 = 3600 * 1_000_000_000
        let now = Int64(time(nil)) * 1_000_000_000
        var entries: [(path: String, used: Int64)] = []
        for name in names {
            guard let file = FileIdentity("\(directory)/\(name)") else { continue }
            if CacheKey.isEntry(name) { entries.append((file.path, file.modified)) }
            if name.hasSuffix(".new"), file.modified < now - hour { unlink(file.path) }
        }
        guard entries.count > Self.mostEntries else { return }
        entries.sort { $0.used > $1.used }
        for entry in entries[Self.mostEntries...] { unlink(entry.path) }
    }
}
