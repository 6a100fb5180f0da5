import Foundation
import Testing

@testable import Packets

/// The real tcpdump, reading a pcapng file that the room wrote.
enum Tcpdump {
    struct Failed: Error { var message: String }

    /// What it prints for each frame, without the time.
    static func lines(_ frames: [Frame], _ flags: [String] = []) throws -> [String] {
        // Each frame has a time of its own, by which the lines that begin a frame are known.
        let timed = frames.enumerated().map { index, frame in
            var frame = frame
            frame.timestamp = UInt64(index) * 1000
            return frame
        }
        var frames: [String] = []
        for line in try run(timed, flags).split(separator: "\n", omittingEmptySubsequences: false) {
            if line.hasPrefix(clock(frames.count) + " ") || line == clock(frames.count) {
                frames.append(String(line.dropFirst(16)))
            } else if frames.isEmpty {
                throw Failed(message: "unexpected first line: \(line)")
            } else {
                frames[frames.count - 1] += "\n" + line
            }
        }
        return frames
    }

    private static func clock(_ microseconds: Int) -> String {
        let text = String(microseconds % 1_000_000)
        return "00:00:0\(microseconds / 1_000_000)." + String(repeating: "0", count: 6 - text.count) + text
    }

    /// Its whole output, without the last newline, in UTC.
    static func run(_ frames: [Frame], _ flags: [String]) throws -> String {
        var file = PcapNGWriter(application: "warren tests")
        let interface = file.add(PcapNGInterface(name: "test0", linkType: frames.first?.linkType ?? .ethernet))
        for frame in frames { file.add(frame, on: interface) }

        let directory = FileManager.default.temporaryDirectory
        let path = directory.appendingPathComponent("packets-\(UUID().uuidString).pcapng")
        let output = directory.appendingPathComponent("packets-\(UUID().uuidString).txt")
        defer {
            try? FileManager.default.removeItem(at: path)
            try? FileManager.default.removeItem(at: output)
        }
        try Data(file.bytes).write(to: path)
        try Data().write(to: output)

        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["tcpdump", "-n"] + flags + ["-r", path.path]
        process.environment = ["PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "TZ": "UTC"]
        process.standardOutput = try FileHandle(forWritingTo: output)
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw Failed(message: "tcpdump ended with status \(process.terminationStatus); is it installed?")
        }
        let text = String(decoding: try Data(contentsOf: output), as: UTF8.self)
        return text.hasSuffix("\n") ? String(text.dropLast()) : text
    }

    /// Compares with what the room prints; gives the differences in words.
    static func differences(
        _ named: [(name: String, frame: Frame)], _ options: TcpdumpText.Options = .init(), _ flags: [String] = []
    ) throws -> [String] {
        let expected = try lines(named.map(\.frame), flags)
        guard expected.count == named.count else {
            return ["tcpdump printed \(expected.count) frames of \(named.count)"]
        }
        var text = TcpdumpText(options)
        return zip(named, expected).compactMap { named, expected in
            let line = text.line(for: named.frame)
            return line == expected ? nil : "\(named.name):\n  tcpdump: \(expected.debugDescription)\n  Packets: \(line.debugDescription)"
        }
    }
}
