internal import OAuth
internal import Storage

extension ScryptHash: KeptHash {
    /// Reads the form `$scrypt$v=1$n=16384,r=8,p=1,kl=64$<salt>$<hash>`, in which other systems hand hashes over; the
    /// binary logarithm of n may stand there as `ln`.
    init(imported text: String) throws(PasswordError) {
        let text = try HashText(text, settings: ["v", "n", "N", "ln", "r", "p", "kl"])
        guard text.name == "scrypt", try text.number("v") ?? 1 == 1, let blockSize = try text.number("r"),
            let parallelism = try text.number("p"), blockSize >= 1, parallelism >= 1, text.values.count == 2,
            (4...64).contains(text.values[0].count), (16...64).contains(text.values[1].count),
            try text.number("kl") ?? text.values[1].count == text.values[1].count
        else { throw HashText.malformed }
        let logarithm: Int
        switch (try text.number("n"), try text.number("N"), try text.number("ln")) {
        case (let rounds?, nil, nil), (nil, let rounds?, nil):
            guard rounds >= 2, rounds & (rounds - 1) == 0 else { throw HashText.malformed }
            logarithm = rounds.trailingZeroBitCount
        case (nil, nil, let given?): logarithm = given
        default: throw HashText.malformed
        }
        let cost = ScryptCost(logarithm: logarithm, blockSize: blockSize, parallelism: parallelism)
        guard logarithm >= 1 else { throw HashText.malformed }
        guard cost.isBearable else { throw HashText.tooDear }
        self.init(cost: cost, salt: text.values[0], digest: text.values[1])
    }
}
