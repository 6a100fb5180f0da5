import Foundation
import Office
import Testing
import WarrenTesting
import Warren

/// The gateway's rules, as they are in the file that the gateway reads.
@Suite("The gateway's rules", .enabled(if: obstacleToLabs == nil, "labs need root"))
struct GatewayTests {
    private let gateway = Office.gateway, desk = Office.desk, web = Office.web

    private static let rules = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("rules/gateway.nft").path

    /// The office, with the rules loaded in the gateway.
    private func withOffice(_ body: (LabUnderTest) async throws -> Void) async throws {
        try await withLab(Office.lab) { lab in
            let loaded = try await lab.run("nft", "-f", Self.rules, in: gateway)
            try #require(loaded.status == 0, "\(loaded.output)")
            try await body(lab)
        }
    }

    @Test("a desk reaches the web server, and only its port 80")
    func web() async throws {
        try await withOffice { lab in
            let page = try await lab.get("http://web/", from: desk)
            #expect(page.text == "hello from the dmz\n")
            let administration = try await lab.connect(from: desk, to: web, port: 8080, timeout: .milliseconds(200))
            #expect(administration == .silence)
            let ping = try await lab.ping(from: desk, to: web, count: 3)
            #expect(ping.replies == 3)
        }
    }

    @Test("from the dmz nobody begins anything, and nothing of it reaches the office")
    func dmz() async throws {
        try await withOffice { lab in
            let packets = try await lab.capture(on: gateway["dmz"], gateway["office"]) {
                let attempt = try await lab.connect(from: web, to: desk, port: 22, timeout: .milliseconds(200))
                #expect(attempt == .silence)
            }
            let began = IPv4(from: web, to: desk) / TCP(to: 22, flags: [.syn])
            #expect(try packets.contain(began, on: gateway["dmz"]), "\(packets)")
            #expect(try !packets.contain(began, on: gateway["office"]), "\(packets)")
        }
    }

    @Test("without the rules everything passes: the tests above are about them")
    func withoutRules() async throws {
        try await withLab(Office.lab) { lab in
            try await lab.prove {
                HTTPGet(from: desk, "http://web:8080/").answers(200, body: "the administration's page\n")
                Connect(from: web, to: desk, port: 22, send: "anybody?").echoes()
                    .seen(on: desk["eth0"], IPv4(from: web, to: desk, ttl: 63) / TCP(to: 22, flags: [.syn]))
            }
        }
    }
}
