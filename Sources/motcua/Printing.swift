import DossierPapers

#if PDF
    import DossierPapersPDF
    import Foundation
#endif

/// Papers as PDF, where it was built with the trait `PDF`.
enum Printing {
    /// A press of half as many threads as there are cores: papers must not take what acts need.
    static func press() throws -> PaperPress? {
        #if PDF
            do {
                return try PDFPress(threads: ProcessInfo.processInfo.activeProcessorCount / 2).press
            } catch {
                throw Failure("Papers can't be printed as PDF: \(error.words)")
            }
        #else
            nil
        #endif
    }
}

#if PDF
    extension PressFailure {
        /// What is the matter.
        fileprivate var words: String {
            switch self {
            case .busy: "the press is busy"
            case .broken(let reason): reason
            }
        }
    }
#endif
