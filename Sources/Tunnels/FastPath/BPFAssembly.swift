/// A program for the kernel's own virtual machine, instruction by instruction (RFC 9669).
///
/// Only what Warren's programs use. Whether a program makes sense, the kernel checks when it takes it; here counts that each
/// instruction is encoded as it is meant, and that a jump goes where its label is.
struct BPFAssembly {
    /// Register 0 has results, 1 to 5 are a function's arguments and lost by calling one, 6 to 9 stay, 10 is the stack's end.
    enum Register: UInt64 { case r0, r1, r2, r3, r4, r5, r6, r7, r8, r9, stack }

    enum Size: UInt64 {
        case word = 0x00, half = 0x08, byte = 0x10, double = 0x18
    }

    /// Of whole registers, unsigned, but for ``equal32`` and ``unequal32``, which look at their lower halves.
    enum Condition: UInt64 {
        case equal = 0x15, greater = 0x25, unequal = 0x55, equal32 = 0x16, unequal32 = 0x56
    }

    /// What the kernel lends to programs: enum bpf_func_id of <linux/bpf.h>.
    enum Function: Int32 {
        case storeBytes = 9
        case cloneRedirect = 13
        case redirect = 23
        case loadBytes = 26
        case sumDifference = 28
        case changeHead = 43
        case adjustRoom = 50
        case routeLookup = 69
        case redirectToNeighbour = 152
    }

    struct Label: Hashable {
        fileprivate let number: Int
    }

    private var words: [UInt64] = []
    private var labels: [Label: Int] = [:]
    private var jumps: [(word: Int, to: Label)] = []
    private var labelCount = 0

    /// The program, with every jump's way filled in. A label that was not placed is a mistake of the program's author.
    var instructions: [UInt64] {
        var words = words
        for jump in jumps {
            guard let place = labels[jump.to] else { preconditionFailure("a jump to a label that was not placed") }
            words[jump.word] |= UInt64(UInt16(bitPattern: Int16(place - jump.word - 1))) << 16
        }
        return words
    }

    mutating func label() -> Label {
        labelCount += 1
        return Label(number: labelCount)
    }

    mutating func place(_ label: Label) { labels[label] = words.count }

    mutating func set(_ to: Register, _ value: Int32) { emit(0xb7, to, value: value) }
    mutating func set(_ to: Register, _ from: Register) { emit(0xbf, to, from) }
    mutating func add(_ to: Register, _ value: Int32) { emit(0x07, to, value: value) }
    mutating func add(_ to: Register, _ from: Register) { emit(0x0f, to, from) }
    mutating func and(_ to: Register, _ value: Int32) { emit(0x57, to, value: value) }
    mutating func xor(_ to: Register, _ value: Int32) { emit(0xa7, to, value: value) }
    mutating func shiftRight(_ to: Register, _ bits: Int32) { emit(0x77, to, value: bits) }
    /// Swaps the lower 16 bits between the host's order and the network's, and clears the others.
    mutating func swap16(_ to: Register) { emit(0xdc, to, value: 16) }

    mutating func load(_ to: Register, _ base: Register, _ offset: Int16, _ size: Size) {
        emit(0x61 | size.rawValue, to, base, offset)
    }
    mutating func store(_ from: Register, _ base: Register, _ offset: Int16, _ size: Size) {
        emit(0x63 | size.rawValue, base, from, offset)
    }
    mutating func store(_ value: Int32, _ base: Register, _ offset: Int16, _ size: Size) {
        emit(0x62 | size.rawValue, base, .r0, offset, value: value)
    }
    /// Adds to eight bytes in memory, undivided.
    mutating func addAtomically(_ from: Register, _ base: Register, _ offset: Int16) { emit(0xdb, base, from, offset) }
    /// The same, and the register has what was there before.
    mutating func exchangeAdding(_ from: Register, _ base: Register, _ offset: Int16) { emit(0xdb, base, from, offset, value: 1) }

    /// The address of what ``FastPathMemory`` shares.
    mutating func address(_ to: Register, ofMemory descriptor: Int32) {
        words.append(0x18 | to.rawValue << 8 | 2 << 12 | UInt64(UInt32(bitPattern: descriptor)) << 32)
        words.append(0)
    }

    mutating func jump(_ to: Label, if register: Register, _ condition: Condition, _ value: Int32) {
        jumps.append((words.count, to))
        emit(condition.rawValue, register, value: value)
    }

    /// Compares whole registers.
    mutating func jumpUnlessEqual(_ to: Label, _ one: Register, _ other: Register) {
        jumps.append((words.count, to))
        emit(0x5d, one, other)
    }

    mutating func call(_ function: Function) { emit(0x85, .r0, value: function.rawValue) }

    /// Ends the program with this answer.
    mutating func end(_ answer: Int32) {
        set(.r0, answer)
        end()
    }

    /// Ends the program with what register 0 has.
    mutating func end() { emit(0x95, .r0) }

    private mutating func emit(_ code: UInt64, _ to: Register, _ from: Register = .r0, _ offset: Int16 = 0, value: Int32 = 0) {
        let offset = UInt64(UInt16(bitPattern: offset)) << 16
        words.append(code | to.rawValue << 8 | from.rawValue << 12 | offset | UInt64(UInt32(bitPattern: value)) << 32)
    }
}
