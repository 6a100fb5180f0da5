import Runtime
import Warren

/// Builds a lab in this process for the time of a test, and lets go of it however the test ends.
///
///     @Test func podsReachEachOther() async throws {
///         try await withLab(lab) { lab in
///             let ping = try await lab.ping(from: podA, to: podB)
///             #expect(ping.replies == 1)
///         }
///     }
///
/// Labs of several tests stand side by side without knowing of each other, also two of one name. Nothing is left
/// when this returns or throws, and nothing when the process is killed: only its descriptors hold the network.
///
/// - Parameters:
///   - stage: where the lab begins, by its title or its number; `nil`: its first stage, or its base if it has none
///   - body: is given the lab. It may fail, throw, and be cancelled; the lab is let go of before the error goes on.
/// - Returns: what the body returns.
/// - Throws: ``LabError`` if the lab is wrong, or this machine cannot build it; and what the body throws.
@discardableResult
public func withLab<Value>(
    _ lab: Lab, at stage: String? = nil, isolation: isolated (any Actor)? = #isolation,
    _ body: (LabUnderTest) async throws -> Value
) async throws -> Value {
    let engine = LabEngine()
    do {
        try await engine.build(lab, at: stage)
        let value = try await body(LabUnderTest(engine: engine, name: lab.name))
        await engine.end()
        return value
    } catch {
        await engine.end()
        throw error
    }
}

/// Why this machine cannot run labs, with the remedy; `nil` if it can.
///
///     @Suite(.enabled(if: obstacleToLabs == nil, "labs need root"))
public var obstacleToLabs: String? { Machine.obstacle(probing: true) }
