"""A site of the tests' own: a client's redirect URI, or a page of somebody who means no good."""

import datetime
import http.server
import ipaddress
import socket
import ssl
import threading
from urllib.parse import parse_qs, urlsplit

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec


class Listener:
    """A site of our own: pages by path, and what was asked of it. Without a page it answers `arrived`."""

    def __init__(self, host="127.0.0.1", context=None):
        listener = self
        self.requests, self.pages, self.redirects = [], {}, {}

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                path = urlsplit(self.path).path
                if path == "/favicon.ico":
                    return self.send_error(404)
                listener.requests.append(self.path)
                body = listener.pages.get(path, "<!doctype html><title>arrived</title>arrived").encode()
                self.send_response(302 if path in listener.redirects else 200)
                if path in listener.redirects:
                    self.send_header("Location", listener.redirects[path])
                self.send_header("Content-Type", "text/html")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        class Server(http.server.ThreadingHTTPServer):
            address_family = socket.AF_INET6 if ":" in host else socket.AF_INET

        self.server = Server((host, 0), Handler)
        if context:
            self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
        self.port = self.server.server_port
        scheme, shown = "https" if context else "http", f"[{host}]" if ":" in host else host
        self.origin = f"{scheme}://{shown}:{self.port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def callback(self):
        return self.origin + "/callback"

    def answer(self, path="/callback"):
        """The parameters of the last request for the path; `None` before there was one."""
        found = [urlsplit(target).query for target in self.requests if urlsplit(target).path == path]
        return {name: values[0] for name, values in parse_qs(found[-1]).items()} if found else None

    def close(self):
        self.server.shutdown()
        self.server.server_close()


def self_signed(directory):
    """A certificate for 127.0.0.1 that nobody vouches for."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.datetime.now(datetime.timezone.utc)
    builder = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    day = datetime.timedelta(days=1)
    builder = builder.not_valid_before(now - day).not_valid_after(now + day)
    address = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    certificate = builder.add_extension(address, critical=False).sign(key, hashes.SHA256())
    path = directory / "self-signed.pem"
    encoding = serialization.Encoding.PEM
    path.write_bytes(
        certificate.public_bytes(encoding)
        + key.private_bytes(encoding, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    return context
