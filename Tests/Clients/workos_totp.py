"""RFC 6238 codes, computed from a shared secret as an authenticator application does."""

import base64
import hashlib
import hmac

STEP = 30


def code(secret, moment, digits=6):
    """The code at a moment in seconds since 1970; `secret` is in base 32, with or without its padding."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    # RFC 4226 §5.3: the low half of the digest's last byte says where the four bytes of the number begin.
    digest = hmac.digest(key, int(moment // STEP).to_bytes(8, "big"), hashlib.sha1)
    start = digest[-1] & 0x0F
    number = int.from_bytes(digest[start : start + 4], "big") & 0x7FFFFFFF
    return str(number % 10**digits).zfill(digits)
