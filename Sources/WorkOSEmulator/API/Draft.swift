package import JSON
package import Storage

/// A resource that is about to be written. Behaviours may change it, and add changes that are made with it or not at all.
package struct Draft: Sendable {
    /// What the request says.
    package let body: JSONObject
    package var resource: Resource
    /// What was there before; absent for a new one.
    package let previous: Resource?
    package var also: [ResourceChange] = []

    package var isNew: Bool { previous == nil }

    package init(body: JSONObject, resource: Resource, previous: Resource?) {
        self.body = body
        self.resource = resource
        self.previous = previous
    }
}
