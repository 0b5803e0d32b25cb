// Each kind of event in its written form; the fields in the order of their names.

extension DossierEvent.Submitted: Record {
    package func writeFields(to record: inout RecordWriter) {
        record.write("applicant", applicant)
        record.write("applicantKind", applicantKind)
        record.write("applicantUnit", applicantUnit)
        record.write("channel", channel)
        record.write("consignment", consignment)
        record.write("counter", counter)
        record.write("documents", documents)
        record.write("group", group)
        record.write("office", office)
        record.write("procedure", procedure)
        record.write("representative", representative)
    }

    package init(fieldsOf record: inout RecordReader) throws(RecordError) {
        applicant = try record.read("applicant")
        applicantKind = try record.readIfPresent("applicantKind")
        applicantUnit = try record.read("applicantUnit")
        channel = try record.read("channel")
        consignment = try record.readIfPresent("consignment")
        counter = try record.read("counter")
        documents = try record.read("documents")
        group = try record.readIfPresent("group")
        office = try record.read("office")
        procedure = try record.read("procedure")
        representative = try record.readIfPresent("representative")
    }
}

extension DossierEvent.SupplementRequested: Record {
    package func writeFields(to record: inout RecordWriter) {
        record.write("breach", breach)
        record.write("guidance", guidance)
        record.write("missing", missing)
    }

    package init(fieldsOf record: inout RecordReader) throws(RecordError) {
        breach = try record.readIfPresent("breach")
        guidance = try record.readIfPresent("guidance")
        missing = try record.read("missing")
    }
}

extension DossierEvent.Supplemented: Record {
    package func writeFields(to record: inout RecordWriter) {
        record.write("documents", documents)
    }

    package init(fieldsOf record: inout RecordReader) throws(RecordError) {
        documents = try record.read("documents")
    }
}

extension DossierEvent.Received: Record {
    package func writeFields(to record: inout RecordWriter) {
        record.write("agency", agency)
        record.write("confirmationRequired", confirmationRequired)
        record.write("dueAt", dueAt)
        record.write("number", number)
        record.write("passOnBy", passOnBy)
        record.write("procedure", procedure)
        record.write("returnOffice", returnOffice)
        record.write("route", route)
        record.write("slipIssued", slipIssued)
    }

    package init(fieldsOf record: inout RecordReader) throws(RecordError) {
        agency = try record.read("agency")
        confirmationRequired = try record.read("confirmationRequired")
        dueAt = try record.read("dueAt")
        number = try record.readIfPresent("number")
        passOnBy = try record.read("passOnBy")
        procedure = try record.read("procedure")
        returnOffice = try record.read("returnOffice")
        route = try record.read("route")
        slipIssued = try record.read("slipIssued")
    }
}

extension DossierEvent.ReceptionConfirmed: Record {
    package func writeFields(to record: inout RecordWriter) {}

    package init(fieldsOf record: inout RecordReader) {
        self.init()
    }
}

extension DossierEvent.StageEntered.Branch: Record {
    package func writeFields(to record: inout RecordWriter) {
        record.write("branch", branch)
        record.write("step", step)
    }

    package init(fieldsOf record: inout RecordReader) throws(RecordError) {
        branch = try record.read("branch")
        step = try record.read("step")
    }
}

extension DossierEvent.StageEntered: Record {
    package func writeFields(to record: inout RecordWriter) {
        record.write("branches", branches)
        record.write("holder", holder)
        record.write("lead", lead)
        record.write("stage", stage)
    }

    package init(fieldsOf record: inout RecordReader) throws(RecordError) {
        branches = try record.read("branches")
        holder = try record.read("holder")
        lead = try record.read("lead")
        stage = try record.read("stage")
    }
}

extension DossierEvent.HandoverOffered: Record {
    package func writeFields(to record: inout RecordWriter) {
        record.write("acknowledgeBy", acknowledgeBy)
        record.write("carriage", carriage)
        record.write("handover", handover)
        record.write("manifest", manifest)
    }

    package init(fieldsOf record: inout RecordReader) throws(RecordError) {
        acknowledgeBy = try record.readIfPresent("acknowledgeBy")
        carriage = try record.readIfPresent("carriage")
        handover = try record.read("handover")
        manifest = try record.readIfPresent("manifest")
    }
}

extension DossierEvent.HandoverDispatched: Record {
    package func writeFields(to record: inout RecordWriter) {
        record.write("carriage", carriage)
        record.write("handover", handover)
        record.write("manifest", manifest)
    }

    package init(fieldsOf record: inout RecordReader) throws(RecordError) {
        carriage = try record.read("carriage")
        handover = try record.read("handover")
        manifest = try record.readIfPresent("manifest")
    }
}

extension DossierEvent.HandoverAcknowledged: Record {
    package func writeFields(to record: inout RecordWriter) {
        record.write("discrepancies", discrepancies)
        record.write("dueAt", dueAt)
        record.write("handover", handover)
    }

    package init(fieldsOf record: inout RecordReader) throws(RecordError) {
        discrepancies = try record.readIfPresent("discrepancies")
        dueAt = try record.readIfPresent("dueAt")
        handover = try record.read("handover")
    }
}

extension DossierEvent.HandoverReturned: Record {
    package func writeFields(to record: inout RecordWriter) {
        record.write("handover", handover)
        record.write("reason", reason)
    }

    package init(fieldsOf record: inout RecordReader) throws(RecordError) {
        handover = try record.read("handover")
        reason = try record.read("reason")
    }
}

extension DossierEvent.StepStarted: Record {
    package func writeFields(to record: inout RecordWriter) {
        record.write("agency", agency)
        record.write("assignment", assignment)
        record.write("branch", branch)
        record.write("dueAt", dueAt)
        record.write("step", step)
    }

    package init(fieldsOf record: inout RecordReader) throws(RecordError) {
        agency = try record.read("agency")
        assignment = try record.read("assignment")
        branch = try record.read("branch")
        dueAt = try record.read("dueAt")
        step = try record.read("step")
    }
}

extension DossierEvent.StepCompleted: Record {
    package func writeFields(to record: inout RecordWriter) {
        record.write("assignment", assignment)
        record.write("branch", branch)
        record.write("next", next)
        record.write("opinion", opinion)
        record.write("step", step)
    }

    package init(fieldsOf record: inout RecordReader) throws(RecordError) {
        assignment = try record.read("assignment")
        branch = try record.read("branch")
        next = try record.readIfPresent("next")
        opinion = try record.readIfPresent("opinion")
        step = try record.read("step")
    }
}

extension DossierEvent.Decided: Record {
    package func writeFields(to record: inout RecordWriter) {
        record.write("breach", breach)
        record.write("decision", decision)
    }

    package init(fieldsOf record: inout RecordReader) throws(RecordError) {
        breach = try record.readIfPresent("breach")
        decision = try record.read("decision")
    }
}

extension DossierEvent.DeadlineMoved.Step: Record {
    package func writeFields(to record: inout RecordWriter) {
        record.write("branch", branch)
        record.write("dueAt", dueAt)
    }

    package init(fieldsOf record: inout RecordReader) throws(RecordError) {
        branch = try record.read("branch")
        dueAt = try record.read("dueAt")
    }
}

extension DossierEvent.DeadlineMoved: Record {
    package func writeFields(to record: inout RecordWriter) {
        record.write("dueAt", dueAt)
        record.write("steps", steps)
    }

    package init(fieldsOf record: inout RecordReader) throws(RecordError) {
        dueAt = try record.read("dueAt")
        steps = try record.read("steps")
    }
}

extension DossierEvent.ResultHandedOver: Record {
    package func writeFields(to record: inout RecordWriter) {
        record.write("method", method)
        record.write("originalsReturned", originalsReturned)
        record.write("recipient", recipient)
        record.write("to", to)
        record.write("trackingCode", trackingCode)
    }

    package init(fieldsOf record: inout RecordReader) throws(RecordError) {
        method = try record.read("method")
        originalsReturned = try record.read("originalsReturned")
        recipient = try record.read("recipient")
        to = try record.read("to")
        trackingCode = try record.readIfPresent("trackingCode")
    }
}
