"""What the authorization server fetches from others: documents and key sets on loopback, over http and https."""

import datetime
import ipaddress
import json
import secrets
import ssl
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import jwt
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from joserfc.jwk import ECKey, OKPKey, RSAKey

PEM = serialization.Encoding.PEM


class SigningKey:
    """A key pair that signs JWTs; `public` is what stands in a key set."""

    def __init__(self, algorithm):
        self.algorithm = algorithm
        self.key_id = secrets.token_urlsafe(8)
        parameters = {"kid": self.key_id, "use": "sig", "alg": algorithm}
        if algorithm == "RS256":
            pair = RSAKey.generate_key(2048, parameters)
        elif algorithm == "ES256":
            pair = ECKey.generate_key("P-256", parameters)
        else:
            pair = OKPKey.generate_key("Ed25519", parameters)
        self.public = pair.as_dict(private=False)
        self.private = pair.as_dict(private=True)
        self.pem = pair.as_pem(private=True).decode()
        self.public_pem = pair.as_pem(private=False).decode()
        self.pair = pair

    @property
    def key_set(self):
        return {"keys": [self.public]}

    def sign(self, claims, **header):
        return jwt.encode(claims, self.pem, self.algorithm, {"kid": self.key_id, **header})

    def assertion(self, client_id, audience, header=None, **changes):
        """What `private_key_jwt` shows (RFC 7523 §3); a change to `None` leaves the claim out."""
        now = int(time.time())
        claims = {"iss": client_id, "sub": client_id, "aud": audience, "jti": secrets.token_urlsafe(16)}
        claims = {**claims, "iat": now, "exp": now + 60, **changes}
        return self.sign({name: value for name, value in claims.items() if value is not None}, **(header or {}))


class CertificateAuthority:
    """Signs one certificate for this machine; `file` is what to trust."""

    def __init__(self, directory):
        self.file, chain = directory / "authority.pem", directory / "server.pem"
        own, name = ec.generate_private_key(ec.SECP256R1()), self.name("Test authority")
        authority = self.certificate(own, own, name, name, [(x509.BasicConstraints(True, None), True)])
        key = ec.generate_private_key(ec.SECP256R1())
        hosts = [x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
        extensions = [
            (x509.SubjectAlternativeName(hosts), False),
            (x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), False),
        ]
        server = self.certificate(key, own, self.name("localhost"), name, extensions)
        self.file.write_bytes(authority.public_bytes(PEM))
        format, encryption = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        chain.write_bytes(key.private_bytes(PEM, format, encryption) + server.public_bytes(PEM))
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.load_cert_chain(chain)

    @staticmethod
    def name(text):
        return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])

    @staticmethod
    def certificate(key, signer, subject, issuer, extensions):
        now = datetime.datetime.now(datetime.UTC)
        day = datetime.timedelta(days=1)
        builder = x509.CertificateBuilder(issuer, subject, key.public_key(), x509.random_serial_number())
        builder = builder.not_valid_before(now - day).not_valid_after(now + day)
        extensions = [*extensions, (x509.SubjectKeyIdentifier.from_public_key(key.public_key()), False)]
        extensions += [(x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), False)]
        for extension, is_critical in extensions:
            builder = builder.add_extension(extension, is_critical)
        return builder.sign(signer, hashes.SHA256())


class Documents:
    """A web server on loopback. What is put can be fetched, and `fetched` has the paths that were asked for."""

    def __init__(self, authority=None):
        self.answers, self.fetched = {}, []
        documents = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                documents.fetched.append(self.path)
                status, headers, body = documents.answers.get(self.path, (404, {}, b"{}"))
                self.send_response(status)
                for name, value in {**headers, "Content-Length": str(len(body))}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.scheme = "https" if authority else "http"
        if authority:
            self.server.socket = authority.context.wrap_socket(
                self.server.socket, server_side=True, do_handshake_on_connect=False
            )
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()

    def url(self, path):
        return f"{self.scheme}://127.0.0.1:{self.server.server_port}{path}"

    def put(self, path, value, status=200, **headers):
        """Serves JSON, or bytes as they are; returns the URL."""
        body = value if isinstance(value, bytes) else json.dumps(value).encode()
        headers = {name.replace("_", "-"): text for name, text in headers.items()}
        self.answers[path] = (status, {"Content-Type": "application/json", **headers}, body)
        return self.url(path)

    def put_client(self, path, **metadata):
        """A client metadata document, whose URL is the `client_id`."""
        document = {
            "client_id": self.url(path),
            "client_name": "Published client",
            "redirect_uris": ["http://127.0.0.1/callback"],
            "grant_types": ["authorization_code", "refresh_token"],
            "token_endpoint_auth_method": "none",
            **metadata,
        }
        return self.put(path, {name: value for name, value in document.items() if value is not None})


class IdentityProvider:
    """An enterprise's identity provider, which vouches for its people (ID-JAG)."""

    def __init__(self, documents):
        self.key = SigningKey("ES256")
        self.issuer = "https://idp.example.com"
        self.jwks_url = documents.put("/idp/jwks", self.key.key_set)

    def assertion(self, audience, client_id, header=None, key=None, **changes):
        """A change to `None` leaves the claim out."""
        now = int(time.time())
        claims = {
            "iss": self.issuer,
            "sub": "alice",
            "aud": audience,
            "client_id": client_id,
            "jti": secrets.token_urlsafe(16),
            "iat": now,
            "exp": now + 300,
            **changes,
        }
        claims = {name: value for name, value in claims.items() if value is not None}
        return (key or self.key).sign(claims, **{"typ": "oauth-id-jag+jwt", **(header or {})})
