/// Why the engine rejected a command: the fact, and what would be allowed.
///
/// Only the law *refuses*; the engine *rejects*. Recorded with the idempotency key, so it is `Codable`.
public enum CommandRejection: Error, Hashable, Codable, Sendable {
    /// The dossier stands where the command makes no sense.
    case notInStatus(DossierStatus, allowed: [DossierCommand.Name])
    /// The actor may not do it.
    case forbidden(AuthorizationRule)
    /// There is no published procedure of that code on that day.
    case unknownProcedure(ProcedureCode)
    /// The counter doesn't receive the procedure; the office that does, where one is known (ORG-06).
    case notReceivedHere(ProcedureCode, receivedBy: OfficeID?)
    /// The procedure can't be handed in that way.
    case channelNotOffered(Procedure.Channel, offered: [Procedure.Channel])
    /// There is no such counter at the actor's office.
    case unknownCounter(CounterID)
    /// There is no such unit on that day.
    case unknownUnit(UnitID)
    /// There is no such office on that day.
    case unknownOffice(OfficeID)
    /// Papers that the published list doesn't have (RCV-07).
    case documentsNotOnList([DocumentID])
    /// Papers of the procedure's list that are still missing.
    case documentsMissing([MissingDocument], of: ProcedureReference)
    /// A supplement request that names nothing.
    case supplementEmpty
    /// A second supplement request that asks for more than the first, which had to be complete (RCV-02).
    case supplementAsksMore([DocumentID], of: ProcedureReference)
    /// A step of the route finds no agency (RTE-05).
    case routeUnresolved(RouteProblem)
    /// An official's confirmation is awaited before it may be passed on (RCV-01).
    case confirmationAwaited
    /// Nothing has to be confirmed.
    case nothingToConfirm
    /// No branch waits to be passed on by the actor.
    case nothingToOffer
    /// There is no such handover under way.
    case unknownHandover(HandoverID)
    /// A carrier has it already.
    case alreadyDispatched(HandoverID)
    /// There is no such work in the dossier.
    case unknownAssignment(AssignmentID)
    /// The work isn't held: its handover has to be acknowledged first.
    case assignmentNotHeld(AssignmentID)
    /// The step decides, so its completion carries the decision (RES-01).
    case decisionMissing
    /// The step doesn't decide.
    case decisionNotExpected
    /// A refusal gives its reasons (REF-01).
    case reasonsMissing
    /// No due date that isn't past yet moves (TIM-01).
    case deadlinesStand
    /// There is no such agency on that day.
    case unknownAgency(AgencyID)
    /// Whoever holds a step asks itself.
    case consultsItself
    /// There is no such question that waits for an answer.
    case unknownConsultation(ConsultationID)
    /// The question's limit isn't past, or silence was reported already.
    case notSilent(ConsultationID)
    /// Nobody passed the step on, so there is nobody to send it back to.
    case nobodyToSendBackTo
    /// The step's public posting still hangs (NĐ61/2018: the procedure's own period).
    case postingRuns(until: Timestamp)
    /// The dossier can go on as planned, or was flagged already (RTE-05).
    case planStands
    /// A plan that names nothing that is still to be done.
    case nothingToReplan
    /// The new plan leaves something that can't go on.
    case planIncomplete([PlanProblem], of: RouteReference?)
    /// The dossier isn't expected to be late, or that was told already (LAT-03).
    case latenessNotForeseen
    /// Originals that were never handed in, or were given back.
    case originalsNotHeld([DocumentID], of: ProcedureReference)
    /// Papers that nobody handed in, so that they can't be lost or damaged here (HND-04).
    case documentsNotHandedIn([DocumentID], of: ProcedureReference)
    /// The applicant's identity document or registration wasn't taken down (RCV-09).
    case applicantUnidentified
    /// An organisation acts by somebody (RCV-09).
    case organisationUnrepresented
    /// A representative shows an identity document and an authorisation (RCV-09).
    case representativeUnauthorised
    /// The counter's own office takes papers in itself; a carrier takes them to another (RCV-08).
    case ownOfficeIsNoCarrier(OfficeID)
    /// Whoever takes something away shows an identity document (RES-02).
    case recipientUnidentified
    /// Whoever takes something away for somebody else shows an authorisation (RES-02).
    case recipientUnauthorised
    /// The procedure isn't decided on the same day by one agency, so it can't be settled at once.
    case notSettledAtOnce(ProcedureCode)
    /// A supplement was asked for during handling once already (SUP-01).
    case supplementAlreadyAsked(Timestamp)
    /// No agency's request waits to be given to the citizen.
    case noSupplementToIssue
    /// The one new appointment was given already (LAT-02).
    case alreadyRescheduled(Timestamp)
    /// The first apology gives a new appointment (LAT-01).
    case newDateMissing
    /// A new appointment lies after the present one.
    case newDateNotLater(Timestamp)
    /// The papers aren't at the office that would give them back.
    case papersElsewhere(Custodian)
    /// The post has the result.
    case resultWithPost
    /// The post doesn't have the result.
    case resultNotWithPost
    /// The wrong result is on its way; it is corrected after it has arrived.
    case resultOnItsWay
    /// The procedure has no such fee (FEE-01).
    case unknownFee(String)
    /// The fee was collected already.
    case alreadyCollected(String, of: ProcedureReference)
    /// The fee is due once for the dossier, whatever the quantity.
    case feeOnce(String, of: ProcedureReference)
    /// Nothing is named that is to be paid.
    case nothingToCollect
    /// There is no such demanded payment that is still owed.
    case unknownObligation(ObligationID)
    /// There is no such notice that is still owed.
    case unknownNotice(NoticeID)
    /// It was rated in that way already.
    case alreadyRated(Rating.Channel)
    /// Citizens don't rate that indicator (TT01/2018 Article 14.3a).
    case notRated(Int)
    /// There is no such complaint without an answer.
    case unknownComplaint(ComplaintID)
    /// The scan was attached before.
    case scanAlreadyAttached(ScanID)
    /// There is a scan of that page already.
    case pageTaken(DocumentID, page: Int, of: ProcedureReference)
    /// A document doesn't have that many pages.
    case pageBeyondLimit(DocumentID, limit: Int, of: ProcedureReference)
    /// A dossier doesn't have more scans.
    case tooManyScans(limit: Int)
    /// The personal data was erased; nothing more is done to the dossier (AUD-03).
    case personalDataErased(Timestamp)
    /// The law wants the personal data kept until the end of that day, on that ground (AUD-03).
    case retained(until: CivilDate, ground: String)
    /// No rule says how long such a thing is kept, so that no time for it can have expired.
    case noRetentionRule
    /// Something about the dossier is still to be done, so that its personal data is needed.
    case matterOpen(OpenMatter)
    /// The act would lie in the future.
    case occurredInFuture(now: Timestamp)
    /// The act would lie before the dossier's last one.
    case occurredBeforeLastAct(Timestamp)
    /// The agency has given 9,999 numbers for that day (RCV-05).
    case serialsExhausted(AgencyIdentifier, CivilDate)
    /// Numbers can't be reserved for that day; the last day for which they can (OFF-01).
    case numbersNotReservable(CivilDate, latest: CivilDate)
    /// The terminal has so many numbers of that day that it hasn't used, of so many that it may have (OFF-01).
    case tooManyNumbersReserved(open: Int, limit: Int)
    /// The number isn't reserved for this terminal (OFF-01).
    case numberNotReserved(DossierNumber)
    /// The number is of another agency or of another day than the reception (RCV-05).
    case numberOfAnotherDay(DossierNumber, receivedOn: CivilDate)
    /// Another dossier bears the number (RCV-05).
    case numberTaken(DossierNumber)
    /// The number was declared void (OFF-02).
    case numberVoid(DossierNumber, VoidReason)
    /// The lease is no longer the newest for the work, or the work is gone: what has become of it (POL-01).
    case leaseStale(FencingToken, LeaseStanding)
    /// Another worker of the same body holds the work under a lease (POL-01).
    case leasedToOther(worker: String, until: Timestamp)
    /// The lease is for other work than the act does.
    case leaseForOtherWork(FencingToken)
}

/// Why a route can't be followed from an office: at which step, and what is lacking.
public struct RouteProblem: Hashable, Codable, Sendable, Error {
    /// The route.
    public let route: RouteID
    /// The step.
    public let step: StepID
    /// What is lacking.
    public let lack: Lack

    /// What is lacking.
    public enum Lack: Hashable, Codable, Sendable {
        /// The unit has no ancestor of that level.
        case noAncestor(of: UnitID, level: LevelID)
        /// No agency of that unit answers for the field.
        case noAgency(unit: UnitID, field: Agency.Field)
        /// The named agency doesn't exist on that day.
        case agencyNotInForce(AgencyID)
    }

    /// A route that can't be followed.
    public init(route: RouteID, step: StepID, lack: Lack) {
        self.route = route
        self.step = step
        self.lack = lack
    }
}

/// The rules that allow or forbid, by name (SEC-03, SEC-05).
public enum AuthorizationRule: String, Codable, Sendable, CaseIterable {
    /// Only staff of the office the counter belongs to receive there.
    case receiveAtOwnOffice
    /// Only an official of the receiving office confirms a reception.
    case confirmByOfficial
    /// Only who holds the dossier passes it on.
    case passOnByHolder
    /// Only whom a handover is offered to acknowledges or returns it.
    case answerByRecipient
    /// Only the agency that holds a step completes it, and never postal staff (SEC-03).
    case completeByHolder
    /// Only an administrator, by loading a configuration, applies a calendar.
    case applyCalendarByAdministrator
    /// Only the agency that holds a step asks another for its opinion, or sends the step back.
    case consultByHolder
    /// Only the agency that was asked answers.
    case answerByAsked
    /// Only the system reports what it sees by the clock: silence, lateness, plans that can't go on.
    case watchBySystem
    /// Only an official of an office that sees the dossier, or an administrator, plans it anew.
    case replanByOfficial
    /// Only staff of the office that has the result hands it to the citizen.
    case handOverByReturnOffice
    /// Only an official signs a refusal or a handover record (NĐ61/2018 Article 17.1b, QĐ45/2016 Article 7.3).
    case signByOfficial
    /// Only postal staff take papers as a carrier.
    case entrustToPost
    /// Only an official to whom the competent authority has delegated the procedure decides at the counter (NĐ61/2018 Article 17.5).
    case decideByDelegation
    /// Whoever received doesn't decide (SEC-03).
    case decideByAnother
    /// Only the agency that holds a step asks for a supplement; it or the office in charge asks for a payment or a stop.
    case askByHolder
    /// Only the one-stop office that received tells the citizen, and takes in what the citizen brings (NĐ61/2018 Article 5.1e).
    case informByReceivingOffice
    /// Only a body that holds the dossier, or the receiving office for it, apologises.
    case apologiseByHolder
    /// Only a body that takes part reports.
    case reportByParticipant
    /// Only staff of the receiving or returning office, or of an agency that takes part, take money.
    case collectByStaff
    /// Only the agency that decided corrects its result.
    case correctByDecider
    /// Only a counter's or a person's terminal reserves numbers: others would share a block unawares (OFF-01).
    case reserveByTerminal
    /// Only the terminal that has a block, or an official of its office, declares its numbers void (OFF-02).
    case voidByTerminalOrOfficial
    /// Only an official of the body complained about, or of the receiving office, answers a complaint.
    case answerByOfficial
    /// Whoever acts under a posting does so on its days, where and as what it says (ORG-07).
    case actUnderPosting
    /// Whoever is named as the performer of what another tells was posted there then, and acts at counters only (SEC-03).
    case performByColleague
    /// An operation is for certain roles.
    case callByRole
    /// A body that takes part, or took part, in a dossier sees it, with its dates and its way.
    case seeAsParticipant
    /// The upper one-stop office sees what passes to its agencies, not who the applicant is (RTE-03).
    case seeAsMonitor
    /// Administrators and inspectors see everything but personal data.
    case overseeWithoutPersonalData
    /// Whoever has the number and the code of a slip sees that dossier's status and dates (SEC-04).
    case followOwnSlip
    /// Whoever has nothing to do with a dossier sees nothing of it, not even that it exists (SEC-02).
    case seeNothingForeign
    /// Only staff of bodies that take part read who the applicant is, and what is written to the applicant.
    case readPartiesByTask
    /// Only an official or system of a body that has to do with the dossier now reads identity numbers in full.
    case readIdentityByHandler
    /// Only officials and systems of agencies that take part read opinions and reasons (SEC-03).
    case readRemarksByOfficial
    /// Only the counter of the office that looks after a dossier has the code that its slip bears.
    case printSlipByOffice
    /// A body's lists, registers and feed are for its own staff, and for overseers.
    case readOwnBooks
    /// Only a body's own staff and systems work for it.
    case workForOwnBody
    /// Only administrators and inspectors read the record of everything, and who has read what (AUD-01).
    case auditByInspector
    /// Only an official under a posting reads a foreign dossier in an emergency, for a stated reason.
    case readInEmergencyByOfficial
    /// Only a body that takes part attaches scans.
    case attachByParticipant
    /// Only an administrator, who reads no personal data, has it erased (AUD-03).
    case eraseByAdministrator
    /// Only an official whose posting protects personal data tells a person what is held about them (Decree 13/2023 Article 14).
    case answerPersonByProtector
    /// Inspections are entered by administrators (EVA-01).
    case inspectByAdministrator
    /// Only an administrator changes the configuration, prepares a change of it or rehearses one (CFG-01).
    case configureByAdministrator
    /// The whole configuration with its history and drafts is for overseers to read.
    case readConfigurationByOverseer
    /// How the roll-out of premises stands is for officials and overseers to read (ORG-05).
    case readRolloutByOfficial
    /// The pilot's report is for overseers, and of an office for its own officials (PIL-02).
    case readPilotByOfficial
    /// Only an administrator makes backups over HTTP and changes how much is logged.
    case operateByAdministrator
}
