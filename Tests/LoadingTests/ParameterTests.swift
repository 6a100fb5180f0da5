import Foundation
import Testing
import Warren

@testable import Loading

@Suite("Parameters reach the lab, typed, and come back with it")
struct ParameterTests {
    let place: Workplace
    init() throws { place = try Workplace() }

    static let text = """
        import Warren
        enum Way: String, CaseIterable { case routes, vxlan }
        let pods = parameter("pods", default: 2, in: 1...50, "how many pods")
        let ratio = parameter("ratio", default: 2.0, in: 0...4)
        let learning = parameter("learning", default: true)
        let way = parameter("way", default: Way.vxlan, "how they travel")
        let story = parameter("story", default: "once", oneOf: ["once", "twice"])
        let free = parameter("free", default: "")
        Lab("p") {
            for n in 0..<pods { Namespace("ns\\(n)") }
            Stage("\\(way) \\(ratio) \\(learning) \\(story) \\(free)") {}
        }
        """

    @Test("defaults when nothing is set")
    func defaults() async throws {
        let lab = try await place.loader().load(place.write(Self.text))
        #expect(lab.base.count == 2 && lab.stages[0].title == "vxlan 2.0 true once ")
        #expect(lab.parameters.map(\.name) == ["pods", "ratio", "learning", "way", "story", "free"])
        #expect(lab.parameters.map(\.value) == [.int(2), .double(2), .bool(true), .string("vxlan"), .string("once"), .string("")])
        #expect(lab.parameters.map(\.value) == lab.parameters.map(\.defaultValue))
        #expect(lab.parameters[0].help == "how many pods" && lab.parameters[3].choices == ["routes", "vxlan"])
        #expect(lab.parameters.map(\.source.line) == Array(3...8) && lab.parameters[0].source.file.hasSuffix("a.swift"))
    }

    @Test("the set values, whatever is in their text")
    func values() async throws {
        let free = "a=b --set pods=9 'x\"$(id)`\n;é"
        let settings = ["pods": "3", "ratio": "0.25", "learning": "false", "way": "routes", "story": "twice", "free": free]
        let lab = try await place.loader().load(place.write(Self.text), settings: settings)
        #expect(lab.base.count == 3 && lab.stages[0].title == "routes 0.25 false twice \(free)")
        #expect(lab.parameters.map(\.value) == [.int(3), .double(0.25), .bool(false), .string("routes"), .string("twice"), .string(free)])
        #expect(lab.parameters[0].defaultValue == .int(2))
    }

    @Test("what is set is part of what a lab is remembered by")
    func remembered() async throws {
        let path = try place.write(Self.text)
        for (settings, isRemembered, count) in [([:], false, 2), (["pods": "3"], false, 3), (["pods": "3"], true, 3), ([:], true, 2)] as [([String: String], Bool, Int)] {
            let loaded = try await place.loader().loadWithNotes(path, settings: settings)
            #expect(loaded.isFromCache == isRemembered && loaded.lab.base.count == count)
        }
    }

    @Test("a value that a parameter may not have is refused, with its line", arguments: [
        ("pods", "99", ":3: error: pods is set to \"99\"; expected a whole number from 1 to 50"),
        ("pods", "two", ":3: error: pods is set to \"two\"; expected a whole number from 1 to 50"),
        ("pods", "2.0", ":3: error: pods is set to \"2.0\"; expected a whole number from 1 to 50"),
        ("ratio", "nan", ":4: error: ratio is set to \"nan\"; expected a number from 0.0 to 4.0"),
        ("learning", "yes", ":5: error: learning is set to \"yes\"; expected true or false"),
        ("way", "ipip", ":6: error: way is set to \"ipip\"; expected one of routes, vxlan"),
        ("story", "on\nce", ":7: error: story is set to \"on\\nce\"; expected one of once, twice"),
        ("podz", "1", ": error: the lab has no parameter \"podz\"; it has pods, ratio, learning, way, story, free"),
    ])
    func refused(_ name: String, _ value: String, _ message: String) async throws {
        let path = try place.write(Self.text)
        await #expect(throws: LoadingError.self) { try await place.loader().load(path, settings: [name: value]) }
        do {
            _ = try await place.loader().load(path, settings: [name: value])
        } catch {
            #expect(error.lines == [path + message])
        }
    }

    @Test("wrong declarations are refused: a name twice, a name that is none, a default outside the range")
    func declarations() async throws {
        let path = try place.write(
            """
            import Warren
            let a = parameter("pods", default: 2)
            let b = parameter("pods", default: "x")
            let c = parameter("no name", default: 1)
            let d = parameter("many", default: 9, in: 1...3)
            Lab("p") { Namespace("n") }
            """)
        #expect(await place.refusal(path)?.lines == [
            "\(path):3: error: the lab already has a parameter pods (line 2)",
            "\(path):4: error: \"no name\" cannot name a parameter; expected letters, digits, - or _, beginning with a letter",
            "\(path):5: error: the default of many is \"9\"; expected a whole number from 1 to 3",
        ])
    }

    @Test("a portable lab keeps them, and refuses others")
    func portable() async throws {
        let lab = try await place.loader().load(place.write(Self.text), settings: ["ratio": "3", "free": "a b"])
        let path = try place.write(Array(try JSONEncoder().encode(lab)), as: "p.lab")
        #expect(try await place.loader(["PATH": "", "WARREN_SWIFTC": "/none"]).load(path) == lab)
        do {
            _ = try await place.loader().load(path, settings: ["pods": "3"])
            Issue.record("a portable lab was changed")
        } catch {
            #expect(error.lines == [
                "\(path): error: a portable lab's parameters cannot be set",
                "\(path): note: it was built with pods=2 ratio=3.0 learning=true way=vxlan story=once free=\"a b\"",
                "\(path): note: set them where it is made: warren build FILE --set NAME=VALUE",
            ])
        }
    }

    @Test("a program that uses Warren as a library has its own arguments, and the defaults")
    func library() {
        #expect(parameter("pods", default: 7, in: 1...9) == 7)
        #expect(parameter("pods", default: 0.5) == 0.5)
        #expect(Lab("x") {}.parameters == [])
    }
}
