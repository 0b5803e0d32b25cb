import DossierDomain
import DossierService

extension CheckedObject {
    func sealedText(
        _ name: String, _ vault: PersonalDataVault, into sealed: inout SealedValues
    ) -> PrivateReference {
        vault.seal(Remark(text: string(name)), into: &sealed)
    }

    func optionalSealedText(
        _ name: String, _ vault: PersonalDataVault, into sealed: inout SealedValues
    ) -> PrivateReference? {
        optionalString(name).map { vault.seal(Remark(text: $0), into: &sealed) }
    }

    func sealedSigner(_ vault: PersonalDataVault, into sealed: inout SealedValues) -> PrivateReference {
        let signer = object("signer")
        return vault.seal(
            Signer(name: signer.string("name"), position: signer.string("position")), into: &sealed)
    }

    func refusal(
        of assignment: AssignmentID, vault: PersonalDataVault, into sealed: inout SealedValues
    ) -> DossierCommand.CompleteStep {
        let decision = Decision(
            outcome: .refused, number: string("number"), date: date("date"),
            signer: sealedSigner(vault, into: &sealed), reasons: sealedText("reasons", vault, into: &sealed))
        return DossierCommand.CompleteStep(assignment: assignment, decision: decision, carriage: carriage)
    }

    func givingBack(
        vault: PersonalDataVault, into sealed: inout SealedValues
    ) -> DossierCommand.GiveBackPapers {
        DossierCommand.GiveBackPapers(
            to: optionalChoice("to") ?? .applicant, recipient: vault.seal(object("recipient").party, into: &sealed),
            method: optionalChoice("method") ?? .counter, trackingCode: optionalString("trackingCode"),
            originals: identifiers("originals"), standing: object("recipient").recipientStanding)
    }

    func collection() -> DossierCommand.CollectFee {
        DossierCommand.CollectFee(
            receipt: string("receipt"), method: optionalChoice("method") ?? .cash,
            fees: objects("fees").map {
                FeeQuantity(fee: $0.string("fee"), quantity: $0.optionalInteger("quantity") ?? 1)
            }, obligation: optionalIdentifier("obligation"))
    }

    func rating(
        by channel: Rating.Channel, vault: PersonalDataVault, into sealed: inout SealedValues
    ) -> DossierCommand.Rate {
        DossierCommand.Rate(
            channel: channel,
            scores: objects("scores").map {
                IndicatorScore(indicator: $0.integer("indicator"), score: $0.integer("score"))
            }, comment: optionalSealedText("comment", vault, into: &sealed))
    }

    func complaint(vault: PersonalDataVault, into sealed: inout SealedValues) -> DossierCommand.Complain {
        DossierCommand.Complain(
            content: sealedText("content", vault, into: &sealed),
            about: optionalIdentifier("aboutAgency", AgencyID.self).map(Body.agency))
    }

    func discrepancies(vault: PersonalDataVault, into sealed: inout SealedValues) -> [Discrepancy] {
        objects("discrepancies").map { row in
            Discrepancy(
                document: row.identifier("document"), kind: row.choice("kind"), count: row.integer("count"),
                note: row.optionalSealedText("note", vault, into: &sealed))
        }
    }
}
