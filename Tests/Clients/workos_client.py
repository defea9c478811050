"""The WorkOS SDK as a client that checks the shape of everything it is told."""

import dataclasses

from workos import WorkOSClient
from workos._errors import APIError
from workos._pagination import SyncPage

from workos_shapes import problems


class RememberingClient(WorkOSClient):
    """The SDK's client, with the last good answer kept."""

    answer = None

    def _deserialize_response(self, response, model):
        self.answer = response
        return super()._deserialize_response(response, model)


class CheckedService:
    """A service of the SDK. Its methods fail when an answer lacks what the method's model promises."""

    def __init__(self, service, client, note):
        self._service, self._client, self._note = service, client, note

    def __getattr__(self, name):
        method = getattr(self._service, name)
        if not callable(method):
            return method

        def call(*arguments, **named):
            self._client.answer = None
            try:
                result = method(*arguments, **named)
            except APIError as error:
                assert _is_well_formed(error), (error.status_code, error.raw_body)
                raise
            if self._client.answer is not None:
                wrong = _problems(result, self._client.answer)
                assert not wrong, f"{type(self._service).__name__}.{name}: {'; '.join(wrong)}"
                self._note(f"{type(self._service).__name__}.{name}")
            return result

        return call


class CheckedClient:
    """The SDK's client with its services checked; `succeeded` takes the name of each method that answered well."""

    def __init__(self, **settings):
        # Between attempts the SDK would wait.
        self.client = RememberingClient(**{"max_retries": 0, **settings})
        self.succeeded = set()

    def __getattr__(self, name):
        found = getattr(self.client, name)
        if type(found).__module__.endswith("._resource"):
            return CheckedService(found, self.client, self.succeeded.add)
        return found


def _is_well_formed(error):
    """Whether an error is one of WorkOS's: a message with or without a code and the members at fault, or OAuth's."""
    said = error.response_json
    if error.status_code >= 500:
        return True
    if not error.request_id or not isinstance(said, dict):
        return False
    texts = ("error", "error_description") if "error" in said else ("message",)
    details = said.get("errors", [])
    return (
        all(isinstance(said.get(name), str) and said[name] for name in texts)
        and isinstance(said.get("code", ""), str)
        and all(isinstance(each.get("code"), str) and each.get("field", each.get("message")) for each in details)
    )


def _problems(result, answer):
    if result is None:
        return [] if answer.status_code in (200, 202, 204) else [f"status {answer.status_code}"]
    answered = answer.json()
    if isinstance(result, SyncPage):
        return _list_problems(result, answered)
    if isinstance(result, list):
        return [found for value, said in zip(result, answered, strict=True) for found in problems(value, said)]
    return problems(result, answered) if dataclasses.is_dataclass(result) else []


def _list_problems(page, answered):
    wrong = [] if answered.get("object") == "list" else [f"object is {answered.get('object')!r}, not list"]
    if set(answered) != {"object", "data", "list_metadata"}:
        wrong.append(f"a list has {sorted(answered)}")
    if set(answered.get("list_metadata", {})) != {"before", "after"}:
        wrong.append(f"list_metadata is {answered.get('list_metadata')!r}")
    return wrong + [
        found for value, said in zip(page.data, answered["data"], strict=True) for found in problems(value, said)
    ]
