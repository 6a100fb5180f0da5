import Addresses
import Findings
import Testing
import Warren

/// Programs and tables, as a reader is told of them.
struct StateWordsTests {
    @Test func `a program`() {
        let name = "red runs `sh -c 'echo hello'`"
        let end = CommandEnd(status: 3, time: .milliseconds(5), lines: ["hello", "again"])
        #expect(words(Sample.command(), [end], .held) == ["\(name)   5.00 ms"])
        #expect(
            words(Sample.command(printed: "bye"), [end]) == [
                "\(name): \"bye\"", "expected: status 0 and \"bye\" in what it prints", "got: status 3",
                "printed: hello|again",
            ])
        #expect(
            words(Sample.command(.exits(2)), [CommandEnd()]) == [
                "\(name), which ends with status 2", "expected: status 2", "got: no end within 10.00 s",
                "printed: nothing",
            ])
        #expect(
            words(Sample.command(.fails), [CommandEnd(status: 0, time: .zero)])[...1] == [
                "\(name), which fails", "expected: another status than 0",
            ])
        #expect(
            words(Sample.command(), [CommandEnd(missing: "no sh here")], .skipped("no sh here")) == [
                "\(name)   no sh here"
            ])
    }

    @Test func `an entry of a table`() {
        let entries = TableEntries([TableEntry(kind: "route", words: "a"), TableEntry(kind: "route", words: "b")])
        #expect(words(Sample.entry(), [], .held) == ["red has route default via 10.9.0.2"])
        #expect(
            words(Sample.entry(), [entries, LearningOff(Sample.eth0)]) == [
                "red has route default via 10.9.0.2", "expected: route default via 10.9.0.2 within 1.00 s", "has: a|b",
                "but: eth0 does not learn: learning is off",
            ])
        #expect(
            words(Sample.entry(isPresent: false, within: .zero), [TableEntries([])]) == [
                "red has no route default via 10.9.0.2", "expected: no route default via 10.9.0.2",
                "has: nothing of the kind",
            ])
    }
}
