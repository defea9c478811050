"""The pictures of QR codes, read by another's decoder: what an authenticator app sees when it scans one."""

import base64
import struct
import zlib

import pytest
import zxingcpp

pytest_plugins = ["workos_fixtures"]


def pixels(png):
    """The rows of a PNG of one bit for each pixel, as bytes of grey; checks every chunk."""
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    chunks, position = [], 8
    while position < len(png):
        length, kind = struct.unpack(">I4s", png[position : position + 8])
        data = png[position + 8 : position + 8 + length]
        (checksum,) = struct.unpack(">I", png[position + 8 + length : position + 12 + length])
        assert checksum == zlib.crc32(kind + data)
        chunks.append((kind, data))
        position += 12 + length
    assert [kind for kind, _ in chunks] == [b"IHDR", b"IDAT", b"IEND"]
    width, height, depth, colour, *methods = struct.unpack(">IIBBBBB", chunks[0][1])
    assert (depth, colour, methods) == (1, 0, [0, 0, 0])
    lines, stride = zlib.decompress(chunks[1][1]), (width + 7) // 8 + 1
    assert len(lines) == stride * height
    grey = bytearray()
    for row in range(height):
        line = lines[row * stride : (row + 1) * stride]
        assert line[0] == 0
        grey += bytes(255 if line[1 + x // 8] >> (7 - x % 8) & 1 else 0 for x in range(width))
    return memoryview(bytes(grey)).cast("B", (height, width))


@pytest.mark.parametrize("issuer", ["Example App", "A" * 200, "Söhne & Töchter, 日本"])
def test_a_picture_holds_the_uri(workos, user, issuer):
    enrolled = workos.multi_factor_auth.create_user_auth_factor(user.id, type="totp", totp_issuer=issuer)
    totp = enrolled.authentication_factor.totp
    _, _, picture = totp.qr_code.partition(",")
    image = pixels(base64.b64decode(picture, validate=True))
    (found,) = zxingcpp.read_barcodes(image, formats=zxingcpp.BarcodeFormat.QRCode)
    assert found.text == totp.uri
