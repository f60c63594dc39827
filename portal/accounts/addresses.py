"""Which network address does a request come from? A proxy's word counts only when the operator runs that proxy."""

import ipaddress

from django.conf import settings
from django.http import HttpRequest

#: One household or one centre holds a whole network of this size, so that changing the rest gains nothing.
IPV6_PREFIX = 64


def client_address(request: HttpRequest) -> str:
    """Return the caller's address; ``TRUSTED_PROXY_COUNT`` says how many proxies append to X-Forwarded-For.

    With none trusted the header is not read. A header shorter than the trusted proxies was not written by them.
    """
    address = request.META.get("REMOTE_ADDR", "")
    hops = [hop.strip() for hop in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")]
    if 0 < settings.TRUSTED_PROXY_COUNT <= len(hops):
        address = hops[-settings.TRUSTED_PROXY_COUNT] or address
    return _network(address)


def _network(address: str) -> str:
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return "unknown"
    if parsed.version == 6:
        if parsed.ipv4_mapped:
            return str(parsed.ipv4_mapped)
        return str(ipaddress.ip_network(f"{parsed}/{IPV6_PREFIX}", strict=False).network_address)
    return str(parsed)
