"""The XML of CalDAV: what is asked (RFC 4918 §9.1, RFC 4791 §7.8), and the answers, which are not trusted."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element, ParseError, SubElement, tostring

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

DAV = "{DAV:}"
CALDAV = "{urn:ietf:params:xml:ns:caldav}"
PRINCIPAL = f"{DAV}current-user-principal"
HOME = f"{CALDAV}calendar-home-set"
ADDRESSES = f"{CALDAV}calendar-user-address-set"
NAME = f"{DAV}displayname"
KIND = f"{DAV}resourcetype"
RIGHTS = f"{DAV}current-user-privilege-set"
COMPONENTS = f"{CALDAV}supported-calendar-component-set"
DATA = f"{CALDAV}calendar-data"

WRITES = frozenset({f"{DAV}all", f"{DAV}write", f"{DAV}bind", f"{DAV}write-content"})
"""Rights of RFC 3744 §3 with which a new event can be made."""

UID = re.compile(r"(?im)^UID(?:;[^:\r\n]*)?:([^\r\n]*)")
FOLD = re.compile(r"\r?\n[ \t]")


@dataclass(frozen=True, slots=True)
class Resource:
    """One resource of an answer: its address as the server wrote it, and the properties that it has."""

    href: str
    properties: dict[str, Element]

    def hrefs(self, name: str) -> list[str]:
        """Return the addresses in a property."""
        found = self.properties.get(name)
        return [] if found is None else [text for href in found.iter(f"{DAV}href") if (text := _text(href))]

    def text(self, name: str) -> str:
        """Return the text of a property, empty where it has none."""
        return _text(self.properties.get(name))

    def takes_events(self) -> bool:
        """Tell whether it is a calendar into which events may be written; what the server does not tell is allowed."""
        kind = self.properties.get(KIND)
        if kind is None or kind.find(f"{CALDAV}calendar") is None:
            return False
        rights, components = self.properties.get(RIGHTS), self.properties.get(COMPONENTS)
        may = rights is None or not len(rights) or any(right.tag in WRITES for right in rights.iter())
        kinds = [] if components is None else [part.get("name", "").upper() for part in components]
        return may and (not kinds or "VEVENT" in kinds)


def propfind(*names: str) -> bytes:
    """Return the body that asks for properties."""
    root = Element(f"{DAV}propfind")
    asked = SubElement(root, f"{DAV}prop")
    for name in names:
        SubElement(asked, name)
    return bytes(tostring(root, "utf-8", xml_declaration=True))


def uid_query(uid: str) -> bytes:
    """Return the body that asks for the events with an id (RFC 4791 §7.8.6)."""
    root = Element(f"{CALDAV}calendar-query")
    SubElement(SubElement(root, f"{DAV}prop"), DATA)
    calendar = SubElement(SubElement(root, f"{CALDAV}filter"), f"{CALDAV}comp-filter", name="VCALENDAR")
    event = SubElement(calendar, f"{CALDAV}comp-filter", name="VEVENT")
    wanted = SubElement(event, f"{CALDAV}prop-filter", name="UID")
    SubElement(wanted, f"{CALDAV}text-match", collation="i;octet").text = uid
    return bytes(tostring(root, "utf-8", xml_declaration=True))


def resources(body: bytes) -> list[Resource] | None:
    """Return the resources of a multistatus answer, None where it is none.

    Args:
        body: as it came; a document type or an entity in it makes it none.
    """
    try:
        root = fromstring(body, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError):  # LookupError: an encoding nobody knows
        return None
    if root.tag != f"{DAV}multistatus":
        return None
    return [
        Resource(_text(found.find(f"{DAV}href")), dict(_properties(found))) for found in root.iterfind(f"{DAV}response")
    ]


def _properties(found: Element) -> Iterator[tuple[str, Element]]:
    for group in found.iterfind(f"{DAV}propstat"):
        if " 200" in _text(group.find(f"{DAV}status")):
            for holder in group.iterfind(f"{DAV}prop"):
                yield from ((prop.tag, prop) for prop in holder)


def _text(element: Element | None) -> str:
    return "" if element is None else (element.text or "").strip()


def holds(data: str, uid: str) -> bool:
    """Tell whether calendar data holds the event with an id; read line by line, for nothing in it can make that fail.

    Args:
        data: iCalendar, as a server gave it.
        uid: plain ASCII.
    """
    return uid in (found.strip() for found in UID.findall(FOLD.sub("", data)))
