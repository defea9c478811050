import AuthorizationServer
import OAuth

extension AuthorizationServer {
    /// The decision of somebody who read the page as it is at this moment.
    func decide(query: String, approved: Bool, browser: Browser) async -> InteractionOutcome {
        guard approved else { return await decide(query: query, approved: false, shown: "", browser: browser) }
        let outcome = await authorize(query: query, browser: browser)
        guard case .consent(let prompt) = outcome else { return outcome }
        return await decide(query: query, approved: true, shown: prompt.digest, browser: browser)
    }

    /// The same for a device.
    func decideDevice(
        userCode: String, organizationID: String?, approved: Bool, browser: Browser
    ) async -> InteractionOutcome {
        var shown = ""
        if approved {
            let outcome = await device(userCode: userCode, organizationID: organizationID, browser: browser)
            guard case .consent(let prompt) = outcome else { return outcome }
            shown = prompt.digest
        }
        return await decideDevice(
            userCode: userCode, organizationID: organizationID, approved: approved, shown: shown, browser: browser)
    }
}
