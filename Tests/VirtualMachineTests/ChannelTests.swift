import Foundation
import Testing

@testable import VirtualMachine

@Suite("What host and guest send each other")
struct ChannelTests {
    @Test("frames come out as they went in, in whatever pieces they come", arguments: [1, 3, 9, 1000])
    func pieces(_ size: Int) throws {
        let frames = [
            Frame(stream: 0, kind: .ping), Frame(stream: 7, kind: .output, payload: Array(0...255)), .credit(300_000, stream: 0x0102_0304),
            Frame(stream: .max, kind: .exit, payload: [1]),
        ]
        let bytes = frames.flatMap(\.bytes)
        var reader = FrameReader(), found: [Frame] = []
        for start in stride(from: 0, to: bytes.count, by: size) { found += try reader.take(bytes[start..<min(start + size, bytes.count)]) }
        #expect(found == frames)
        #expect(found[2].credited == 300_000)
        // The form itself is a promise.
        #expect(Frame(stream: 0x0102_0304, kind: .signal, payload: [15]).bytes == [1, 0, 0, 0, 4, 3, 2, 1, 19, 15])
    }

    @Test("what is no frame is refused rather than waited for", arguments: [[0xff, 0xff, 0xff, 0x7f, 0, 0, 0, 0, 32], [0, 0, 0, 0, 0, 0, 0, 0, 99]] as [[UInt8]])
    func nonsense(_ bytes: [UInt8]) {
        var reader = FrameReader()
        #expect(throws: FrameReader.Nonsense.self) { try reader.take(bytes) }
    }

    @Test("files come as they were sent, with whatever is in them")
    func files() throws {
        let workplace = try Workplace()
        try workplace.write("a/b/empty", "")
        try workplace.write("a/bytes", Array(0...255))
        try FileManager.default.createSymbolicLink(atPath: workplace.path + "/a/link", withDestinationPath: "/etc/passwd")
        let sent = FileBundle(directory: workplace.path + "/a")
        #expect(sent.files.map(\.path) == ["b/empty", "bytes"])
        #expect(try FileBundle(sent.bytes).files == sent.files)
        #expect(FileBundle(directory: workplace.path + "/nowhere").bytes == [])
    }

    @Test("a file that would land elsewhere is refused, and so is one that is cut off", arguments: ["../x", "/x", "a//x", "a/./x", ""])
    func paths(_ path: String) {
        #expect(throws: FileBundle.Nonsense.self) { try FileBundle(FileBundle([.init(path: path, contents: [1])]).bytes) }
        let cut = FileBundle([.init(path: "x", contents: [1, 2, 3])]).bytes.dropLast()
        #expect(throws: FileBundle.Nonsense.self) { try FileBundle(Array(cut)) }
    }
}

@Suite("A guest's console")
struct ConsoleTests {
    @Test("its tail begins where the kernel says what went wrong, and has nothing that a terminal acts upon")
    func tail() {
        var console = Console()
        console.take(Array("[    1.0] fine\r\n\u{1B}[2Jclear\r\n".utf8))
        #expect(console.panic == nil)
        #expect(console.tail().count == 2 && !console.tail().joined().contains("\u{1B}"))
        console.take(Array("[    2.0] Kernel panic - not syncing: Attempted to kill init!\r\n[    2.1] more\r\n".utf8))
        #expect(console.panic == "Kernel panic - not syncing: Attempted to kill init!")
        #expect(console.tail().first?.hasSuffix("Attempted to kill init!") == true && console.tail().count == 2)
        for _ in 0..<100_000 { console.take(Array("line\n".utf8)) }
        #expect(console.tail().count == 16)
        // 128 KiB are the most that is kept, and a line here has five bytes.
        #expect(console.lines.count <= (128 << 10) / 5 + 1)
    }

    @Test("a program that was killed for want of memory is known")
    func memory() {
        var console = Console()
        console.take(Array("[   12.4] Out of memory: Killed process 93 (sh) total-vm:262144kB\r\n".utf8))
        #expect(console.killing == "Out of memory: Killed process 93 (sh) total-vm:262144kB")
    }
}
