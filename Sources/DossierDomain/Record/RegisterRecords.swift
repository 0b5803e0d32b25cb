// What stands in registers, in its written form; the fields in the order of their names.

extension Consignment: Record {
    package func writeFields(to record: inout RecordWriter) {
        record.write("carriage", carriage)
        record.write("from", from)
        record.write("number", number)
        record.write("recordSignedAt", recordSignedAt)
    }

    package init(fieldsOf record: inout RecordReader) throws(RecordError) {
        carriage = try record.read("carriage")
        from = try record.read("from")
        number = try record.read("number")
        recordSignedAt = try record.readIfPresent("recordSignedAt")
    }
}

extension CounterRefusal: Record {
    package func writeFields(to record: inout RecordWriter) {
        record.write("number", number)
        record.write("proposedBy", proposedBy)
        record.write("reason", reason)
        record.write("signer", signer)
    }

    package init(fieldsOf record: inout RecordReader) throws(RecordError) {
        number = try record.readIfPresent("number")
        proposedBy = try record.read("proposedBy")
        reason = try record.read("reason")
        signer = try record.readIfPresent("signer")
    }
}

extension HandlingSupplement: Record {
    package func writeFields(to record: inout RecordWriter) {
        record.write("askedAt", askedAt)
        record.write("askedBy", askedBy)
        record.write("branch", branch)
        record.write("completedAt", completedAt)
        record.write("guidance", guidance)
        record.write("issuedAt", issuedAt)
        record.write("missing", missing)
        record.write("outstanding", outstanding)
        record.write("step", step)
    }

    package init(fieldsOf record: inout RecordReader) throws(RecordError) {
        askedAt = try record.read("askedAt")
        askedBy = try record.read("askedBy")
        branch = try record.read("branch")
        completedAt = try record.readIfPresent("completedAt")
        guidance = try record.read("guidance")
        issuedAt = try record.readIfPresent("issuedAt")
        missing = try record.read("missing")
        outstanding = try record.read("outstanding")
        step = try record.read("step")
    }
}

extension Delivery: Record {
    package func writeFields(to record: inout RecordWriter) {
        record.write("carriage", carriage)
        record.write("invitations", invitations)
        record.write("postedAt", postedAt)
    }

    package init(fieldsOf record: inout RecordReader) throws(RecordError) {
        carriage = try record.read("carriage")
        invitations = try record.read("invitations")
        postedAt = try record.read("postedAt")
    }
}

extension Notice: Record {
    package func writeFields(to record: inout RecordWriter) {
        record.write("id", id)
        record.write("kind", kind)
        record.write("obsoleteAt", obsoleteAt)
        record.write("owedAt", owedAt)
        record.write("trials", trials)
    }

    package init(fieldsOf record: inout RecordReader) throws(RecordError) {
        id = try record.read("id")
        kind = try record.read("kind")
        obsoleteAt = try record.readIfPresent("obsoleteAt")
        owedAt = try record.read("owedAt")
        trials = try record.read("trials")
    }
}

extension Obligation: Record {
    package func writeFields(to record: inout RecordWriter) {
        record.write("amountVND", amountVND)
        record.write("basis", basis)
        record.write("by", by)
        record.write("demandedAt", demandedAt)
        record.write("id", id)
        record.write("paidAt", paidAt)
    }

    package init(fieldsOf record: inout RecordReader) throws(RecordError) {
        amountVND = try record.read("amountVND")
        basis = try record.read("basis")
        by = try record.read("by")
        demandedAt = try record.read("demandedAt")
        id = try record.read("id")
        paidAt = try record.readIfPresent("paidAt")
    }
}

extension Charge: Record {
    package func writeFields(to record: inout RecordWriter) {
        record.write("amountVND", amountVND)
        record.write("fee", fee)
        record.write("quantity", quantity)
    }

    package init(fieldsOf record: inout RecordReader) throws(RecordError) {
        amountVND = try record.read("amountVND")
        fee = try record.read("fee")
        quantity = try record.read("quantity")
    }
}

extension Payment: Record {
    package func writeFields(to record: inout RecordWriter) {
        record.write("amountVND", amountVND)
        record.write("at", at)
        record.write("charges", charges)
        record.write("employer", employer)
        record.write("method", method)
        record.write("obligation", obligation)
        record.write("receipt", receipt)
        record.write("takenAt", takenAt)
    }

    package init(fieldsOf record: inout RecordReader) throws(RecordError) {
        amountVND = try record.read("amountVND")
        at = try record.read("at")
        charges = try record.read("charges")
        employer = try record.read("employer")
        method = try record.read("method")
        obligation = try record.readIfPresent("obligation")
        receipt = try record.read("receipt")
        takenAt = try record.read("takenAt")
    }
}

extension IndicatorScore: Record {
    package func writeFields(to record: inout RecordWriter) {
        record.write("indicator", indicator)
        record.write("score", score)
    }

    package init(fieldsOf record: inout RecordReader) throws(RecordError) {
        indicator = try record.read("indicator")
        score = try record.read("score")
    }
}

extension Rating: Record {
    package func writeFields(to record: inout RecordWriter) {
        record.write("channel", channel)
        record.write("comment", comment)
        record.write("ratedAt", ratedAt)
        record.write("scores", scores)
    }

    package init(fieldsOf record: inout RecordReader) throws(RecordError) {
        channel = try record.read("channel")
        comment = try record.readIfPresent("comment")
        ratedAt = try record.read("ratedAt")
        scores = try record.read("scores")
    }
}

extension Complaint: Record {
    package func writeFields(to record: inout RecordWriter) {
        record.write("about", about)
        record.write("answer", answer)
        record.write("answeredAt", answeredAt)
        record.write("content", content)
        record.write("dueAt", dueAt)
        record.write("id", id)
        record.write("receivedAt", receivedAt)
        record.write("upheld", upheld)
    }

    package init(fieldsOf record: inout RecordReader) throws(RecordError) {
        about = try record.read("about")
        answer = try record.readIfPresent("answer")
        answeredAt = try record.readIfPresent("answeredAt")
        content = try record.read("content")
        dueAt = try record.read("dueAt")
        id = try record.read("id")
        receivedAt = try record.read("receivedAt")
        upheld = try record.readIfPresent("upheld")
    }
}

extension Incident: Record {
    package func writeFields(to record: inout RecordWriter) {
        record.write("custodian", custodian)
        record.write("description", description)
        record.write("documents", documents)
        record.write("handover", handover)
        record.write("kind", kind)
        record.write("reportedAt", reportedAt)
    }

    package init(fieldsOf record: inout RecordReader) throws(RecordError) {
        custodian = try record.read("custodian")
        description = try record.read("description")
        documents = try record.read("documents")
        handover = try record.readIfPresent("handover")
        kind = try record.read("kind")
        reportedAt = try record.read("reportedAt")
    }
}

extension RecordedBreach: Record {
    package func writeFields(to record: inout RecordWriter) {
        record.write("at", at)
        record.write("breach", breach)
        record.write("by", by)
    }

    package init(fieldsOf record: inout RecordReader) throws(RecordError) {
        at = try record.read("at")
        breach = try record.read("breach")
        by = try record.readIfPresent("by")
    }
}

extension ReplacedDecision: Record {
    package func writeFields(to record: inout RecordWriter) {
        record.write("decidedAt", decidedAt)
        record.write("decision", decision)
        record.write("handedOverAt", handedOverAt)
        record.write("reason", reason)
        record.write("replacedAt", replacedAt)
    }

    package init(fieldsOf record: inout RecordReader) throws(RecordError) {
        decidedAt = try record.read("decidedAt")
        decision = try record.read("decision")
        handedOverAt = try record.readIfPresent("handedOverAt")
        reason = try record.read("reason")
        replacedAt = try record.read("replacedAt")
    }
}

extension Notice.Trial: Record {
    package func writeFields(to record: inout RecordWriter) {
        record.write("at", at)
        record.write("channel", channel)
        record.write("outcome", outcome)
    }

    package init(fieldsOf record: inout RecordReader) throws(RecordError) {
        at = try record.read("at")
        channel = try record.read("channel")
        outcome = try record.read("outcome")
    }
}

extension Discrepancy: Record {
    package func writeFields(to record: inout RecordWriter) {
        record.write("count", count)
        record.write("document", document)
        record.write("kind", kind)
        record.write("note", note)
    }

    package init(fieldsOf record: inout RecordReader) throws(RecordError) {
        count = try record.read("count")
        document = try record.read("document")
        kind = try record.read("kind")
        note = try record.readIfPresent("note")
    }
}

extension HandoverDiscrepancy: Record {
    package func writeFields(to record: inout RecordWriter) {
        record.write("at", at)
        record.write("from", from)
        record.write("handover", handover)
        record.write("items", items)
        record.write("to", to)
    }

    package init(fieldsOf record: inout RecordReader) throws(RecordError) {
        at = try record.read("at")
        from = try record.read("from")
        handover = try record.read("handover")
        items = try record.read("items")
        to = try record.read("to")
    }
}

extension ManifestItem: Record {
    package func writeFields(to record: inout RecordWriter) {
        record.write("answer", answer)
        record.write("answeredAt", answeredAt)
        record.write("from", from)
        record.write("handover", handover)
        record.write("listedAt", listedAt)
        record.write("manifest", manifest)
        record.write("to", to)
    }

    package init(fieldsOf record: inout RecordReader) throws(RecordError) {
        answer = try record.readIfPresent("answer")
        answeredAt = try record.readIfPresent("answeredAt")
        from = try record.read("from")
        handover = try record.read("handover")
        listedAt = try record.read("listedAt")
        manifest = try record.read("manifest")
        to = try record.read("to")
    }
}

extension Registers: Record {
    package func writeFields(to record: inout RecordWriter) {
        record.write("breaches", breaches)
        record.write("complaints", complaints)
        record.write("discrepancies", discrepancies)
        record.write("incidents", incidents)
        record.write("manifestItems", manifestItems)
        record.write("notices", notices)
        record.write("obligations", obligations)
        record.write("payments", payments)
        record.write("ratings", ratings)
        record.write("replacedDecisions", replacedDecisions)
    }

    package init(fieldsOf record: inout RecordReader) throws(RecordError) {
        breaches = try record.read("breaches")
        complaints = try record.read("complaints")
        discrepancies = try record.read("discrepancies")
        incidents = try record.read("incidents")
        manifestItems = try record.read("manifestItems")
        notices = try record.read("notices")
        obligations = try record.read("obligations")
        payments = try record.read("payments")
        ratings = try record.read("ratings")
        replacedDecisions = try record.read("replacedDecisions")
    }
}
