import Foundation
import Reporting
import Testing

@Suite("JSON")
struct JSONTests {
    @Test("an expectation in full")
    func golden() {
        let lab = Sample.lab(.failed, [Sample.stage(1, "One", [Sample.failure])], messages: ["a note"])
        #expect(JSONReporter().document(Sample.results([lab], status: 1)) == """
            {
              "format" : 2,
              "labs" : [
                {
                  "file" : "labs/pair.swift",
                  "messages" : [
                    "a note"
                  ],
                  "milliseconds" : 1234,
                  "name" : "pair",
                  "nodes" : 2,
                  "outcome" : "failed",
                  "relayedLinks" : [

                  ],
                  "run" : 1,
                  "stages" : [
                    {
                      "buildMilliseconds" : 2,
                      "expectations" : [
                        {
                          "evidence" : [
                            {
                              "kind" : "heard",
                              "lines" : [
                                "no answer: \\"silence\\"",
                                "at all"
                              ]
                            }
                          ],
                          "file" : "labs/pair.swift",
                          "line" : 12,
                          "milliseconds" : 1.5,
                          "name" : "red reaches blue",
                          "node" : "red",
                          "subject" : {
                            "expected" : "a reply from 10.9.0.2",
                            "kind" : "said",
                            "name" : "red reaches blue",
                            "title" : "red reaches blue"
                          },
                          "text" : {
                            "details" : [
                              "expected   a reply from 10.9.0.2",
                              "got        no answer: \\"silence\\"",
                              "           at all"
                            ],
                            "measure" : "",
                            "title" : "red reaches blue"
                          },
                          "verdict" : "failed"
                        }
                      ],
                      "lostPackets" : {

                      },
                      "number" : 1,
                      "steps" : 3,
                      "story" : "",
                      "title" : "One"
                    }
                  ]
                }
              ],
              "milliseconds" : 1300,
              "runs" : 1,
              "started" : "2026-11-21T04:36:43Z",
              "status" : 1,
              "summary" : {
                "expectations" : 1,
                "failed" : 1,
                "held" : 0,
                "labs" : 1,
                "notRun" : 0,
                "overran" : 0,
                "skipped" : 0,
                "stages" : 1
              },
              "warren" : "0.1.0"
            }

            """)
    }

    @Test("what a lab says comes back as it was, and no control character stands in the text")
    func hostile() throws {
        let text = JSONReporter().document(Sample.hostiles)
        #expect(text.unicodeScalars.allSatisfy { $0 == "\n" || Oracle.isVisible($0) })
        let value = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
        let lab = try #require((value?["labs"] as? [[String: Any]])?.first)
        let stage = try #require((lab["stages"] as? [[String: Any]])?.first)
        #expect(stage["title"] as? String == Sample.hostile)
        #expect(lab["messages"] as? [String] == [Sample.hostile])
        let skipped = try #require((stage["expectations"] as? [[String: Any]])?[1])
        #expect(skipped["verdict"] as? String == "skipped")
        #expect(skipped["reason"] as? String == Sample.hostile)
    }
}
