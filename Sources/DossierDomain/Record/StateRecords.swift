// A dossier's state in its written form; the fields in the order of their names.

extension BranchProgress: Record {
    package func writeFields(to record: inout RecordWriter) {
        record.write("assignment", assignment)
        record.write("branch", branch)
        record.write("dueAt", dueAt)
        record.write("forwarder", forwarder)
        record.write("heldSince", heldSince)
        record.write("holder", holder)
        record.write("status", status)
        record.write("step", step)
    }

    package init(fieldsOf record: inout RecordReader) throws(RecordError) {
        assignment = try record.readIfPresent("assignment")
        branch = try record.read("branch")
        dueAt = try record.readIfPresent("dueAt")
        forwarder = try record.readIfPresent("forwarder")
        heldSince = try record.readIfPresent("heldSince")
        holder = try record.read("holder")
        status = try record.read("status")
        step = try record.read("step")
    }
}

extension OpenHandover: Record {
    package func writeFields(to record: inout RecordWriter) {
        record.write("carriage", carriage)
        record.write("dispatchedAt", dispatchedAt)
        record.write("handover", handover)
        record.write("offeredAt", offeredAt)
        record.write("sentBack", sentBack)
    }

    package init(fieldsOf record: inout RecordReader) throws(RecordError) {
        carriage = try record.readIfPresent("carriage")
        dispatchedAt = try record.readIfPresent("dispatchedAt")
        handover = try record.read("handover")
        offeredAt = try record.read("offeredAt")
        sentBack = try record.readIfPresent("sentBack")
    }
}

extension DossierState.Reception: Record {
    package func writeFields(to record: inout RecordWriter) {
        record.write("agency", agency)
        record.write("confirmationAwaited", confirmationAwaited)
        record.write("countedFrom", countedFrom)
        record.write("dueAt", dueAt)
        record.write("firstDueAt", firstDueAt)
        record.write("lawfulDueAt", lawfulDueAt)
        record.write("number", number)
        record.write("passOnBy", passOnBy)
        record.write("receivedAt", receivedAt)
        record.write("receivedBy", receivedBy)
        record.write("rescheduledAt", rescheduledAt)
        record.write("returnOffice", returnOffice)
        record.write("route", route)
        record.write("slipIssued", slipIssued)
    }

    package init(fieldsOf record: inout RecordReader) throws(RecordError) {
        agency = try record.read("agency")
        confirmationAwaited = try record.read("confirmationAwaited")
        countedFrom = try record.readIfPresent("countedFrom")
        dueAt = try record.read("dueAt")
        firstDueAt = try record.read("firstDueAt")
        lawfulDueAt = try record.readIfPresent("lawfulDueAt")
        number = try record.readIfPresent("number")
        passOnBy = try record.read("passOnBy")
        receivedAt = try record.read("receivedAt")
        receivedBy = try record.read("receivedBy")
        rescheduledAt = try record.readIfPresent("rescheduledAt")
        returnOffice = try record.read("returnOffice")
        route = try record.read("route")
        slipIssued = try record.read("slipIssued")
    }
}

extension DossierState: Record {
    package func writeFields(to record: inout RecordWriter) {
        record.write("applicant", applicant)
        record.write("applicantKind", applicantKind)
        record.write("applicantUnit", applicantUnit)
        record.write("branches", branches)
        record.write("channel", channel)
        record.write("consignment", consignment)
        record.write("consultations", consultations)
        record.write("counter", counter)
        record.write("counterRefusal", counterRefusal)
        record.write("custodian", custodian)
        record.write("decidedAt", decidedAt)
        record.write("decidedBy", decidedBy)
        record.write("decision", decision)
        record.write("delivery", delivery)
        record.write("documents", documents)
        record.write("endedAt", endedAt)
        record.write("firstSupplementRequest", firstSupplementRequest)
        record.write("flaggedTo", flaggedTo)
        record.write("handedOverAt", handedOverAt)
        record.write("handlingSupplement", handlingSupplement)
        record.write("holder", holder)
        record.write("id", id)
        record.write("lastOccurredAt", lastOccurredAt)
        record.write("latenessForeseenFor", latenessForeseenFor)
        record.write("lead", lead)
        record.write("monitors", monitors)
        record.write("office", office)
        record.write("openHandovers", openHandovers)
        record.write("originalsGivenBack", originalsGivenBack)
        record.write("participants", participants)
        record.write("planProblems", planProblems)
        record.write("plannedAgencies", plannedAgencies)
        record.write("procedure", procedure)
        record.write("readyAt", readyAt)
        record.write("reception", reception)
        record.write("registers", registers)
        record.write("representative", representative)
        record.write("stage", stage)
        record.write("status", status)
        record.write("submittedAt", submittedAt)
        record.write("version", version)
    }

    package init(fieldsOf record: inout RecordReader) throws(RecordError) {
        applicant = try record.read("applicant")
        applicantKind = try record.readIfPresent("applicantKind")
        applicantUnit = try record.read("applicantUnit")
        branches = try record.read("branches")
        channel = try record.read("channel")
        consignment = try record.readIfPresent("consignment")
        consultations = try record.read("consultations")
        counter = try record.read("counter")
        counterRefusal = try record.readIfPresent("counterRefusal")
        custodian = try record.read("custodian")
        decidedAt = try record.readIfPresent("decidedAt")
        decidedBy = try record.readIfPresent("decidedBy")
        decision = try record.readIfPresent("decision")
        delivery = try record.readIfPresent("delivery")
        documents = try record.read("documents")
        endedAt = try record.readIfPresent("endedAt")
        firstSupplementRequest = try record.readIfPresent("firstSupplementRequest")
        flaggedTo = try record.readIfPresent("flaggedTo")
        handedOverAt = try record.readIfPresent("handedOverAt")
        handlingSupplement = try record.readIfPresent("handlingSupplement")
        holder = try record.read("holder")
        id = try record.read("id")
        lastOccurredAt = try record.read("lastOccurredAt")
        latenessForeseenFor = try record.readIfPresent("latenessForeseenFor")
        lead = try record.readIfPresent("lead")
        monitors = try record.read("monitors")
        office = try record.read("office")
        openHandovers = try record.read("openHandovers")
        originalsGivenBack = try record.readIfPresent("originalsGivenBack")
        participants = try record.read("participants")
        planProblems = try record.read("planProblems")
        plannedAgencies = try record.read("plannedAgencies")
        procedure = try record.read("procedure")
        readyAt = try record.readIfPresent("readyAt")
        reception = try record.readIfPresent("reception")
        registers = try record.readIfPresent("registers")
        representative = try record.readIfPresent("representative")
        stage = try record.readIfPresent("stage")
        status = try record.read("status")
        submittedAt = try record.read("submittedAt")
        version = try record.read("version")
    }
}
