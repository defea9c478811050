/// Tells that a device's request was decided.
package struct DecidedPage: Page {
    package static let template = PageTemplate.decided

    let approved: Bool
    let clientName: String

    package init(approved: Bool, clientName: String) {
        self.approved = approved
        self.clientName = ClientName.shown(clientName)
    }
}
