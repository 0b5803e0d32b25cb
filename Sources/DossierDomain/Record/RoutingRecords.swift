// What consultations, re-planning and the watch record; the fields in the order of their names.

extension Consultation: Record {
    package func writeFields(to record: inout RecordWriter) {
        record.write("asked", asked)
        record.write("askedAt", askedAt)
        record.write("branch", branch)
        record.write("dueAt", dueAt)
        record.write("from", from)
        record.write("id", id)
        record.write("question", question)
        record.write("silenceReportedAt", silenceReportedAt)
        record.write("step", step)
    }

    package init(fieldsOf record: inout RecordReader) throws(RecordError) {
        asked = try record.read("asked")
        askedAt = try record.read("askedAt")
        branch = try record.read("branch")
        dueAt = try record.read("dueAt")
        from = try record.read("from")
        id = try record.read("id")
        question = try record.read("question")
        silenceReportedAt = try record.readIfPresent("silenceReportedAt")
        step = try record.read("step")
    }
}

extension PlannedAgency: Record {
    package func writeFields(to record: inout RecordWriter) {
        record.write("agency", agency)
        record.write("step", step)
    }

    package init(fieldsOf record: inout RecordReader) throws(RecordError) {
        agency = try record.read("agency")
        step = try record.read("step")
    }
}

extension PlanProblem: Record {
    package func writeFields(to record: inout RecordWriter) {
        record.write("body", body)
        record.write("cause", cause)
        record.write("step", step)
    }

    package init(fieldsOf record: inout RecordReader) throws(RecordError) {
        body = try record.readIfPresent("body")
        cause = try record.read("cause")
        step = try record.readIfPresent("step")
    }
}

extension HeldWork: Record {
    package func writeFields(to record: inout RecordWriter) {
        record.write("assignment", assignment)
        record.write("dueAt", dueAt)
        record.write("heldSince", heldSince)
    }

    package init(fieldsOf record: inout RecordReader) throws(RecordError) {
        assignment = try record.read("assignment")
        dueAt = try record.read("dueAt")
        heldSince = try record.read("heldSince")
    }
}

extension DossierEvent.ConsultationRequested: Record {
    package func writeFields(to record: inout RecordWriter) {
        record.write("consultation", consultation)
    }

    package init(fieldsOf record: inout RecordReader) throws(RecordError) {
        consultation = try record.read("consultation")
    }
}

extension DossierEvent.ConsultationAnswered: Record {
    package func writeFields(to record: inout RecordWriter) {
        record.write("answer", answer)
        record.write("consultation", consultation)
    }

    package init(fieldsOf record: inout RecordReader) throws(RecordError) {
        answer = try record.read("answer")
        consultation = try record.read("consultation")
    }
}

extension DossierEvent.ConsultationSilent: Record {
    package func writeFields(to record: inout RecordWriter) {
        record.write("asked", asked)
        record.write("consultation", consultation)
        record.write("reportedTo", reportedTo)
    }

    package init(fieldsOf record: inout RecordReader) throws(RecordError) {
        asked = try record.read("asked")
        consultation = try record.read("consultation")
        reportedTo = try record.read("reportedTo")
    }
}

extension DossierEvent.StepSentBack: Record {
    package func writeFields(to record: inout RecordWriter) {
        record.write("acknowledgeBy", acknowledgeBy)
        record.write("carriage", carriage)
        record.write("handover", handover)
        record.write("reason", reason)
        record.write("work", work)
    }

    package init(fieldsOf record: inout RecordReader) throws(RecordError) {
        acknowledgeBy = try record.readIfPresent("acknowledgeBy")
        carriage = try record.readIfPresent("carriage")
        handover = try record.read("handover")
        reason = try record.read("reason")
        work = try record.read("work")
    }
}

extension DossierEvent.PlanFlagged: Record {
    package func writeFields(to record: inout RecordWriter) {
        record.write("problems", problems)
        record.write("reportedTo", reportedTo)
    }

    package init(fieldsOf record: inout RecordReader) throws(RecordError) {
        problems = try record.read("problems")
        reportedTo = try record.read("reportedTo")
    }
}

extension DossierEvent.Replanned: Record {
    package func writeFields(to record: inout RecordWriter) {
        record.write("reason", reason)
        record.write("released", released)
        record.write("returnOffice", returnOffice)
        record.write("steps", steps)
        record.write("withdrawn", withdrawn)
    }

    package init(fieldsOf record: inout RecordReader) throws(RecordError) {
        reason = try record.read("reason")
        released = try record.read("released")
        returnOffice = try record.readIfPresent("returnOffice")
        steps = try record.read("steps")
        withdrawn = try record.read("withdrawn")
    }
}

extension DossierEvent.LatenessForeseen: Record {
    package func writeFields(to record: inout RecordWriter) {
        record.write("apologiseBy", apologiseBy)
        record.write("dueAt", dueAt)
        record.write("holder", holder)
        record.write("projectedAt", projectedAt)
    }

    package init(fieldsOf record: inout RecordReader) throws(RecordError) {
        apologiseBy = try record.read("apologiseBy")
        dueAt = try record.read("dueAt")
        holder = try record.read("holder")
        projectedAt = try record.read("projectedAt")
    }
}

extension PlanProblem.Cause: Recordable {}
