import Testing

@testable import Runtime

struct ProcessTableTests {
    @Test("the number of an inode is taken from what a link of /proc says, and from nothing else")
    func inode() {
        #expect(ProcessTable.inode("socket:[4711]", "socket") == 4711)
        #expect(ProcessTable.inode("net:[4711]", "socket") == nil)
        #expect(ProcessTable.inode("socket:[]", "socket") == nil)
        #expect(ProcessTable.inode("/tmp/socket:[1]", "socket") == nil)
    }
}
