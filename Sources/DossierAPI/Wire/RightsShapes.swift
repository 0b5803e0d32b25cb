import DossierService

extension BodyShape {
    static let emergencyReading = Shape.object(
        "NewEmergencyReading",
        [
            .required("number", .dossierNumber, "Mã hồ sơ cần đọc.", "The dossier to read."),
            .required(
                "reason", .text(max: 2_000), "Vì sao phải đọc; thanh tra viên sẽ xem.",
                "Why it has to be read; inspectors see it."),
            .optional(
                "minutes", .integer(1...Int64(EmergencyRequest.maximumMinutes)),
                "Được đọc trong bao nhiêu phút; mặc định 15.", "For how many minutes; 15 by default."),
        ])
}
