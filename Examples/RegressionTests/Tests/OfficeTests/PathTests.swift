import Office
import WarrenTesting
import XCTest

/// The same with XCTest.
final class PathTests: XCTestCase {
    override func setUp() async throws {
        if let obstacle = obstacleToLabs { throw XCTSkip(obstacle) }
    }

    func testTheGatewayIsTheOnlyHop() async throws {
        try await withLab(Office.lab) { lab in
            let near = try await lab.ping(from: Office.desk, to: Office.web, ttl: 1)
            XCTAssertEqual(near.refusal?.failure, .timeExceeded)
            let far = try await lab.ping(from: Office.desk, to: Office.web, ttl: 2)
            XCTAssertEqual(far.replies, 1)
        }
    }
}
