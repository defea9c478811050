/// The members of a JSON object: names are unique, and the order of insertion is kept for serialisation.
package struct JSONObject: Sendable {
    private(set) package var members: [(name: String, value: JSONValue)]

    package init() { members = [] }

    /// Makes an object; of two members with one name the later one stays.
    package init(_ members: some Sequence<(String, JSONValue)>) {
        self.init()
        // Looking through few is faster than hashing; through many, as strangers may send, it would take forever.
        var places: [MemberName: Int] = [:]
        for (name, value) in members {
            if self.members.count < JSONObject.few {
                self[name] = value
                continue
            }
            if places.isEmpty {
                for (place, member) in self.members.enumerated() { places[MemberName(text: member.name)] = place }
            }
            if let place = places[MemberName(text: name)] {
                self.members[place].value = value
            } else {
                places[MemberName(text: name)] = self.members.count
                self.members.append((name, value))
            }
        }
    }

    private static let few = 16

    /// Takes members whose names are known to be unique.
    init(unique members: [(name: String, value: JSONValue)]) { self.members = members }

    package subscript(name: String) -> JSONValue? {
        get { members.first { MemberName.isSame($0.name, name) }?.value }
        set {
            let index = members.firstIndex { MemberName.isSame($0.name, name) }
            switch (index, newValue) {
            case (let index?, let value?): members[index].value = value
            case (let index?, nil): members.remove(at: index)
            case (nil, let value?): members.append((name, value))
            case (nil, nil): break
            }
        }
    }

    package var isEmpty: Bool { members.isEmpty }
    package var count: Int { members.count }
    package var names: [String] { members.map(\.name) }
}

extension JSONObject: Hashable {
    /// Two objects are equal when they have the same members, in whatever order.
    package static func == (left: JSONObject, right: JSONObject) -> Bool {
        left.members.count == right.members.count && left.members.allSatisfy { right[$0.name] == $0.value }
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(members.count)
    }
}

extension JSONObject: ExpressibleByDictionaryLiteral {
    package init(dictionaryLiteral elements: (String, JSONValue)...) { self.init(elements) }
}
