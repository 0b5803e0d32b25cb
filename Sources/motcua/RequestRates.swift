import DossierAPI
import DossierDomain

extension HTTPOptions {
    /// How many requests a credential and an address may send; 0 sets no limit. Ten seconds' worth may come at once.
    static func requestRates(_ settings: Settings) -> Admission.Limits {
        func rate(_ setting: Setting) -> RequestRate? {
            let perMinute = settings.count(setting)
            return perMinute == 0 ? nil : RequestRate(burst: max(10, perMinute / 6), perMinute: perMinute)
        }
        return Admission.Limits(perCredential: rate(.maxRatePerCredential), perAddress: rate(.maxRatePerAddress))
    }
}
