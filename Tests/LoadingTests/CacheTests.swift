import Foundation
import Testing
import Warren

@testable import Loading

@Suite("An evaluated lab is remembered")
struct CacheTests {
    let place: Workplace
    let text = "import Warren\nLab(\"first\") {}\n"
    init() throws { place = try Workplace() }

    var entries: [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: place.cache)) ?? []).filter { $0.hasSuffix(".evaluated") }
    }

    @Test("the second load starts no compiler, and a changed byte does")
    func hit() async throws {
        let path = try place.write(text)
        let (compiler, starts) = try place.countingCompiler()
        let loader = place.loader(["WARREN_SWIFTC": compiler])
        let first = try await loader.loadWithNotes(path)
        #expect(!first.isFromCache && starts() == 1)

        // A busy machine may hold up one load or another, but not each of twenty.
        let clock = ContinuousClock()
        var shortest = Duration.seconds(60)
        for _ in 0..<20 {
            let begun = clock.now
            let again = try await loader.loadWithNotes(path)
            shortest = min(shortest, clock.now - begun)
            #expect(again.isFromCache && starts() == 1 && again.lab == first.lab)
        }
        #expect(shortest < .milliseconds(100))

        _ = try place.write(text.replacingOccurrences(of: "first", with: "other"))
        #expect(try await loader.load(path).name == "other")
        #expect(starts() == 2)
    }

    @Test("a remembered lab loads when the compiler no longer works, and a replaced compiler is asked again")
    func brokenCompiler() async throws {
        let path = try place.write(text)
        let (compiler, _) = try place.countingCompiler()
        let loader = place.loader(["WARREN_SWIFTC": compiler])
        _ = try await loader.load(path)

        let before = try FileManager.default.attributesOfItem(atPath: compiler)
        let size = try #require(before[.size] as? Int)
        let handle = try #require(FileHandle(forWritingAtPath: compiler))  // in place: the same inode
        try handle.write(contentsOf: Data(("#!/bin/sh\nexit 1" + String(repeating: "\n", count: size - 16)).utf8))
        try handle.close()
        #expect(try #require(FileIdentity(compiler)).size == size)
        guard case .compileFailed = await place.refusal(path, loader)?.problem else {
            Issue.record("the replaced compiler was not noticed")
            return
        }
        let moment = try #require(before[.modificationDate] as? Date)
        let whole = Date(timeIntervalSince1970: moment.timeIntervalSince1970.rounded(.down))
        try FileManager.default.setAttributes([.modificationDate: whole], ofItemAtPath: compiler)
        let key = CacheKey(
            file: try LabFile(path: path), compiler: try SwiftCompiler.locate(environment: loader.environment, path: ""),
            library: try LabLibrary.locate(override: nil, path: ""))
        let lab = try JSONEncoder().encode([Lab("kept") {}])
        LabCache(environment: loader.environment)?.store(
            CacheEntry(material: key.material, export: Array(lab), notes: ""), for: key)
        #expect(try await loader.load(path).name == "kept")
    }

    @Test("a damaged entry is a miss and is replaced", arguments: ["cut", "flipped", "emptied", "another's"])
    func damaged(how: String) async throws {
        let path = try place.write(text)
        _ = try await place.loader().load(path)
        let entry = place.cache + "/" + (try #require(entries.first))
        var bytes = Array(try Data(contentsOf: URL(fileURLWithPath: entry)))
        switch how {
        case "cut": bytes.removeLast(3)
        case "flipped":
            // Within the lab's name, so that it is still JSON.
            let name = try #require(bytes.lastRange(of: Array("first".utf8)))
            bytes[name.lowerBound] ^= 1
        case "emptied": bytes = []
        default:
            // As if the hash of another text were the same.
            var other = try #require(CacheEntry(file: bytes))
            other.material[other.material.count - 3] ^= 1
            bytes = other.file
        }
        try Data(bytes).write(to: URL(fileURLWithPath: entry))
        let again = try await place.loader().loadWithNotes(path)
        #expect(!again.isFromCache && again.lab.name == "first")
        #expect(try await place.loader().loadWithNotes(path).isFromCache)
    }

    @Test("a directory of somebody else's is not used, nor a symbolic link", .enabled(if: geteuid() == 0, "needs root"))
    func foreign() async throws {
        let foreign = place.path + "/foreign"
        #expect(mkdir(foreign, 0o777) == 0 && chown(foreign, 65534, 65534) == 0)
        let link = place.path + "/link"
        #expect(symlink(place.cache, link) == 0)
        let path = try place.write(text)
        for directory in [foreign, link] {
            for _ in 0..<2 {
                let loaded = try await place.loader(["WARREN_CACHE": directory]).loadWithNotes(path)
                #expect(loaded.lab.name == "first" && !loaded.isFromCache)
            }
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: foreign) == [])
        #expect(entries == [])
        #expect(LabCache(environment: ["XDG_CACHE_HOME": foreign, "HOME": foreign])?.directory == "/tmp/warren-0")
        rmdir("/tmp/warren-0")  // unless it is in use
    }

    @Test("the directory is made, in depth, for this user alone")
    func made() throws {
        // With a home of its own: /tmp/warren-0, which all others share, may be removed by another test meanwhile.
        let cache = try #require(LabCache(environment: ["XDG_CACHE_HOME": place.temporary + "/a", "HOME": place.temporary]))
        #expect(cache.directory != place.temporary + "/a/warren")  // whose base does not exist
        let deep = try #require(LabCache(environment: ["WARREN_CACHE": place.temporary + "/b/c/d"]))
        #expect(deep.directory.hasSuffix("/b/c/d"))
        let mode = try FileManager.default.attributesOfItem(atPath: deep.directory)[.posixPermissions] as? Int
        #expect(mode == 0o700)
        #expect(LabCache(environment: ["HOME": place.temporary])?.directory.hasSuffix("/tmp/.cache/warren") == true)
    }

    @Test("modules that the compiler cannot use are made anew")
    func spoiltModules() async throws {
        let own = place.path + "/own"
        let environment = ["WARREN_CACHE": own]
        #expect(try await place.loader(environment).load(try place.write(text)).name == "first")
        #expect(rename(own, own + "-moved") == 0)
        let moved = ["WARREN_CACHE": own + "-moved"]
        for name in ["other", "third"] {
            let path = try place.write(text.replacingOccurrences(of: "first", with: name))
            #expect(try await place.loader(moved).load(path).name == name)
        }
    }

    @Test("a cache that cannot be written does not fail a load")
    func unwritable() async throws {
        let path = try place.write(text)
        let file = try place.write("", as: "plain-file")
        for directory in [file, file + "/below", "/proc/nonexistent"] {
            #expect(try await place.loader(["WARREN_CACHE": directory]).load(path).name == "first")
        }
    }

    @Test("the entries that were used last are kept")
    func sweep() throws {
        let cache = try #require(LabCache(environment: place.environment))
        let library = try LabLibrary.locate(override: nil, path: "")
        let compiler = try SwiftCompiler.locate(environment: place.environment, path: "")
        let keys = try (0..<LabCache.mostEntries + 5).map {
            CacheKey(file: try LabFile(path: try place.write("\($0)")), compiler: compiler, library: library)
        }
        for (age, key) in keys.enumerated() {
            cache.store(CacheEntry(material: key.material, export: [], notes: ""), for: key)
            let used = Date(timeIntervalSince1970: 1_000_000 + Double(age))
            try FileManager.default.setAttributes(
                [.modificationDate: used], ofItemAtPath: "\(place.cache)/\(key.name)")
            if age == 4 { _ = cache.entry(for: keys[0]) }  // used now
        }
        #expect(entries.count == LabCache.mostEntries)
        #expect(cache.entry(for: keys[0]) != nil && cache.entry(for: keys[1]) == nil && cache.entry(for: keys.last!) != nil)
    }
}
