import DossierDomain
import DossierService
import DossierTesting
import Synchronization

/// What one act needs while it is decided: randomness, and what it seals.
struct Hand {
    let world: World
    var generator: SeededGenerator
    private(set) var sealed = SealedValues()
    private let instant: Timestamp

    init(world: World, generator: SeededGenerator, at instant: Timestamp) {
        self.world = world
        self.generator = generator
        self.instant = instant
    }

    /// Seals a value as the service does, with randomness that comes out the same for the same seed.
    mutating func seal(_ value: some Record) -> PrivateReference {
        let source = SharedGenerator(seed: generator.next())
        let instant = instant
        let vault = PersonalDataVault(
            keys: { [keys = world.keys] in keys }, newID: { source.withGenerator { Journey.newID(at: instant, &$0) } },
            randomBytes: { count in source.withGenerator { $0.bytes(count) } })
        return vault.seal(value, into: &sealed)
    }
}

/// A generator that closures of one act share.
private final class SharedGenerator: Sendable {
    private let generator: Mutex<SeededGenerator>

    init(seed: UInt64) {
        generator = Mutex(SeededGenerator(seed: seed))
    }

    func withGenerator<Value: Sendable>(_ work: (inout SeededGenerator) -> Value) -> Value {
        generator.withLock { work(&$0) }
    }
}
