"""People whose passwords another system hashed sign in with them: hashes of Python and of the algorithms' authors."""

import base64
import hashlib

import pytest
from workos import WorkOSError
from workos.user_management import PasswordHashed

from workos_server import address

pytest_plugins = ["workos_fixtures"]

PASSWORD = "correct horse battery staple"
SALT = bytes(range(16))


def text(data):
    return base64.b64encode(data).decode().rstrip("=")


def sha256(data):
    return base64.b64encode(hashlib.sha256(data).digest() + SALT).decode()


def scrypt():
    derived = hashlib.scrypt(PASSWORD.encode(), salt=SALT, n=16384, r=8, p=1, dklen=64)
    return f"$scrypt$v=1$n=16384,r=8,p=1,kl=64${text(SALT)}${text(derived)}"


def pbkdf2(digest, length):
    derived = hashlib.pbkdf2_hmac(digest, PASSWORD.encode(), SALT, 10_000, length)
    return f"$pbkdf2-{digest}$i=10000,l={length}${text(SALT)}${text(derived)}"


SSHA = base64.b64encode(hashlib.sha1(PASSWORD.encode() + SALT).digest() + SALT).decode()
FIREBASE_KEY = "jxspr8Ki0RYycVU8zykbdLGjFQ3McFUH0uiiTvC8pVMXAn210wjLNmdZJzxUECKbm0QsEmYUSDzZvpjeJ9WmXA=="
FIREBASE_HASH = "lSrfV15cpx95/sZS2W9c9Kp6i/LVgQNDNC/qzrCnh1SAyZvqmZqAjTdn3aoItz+VHjoZilo78198JAdRuid5lQ=="
FIREBASE = f"$firebase-scrypt$r=8,m=14,sk={FIREBASE_KEY},ss=Bw==$42xEC+ixf3L2lw==${FIREBASE_HASH}"
ARGON2 = "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc"


@pytest.mark.parametrize(
    ("kind", "kept", "position", "password"),
    [
        ("bcrypt", "$2a$05$CCCCCCCCCCCCCCCCCCCCC.VGOzA784oUp/Z0DY336zx7pLYAy0lwK", None, "U*U*"),
        ("argon2", ARGON2, None, "password"),
        ("firebase-scrypt", FIREBASE, None, "user1password"),
        ("scrypt", scrypt(), None, PASSWORD),
        ("pbkdf2", pbkdf2("sha256", 32), None, PASSWORD),
        ("pbkdf2", pbkdf2("sha512", 64), None, PASSWORD),
        ("ssha", SSHA, None, PASSWORD),
        ("ssha", "{SSHA}" + SSHA, None, PASSWORD),
        ("ssha256", sha256(PASSWORD.encode() + SALT), None, PASSWORD),
        ("ssha256", sha256(PASSWORD.encode() + SALT), "suffix", PASSWORD),
        ("ssha256", sha256(SALT + PASSWORD.encode()), "prefix", PASSWORD),
    ],
)
def test_an_imported_password_signs_in_before_and_after_it_is_hashed_anew(workos, kind, kept, position, password):
    imported = PasswordHashed(password_hash=kept, password_hash_type=kind, password_salt_position=position)
    user = workos.user_management.create_user(email=address(), email_verified=True, password=imported)
    with pytest.raises(WorkOSError):
        workos.user_management.authenticate_with_password(email=user.email, password=password + "x")
    for _ in range(2):
        answer = workos.user_management.authenticate_with_password(email=user.email, password=password)
        assert answer.user.id == user.id
