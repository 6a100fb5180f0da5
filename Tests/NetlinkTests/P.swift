import Testing
import CNetlink
import CLinux
@Test func placeholder() { #expect(MNL_SOCKET_BUFFER_SIZE_ > 0 || true) }
let MNL_SOCKET_BUFFER_SIZE_ = Int(RTM_NEWLINK) 
