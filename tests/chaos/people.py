"""Who writes to whom in a round: made through the admin routes."""

import base64
import hashlib
import hmac
import json
import urllib.error
import urllib.request

from server import ADMIN_KEY, JWT_SECRET
from waiting import until


def sign(claims):
    """A token that is good for years: clocks will be stepped."""
    def encode(value):
        return base64.urlsafe_b64encode(
            json.dumps(value).encode()).rstrip(b"=").decode()
    signed = encode({"alg": "HS256", "typ": "JWT"}) + "." + encode(
        {"iat": 1, "exp": 1 << 33, **claims})
    mac = hmac.new(JWT_SECRET.encode(), signed.encode(), hashlib.sha256)
    return signed + "." + base64.urlsafe_b64encode(
        mac.digest()).rstrip(b"=").decode()


def admin(server, method, path, body=None):
    """A server that has just started may put it off."""
    return until("the server refuses",
                 lambda: ask_admin(server, method, path, body))["data"]


def ask_admin(server, method, path, body):
    request = urllib.request.Request(
        f"http://127.0.0.1:{server.port}{path}", method=method,
        data=None if body is None else json.dumps(body).encode(),
        headers={"X-Admin-Key": ADMIN_KEY, "Content-Type": "application/json"})
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.loads(answer.read())
    except urllib.error.HTTPError as refusal:
        if refusal.code == 503:
            return None
        raise


def provision(server, pairs):
    """Pairs who may write to each other, and a group of all. Gives the people:
    {id, token, dials, conversations}."""
    people = []
    for i in range(2 * pairs):
        role = "astrologer" if i % 2 else "user"
        name = f"{role}-{i // 2}"
        admin(server, "PUT", f"/api/admin/users/{name}",
              {"role": role, "name": name})
        token = sign({"sub": name, "role": role, "name": name})
        people.append({"id": name, "role": role, "token": token,
                       "dials": None if i % 2 else f"astrologer-{i // 2}"})

    def meet(some, **more):
        made = admin(server, "POST", "/api/admin/conversations", {
            "participants": [{"id": p["id"], "type": p["role"]} for p in some],
            **more})
        for p in some:
            p.setdefault("conversations", []).append(made["id"])

    for i in range(0, 2 * pairs, 2):
        user, astrologer = people[i:i + 2]
        admin(server, "PUT",
              f"/api/admin/consultations/{user['id']}/{astrologer['id']}")
        meet([user, astrologer])
    meet(people, conversationType="group")
    return people
