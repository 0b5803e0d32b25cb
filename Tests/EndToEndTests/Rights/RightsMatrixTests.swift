import DossierAPI
import Foundation
import Testing

/// Who may do and see what, asked of the running server.
@Suite("The matrix of rights", .serialized, .timeLimit(.minutes(5)))
struct RightsMatrixTests {
    @Test("SEC-02 SEC-05 every endpoint, asked by every role of every office, is as the committed matrix says")
    func matrix() throws {
        let matrix = RightsMatrix(on: try RightsServer())
        var lines = [(["operation", "method", "path", "stage"] + RightsServer.callers).joined(separator: " | ")]
        for operation in try matrix.server.operations() {
            let row = try matrix.row(operation)
            lines.append(
                ([operation.name, operation.method, operation.path, RightsMatrix.Stage(of: operation).rawValue]
                    + row.map { RightsMatrix.cell($0.answer, of: operation) }).joined(separator: " | "))
            for (caller, _, answer) in row where answer.status == 403 {
                #expect(answer.json["rule"] != nil, "\(operation.name) refuses \(caller) by no rule")
            }
            for (caller, things, answer) in row where RightsServer.foreign.contains(caller) {
                guard operation.name != "beginEmergencyReading" || answer.status >= 400 else { continue }
                let asked = operation.target(things) + (operation.body(things).map { "\($0)" } ?? "")
                for secret in [things.number, things.submission] where secret.count > 8 && !asked.contains(secret) {
                    #expect(!answer.text.contains(secret), "\(operation.name) tells \(caller) of \(secret)")
                }
            }
        }
        let text = lines.joined(separator: "\n") + "\n"
        let path = Installation.root + "/Tests/EndToEndTests/Rights/rights-matrix.txt"
        if ProcessInfo.processInfo.environment["MOTCUA_WRITE_GOLDENS"] != nil {
            try text.write(toFile: path, atomically: true, encoding: .utf8)
        }
        #expect(text == (try String(contentsOfFile: path, encoding: .utf8)), "MOTCUA_WRITE_GOLDENS=1 writes it anew")
    }
}
