"""The settings of ODK Collect in a QR code: zlib, then base64, of a JSON.

Source: https://docs.getodk.org/collect-import-export/. What is not said is reset
to ODK Collect's own default.
"""

import base64
import json
import zlib

import segno


def collect_settings(server_url: str, name: str) -> str:
    """Return the settings as ODK Collect reads them from a QR code.

    Forms come and go as the server says, and what is finished is sent by itself.
    """
    settings = {
        "general": {
            "protocol": "odk_default",
            "server_url": server_url,
            "form_update_mode": "match_exactly",
            "autosend": "wifi_and_cellular",
        },
        "admin": {},
        "project": {"name": name, "icon": "O", "color": "#8a3b12"},
    }
    packed = zlib.compress(json.dumps(settings, separators=(",", ":")).encode(), 9)
    return base64.b64encode(packed).decode()


def settings_square(server_url: str, name: str) -> str:
    """Return the QR code of the settings as an address of a picture (`data:`)."""
    code = segno.make(collect_settings(server_url, name), error="m", micro=False)
    return str(code.svg_data_uri(scale=4, border=4))
