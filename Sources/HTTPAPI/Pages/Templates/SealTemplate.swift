/// The hidden fields of a form, which is the context.
enum SealTemplate {
    static let text = """
        <input type="hidden" name="interaction" value="{{interaction}}">\
        <input type="hidden" name="csrf" value="{{csrf}}">
        """
}
