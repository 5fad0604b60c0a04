#!/usr/bin/env python3
"""Reads a mail with Python's email package: `mail.py FILE`."""
import email, email.policy, sys

message = email.message_from_bytes(open(sys.argv[1], "rb").read(), policy=email.policy.default)
parts = list(message.walk())
assert not any(part.defects for part in parts), [part.defects for part in parts]
for header in ("Message-ID", "Date", "Subject", "To", "From"):
    assert message[header], header
assert message["Date"].datetime is not None
text, html = (message.get_body((kind,)).get_content() for kind in ("plain", "html"))
assert text.startswith("# ") and html.startswith("<!doctype html>"), (text[:40], html[:40])
