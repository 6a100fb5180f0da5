import Glibc
import Planning

extension Network {
    /// Begins and ends what nodes serve, one after the other.
    func changeServices(_ steps: [Step]) throws(StepFailure) {
        for step in steps {
            guard let namespace = nodes[step.node]?.namespace else { continue }
            do {
                switch step.operation {
                case .serve(let server): try services.serve(server, on: step.node, in: namespace)
                case .stopServing(let server): services.stop(server, on: step.node)
                case .start(let process): try services.start(process, on: step.node, in: namespace)
                case .end(let process): services.end(process, on: step.node)
                default: break
                }
            } catch {
                throw StepFailure(step, error)
            }
        }
    }

    /// Ends all that holds a node's namespace besides the node itself.
    func endServices(of node: String) {
        services.stopAll(on: node)
    }
}
