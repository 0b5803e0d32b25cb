import DossierDomain

extension EffectiveDated {
    /// The same with another last day.
    func ending(on date: CivilDate?) -> Self {
        var row = self
        row.validTo = date
        return row
    }
}
