/// A group of interlinked dossiers (hồ sơ liên thông) that one citizen brought together; only its identity is kept.
public enum InterlinkedGroup: Sendable {}

extension Office {
    /// How an office worked before it moved, as somebody counted it (PIL-01): posts, dossiers, time, premises.
    ///
    /// Whole counts and sums alone, so that the report's formulas apply to them as to its own.
    public struct Baseline: Hashable, Codable, Sendable {
        /// First day of the period that was counted.
        public let from: CivilDate
        /// Last day of the period.
        public let until: CivilDate
        /// Officials' posts at the office (biên chế tại bộ phận một cửa) on the last day.
        public let posts: Int
        /// Dossiers received in the period.
        public let dossiers: Int
        /// Of them, those with a result by the end of the counting.
        public let results: Int
        /// Of the results, those that were there on or before the promised day.
        public let onTime: Int
        /// Calendar days from reception to result, added up over the results.
        public let daysToResult: Int
        /// Times that citizens came in person, added up over the dossiers, where it was counted.
        public let visits: Int?
        /// Area of the premises in square metres, where it was measured.
        public let areaSquareMetres: Int?
        /// Who counted it, by office and function.
        public let by: String
        /// On which day.
        public let on: CivilDate
        /// Where the figures come from.
        public let basis: Basis?

        /// A baseline.
        public init(
            from: CivilDate, until: CivilDate, posts: Int, dossiers: Int, results: Int, onTime: Int,
            daysToResult: Int, visits: Int? = nil, areaSquareMetres: Int? = nil, by: String, on: CivilDate,
            basis: Basis? = nil
        ) {
            self.from = from
            self.until = until
            self.posts = posts
            self.dossiers = dossiers
            self.results = results
            self.onTime = onTime
            self.daysToResult = daysToResult
            self.visits = visits
            self.areaSquareMetres = areaSquareMetres
            self.by = by
            self.on = on
            self.basis = basis
        }

        /// What in it can't be; `nil` where nothing is wrong.
        public var fault: String? {
            let counts = [posts, dossiers, results, onTime, daysToResult, visits ?? 0, areaSquareMetres ?? 0]
            // So that no sum over all offices overflows.
            let allowed = 0...1_000_000_000
            if !counts.allSatisfy(allowed.contains) { return "a count is below 0 or too large" }
            if results > dossiers { return "there are more results than dossiers" }
            if onTime > results { return "more results are on time than there are" }
            return nil
        }
    }
}
