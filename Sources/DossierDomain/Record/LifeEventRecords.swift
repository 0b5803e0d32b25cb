// Each kind of event of a dossier's later life in its written form; the fields in the order of their names.

extension DossierEvent.HandoverRecordSigned: Record {
    package func writeFields(to record: inout RecordWriter) {
        record.write("missing", missing)
        record.write("number", number)
    }

    package init(fieldsOf record: inout RecordReader) throws(RecordError) {
        missing = try record.read("missing")
        number = try record.readIfPresent("number")
    }
}

extension DossierEvent.RefusalProposed: Record {
    package func writeFields(to record: inout RecordWriter) {
        record.write("reason", reason)
    }

    package init(fieldsOf record: inout RecordReader) throws(RecordError) {
        reason = try record.read("reason")
    }
}

extension DossierEvent.ReceptionRefused: Record {
    package func writeFields(to record: inout RecordWriter) {
        record.write("number", number)
        record.write("reason", reason)
        record.write("signer", signer)
    }

    package init(fieldsOf record: inout RecordReader) throws(RecordError) {
        number = try record.readIfPresent("number")
        reason = try record.read("reason")
        signer = try record.read("signer")
    }
}

extension DossierEvent.SupplementAsked: Record {
    package func writeFields(to record: inout RecordWriter) {
        record.write("assignment", assignment)
        record.write("branch", branch)
        record.write("breach", breach)
        record.write("guidance", guidance)
        record.write("missing", missing)
        record.write("step", step)
    }

    package init(fieldsOf record: inout RecordReader) throws(RecordError) {
        assignment = try record.read("assignment")
        branch = try record.read("branch")
        breach = try record.readIfPresent("breach")
        guidance = try record.read("guidance")
        missing = try record.read("missing")
        step = try record.read("step")
    }
}

extension DossierEvent.TimeLimitReset: Record {
    package func writeFields(to record: inout RecordWriter) {
        record.write("dueAt", dueAt)
        record.write("passOnBy", passOnBy)
        record.write("steps", steps)
    }

    package init(fieldsOf record: inout RecordReader) throws(RecordError) {
        dueAt = try record.read("dueAt")
        passOnBy = try record.read("passOnBy")
        steps = try record.read("steps")
    }
}

extension DossierEvent.Rescheduled: Record {
    package func writeFields(to record: inout RecordWriter) {
        record.write("breach", breach)
        record.write("by", by)
        record.write("dueAt", dueAt)
        record.write("reason", reason)
        record.write("signer", signer)
    }

    package init(fieldsOf record: inout RecordReader) throws(RecordError) {
        breach = try record.readIfPresent("breach")
        by = try record.read("by")
        dueAt = try record.readIfPresent("dueAt")
        reason = try record.read("reason")
        signer = try record.read("signer")
    }
}

extension DossierEvent.Withdrawn: Record {
    package func writeFields(to record: inout RecordWriter) {
        record.write("by", by)
        record.write("reason", reason)
        record.write("requester", requester)
    }

    package init(fieldsOf record: inout RecordReader) throws(RecordError) {
        by = try record.read("by")
        reason = try record.readIfPresent("reason")
        requester = try record.read("requester")
    }
}

extension DossierEvent.Stopped: Record {
    package func writeFields(to record: inout RecordWriter) {
        record.write("by", by)
        record.write("reason", reason)
        record.write("signer", signer)
    }

    package init(fieldsOf record: inout RecordReader) throws(RecordError) {
        by = try record.read("by")
        reason = try record.read("reason")
        signer = try record.read("signer")
    }
}

extension DossierEvent.PapersGivenBack: Record {
    package func writeFields(to record: inout RecordWriter) {
        record.write("method", method)
        record.write("originals", originals)
        record.write("recipient", recipient)
        record.write("to", to)
        record.write("trackingCode", trackingCode)
    }

    package init(fieldsOf record: inout RecordReader) throws(RecordError) {
        method = try record.read("method")
        originals = try record.read("originals")
        recipient = try record.read("recipient")
        to = try record.read("to")
        trackingCode = try record.readIfPresent("trackingCode")
    }
}

extension DossierEvent.IncidentReported: Record {
    package func writeFields(to record: inout RecordWriter) {
        record.write("custodian", custodian)
        record.write("description", description)
        record.write("documents", documents)
        record.write("handover", handover)
        record.write("kind", kind)
    }

    package init(fieldsOf record: inout RecordReader) throws(RecordError) {
        custodian = try record.read("custodian")
        description = try record.read("description")
        documents = try record.read("documents")
        handover = try record.readIfPresent("handover")
        kind = try record.read("kind")
    }
}

extension DossierEvent.ResultPosted: Record {
    package func writeFields(to record: inout RecordWriter) {
        record.write("carriage", carriage)
    }

    package init(fieldsOf record: inout RecordReader) throws(RecordError) {
        carriage = try record.read("carriage")
    }
}

extension DossierEvent.DeliveryFailed: Record {
    package func writeFields(to record: inout RecordWriter) {
        record.write("attempt", attempt)
    }

    package init(fieldsOf record: inout RecordReader) throws(RecordError) {
        attempt = try record.read("attempt")
    }
}

extension DossierEvent.ResultReturned: Record {
    package func writeFields(to record: inout RecordWriter) {
        record.write("breach", breach)
    }

    package init(fieldsOf record: inout RecordReader) throws(RecordError) {
        breach = try record.readIfPresent("breach")
    }
}

extension DossierEvent.DecisionReplaced: Record {
    package func writeFields(to record: inout RecordWriter) {
        record.write("decision", decision)
        record.write("reason", reason)
    }

    package init(fieldsOf record: inout RecordReader) throws(RecordError) {
        decision = try record.read("decision")
        reason = try record.read("reason")
    }
}

extension DossierEvent.PaymentDemanded: Record {
    package func writeFields(to record: inout RecordWriter) {
        record.write("amountVND", amountVND)
        record.write("basis", basis)
        record.write("by", by)
    }

    package init(fieldsOf record: inout RecordReader) throws(RecordError) {
        amountVND = try record.read("amountVND")
        basis = try record.read("basis")
        by = try record.read("by")
    }
}

extension DossierEvent.FeeCollected: Record {
    package func writeFields(to record: inout RecordWriter) {
        record.write("amountVND", amountVND)
        record.write("at", at)
        record.write("charges", charges)
        record.write("employer", employer)
        record.write("method", method)
        record.write("obligation", obligation)
        record.write("receipt", receipt)
    }

    package init(fieldsOf record: inout RecordReader) throws(RecordError) {
        amountVND = try record.read("amountVND")
        at = try record.read("at")
        charges = try record.read("charges")
        employer = try record.read("employer")
        method = try record.read("method")
        obligation = try record.readIfPresent("obligation")
        receipt = try record.read("receipt")
    }
}

extension DossierEvent.NoticeRecorded: Record {
    package func writeFields(to record: inout RecordWriter) {
        record.write("channel", channel)
        record.write("notice", notice)
        record.write("outcome", outcome)
    }

    package init(fieldsOf record: inout RecordReader) throws(RecordError) {
        channel = try record.read("channel")
        notice = try record.read("notice")
        outcome = try record.read("outcome")
    }
}

extension DossierEvent.Rated: Record {
    package func writeFields(to record: inout RecordWriter) {
        record.write("channel", channel)
        record.write("comment", comment)
        record.write("scores", scores)
    }

    package init(fieldsOf record: inout RecordReader) throws(RecordError) {
        channel = try record.read("channel")
        comment = try record.readIfPresent("comment")
        scores = try record.read("scores")
    }
}

extension DossierEvent.ComplaintReceived: Record {
    package func writeFields(to record: inout RecordWriter) {
        record.write("about", about)
        record.write("content", content)
        record.write("dueAt", dueAt)
    }

    package init(fieldsOf record: inout RecordReader) throws(RecordError) {
        about = try record.read("about")
        content = try record.read("content")
        dueAt = try record.read("dueAt")
    }
}

extension DossierEvent.ComplaintAnswered: Record {
    package func writeFields(to record: inout RecordWriter) {
        record.write("answer", answer)
        record.write("breach", breach)
        record.write("complaint", complaint)
        record.write("upheld", upheld)
    }

    package init(fieldsOf record: inout RecordReader) throws(RecordError) {
        answer = try record.read("answer")
        breach = try record.readIfPresent("breach")
        complaint = try record.read("complaint")
        upheld = try record.read("upheld")
    }
}

extension DossierEvent.Inspected: Record {
    package func writeFields(to record: inout RecordWriter) {
        record.write("about", about)
        record.write("minutes", minutes)
        record.write("scores", scores)
    }

    package init(fieldsOf record: inout RecordReader) throws(RecordError) {
        about = try record.read("about")
        minutes = try record.read("minutes")
        scores = try record.read("scores")
    }
}
