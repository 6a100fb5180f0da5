import Findings
import Planning
import Runtime
import Serving
import Warren

/// A lab that stands for the time of ``withLab(_:at:isolation:_:)``.
///
/// Its probes return what they found, for the test to judge; ``prove(_:)`` judges as `warren test` does. They go one
/// after the other, except for ``run(_:_:in:within:file:line:)`` and ``capture(on:isolation:file:line:while:)``, which
/// others may go on beside. Once the lab is let go of, each of them throws. Each throws `CancellationError` in a task
/// that is cancelled; a request that is on its way then is waited for, and a program that runs is killed.
///
/// What is asked in wrong words, such as a node that the lab does not have, is a ``LabError`` with the test's line.
public struct LabUnderTest: Sendable {
    let engine: LabEngine
    /// The lab's name.
    public let name: String

    // MARK: Stages

    /// Goes on to a stage, by its title or its number: what it does without is removed, and what is new is added. What
    /// is the same stays untouched.
    ///
    /// - Throws: ``LabError``. If the kernel refuses a step, nothing stands afterwards, and going to another stage
    ///   builds that from nothing.
    public func stage(_ name: String, file: String = #filePath, line: Int = #line) async throws {
        try await engine.go(to: name, at: SourceLocation(file: file, line: line))
    }

    /// The titles of the lab's stages, in their order; a lab without stages has one of its own name.
    public var stages: [String] {
        get async throws { try await engine.ask { $0.plan.stages.map(\.title) } }
    }

    // MARK: Probes

    /// Sends echo requests from a node, and tells what became of each.
    ///
    /// - Parameters:
    ///   - size: bytes of payload, 0 to 65,507
    ///   - interval: from one request to the next
    ///   - ttl: the node's default, 64, if `nil`
    ///   - timeout: how long an answer to a request is waited for
    public func ping(
        from node: some Node, to target: some AddressConvertible, count: Int = 1, size: Int = 56, interval: Duration = .zero,
        ttl: Int? = nil, timeout: Duration = .seconds(1), _ traits: Ping.Trait..., file: String = #filePath, line: Int = #line
    ) async throws -> PingResult {
        var ping = Ping(
            from: node, to: target, count: count, size: size, interval: interval, ttl: ttl, timeout: timeout, file: file, line: line)
        ping.dontFragment = traits.contains(.dontFragment)
        ping.family = traits.contains(.ipv6) ? .ipv6 : traits.contains(.ipv4) ? .ipv4 : nil
        let question = ping
        return try await engine.ask { try $0.ping(question) }
    }

    /// Connects from a node to a port, says something, and tells what came of it.
    ///
    /// - Parameters:
    ///   - expecting: how much is read by TCP: until this text has come, or as much as it is long; without it nothing.
    ///     By UDP one datagram is read.
    ///   - timeout: how long all of it may take
    public func connect(
        from node: some Node, to target: some AddressConvertible, port: Int, _ transport: Transport = .tcp, send: String = "",
        expecting: String? = nil, timeout: Duration = .seconds(1), file: String = #filePath, line: Int = #line
    ) async throws -> ConnectionResult.Answer {
        var connect = Connect(from: node, to: target, port: port, transport, send: send, timeout: timeout, file: file, line: line)
        connect.expected = expecting
        let question = connect
        return try await engine.ask { try $0.connect(question).answer }
    }

    /// Gets a page by HTTP from a node.
    ///
    /// - Parameters:
    ///   - url: `http://NODE-OR-ADDRESS:PORT/PATH`; without a port it is 80
    ///   - timeout: how long all of it may take
    /// - Returns: the answer, whatever its status.
    /// - Throws: ``LabError`` of the kind `noAnswer`, with what came instead.
    public func get(
        _ url: String, from node: some Node, timeout: Duration = .seconds(1), file: String = #filePath, line: Int = #line
    ) async throws -> HTTPResponse {
        let question = HTTPGet(from: node, url, timeout: timeout, file: file, line: line)
        let (answer, words) = try await engine.ask { try $0.connect(question) }
        if case .answered(_, .http(let response)) = answer { return response }
        throw LabError(.noAnswer, words, at: question.source)
    }

    /// Runs a program in a node to its end. It sees the lab's names in /etc/hosts, and runs with this process's
    /// privileges.
    ///
    /// - Parameter deadline: how long it may take
    /// - Throws: ``LabError``, of the kind `noAnswer` for a program that was killed because its time was up, and
    ///   `machineCannot` for one that this machine does not have.
    public func run(
        _ program: String, _ arguments: String..., in node: some Node, within deadline: Duration = .seconds(10),
        file: String = #filePath, line: Int = #line
    ) async throws -> CommandOutput {
        var command = Command(from: node, program, within: deadline, file: file, line: line)
        command.arguments += arguments
        let question = command
        let running: RunningCommand
        do {
            running = try await engine.ask { try $0.start(question) }
        } catch let failure as RunningCommand.Failure {
            throw LabError(.machineCannot, "`\(program)` does not run in \(node.name): \(failure)", at: question.source)
        }
        let result: RunningCommand.Result
        do {
            result = try await running.result()
        } catch {
            await engine.dismiss(running)
            throw error
        }
        await engine.dismiss(running)
        try Task.checkCancellation()
        switch result {
        case .ended(let status, let output, _, let duration):
            return CommandOutput(status: status, output: output, duration: duration)
        case .tooLong(let lines):
            let printed = lines.isEmpty ? "it printed nothing" : "it printed:" + lines.map { "\n    \($0)" }.joined()
            throw LabError(.noAnswer, "`\(program)` in \(node.name) did not end within \(Text.milliseconds(deadline)); \(printed)", at: question.source)
        }
    }

    /// Takes the packets that pass the links while the body runs.
    public func capture(
        on links: LinkReference..., isolation: isolated (any Actor)? = #isolation, file: String = #filePath, line: Int = #line,
        while body: () async throws -> Void
    ) async throws -> CapturedPackets {
        let source = SourceLocation(file: file, line: line)
        let (capture, names) = try await engine.ask { (try $0.capture(on: links, at: source), try $0.names) }
        do {
            try await body()
        } catch {
            _ = try? await engine.finish(capture)
            throw error
        }
        return CapturedPackets(try await engine.finish(capture), names: names)
    }

    // MARK: Proofs

    /// Proves probes and expectations as a stage of a lab file would, with all that they say of the wire.
    ///
    ///     try await lab.prove {
    ///         Ping(from: podA, to: podB)
    ///             .seen(on: host2["eth0"], VXLAN(vni: 100) / ICMP(.echoRequest))
    ///     }
    ///
    /// - Returns: what was found, a finding for each expectation.
    /// - Throws: ``LabError`` of the kind `notProved`, which says what was seen instead, if any does not hold or could
    ///   not be tried.
    @discardableResult
    public func prove(@LabBuilder _ probes: () -> [Element]) async throws -> [Finding] {
        let probes = probes()
        let findings = try await engine.ask { try $0.prove(probes) }
        if let failure = LabError(findings) { throw failure }
        return findings
    }

    /// Proves what the stage that stands declares itself; throws as ``prove(_:)`` does.
    @discardableResult
    public func proveStage() async throws -> [Finding] {
        let findings = try await engine.ask { try $0.prove() }
        if let failure = LabError(findings) { throw failure }
        return findings
    }
}
